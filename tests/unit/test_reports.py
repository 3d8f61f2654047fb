"""Reports of our own faults: written once, private, few, without anyone's words or name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat.cli.command import FIXABLE, OK
from edgechat.cli.main import main
from edgechat.core.errors import NotFound
from edgechat.core.paths import Profile
from edgechat.core.reports import EACH_RUN, KEPT, LONGEST, Reports
from edgechat.core.scrubbing import last_words, scrub
from edgechat.core.watch import Watch, gather, note_child

CANARY = "the secret diary of Ada Lovelace"


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path / "reports")


@pytest.fixture
def watch(reports: Reports) -> Iterator[Watch]:
    made = Watch(reports)
    made.begin()
    yield made
    made.end()


def everything(reports: Reports) -> str:
    return "\n".join(path.read_text("utf-8", "replace") for path in reports.folder.iterdir())


def failing(text: str) -> None:
    try:
        {}[text]
    except KeyError as error:
        raise ValueError(f"cannot deal with {text}") from error


def test_a_report_is_private_and_whole(reports: Reports) -> None:
    made = reports.write("error", "ValueError in somewhere", "the frames")
    assert made is not None
    assert [each.name for each in reports.all()] == [made.name]
    assert "the frames" in reports.text(made.name) and "EdgeChat" in reports.text(made.name)
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o077 == 0
        assert reports.folder.stat().st_mode & 0o077 == 0


def test_the_same_fault_is_told_once_and_no_more_than_some(reports: Reports) -> None:
    assert reports.write("error", "one", "") is not None
    assert reports.write("error", "one", "") is None
    for number in range(30):
        reports.write("error", f"another {number}", "")
    assert len(reports.all()) == EACH_RUN


def test_only_the_last_are_kept_and_none_is_long(reports: Reports) -> None:
    for number in range(KEPT + 8):
        Reports(reports.folder).write("error", f"fault {number}", "x" * 200_000)
    found = reports.all()
    assert len(found) == KEPT
    assert found[0].what == f"fault {KEPT + 7}"
    assert all(each.path.stat().st_size <= LONGEST + 1 for each in found)


def test_what_was_seen_or_muted_is_not_told_again(reports: Reports) -> None:
    first = reports.write("error", "one", "")
    reports.write("child", "The text process: ended with code 1", "")
    assert first is not None and [each.what for each in reports.fresh()] == ["one"]
    reports.see()
    assert reports.fresh() == []
    again = Reports(reports.folder)
    again.write("error", "one", "")
    assert len(again.fresh()) == 1
    again.mute(first.sign)
    assert again.fresh() == []


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"seen": 3}', b"\xff\x00", b"[" * 100_000])
def test_a_broken_memory_of_what_was_told_harms_nothing(reports: Reports, damage: bytes) -> None:
    reports.write("error", "one", "")
    (reports.folder / "told.json").write_bytes(damage)
    assert len(reports.fresh()) == 1
    reports.see()
    assert reports.fresh() == []


@pytest.mark.parametrize("name", ["../profile.db", "told.json", "", "20260101-000000-000-error-00000000.txt"])
def test_only_reports_are_shown_and_deleted(reports: Reports, name: str) -> None:
    for do in (reports.text, reports.delete):
        with pytest.raises(NotFound):
            do(name)


def test_an_unwritable_folder_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert Reports(tmp_path / "file" / "reports").write("error", "one", "") is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_fails_is_reported_without_its_words(watch: Watch, reports: Reports) -> None:
    thread = threading.Thread(target=failing, args=(CANARY,), name="somebody")
    thread.start()
    thread.join()
    (report,) = reports.all()
    assert report.what.startswith("ValueError in ") and report.what.endswith(", failing")
    text = reports.text(report.name)
    assert "KeyError" in text and "in the thread somebody" in text
    assert "secret" not in everything(reports)


def test_the_watcher_is_told(watch: Watch, reports: Reports) -> None:
    heard: list[str] = []
    watch.told = lambda report: heard.append(report.what)
    try:
        failing(CANARY)
    except ValueError as error:
        watch.note(error)
        watch.note(error)
    assert len(heard) == 1


def test_the_hooks_are_given_back(reports: Reports) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    made = Watch(reports)
    made.begin()
    assert sys.excepthook != before[0]
    made.end()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    assert list(reports.folder.iterdir()) == []


CRASH = """
import faulthandler, sys
from pathlib import Path
from edgechat.core.reports import Reports
from edgechat.core.watch import Watch
Watch(Reports(Path(sys.argv[1]))).begin()
secret = sys.argv[2]
faulthandler._sigabrt() if sys.argv[3] == "abort" else sys.exit(3)
"""


def crash(folder: Path, how: str) -> None:
    command = [sys.executable, "-c", CRASH, str(folder), CANARY, how]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_crash_is_reported_at_the_next_start(reports: Reports) -> None:
    crash(reports.folder, "abort")
    gather(reports)
    (report,) = reports.fresh()
    assert report.kind == "crash" and "Aborted" in report.what
    assert "line 8 in <module>" in reports.text(report.name)
    assert "secret" not in everything(reports)
    assert not list(reports.folder.glob("running-*"))


def test_a_process_that_was_only_ended_is_no_crash(reports: Reports) -> None:
    crash(reports.folder, "leave")
    gather(reports)
    assert reports.all() == [] and not list(reports.folder.glob("running-*"))


def test_the_file_of_a_running_process_is_left_alone(watch: Watch, reports: Reports) -> None:
    gather(reports)
    assert len(list(reports.folder.glob("running-*"))) == 1


WORDS = f"""llama_model_load: error loading model: missing tensor 'blk.0.{CANARY}'
{CANARY}
Traceback (most recent call last):
  File "/home/ada/edgechat/worker.py", line 12, in main
    do("{CANARY}")
