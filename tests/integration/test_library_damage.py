"""A library's database that is damaged in every way: kept, and made anew from the vault. Nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgechat.core import presence
from edgechat.core.errors import Busy, DataDamaged, DataNewer, NoRoom, NotFound
from edgechat.core.events import Events
from edgechat.core.integrity import problems
from edgechat.core.paths import Home, Profile
from edgechat.core.presence import Presence
from edgechat.core.sqlite import Database
from edgechat.library import rebuilding
from edgechat.library.document import RECOVERED, Halted
from edgechat.library.healed import Healed
from edgechat.library.library import Library
from edgechat.library.schema import STEPS
from edgechat.vault.vault import Vault
from edgechat.vectors.table import load_extension
from tests.integration.children.indexing import ScriptedRunner
from tests.integration.children.nursery import Nursery, nursery
from tests.integration.test_killed_indexing import look

FLIPS = max(1, int(os.environ.get("EDGECHAT_FLIPS", "50")) // 5)
KILLS = max(1, int(os.environ.get("EDGECHAT_KILLS", "200")) // 8)
PAGE = 4096
PAPERS = 8


class Case:
    """A library with the scripted engine, and what it has told."""

    def __init__(self, profile: Profile) -> None:
        model = profile.home.root.parent / "model.echo"
        model.write_text("{}")
        self.runner = ScriptedRunner(profile, model)
        self.told: list[Healed] = []
        events = Events()
        events.subscribe(Healed, self.told.append)
        self.library = Library(profile, Vault(profile.vault), lambda: self.runner, events)

    @property
    def database(self) -> Database:
        return self.library._database

    def close(self) -> None:
        self.library.close()
        self.runner.embedder.close()


def _names(library: Library) -> dict[str, str]:
    return {each.name: each.id for each in library.documents()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with documents in two collections, one of them in a followed folder; cleanly closed."""
    folder = tmp_path_factory.mktemp("filled")
    papers = folder / "papers"
    papers.mkdir()
    for number in range(PAPERS):
        parts = [f"Part {part} tells of thing{number}. " + "It goes on and on. " * 25 for part in range(20)]
        (papers / f"{number}.txt").write_text("\n\n".join(parts))
    other = folder / "other.html"
    other.write_text("<!DOCTYPE html><html><body><h1>Other</h1><p>A word about otherthing.</p></body></html>")
    profile = Home(folder / "home").profile("default")
    profile.create()
    with closing(Case(profile)) as case:
        case.library.watch(papers, wait=True)
        case.library.add(other, collection="Second")
        case.library.remove(_names(case.library)["7.txt"])
    return folder / "home"


@pytest.fixture
def hurt(filled: Path, profile: Profile) -> Profile:
    """The profile of ``filled``, to be damaged; its last end was unclean."""
    shutil.rmtree(profile.home.root)
    shutil.copytree(filled, profile.home.root)
    shutil.rmtree(profile.backups)  # what copies of the ledger are good for is tested on its own
    Presence(profile.library.presence).leave(clean=False)
    return profile


@pytest.fixture
def before(hurt: Profile) -> dict[str, str]:
    """Names and ids, as they were."""
    with closing(Database(hurt.library.database, prepare=load_extension)) as database:
        return dict(database.rows("SELECT name, id FROM documents"))


def _healed(profile: Profile, *, expect: dict[str, str] | None = None) -> Healed:
    """Open it, have everything read again, and check what every rebuilding has to leave behind."""
    spoilt = profile.library.database.read_bytes() if profile.library.database.exists() else None
    with closing(Case(profile)) as case:
        library = case.library
        assert len(case.told) == 1 and case.told[0] is library.healed
        healed = case.told[0]
        if healed.kept:
            assert Path(healed.kept).read_bytes() == spoilt
            assert Path(healed.kept).parent == profile.damaged
        library.catch_up()
        look(case.database)
        states = {each.name: each.state for each in library.documents()}
        assert set(states.values()) == {"indexed"}, states
        for number in range(PAPERS - 1):
            assert library.find(f'"thing{number}"').hits, number
        assert library.find('"otherthing"').hits and not library.find('"thing7"').hits
        if expect is not None:
            assert _names(library) == expect
            assert {each.name: each.collection for each in library.documents()}["other.html"] == "Second"
            assert [each.path for each in library.watched()] == [
                str(Path(library.documents()[0].path).parent)
            ]
    assert problems(profile.library.database, thorough=True) == []
    with closing(Case(profile)) as case:
        assert case.told == [], "told once"
    return healed


