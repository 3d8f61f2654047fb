"""Folders that are followed: real files, a real library, the real events of the system."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edgechat.core.errors import DocumentMissing, InvalidInput, NotFound
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.library import following, watching
from edgechat.library.library import Library
from edgechat.library.watched import FolderLooked
from edgechat.vault.vault import Vault
from tests.integration.children.indexing import ScriptedRunner

pytestmark = pytest.mark.timeout(120)
AGE = iter(range(1, 10_000))


class CountingRunner(ScriptedRunner):
    """Knows which texts it embedded."""

    def __init__(self, profile: Profile, model: Path) -> None:
        super().__init__(profile, model)
        self.texts: list[str] = []

    def embed(self, model: Any, inputs: Any, **options: Any) -> Any:
        self.texts += [inputs["text"]] if isinstance(inputs["text"], str) else inputs["text"]
        return super().embed(model, inputs, **options)


@pytest.fixture
def runner(profile: Profile, tmp_path: Path) -> Iterator[CountingRunner]:
    model = tmp_path / "model.echo"
    model.write_text("{}")
    made = CountingRunner(profile, model)
    with closing(made.embedder):
        yield made


@pytest.fixture
def open_library(profile: Profile, runner: CountingRunner, events: Events) -> Iterator[Callable[[], Library]]:
    opened: list[Library] = []

    def make() -> Library:
        opened.append(Library(profile, Vault(profile.vault), lambda: runner, events))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def library(open_library: Callable[[], Library]) -> Library:
    return open_library()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    write(folder / "bees.txt", "Bees dance.")
    write(folder / "deep" / "bread.txt", "Bread rises.")
    return folder


def write(path: Path, text: str) -> None:
    """As if it had been written a while ago: nobody waits until it is quiet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = time.time() - 1000 + next(AGE)
    os.utime(path, (then, then))


def look(library: Library, folder: Path) -> FolderLooked:
    looked = library.look(folder)
    library.wait([info.id for info in library.documents()])
    return looked


def names(library: Library) -> dict[str, str]:
    return {info.name: info.state for info in library.documents()}


def counts(looked: FolderLooked) -> tuple[int, int, int, int]:
    return looked.added, looked.changed, looked.moved, looked.gone


def test_documents_come_change_and_go_with_their_files(
    library: Library, papers: Path, runner: CountingRunner
) -> None:
    told = library.watch(papers, wait=True)
    assert (told.state, told.documents, told.files, told.running) == ("followed", 2, 2, False)
    assert names(library) == {"bees.txt": "indexed", "bread.txt": "indexed"}
    write(papers / "new.txt", "Volcanoes erupt.")
    write(papers / "bees.txt", "Bees dance and hum.")
    (papers / "deep" / "bread.txt").unlink()
    before = len(runner.texts)
    assert counts(look(library, papers)) == (1, 1, 0, 1)
    assert names(library) == {"bees.txt": "indexed", "new.txt": "indexed"}
    assert len(runner.texts) - before == 2
    assert [hit.name for hit in library.search("hum")][:1] == ["bees.txt"]
    assert all(hit.name != "bread.txt" for hit in library.search("bread rises"))
    assert counts(look(library, papers)) == (0, 0, 0, 0)


def test_a_renamed_file_is_not_read_again(library: Library, papers: Path, runner: CountingRunner) -> None:
    library.watch(papers, wait=True)
    before = {info.name: info.id for info in library.documents()}
    texts = len(runner.texts)
    (papers / "bees.txt").rename(papers / "honey.txt")
    (papers / "deep").rename(papers / "deeper")
    assert counts(look(library, papers)) == (0, 0, 2, 0)
    after = {info.name: info for info in library.documents()}
    assert after["honey.txt"].id == before["bees.txt"]
    assert after["bread.txt"].path == str(papers / "deeper" / "bread.txt")
    assert len(runner.texts) == texts


def test_the_same_bytes_written_again_are_not_read_again(
    library: Library, papers: Path, runner: CountingRunner
) -> None:
    library.watch(papers, wait=True)
    texts = len(runner.texts)
    write(papers / "bees.txt", "Bees dance.")
    assert counts(look(library, papers)) == (0, 0, 0, 0)
    assert len(runner.texts) == texts
    assert counts(look(library, papers)) == (0, 0, 0, 0)


