"""Copies of a library's ledger: small, made where something changed, and enough to bring everything back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from edgechat.core.backup import Backup, Backups
from edgechat.core.integrity import is_whole
from edgechat.core.paths import Profile
from edgechat.core.sqlite import Database
from edgechat.library import copies
from edgechat.library.schema import STEPS
from tests.integration.test_library_damage import Case

NAMES = ("bees", "bread", "books")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(f"This tells of {name}. " * 400)
    return folder


@pytest.fixture
def filled(profile: Profile, papers: Path) -> Profile:
    with closing(Case(profile)) as case:
        case.library.watch(papers, "Second", wait=True)
    return profile


def _copies(profile: Profile) -> list[Backup]:
    return Backups(profile.backups, "library").all()


def test_a_copy_is_made_at_the_end_and_holds_no_text(filled: Profile) -> None:
    (made,) = _copies(filled)
    assert is_whole(made.path, newest=len(STEPS))
    with closing(Database(made.path)) as copy:
        assert copy.value("SELECT count(*) FROM documents") == 3
        assert copy.value("SELECT count(*) FROM watched") == 1
        assert copy.value("SELECT count(*) FROM pages") == copy.value("SELECT count(*) FROM chunks") == 0
    assert b"tells of" not in made.path.read_bytes()


def test_where_nothing_changed_no_copy_is_made(filled: Profile) -> None:
    for _ in range(3):
        with closing(Case(filled)) as case:
            assert case.library.find('"bees"').hits
    assert len(_copies(filled)) == 1


def test_only_the_newest_stay(filled: Profile, tmp_path: Path) -> None:
    for number in range(5):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"about {number}")
        with closing(Case(filled)) as case:
            case.library.add(file)
    found = _copies(filled)
    assert [each.number for each in found] == [6, 5, 4]
    assert not list(filled.backups.glob("*.part*"))


def test_a_library_in_use_is_copied_too(profile: Profile, papers: Path) -> None:
    with closing(Case(profile)) as case:
        case.library.add(papers)
        case.library.catch_up()
        assert len(_copies(profile)) == 1
        assert not case.library._copies.make_if_due(every=0.0)
        case.library.remove(case.library.documents()[0].id)
        assert not case.library._copies.make_if_due(), "not so soon"
        assert case.library._copies.make_if_due(every=0.0)


@pytest.mark.parametrize("harm", ["gone", "noise"])
def test_ids_names_and_folders_come_back_from_it(filled: Profile, papers: Path, harm: str) -> None:
    with closing(Case(filled)) as case:
        before = {each.name: (each.id, each.path, each.collection) for each in case.library.documents()}
    if harm == "gone":
        filled.library.database.unlink()
    else:
        filled.library.database.write_bytes(b"noise" * 10_000)
    with closing(Case(filled)) as case:
        assert case.told[0].found == 0 and case.told[0].documents == case.told[0].again == 3
        after = {each.name: (each.id, each.path, each.collection) for each in case.library.documents()}
        assert after == before
        assert [each.path for each in case.library.watched()] == [str(papers)]
        case.library.catch_up()
        assert case.library.find('"bread"').hits


def test_what_was_removed_since_does_not_come_back(filled: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies.Copies, "make_if_due", lambda self, **_: False)
    with closing(Case(filled)) as case:
        case.library.unwatch(case.library.watched()[0].path)
        gone = case.library.documents()[0]
        case.library.remove(gone.id)
    filled.library.database.write_bytes(b"noise" * 10_000)
    with closing(Case(filled)) as case:
        assert gone.id not in {each.id for each in case.library.documents()}
        assert len(case.library.documents()) == 2


def test_a_copy_that_cannot_be_made_stops_nothing(filled: Profile, tmp_path: Path) -> None:
    for each in _copies(filled):
        each.path.unlink()
    filled.backups.rmdir()
    filled.backups.write_text("in the way")
    file = tmp_path / "late.txt"
    file.write_text("about lateness")
    with closing(Case(filled)) as case:
        (info,) = case.library.add(file)
        assert info.state == "indexed"
        case.library.close()