def _flip_pages(file: Path, seed: int, count: int = 3) -> None:
    data = bytearray(file.read_bytes())
    for page in random.Random(seed).sample(range(1, len(data) // PAGE), count):
        data[page * PAGE : (page + 1) * PAGE] = os.urandom(PAGE)
    file.write_bytes(data)


def test_a_library_that_is_whole_tells_nothing(hurt: Profile, before: dict[str, str]) -> None:
    with closing(Case(hurt)) as case:
        assert case.told == [] and _names(case.library) == before
    assert presence.unclean(hurt.library.presence) == []
    assert not hurt.damaged.exists()


@pytest.mark.parametrize("seed", range(FLIPS))
def test_pages_of_noise(hurt: Profile, before: dict[str, str], seed: int) -> None:
    _flip_pages(hurt.library.database, seed)
    healed = _healed(hurt)
    assert healed.kept and healed.why


def _zero_header(file: Path) -> None:
    file.write_bytes(bytes(100) + file.read_bytes()[100:])


def _zero_page(file: Path) -> None:
    file.write_bytes(bytes(PAGE) + file.read_bytes()[PAGE:])


def _hurt_words(file: Path) -> None:
    """Noise in pages that hold neither the schema nor the ledger."""
    with closing(Database(file, prepare=load_extension)) as database:
        pages = [
            page for (page,) in database.rows("SELECT pageno FROM dbstat WHERE name = 'chunks_fts_data'")
        ]
        database.value("PRAGMA wal_checkpoint(TRUNCATE)")
        database.value("PRAGMA journal_mode = DELETE")
    with file.open("r+b") as opened:
        for page in pages:
            opened.seek((page - 1) * PAGE)
            opened.write(os.urandom(PAGE))


@pytest.mark.parametrize("harm", [_zero_header, _zero_page, _hurt_words])
def test_ids_names_and_folders_come_back(
    hurt: Profile, before: dict[str, str], harm: Callable[[Path], None]
) -> None:
    harm(hurt.library.database)
    healed = _healed(hurt, expect=before)
    assert (healed.documents, healed.again, healed.found, healed.lost) == (PAPERS, PAPERS, 0, 0)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])


def _cut_inside_a_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2 + 1000])


def _cut_to_the_schema(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:PAGE])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _remove(file: Path) -> None:
    file.unlink()


def _garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 10_000)


@pytest.mark.parametrize("clean", [True, False], ids=["clean end", "unclean end"])
@pytest.mark.parametrize(
    "harm", [_cut, _cut_inside_a_page, _cut_to_the_schema, _empty, _remove, _garbage, _zero_page]
)
def test_every_document_comes_back(hurt: Profile, harm: Callable[[Path], None], clean: bool) -> None:
    if clean:
        presence.forget(presence.unclean(hurt.library.presence))
    harm(hurt.library.database)
    _healed(hurt)


def test_a_content_without_a_row_is_named_by_what_is_known(hurt: Profile) -> None:
    hurt.library.database.unlink()
    with closing(Case(hurt)) as case:
        assert case.told[0].found == case.told[0].again == PAPERS
        case.library.catch_up()
        found = case.library.documents(RECOVERED)
        assert len(found) == PAPERS
        names = {f"recovered-{(each.digest or '')[:12]}.{each.format}" for each in found}
        assert {each.name for each in found} == names
        assert {each.format for each in found} == {"text", "html"}
        again = case.library.reread(found[0].id)
        assert again.state == "indexed" and again.name == found[0].name


def test_a_citation_still_opens(hurt: Profile, before: dict[str, str]) -> None:
    quote = "Part 3 tells of thing3."
    with closing(Case(hurt)) as case:
        start = case.library.text(before["3.txt"]).index(quote)
    hurt.library.database.unlink()
    shutil.rmtree(hurt.backups)
    with closing(Case(hurt)) as case:
        with pytest.raises(NotFound):
            case.library.cited(before["3.txt"], quote, 0, start)
        fresh = case.library.documents()[0]
        with pytest.raises(Busy, match="still being read"):
            case.library.text(fresh.id)
        case.library.catch_up()
        found = case.library.cited(before["3.txt"], quote, 0, start)
        assert quote in case.library.text(found.id) and found.id != before["3.txt"]
        with pytest.raises(NotFound):
            case.library.cited("gone", "Nobody says this.", 0, start)