def test_a_duplicate_takes_the_place_of_what_has_gone(
    library: Library, papers: Path, runner: CountingRunner
) -> None:
    library.watch(papers, wait=True)
    write(papers / "copy.txt", "Bees dance.")
    look(library, papers)
    assert names(library)["copy.txt"] == "duplicate of"
    texts = len(runner.texts)
    (papers / "bees.txt").unlink()
    look(library, papers)
    assert names(library) == {"copy.txt": "indexed", "bread.txt": "indexed"}
    assert len(runner.texts) == texts and library.search("dance")[0].name == "copy.txt"


def test_a_file_that_is_still_written_is_taken_when_it_is_quiet(library: Library, papers: Path) -> None:
    library.watch(papers, wait=True)
    file = papers / "long.txt"
    file.write_text("half")
    follow = following.Follow(library._watched.folders()[0])
    assert not library._following.look(follow).anything and follow.again
    file.write_text("half and whole")
    assert not library._following.look(follow).anything
    assert counts(library._following.look(follow)) == (1, 0, 0, 0)
    assert not follow.again


def test_a_disk_that_is_pulled_out_takes_nothing_with_it(library: Library, papers: Path) -> None:
    library.watch(papers, wait=True)
    papers.rename(papers.with_name("elsewhere"))
    look(library, papers)
    told = library.watched()[0]
    assert told.state == "away" and told.reason == "The folder papers is not there now."
    assert len(library.documents()) == 2
    papers.mkdir()  # the place where it is put in, empty; the disk was another one
    library._database.execute("UPDATE watched SET device = 'another'")
    look(library, papers)
    assert library.watched()[0].state == "away" and len(library.documents()) == 2
    papers.rmdir()
    papers.with_name("elsewhere").rename(papers)
    assert counts(look(library, papers)) == (0, 0, 0, 0)
    assert library.watched()[0].state == "followed" and library.watched()[0].reason == ""


def test_a_folder_that_was_emptied_is_empty(library: Library, papers: Path) -> None:
    library.watch(papers, wait=True)
    shutil.rmtree(papers / "deep")
    (papers / "bees.txt").unlink()
    assert counts(look(library, papers)) == (0, 0, 0, 2)
    assert library.documents() == [] and list(library._vault.keys()) == []


def test_what_was_taken_out_stays_out_until_it_is_added(library: Library, papers: Path) -> None:
    library.watch(papers, wait=True)
    library.remove(next(info.id for info in library.documents() if info.name == "bees.txt"))
    assert counts(look(library, papers)) == (0, 0, 0, 0)
    assert library.watched()[0].left_out == 1
    library.add(papers / "bees.txt")
    assert names(library) == {"bees.txt": "indexed", "bread.txt": "indexed"}
    assert library.watched()[0].left_out == 0


def test_what_is_no_document_is_passed_over(library: Library, papers: Path) -> None:
    for name in (
        ".hidden",
        "~$lease.docx",
        "a.part",
        "b.TMP",
        "Thumbs.db",
        ".git/config",
        "node_modules/x.txt",
    ):
        write(papers / name, "x")
    write(papers / "drafts" / "one.txt", "a draft")
    write(papers / "deep" / "keep.log", "kept")
    write(papers / "deep" / "other.log", "not kept")
    write(papers / ".edgechatignore", "# what is not finished\ndrafts/\n*.log\n!keep.log\n")
    library.watch(papers, wait=True)
    assert names(library).keys() == {"bees.txt", "bread.txt", "keep.log"}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="links and permissions of POSIX")
def test_links_and_what_cannot_be_read_are_named(library: Library, papers: Path, tmp_path: Path) -> None:
    secret = tmp_path / "outside"
    write(secret / "secret.txt", "not yours")
    (papers / "loop").symlink_to(papers)
    (papers / "deep" / "out").symlink_to(secret)
    os.mkfifo(papers / "pipe.txt")
    library.watch(papers, wait=True)
    assert names(library).keys() == {"bees.txt", "bread.txt"}
    assert library.watched()[0].problems == (
        "deep/out is a link: what it leads to is not followed.",
        "loop is a link: what it leads to is not followed.",
    )


