"""What stands behind the widgets: lanes, merged events, the one window per profile, the log lines."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.chat.conversation import ConversationDeleted, TextArrived
from edgechat.desktop import journal, summons
from edgechat.desktop.bridge import Bridge
from edgechat.desktop.instance import Instance
from edgechat.desktop.stalls import Stalls
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

ROOT = Path(__file__).resolve().parents[2]


def test_results_come_back_on_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[str, bool]] = []
    main = threading.current_thread()
    tasks.serial(lambda: "s", lambda value: seen.append((value, threading.current_thread() is main)))
    tasks.free(lambda: "f", lambda value: seen.append((value, threading.current_thread() is main)))
    qtbot.waitUntil(lambda: sorted(seen) == [("f", True), ("s", True)])


def test_the_serial_lane_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(50):
        tasks.serial(partial(int, number), done.append)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == sorted(done)


def test_failures_find_their_way(tasks: Tasks, qtbot: QtBot) -> None:
    failed: list[Exception] = []
    tasks.unhandled = failed.append
    tasks.free(lambda: 1 / 0)
    tasks.free(lambda: int("x"), failed=failed.append)
    qtbot.waitUntil(lambda: {type(each) for each in failed} == {ZeroDivisionError, ValueError})


def test_nothing_comes_back_after_the_end(qapp: QApplication, qtbot: QtBot) -> None:
    tasks = Tasks()
    came: list[object] = []
    tasks.free(lambda: time.sleep(0.05), came.append)
    tasks.close()
    tasks.free(lambda: 1, came.append)
    qtbot.wait(50)
    assert came == []


def test_pieces_are_merged_in_order(qapp: QApplication, edge: FakeEdge, tasks: Tasks, qtbot: QtBot) -> None:
    bridge = Bridge(edge, tasks)
    got: list[str] = []
    bridge.text_arrived.connect(lambda _conversation, message, text: got.append(f"{message}:{text}"))
    bridge.conversation_deleted.connect(got.append)

    def publish() -> None:
        for number in range(10):
            edge.events.publish(TextArrived("c", "m", str(number)))
        edge.events.publish(ConversationDeleted("x"))
        edge.events.publish(TextArrived("c", "m", "!"))
        edge.events.publish(TextArrived("c", "n", "?"))

    worker = threading.Thread(target=publish)
    worker.start()
    worker.join()
    assert got == []
    qtbot.waitUntil(lambda: got == ["m:0123456789", "x", "m:!", "n:?"])
    bridge.close()
    edge.events.publish(ConversationDeleted("y"))
    qtbot.wait(60)
    assert len(got) == 4


def test_a_second_window_raises_the_first(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    first, second, raised = Instance(tmp_path), Instance(tmp_path), []
    assert first.claim()
    first.listen(lambda: raised.append(True))
    assert not second.claim()
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(Instance(tmp_path).raise_other()))
    asking.start()
    qtbot.waitUntil(lambda: answers == [True] and raised == [True])
    asking.join()
    first.release()
    assert second.claim()
    second.release()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe leaves nothing behind")
def test_what_a_killed_window_left_is_not_in_the_way(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summons, "_path", lambda name: tmp_path / name)
    monkeypatch.setattr(summons, "PATIENCE", 0.2)
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "name"))
    left.close()
    assert not summons.call("name")
    called: list[bool] = []
    listener = summons.listen("name", lambda: called.append(True), qapp)
    assert (tmp_path / "name").stat().st_mode & 0o777 == 0o600
    with socket.socket(socket.AF_UNIX) as gone:
        gone.connect(str(tmp_path / "name"))
    qtbot.waitUntil(lambda: called == [True])
    listener.close()
    assert not (tmp_path / "name").exists()
    assert not summons.call("name")


@pytest.mark.skipif(sys.platform == "win32", reason="the name of a pipe is nobody's file")
def test_a_window_that_cannot_be_called_opens_all_the_same(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summons, "_path", lambda name: tmp_path / "missing" / name)
    instance = Instance(tmp_path)
    assert instance.claim()
    instance.listen(lambda: None)
    instance.release()


def test_profiles_do_not_share_a_window(qapp: QApplication, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    first, second = Instance(one), Instance(other)
    assert first.claim() and second.claim()
    first.release()
    second.release()


def test_log_lines_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EDGECHAT_LOG", raising=False)
    journal.note("silent")
    monkeypatch.setenv("EDGECHAT_LOG", "json")
    journal.note("said", count=3)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["count"]) for line in lines] == [("said", 3)]


PROGRAM = """
import sys
from pathlib import Path
from edgechat.core.paths import Home
from edgechat.desktop.app import run_window
from tests.ui.fakes import FakeEdge

def open_edge():
    edge = FakeEdge(profile.root)
    edge.chat.add("One", ("user", "Hello"), ("assistant", "**Hello**"))
    return edge

profile = Home(Path(sys.argv[1])).profile("default")
profile.create()
sys.exit(run_window(open_edge, ["edgechat"], profile=profile))
"""


def start(folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "EDGECHAT_LOG": "json", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for(program: subprocess.Popen[str], event: str) -> dict[str, object]:
    assert program.stderr is not None
    seen = []
    for line in program.stderr:
        seen.append(line)
        if line.startswith("{") and json.loads(line)["event"] == event:
            return dict(json.loads(line))
    raise AssertionError(f"ended without {event}: {seen}")


def end(program: subprocess.Popen[str]) -> int:
    status = program.wait(20)
    assert program.stderr is not None
    program.stderr.close()
    return status


def test_settings_that_could_not_be_read_are_told(
    edge: FakeEdge, open_window: Callable[[], Window], tmp_path: Path
) -> None:
    edge.settings.kept = tmp_path / "settings.damaged.json"
    window = open_window()
    assert window.canvas.banner is not None
    assert "settings could not be read" in window.canvas.banner.text()
    assert str(edge.settings.kept) in window.canvas.banner.text()


def test_the_program_paints_raises_and_ends_on_interrupt(tmp_path: Path) -> None:
    first = start(tmp_path)
    painted = wait_for(first, "first_paint")
    assert (painted["conversations"], painted["messages"]) == (1, 2)
    wait_for(first, "ready")
    second = start(tmp_path)
    wait_for(second, "raised_other")
    assert end(second) == 0
    wait_for(first, "raised")
    first.send_signal(signal.SIGINT)
    assert wait_for(first, "closed")["status"] == 0
    assert end(first) == 0


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    heavy = (
        "numpy",
        "llama_cpp",
        "onnxruntime",
        "pygments",
        "jinja2",
        "PySide6.QtNetwork",
        "PySide6.QtWebEngine",
    )
    code = (
        "import sys, edgechat.desktop.window, edgechat.desktop.first_paint, edgechat.desktop.appearance;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_stalls_are_counted(qapp: QApplication, qtbot: QtBot) -> None:
    stalls = Stalls()
    stalls.begin()
    qtbot.wait(60)
    time.sleep(0.2)
    qtbot.wait(60)
    stalls.end()
    assert stalls.longest_ms >= 150
    assert stalls.over(100) == 1