def test_what_was_not_finished_goes_on(hurt: Profile, tmp_path: Path) -> None:
    late = tmp_path / "late.txt"
    late.write_text("A late word about latething.")
    with closing(Case(hurt)) as case:
        case.library.pause()
        case.library.add(late, wait=False)
    _hurt_words(hurt.library.database)
    Presence(hurt.library.presence).leave(clean=False)
    with closing(Case(hurt)) as case:
        case.library.catch_up()
        assert case.library.find('"latething"').hits


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_log_is_never_half_believed(hurt: Profile, seed: int) -> None:
    pid = os.fork() if hasattr(os, "fork") else pytest.skip("a killed child is needed")
    if pid == 0:
        database, _ = rebuilding.open_library(hurt.library, Vault(hurt.vault))
        database.execute("UPDATE documents SET seconds = 1")
        database.execute("INSERT INTO collections (name, created_at) VALUES ('in the log', 0)")
        os._exit(0)
    os.waitpid(pid, 0)
    log = hurt.library.database.with_name("library.db-wal")
    data = bytearray(log.read_bytes())
    chance = random.Random(seed)
    for _ in range(3):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    log.write_bytes(data)
    with closing(Case(hurt)) as case:
        case.library.catch_up()
        look(case.database)
        assert {each.state for each in case.library.documents()} == {"indexed"}
        assert len(case.library.documents()) == PAPERS


def test_a_newer_library_is_left_alone(hurt: Profile) -> None:
    with closing(Database(hurt.library.database)) as database:
        database.rows(f"PRAGMA user_version = {len(STEPS) + 1}")
    was = hurt.library.database.read_bytes()
    with pytest.raises(DataNewer, match="Update EdgeChat"):
        Case(hurt)
    assert hurt.library.database.read_bytes() == was and not hurt.damaged.exists()