def test_what_lies_in_a_folder_that_cannot_be_read_stays(
    library: Library, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.watch(papers, wait=True)
    real = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    assert counts(look(library, papers)) == (0, 0, 0, 0)
    assert library.watched()[0].problems == ("The folder deep cannot be read: Permission denied.",)
    assert len(library.documents()) == 2


def test_what_cannot_be_followed_is_refused(library: Library, papers: Path) -> None:
    with pytest.raises(DocumentMissing, match=f"The folder {papers}/nowhere is not there"):
        library.watch(papers / "nowhere")
    with pytest.raises(DocumentMissing, match="empty path"):
        library.watch("")
    with pytest.raises(InvalidInput, match="is no folder"):
        library.watch(papers / "bees.txt")
    with pytest.raises(InvalidInput, match="whole disk"):
        library.watch("/")
    library.watch(papers)
    with pytest.raises(InvalidInput, match="lies in"):
        library.watch(papers / "deep")
    library.watch(papers / "deep", "another", wait=True)
    assert [each.collection for each in library.watched()] == ["default", "another"]
    library.unwatch(papers, "default")
    assert [each.collection for each in library.watched()] == ["another"]
    with pytest.raises(NotFound):
        library.unwatch(papers)
    assert len(library.documents()) == 3


@pytest.mark.leaves_running
def test_changes_are_followed_by_themselves(
    library: Library, papers: Path, published: Callable[[type], list[Any]]
) -> None:
    library.watch(papers, wait=True)
    library.follow()
    wait_for(lambda: library.watched()[0].running and library._watching._watches)
    (papers / "new").mkdir()
    (papers / "new" / "fresh.txt").write_text("Fresh ideas.")
    wait_for(lambda: names(library).get("fresh.txt") == "indexed")
    (papers / "bees.txt").rename(papers / "new" / "honey.txt")
    wait_for(lambda: "honey.txt" in names(library))
    (papers / "new" / "fresh.txt").unlink()
    wait_for(lambda: "fresh.txt" not in names(library))
    assert any(each.moved for each in published(FolderLooked))
    library.halt()
    assert not library.watched()[0].running


@pytest.mark.leaves_running
def test_without_events_it_is_looked_at_now_and_then(
    library: Library, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "POLL", 0.2)
    monkeypatch.setattr(watching, "is_remote", lambda path: True)
    library.watch(papers, wait=True)
    library.follow()
    write(papers / "fresh.txt", "Fresh ideas.")
    wait_for(lambda: names(library).get("fresh.txt") == "indexed")


@pytest.mark.leaves_running
def test_too_many_folders_for_the_system_are_looked_at_all_the_same(
    library: Library, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def schedule(self, *args: Any, **options: Any) -> None:
            raise OSError(28, "inotify watch limit reached")

        def stop(self) -> None: ...
        def join(self, seconds: float) -> None: ...

    monkeypatch.setattr(watching, "POLL", 0.2)
    monkeypatch.setattr(library._watching, "_observing", Full)
    library.watch(papers, wait=True)
    library.follow()
    write(papers / "fresh.txt", "Fresh ideas.")
    wait_for(lambda: names(library).get("fresh.txt") == "indexed")


@pytest.mark.leaves_running
def test_what_changed_while_nobody_followed_is_caught_up_with(
    open_library: Callable[[], Library], papers: Path
) -> None:
    first = open_library()
    first.watch(papers, wait=True)
    first.close()
    write(papers / "fresh.txt", "Fresh ideas.")
    (papers / "bees.txt").unlink()
    second = open_library()
    second.follow()
    wait_for(lambda: names(second) == {"bread.txt": "indexed", "fresh.txt": "indexed"})


@pytest.mark.leaves_running
def test_a_folder_is_followed_by_one_process_and_by_another_after_its_end(
    library: Library, papers: Path
) -> None:
    library.watch(papers, wait=True)
    library._database.execute("UPDATE watched SET worker_pid = 1, worker_started = ?", (alive(1),))
    assert library._watched.claim() == []
    library._database.execute("UPDATE watched SET worker_pid = 1, worker_started = 'long ago'")
    assert [each.path for each in library._watched.claim()] == [str(papers)]


def alive(pid: int) -> str:
    from edgechat.core.liveness import _started

    return _started(pid) or ""


def wait_for(true: Callable[[], object]) -> None:
    give_up = threading.Event()
    for _ in range(600):
        if true():
            return
        give_up.wait(0.05)
    raise AssertionError("it did not happen")


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_a_name_that_is_no_text_is_followed(library: Library, papers: Path) -> None:
    odd = os.fsencode(papers) + b"/caf\xe9.txt"
    with open(odd, "wb") as file:
        file.write(b"Coffee.")
    os.utime(odd, (1_000_000_000, 1_000_000_000))
    library.watch(papers, wait=True)
    assert names(library)["caf\\xe9.txt"] == "indexed"
    assert counts(look(library, papers)) == (0, 0, 0, 0)
    Path(os.fsdecode(odd)).unlink()
    assert counts(look(library, papers)) == (0, 0, 0, 1)
