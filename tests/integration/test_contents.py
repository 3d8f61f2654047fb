"""Contents that are missing from the vault or have changed in it: found, told, and healed by adding again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgechat.core.errors import NotFound
from edgechat.core.paths import Profile
from edgechat.core.sqlite import Database
from edgechat.library.audit import Audit, audit, note
from edgechat.library.document import RECOVERED, DocumentInfo
from edgechat.vault.vault import Vault
from edgechat.vectors.table import load_extension
from tests.integration.test_library_damage import Case

NAMES = ("bees", "bread", "books")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(f"This tells of {name}, and of nothing else.")
    return folder


@pytest.fixture
def vault(profile: Profile) -> Vault:
    return Vault(profile.vault)


@pytest.fixture
def case(profile: Profile, papers: Path) -> Iterator[Case]:
    with closing(Case(profile)) as made:
        made.library.add(papers)
        yield made


def _named(case: Case, name: str = "bees.txt") -> DocumentInfo:
    return next(each for each in case.library.documents() if each.name == name)


def _found(profile: Profile) -> Audit:
    found = audit(profile.library, Vault(profile.vault))
    assert found is not None
    return found


def _spoil(vault: Vault, info: DocumentInfo) -> None:
    vault.path(info.digest or "").write_bytes(b"something else")


def _lose(vault: Vault, info: DocumentInfo) -> None:
    vault.path(info.digest or "").unlink()


def test_where_nothing_was_added_nothing_is_found(profile: Profile, vault: Vault) -> None:
    assert audit(profile.library, vault) is None


def test_a_library_that_is_whole(profile: Profile, case: Case) -> None:
    found = _found(profile)
    assert found.whole and (found.documents, found.contents, found.waiting) == (3, 3, 0)
    assert found.orphans == ()


@pytest.mark.parametrize("harm", [_lose, _spoil])
def test_it_is_found_told_and_healed_by_adding_again(
    profile: Profile, case: Case, vault: Vault, papers: Path, harm: object
) -> None:
    before = _named(case)
    assert callable(harm)
    harm(vault, before)
    found = _found(profile)
    assert not found.whole
    lacks = found.missing if harm is _lose else found.changed
    assert [(each.document, each.name) for each in lacks] == [(before.id, "bees.txt")]
    note(profile.library, vault, found)
    note(profile.library, vault, found)
    told = _named(case)
    assert (told.state, told.reason, told.action) == (
        "indexed with notes",
        "Its content is missing.",
        "Add the file again.",
    )
    assert [(each.page, each.text) for each in told.notes] == [
        (0, "Its content is missing. Add the file again.")
    ]
    assert case.library.find('"bees"').hits, "what was read of it is still found"
    (healed,) = case.library.add(papers / "bees.txt")
    assert healed == before
    assert vault.verify(before.digest or "") and _found(profile).whole
    kept = list(profile.damaged.glob("vault-*")) if profile.damaged.exists() else []
    assert [each.read_bytes() for each in kept] == ([] if harm is _lose else [b"something else"])


@pytest.mark.parametrize("harm", [_lose, _spoil])
def test_the_same_content_under_another_name_heals_it(
    profile: Profile, case: Case, vault: Vault, tmp_path: Path, papers: Path, harm: object
) -> None:
    before, other = _named(case), tmp_path / "copy of bees.txt"
    shutil.copyfile(papers / "bees.txt", other)
    assert callable(harm)
    harm(vault, before)
    note(profile.library, vault, _found(profile))
    (added,) = case.library.add(other)
    assert added.duplicate_of == before.id
    assert _named(case) == before and vault.verify(before.digest or "")


def test_notes_that_were_there_stay(profile: Profile, case: Case, vault: Vault) -> None:
    info = _named(case)
    case.database.execute(
        "UPDATE documents SET state = 'indexed with notes',"
        """ notes = '[{"page": 1, "code": "cut", "text": "Cut."}]' WHERE id = ?""",
        (info.id,),
    )
    before = _named(case)
    _lose(vault, info)
    note(profile.library, vault, _found(profile))
    assert [each.code for each in _named(case).notes] == ["content", "cut"]
    case.library.add(info.path)
    assert _named(case) == before


def test_looking_at_the_original_tells_that_it_is_gone(case: Case, vault: Vault) -> None:
    info = _named(case)
    _lose(vault, info)
    with pytest.raises(NotFound):
        case.library.source(info.id)
    assert _named(case).action == "Add the file again."


def test_reading_again_loses_no_text_where_the_content_is_gone(case: Case, vault: Vault) -> None:
    info = _named(case)
    _lose(vault, info)
    Path(info.path).unlink()
    with pytest.raises(NotFound, match="Add the file again"):
        case.library.reread(info.id)
    assert case.library.find('"bees"').hits and _named(case).action


def test_reading_again_takes_the_content_from_its_file(case: Case, vault: Vault) -> None:
    info = _named(case)
    _spoil(vault, info)
    assert case.library.reread(info.id).state == "indexed"
    assert vault.verify(info.digest or "")


def test_mending_brings_back_what_it_can_and_notes_the_rest(
    profile: Profile, case: Case, vault: Vault, papers: Path
) -> None:
    _lose(vault, _named(case, "bees.txt"))
    _spoil(vault, _named(case, "bread.txt"))
    _lose(vault, _named(case, "books.txt"))
    (papers / "books.txt").write_text("Another book.")
    stray = vault.put([b"A stray content about strays."])
    restored = case.library.mend_contents()
    assert (restored.brought, len(restored.aside), restored.found) == (2, 1, 1)
    assert Path(restored.aside[0]).read_bytes() == b"something else"
    assert case.library.ledger.noted() == 1 and _named(case, "books.txt").action
    case.library.catch_up()
    (found,) = case.library.documents(RECOVERED)
    assert (found.digest, found.state) == (stray.key, "indexed") and case.library.find('"strays"').hits
    again = case.library.mend_contents()
    assert (again.brought, again.aside, again.found) == (0, (), 0)


def test_a_library_made_anew_says_what_it_lacks_until_that_is_added(
    profile: Profile, papers: Path, vault: Vault
) -> None:
    with closing(Case(profile)) as case:
        case.library.add(papers)
        before = _named(case)
    content = (papers / "bees.txt").read_bytes()
    _lose(vault, before)
    (papers / "bees.txt").unlink()
    file = profile.library.database
    file.write_bytes(bytes(100) + file.read_bytes()[100:])
    with closing(Case(profile)) as case:
        assert case.told[0].lost == 1
        case.library.catch_up()
        told = _named(case)
        assert (told.id, told.state, told.action) == (before.id, "damaged", "Add the file again.")
        assert told.reason == "The content of bees.txt is missing."
        (papers / "bees.txt").write_bytes(content)
        (added,) = case.library.add(papers / "bees.txt")
        assert (added.id, added.state) == (before.id, "indexed") and case.library.find('"bees"').hits


def test_what_changed_in_the_vault_is_not_read_again_as_if_it_were_the_document(
    profile: Profile, papers: Path, vault: Vault
) -> None:
    with closing(Case(profile)) as case:
        case.library.add(papers)
        info = _named(case)
    _spoil(vault, info)
    profile.library.database.write_bytes(b"")
    with closing(Case(profile)) as case:
        case.library.catch_up()
        assert not case.library.find('"something"').hits
    assert [each.read_bytes() for each in profile.damaged.glob("vault-*")] == [b"something else"]


def test_torn_rows_are_found_after_a_clean_end(profile: Profile, papers: Path) -> None:
    with closing(Case(profile)) as case:
        case.library.add(papers)
    with closing(Database(profile.library.database, prepare=load_extension)) as database:
        database.execute("DELETE FROM chunks WHERE document = 1")
    assert "does not belong together" in _found(profile).problems[0]