ValueError: {CANARY}
GGML_ASSERT: ggml.c:123: n > 0
"""


def test_last_words_of_children_keep_only_what_is_ours(watch: Watch, reports: Reports) -> None:
    note_child("text", "ended by SIGABRT", WORDS)
    (report,) = reports.all()
    text = reports.text(report.name)
    assert report.kind == "child" and "GGML_ASSERT" in text and "worker.py" in text and "ValueError" in text
    assert "secret" not in text and "ada" not in text
    assert "2 lines of another form are left out" in last_words(WORDS)


@pytest.mark.parametrize(
    "path", ["/home/ada/x.py", "/Users/ada/x.py", r"C:\Users\ada\x.py", str(Path.home() / "x.py")]
)
def test_paths_lose_the_persons_name(path: str) -> None:
    said = scrub(f'File "{path}", line 1')
    assert "ada" not in said and str(Path.home()) not in said and "x.py" in said


def test_the_command_lists_shows_and_deletes(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    def never(*_: object, **__: object) -> int:
        raise AssertionError

    def call(*argv: str) -> tuple[int, str]:
        code = main(["--home", str(profile.home.root), *argv], never, open_window=never, benches=never)
        return code, capsys.readouterr().out

    assert call("reports", "show", "latest")[0] == FIXABLE
    assert call("reports", "list") == (OK, "")
    made = Reports(profile.reports).write("error", "one", "frames")
    assert made is not None
    (listed,) = json.loads(call("reports", "list", "--json")[1])
    assert (listed["name"], listed["what"], listed["kind"]) == (made.name, "one", "error")
    assert "frames" in call("reports", "show", "latest")[1]
    assert json.loads(call("reports", "show", made.name, "--json")[1])["text"].startswith("one\n")
    assert call("reports", "delete", made.name)[0] == OK
    assert call("reports", "delete", made.name)[0] == FIXABLE
    assert call("reports", "list")[1] == ""