def test_while_another_process_has_it_open_nothing_is_touched(hurt: Profile) -> None:
    _flip_pages(hurt.library.database, 1)
    was = hurt.library.database.read_bytes()
    code = f"""
import sys, time
from pathlib import Path
from edgechat.core.presence import Presence
Presence(Path({str(hurt.library.presence)!r}))
print("here", flush=True)
sys.stdin.read()
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == b"here\n"
        with pytest.raises(Busy, match="Close that one"):
            Case(hurt)
        other.stdin.close()
    assert hurt.library.database.read_bytes() == was and not hurt.damaged.exists()
    _healed(hurt)


def test_a_full_disk_changes_nothing(hurt: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    _flip_pages(hurt.library.database, 1)
    was = hurt.library.database.read_bytes()
    monkeypatch.setattr(rebuilding, "ROOM", 1 << 60)
    with pytest.raises(NoRoom, match="Free some disk space"):
        Case(hurt)
    assert hurt.library.database.read_bytes() == was and not hurt.damaged.exists()
    assert not list(hurt.root.glob(".restoring-*"))
    monkeypatch.undo()
    _healed(hurt)


def test_damage_met_while_open_is_put_right_at_the_next_opening(hurt: Profile) -> None:
    presence.forget(presence.unclean(hurt.library.presence))
    _hurt_words(hurt.library.database)
    with closing(Case(hurt)) as case:
        assert case.told == []
        with pytest.raises(DataDamaged, match="check --repair"):
            case.library.find('"thing3"', mode="words")
    _healed(hurt)


@pytest.fixture
def nest() -> Iterator[Nursery]:
    with nursery("rebuilding") as started:
        yield started


@pytest.mark.leaves_running
@pytest.mark.timeout(300)
def test_a_kill_while_it_is_made_anew_leaves_the_old_file_or_the_new_one(
    hurt: Profile, before: dict[str, str], nest: Nursery, tmp_path: Path
) -> None:
    _zero_page(hurt.library.database)
    damaged = tmp_path / "damaged.db"
    shutil.copyfile(hurt.library.database, damaged)
    chance, spoilt, seen = random.Random(7), damaged.read_bytes(), set[str]()
    for _ in range(KILLS):
        order = ("rebuilding", hurt.home.root, damaged)
        nest.killed(*order, after=chance.uniform(0, 0.5), wait_for_output=True)
        now = hurt.library.database.read_bytes()
        seen.add("old" if now == spoilt else "new")
        if list(hurt.root.glob(".restoring-*")):
            seen.add("between")
        opened, healed = rebuilding.open_library(hurt.library, Vault(hurt.vault))
        with closing(opened):
            assert dict(opened.rows("SELECT name, id FROM documents")) == before
        assert problems(hurt.library.database, thorough=True) == []
        kept = list(hurt.damaged.glob("library-*.db"))
        assert kept and all(each.read_bytes() == spoilt for each in kept)
        assert healed is None or healed.documents == PAPERS
    assert seen == {"old", "new", "between"}, "no kill hit where it matters: the test proves nothing"
    _healed_after_kills(hurt, before)


def _healed_after_kills(profile: Profile, before: dict[str, str]) -> None:
    with closing(Case(profile)) as case:
        case.library.catch_up()
        look(case.database)
        assert {each.state for each in case.library.documents()} == {"indexed"}
        assert _names(case.library) == before
    assert not list(profile.root.glob(".restoring-*"))


def test_indexing_that_meets_damage_says_so(hurt: Profile, tmp_path: Path) -> None:
    presence.forget(presence.unclean(hurt.library.presence))
    _hurt_words(hurt.library.database)
    late = tmp_path / "late.txt"
    late.write_text("A late word about latething.")
    with closing(Case(hurt)) as case:
        halted: list[Halted] = []
        case.library._events.subscribe(Halted, halted.append)
        with pytest.raises(DataDamaged):
            case.library.add(late)
        assert "open it again" in halted[0].error.action
    with closing(Case(hurt)) as case:
        case.library.catch_up()
        assert case.library.find('"latething"').hits, "what was queued is read once it is put right"


TEARS = {
    "chunks without words": "DELETE FROM chunks_fts WHERE rowid IN"
    " (SELECT seq FROM chunks WHERE document = {0})",
    "chunks that are gone": "DELETE FROM chunks WHERE document = {0} AND seq % 3 = 0",
    "a page that is gone": "DELETE FROM pages WHERE document = {0}",
    "a span outside its page": "UPDATE chunks SET stop = 99999999 WHERE document = {0}",
    "counts that are wrong": "UPDATE documents SET chunks = 5 WHERE seq = {0}",
    "a state that there is not": "UPDATE documents SET state = 'indexee' WHERE seq = {0}",
}


@pytest.mark.parametrize("tear", TEARS)
def test_torn_rows_are_mended_and_only_those(hurt: Profile, before: dict[str, str], tear: str) -> None:
    with closing(Database(hurt.library.database, prepare=load_extension)) as database:
        database.rows("PRAGMA foreign_keys = OFF")
        database.execute(TEARS[tear].format(2))
        untouched = database.rows("SELECT seq FROM chunks WHERE document <> 2")
    with closing(Case(hurt)) as case:
        assert not hurt.damaged.exists(), "the file is whole"
        rows = case.database.rows("SELECT id, state FROM documents WHERE state = 'queued'")
        if "state" not in tear:
            assert len(rows) == 1 and case.told[0].again == 1 and not case.told[0].kept
        case.library.catch_up()
        look(case.database)
        assert set(untouched) <= set(case.database.rows("SELECT seq FROM chunks WHERE document <> 2"))
        assert {each.state for each in case.library.documents()} == {"indexed"}
        assert _names(case.library) == before


def test_what_belongs_to_nothing_goes(hurt: Profile) -> None:
    with closing(Database(hurt.library.database, prepare=load_extension)) as database:
        database.rows("PRAGMA foreign_keys = OFF")
        database.execute("INSERT INTO chunks (document, page, start, stop, head) VALUES (99, 1, 0, 5, '')")
        database.execute("INSERT INTO chunks_fts (rowid, head, body) VALUES (5555, '', 'stray')")
        database.execute("DELETE FROM collections WHERE name = 'Second'")
    with closing(Case(hurt)) as case:
        look(case.database)
        assert {each.name: each.collection for each in case.library.documents()}["other.html"] == RECOVERED
    assert problems(hurt.library.database, thorough=True) == []


def test_an_index_of_words_that_is_broken_is_made_again(hurt: Profile) -> None:
    with closing(Database(hurt.library.database, prepare=load_extension)) as database:
        database.execute("UPDATE chunks_fts_data SET block = randomblob(length(block)) WHERE id > 10")
    with closing(Case(hurt)) as case:
        look(case.database)
        assert case.library.find('"thing3"').hits[0].name == "3.txt"
        assert not case.library.ledger.open_jobs(), "no document had to be read for it"


def test_vectors_that_are_broken_are_made_again(hurt: Profile) -> None:
    with closing(Database(hurt.library.database, prepare=load_extension)) as database:
        database.execute("UPDATE vectors_1_vector_chunks00 SET vectors = x'00'")
    with closing(Case(hurt)) as case:
        assert case.library.shelves.indexed() == []
        case.library.catch_up()
        look(case.database)
        assert len(case.library.shelves.indexed()) == 1
        assert case.library.find("thing3").how == "hybrid"
