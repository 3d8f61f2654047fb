"""Flipped bytes, cut-off files, lost logs and headers: the app opens or names it, and it can be repaired.

The damaged file is kept in every case.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edgechat.chat.store import Store
from edgechat.core import presence
from edgechat.core.backup import Backups
from edgechat.core.errors import DataDamaged, DataNewer, EdgeError
from edgechat.core.integrity import problems
from edgechat.core.paths import Profile
from edgechat.core.presence import Presence
from edgechat.core.profile_database import STEPS, open_profile_database
from edgechat.core.recovery import inspect, repair
from edgechat.core.sqlite import Database

FLIPS = int(os.environ.get("EDGECHAT_FLIPS", "50"))
BEFORE, AFTER = 150, 50  # messages before and after the backup
PAGE = 4096


def _text(number: int) -> str:
    return f"message {number} " * 30


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a backup, and messages that are newer than it; cleanly closed. Copied for each test."""
    from edgechat.core.paths import Home

    root = tmp_path_factory.mktemp("told") / "home"
    profile = Home(root).profile("default")
    profile.create()
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        place = store.create(now=0.0, title="Kept").id
        for number in range(BEFORE):
            store.append(place, "user", _text(number), state="complete", now=float(number))
        Backups(profile.backups, "profile").make(profile.database)
        for number in range(BEFORE, BEFORE + AFTER):
            store.append(place, "user", _text(number), state="complete", now=float(number))
    return root


@pytest.fixture
def hurt(told: Path, profile: Profile) -> Profile:
    """The profile of ``told``, to be damaged; its last end was unclean."""
    shutil.rmtree(profile.home.root)
    shutil.copytree(told, profile.home.root)
    Presence(profile.presence).leave(clean=False)
    return profile


def _texts(profile: Profile) -> list[str]:
    """All that can be seen, in the order in which it is shown."""
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        return [each.text for place in store.conversations(limit=99) for each in store.messages(place.id)]


def _flip(file: Path, chance: random.Random, count: int = 1) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(count):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def _repaired(profile: Profile) -> list[str]:
    """Repair, and check what every repair has to leave behind."""
    spoilt = profile.database.read_bytes() if profile.database.exists() else None
    done = repair(profile)
    assert done is not None
    if spoilt is not None:
        assert done.kept is not None and done.kept.read_bytes() == spoilt
    assert problems(profile.database, thorough=True) == []
    return _texts(profile)


EXPECTED = [_text(number) for number in range(BEFORE + AFTER)]


def test_a_file_that_is_whole_opens_after_an_unclean_end(hurt: Profile) -> None:
    assert _texts(hurt) == EXPECTED
    assert presence.unclean(hurt.presence) == []
    assert repair(hurt) is None


@pytest.mark.parametrize("seed", range(FLIPS))
def test_flipped_bytes(hurt: Profile, seed: int) -> None:
    _flip(hurt.database, random.Random(seed), count=1 + seed % 8)
    try:
        seen = _texts(hurt)
    except DataDamaged:
        assert repair(hurt) is not None or inspect(hurt).problems == ()
        seen = _texts(hurt)
    # What the backup holds is all back. A flip inside a text that is newer cannot be seen by anyone.
    assert sum(text in EXPECTED for text in seen) >= BEFORE - 8
    assert len(seen) >= BEFORE


@pytest.mark.parametrize("seed", range(8))
def test_flipped_pages_are_named_and_repaired(hurt: Profile, seed: int) -> None:
    data = bytearray(hurt.database.read_bytes())
    for page in random.Random(seed).sample(range(1, len(data) // PAGE), 3):
        data[page * PAGE : (page + 1) * PAGE] = os.urandom(PAGE)
    hurt.database.write_bytes(data)
    with pytest.raises(DataDamaged) as caught:
        _texts(hurt)
    assert caught.value.details["backup"] and caught.value.details["backup_age"] < 3600
    assert caught.value.details["kept_in"] == str(hurt.damaged)
    assert set(EXPECTED[:BEFORE]) <= set(_repaired(hurt))


def _zero_header(file: Path) -> None:
    file.write_bytes(bytes(100) + file.read_bytes()[100:])


def _zero_page(file: Path) -> None:
    file.write_bytes(bytes(PAGE) + file.read_bytes()[PAGE:])


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])


def _cut_inside_a_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2 + 1000])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _remove(file: Path) -> None:
    file.unlink()


def _garbage(file: Path) -> None:
    file.write_bytes(b"garbage" * 10_000)


@pytest.mark.parametrize("clean", [True, False], ids=["clean end", "unclean end"])
@pytest.mark.parametrize(
    ("harm", "saved"),
    [
        (_zero_header, BEFORE + AFTER),
        (_zero_page, BEFORE + AFTER),
        (_cut, BEFORE),
        (_cut_inside_a_page, BEFORE),
        (_empty, BEFORE),
        (_remove, BEFORE),
        (_garbage, BEFORE),
    ],
)
def test_damage_is_named_and_repaired(
    hurt: Profile, harm: Callable[[Path], None], saved: int, clean: bool
) -> None:
    if clean:
        presence.forget(presence.unclean(hurt.presence))
    harm(hurt.database)
    for _ in range(2):  # refused again and again, never opened as if it were new
        with pytest.raises(DataDamaged, match="check --repair"):
            open_profile_database(hurt)
    assert len(Backups(hurt.backups, "profile").all()) == 1
    seen = _repaired(hurt)
    assert set(EXPECTED[:saved]) <= set(seen)


def test_without_a_backup_what_can_be_read_is_saved(hurt: Profile) -> None:
    shutil.rmtree(hurt.backups)
    size = hurt.database.stat().st_size
    with hurt.database.open("r+b") as file:
        file.seek(size // 2 // PAGE * PAGE)
        file.write(os.urandom(PAGE))
    with pytest.raises(DataDamaged, match="there is no backup"):
        _texts(hurt)
    seen = _repaired(hurt)
    assert len(set(EXPECTED) & set(seen)) >= 0.8 * len(EXPECTED)


def test_a_damaged_backup_is_passed_over(hurt: Profile) -> None:
    backups = Backups(hurt.backups, "profile")
    newer = backups.make(hurt.database)
    newer.path.write_bytes(newer.path.read_bytes()[: 3 * PAGE])
    _garbage(hurt.database)
    done = repair(hurt)
    assert done is not None and done.backup is not None and done.backup.number == newer.number - 1
    assert newer.path.exists(), "nothing is deleted because it looks damaged"
    assert _texts(hurt) == EXPECTED[:BEFORE]


def test_a_lost_log_takes_nothing_but_what_it_held(hurt: Profile) -> None:
    pid = os.fork() if hasattr(os, "fork") else pytest.skip("a killed child is needed")
    if pid == 0:
        database = open_profile_database(hurt)
        store = Store(database)
        store.append(store.conversations(limit=1)[0].id, "user", "in the log", state="complete", now=9e9)
        os._exit(0)
    os.waitpid(pid, 0)
    log = hurt.database.with_name("profile.db-wal")
    assert log.stat().st_size > 0
    log.unlink()
    assert _texts(hurt) == EXPECTED


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_log_is_never_half_believed(hurt: Profile, seed: int) -> None:
    pid = os.fork() if hasattr(os, "fork") else pytest.skip("a killed child is needed")
    if pid == 0:
        database = open_profile_database(hurt)
        store = Store(database)
        place = store.conversations(limit=1)[0].id
        for number in range(20):
            store.append(place, "user", f"late {number}", state="complete", now=9e9)
        os._exit(0)
    os.waitpid(pid, 0)
    _flip(hurt.database.with_name("profile.db-wal"), random.Random(seed), count=3)
    try:
        seen = _texts(hurt)
    except DataDamaged:
        seen = _repaired(hurt)
    assert seen[: len(EXPECTED)] == EXPECTED
    late = seen[len(EXPECTED) :]
    assert late == [f"late {number}" for number in range(len(late))]


def test_a_newer_database_is_left_alone_also_after_an_unclean_end(hurt: Profile) -> None:
    with closing(Database(hurt.database)) as database:
        database.rows(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = hurt.database.read_bytes()
    for look in (open_profile_database, repair, inspect):
        with pytest.raises(DataNewer, match="Update EdgeChat"):
            look(hurt)
    assert hurt.database.read_bytes() == before
    assert not hurt.damaged.exists()


def test_damage_met_while_open_is_looked_for_at_the_next_opening(hurt: Profile) -> None:
    presence.forget(presence.unclean(hurt.presence))
    with closing(open_profile_database(hurt)) as database:
        database.value("PRAGMA wal_checkpoint(TRUNCATE)")
        data = bytearray(hurt.database.read_bytes())
        data[10 * PAGE :] = os.urandom(len(data) - 10 * PAGE)
        hurt.database.write_bytes(data)
        with pytest.raises(EdgeError):
            database.rows("SELECT * FROM messages ORDER BY text")
    with pytest.raises(DataDamaged):
        open_profile_database(hurt)
    assert set(EXPECTED[:BEFORE]) <= set(_repaired(hurt))
