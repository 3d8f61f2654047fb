"""Backups: whole, counted, thinned out without asking the clock, made by themselves and never in the way."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.chat.store import Store
from edgechat.core import disk
from edgechat.core.backup import (
    DAILY,
    MONTHLY,
    RECENT,
    WEEKLY,
    Abandoned,
    Backup,
    Backups,
    age_in_words,
    kept,
)
from edgechat.core.backup_schedule import BackupFailed, BackupMade, BackupSchedule
from edgechat.core.errors import Busy, DataDamaged, InvalidInput, NoRoom, NotFound
from edgechat.core.integrity import is_whole, problems
from edgechat.core.paths import Profile
from edgechat.core.presence import Presence, others, unclean
from edgechat.core.profile_database import STEPS, open_profile_database
from edgechat.core.recovery import repair, restore
from edgechat.core.sqlite import Database
from tests.fakes import FakeClock
from tests.integration.children import child

DAY = 86400.0
HALF_HOUR = 1800.0


@pytest.fixture
def backups(profile: Profile) -> Backups:
    return Backups(profile.backups, "profile")


def _say(database: Database, text: str = "hello") -> None:
    store = Store(database)
    place = store.create(now=0.0).id
    store.append(place, "user", text, state="complete", now=1.0)


def _texts(path: Path) -> list[str]:
    with closing(Database(path)) as opened:
        return [text for (text,) in opened.rows("SELECT text FROM messages ORDER BY seq")]


def _at(number: int, made_at: float, version: int | None = None) -> Backup:
    return Backup(Path(f"/{number}.db"), number, made_at, 1, version)


def test_a_backup_is_one_whole_file(database: Database, backups: Backups, profile: Profile) -> None:
    _say(database)
    made = backups.make(profile.database)
    assert [each.path for each in backups.all()] == [made.path] == list(profile.backups.iterdir())
    assert is_whole(made.path, newest=len(STEPS))
    _say(database, "later")
    assert _texts(made.path) == ["hello"]
    assert abs(made.made_at - time.time()) < 60


def test_a_backup_is_of_one_moment_while_others_write(
    database: Database, backups: Backups, profile: Profile
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            _say(database, "x" * 3000)

    writer = threading.Thread(target=write)
    writer.start()
    made = [backups.make(profile.database) for _ in range(5)]
    stop.set()
    writer.join()
    for each in made:
        assert problems(each.path, alone=True, thorough=True) == []
        assert set(_texts(each.path)) <= {"x" * 3000}
    assert [each.number for each in backups.all()] == [5, 4, 3, 2, 1]


def test_other_files_in_the_folder_are_left_alone(
    database: Database, backups: Backups, profile: Profile
) -> None:
    profile.backups.mkdir()
    mine = [
        profile.backups / name for name in ("notes.txt", "profile-1.db", "other-000001-20260101T000000Z.db")
    ]
    for file in mine:
        file.write_text("mine")
    backups.make(profile.database)
    assert all(file.read_text() == "mine" for file in mine)
    assert len(backups.all()) == 1


def test_a_damaged_database_makes_no_backup(database: Database, backups: Backups, profile: Profile) -> None:
    for _ in range(50):
        _say(database, "y" * 3000)
    good = backups.make(profile.database)
    database.close()
    data = profile.database.read_bytes()
    profile.database.write_bytes(data[: 20 * 4096] + b"\xff" * (len(data) - 20 * 4096))
    with pytest.raises(DataDamaged, match="check --repair"):
        backups.make(profile.database)
    assert [each.path for each in backups.all()] == [good.path] == list(profile.backups.iterdir())


def test_room_is_looked_for_first(
    database: Database, backups: Backups, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.core.disk.free_space", lambda folder: 1000)
    with pytest.raises(NoRoom, match="no room"):
        backups.make(profile.database)
    assert list(profile.backups.iterdir()) == []
    with pytest.raises(NoRoom):
        disk.require_room(profile.root, 900, spare=11)
    disk.require_room(profile.root, 900, spare=10)


def test_a_copy_can_be_given_up(database: Database, backups: Backups, profile: Profile) -> None:
    _say(database, "z" * 4_000_000)
    with pytest.raises(Abandoned):
        backups.make(profile.database, given_up=lambda: True)
    assert list(profile.backups.iterdir()) == []


# What is kept


def test_a_year_of_half_hours_keeps_what_was_promised() -> None:
    everything: list[Backup] = []
    for number in range(365 * 8):
        everything.insert(0, _at(number, 1_700_000_000 + number * DAY / 8))
        everything = sorted(kept(everything), key=lambda each: -each.number)
    assert len(everything) <= RECENT + DAILY + WEEKLY + MONTHLY
    assert len({time.strftime("%Y-%m-%d", time.gmtime(each.made_at)) for each in everything}) >= DAILY + 10
    oldest = everything[0].made_at - everything[-1].made_at
    assert oldest > 7 * 30 * DAY
    assert everything[0].number == 365 * 8 - 1


def test_a_clock_set_back_keeps_the_newest_and_the_old() -> None:
    old = [_at(number, 1_900_000_000 + number * DAY) for number in range(20)]
    new = [_at(20 + number, 1_000_000_000 + number * HALF_HOUR) for number in range(5)]
    everything = sorted([*old, *new], key=lambda each: -each.number)
    stays = kept(everything)
    assert set(new) <= stays
    assert len(stays & set(old)) >= 11


@given(st.lists(st.tuples(st.integers(0, 4_000_000_000), st.sampled_from([None, None, 3, 4])), max_size=80))
def test_whatever_the_clock_does_the_newest_stay(times: list[tuple[int, int | None]]) -> None:
    everything = [_at(number, float(when), version) for number, (when, version) in enumerate(times)][::-1]
    stays = kept(everything)
    assert set(everything[:RECENT]) <= stays
    assert len(stays) <= RECENT + 3 + DAILY + WEEKLY + MONTHLY
    again = sorted(stays, key=lambda each: -each.number)
    assert kept(again) == stays, "what stayed once stays"


def test_thinning_removes_files(database: Database, backups: Backups, profile: Profile) -> None:
    made = backups.make(profile.database)
    for number in range(2, 30):
        name = f"profile-{number:06d}-20260101T{number % 24:02d}0000Z.db"
        (profile.backups / name).write_bytes(made.path.read_bytes())
    backups.thin_out()
    assert len(list(profile.backups.iterdir())) == len(backups.all()) <= RECENT + 2
    assert backups.all()[0].number == 29


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (30, "just now"),
        (600, "10 minutes ago"),
        (7200, "2 hours ago"),
        (9 * DAY, "9 days ago"),
    ],
)
def test_ages_are_said(seconds: float, words: str) -> None:
    assert age_in_words(seconds) == words


# Made by itself


def _schedule(profile: Profile, clock: FakeClock, **how: float) -> tuple[BackupSchedule, list[Any]]:
    told: list[Any] = []
    return BackupSchedule(profile, told.append, clock, **how), told


@pytest.fixture
def now() -> FakeClock:
    return FakeClock(now=time.time())


def test_a_backup_is_due_when_something_changed_and_half_an_hour_went_by(
    database: Database, profile: Profile, now: FakeClock
) -> None:
    schedule, told = _schedule(profile, now)
    assert schedule.make_if_due(HALF_HOUR) is None, "nothing was ever said"
    _say(database)
    assert schedule.make_if_due(HALF_HOUR) is not None
    now.pass_time(2 * HALF_HOUR)
    assert schedule.make_if_due(HALF_HOUR) is None, "nothing has changed"
    _say(database)
    assert schedule.make_if_due(HALF_HOUR) is not None
    _say(database)
    now.pass_time(HALF_HOUR - 10)
    assert schedule.make_if_due(HALF_HOUR) is None, "the newest is not old enough"
    now.pass_time(20)
    assert schedule.make_if_due(HALF_HOUR) is not None
    assert [type(each) for each in told] == [BackupMade] * 3


@pytest.mark.parametrize("jump", [-400 * DAY, -3600.0, 3600.0, 400 * DAY])
def test_a_clock_that_jumps_stops_no_backup(
    database: Database, profile: Profile, backups: Backups, now: FakeClock, jump: float
) -> None:
    schedule, _ = _schedule(profile, now)
    _say(database)
    assert schedule.make_if_due(HALF_HOUR) is not None
    now.wall += jump
    for _ in range(3):
        _say(database)
        now.pass_time(HALF_HOUR + 1)
        assert schedule.make_if_due(HALF_HOUR) is not None
    assert len(backups.all()) == 4
    later, _ = _schedule(profile, now)  # the app is started again under the wrong time
    _say(database)
    now.pass_time(HALF_HOUR + 1)
    assert later.make_if_due(HALF_HOUR) is not None


def test_processes_share_the_work(database: Database, profile: Profile, now: FakeClock) -> None:
    one, other = _schedule(profile, now)[0], _schedule(profile, now)[0]
    _say(database)
    assert one.make_if_due(HALF_HOUR) is not None
    _say(database)
    assert other.make_if_due(HALF_HOUR) is None


def test_the_last_backup_is_made_at_the_end(database: Database, profile: Profile, backups: Backups) -> None:
    schedule, told = _schedule(profile, FakeClock(now=time.time()))
    schedule.start()
    _say(database)
    schedule.stop()
    schedule.stop()
    assert _texts(backups.all()[0].path) == ["hello"]
    assert len(told) == 1


def test_closing_does_not_wait_for_a_long_copy(
    database: Database, profile: Profile, backups: Backups
) -> None:
    _say(database, "z" * 4_000_000)
    schedule, told = _schedule(profile, FakeClock(now=time.time()))
    schedule.start()
    schedule.stop(patience=-1)
    assert backups.all() == [] == told


def test_the_thread_makes_backups(database: Database, profile: Profile, backups: Backups) -> None:
    schedule = BackupSchedule(profile, lambda event: None, every=0, look=0.01)
    schedule.start()
    _say(database)
    deadline = time.monotonic() + 20
    while not backups.all() and time.monotonic() < deadline:
        time.sleep(0.01)
    schedule.stop()
    assert backups.all()


def test_a_failure_is_told_and_damage_remembered(
    database: Database, profile: Profile, now: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule, told = _schedule(profile, now)
    _say(database)
    monkeypatch.setattr("edgechat.core.disk.free_space", lambda folder: 1 << 20)
    assert schedule.make_if_due(HALF_HOUR) is None
    assert isinstance(told[0], BackupFailed) and isinstance(told[0].error, NoRoom)
    assert unclean(profile.presence) == []
    monkeypatch.undo()
    monkeypatch.setattr("edgechat.core.backup.problems", lambda *_, **__: ["page 7 is torn"])
    assert schedule.make_if_due(HALF_HOUR) is None
    assert isinstance(told[1].error, DataDamaged)
    assert len(unclean(profile.presence)) == 1


# Put back


def test_a_restore_brings_every_row_back_and_keeps_what_was_there(profile: Profile, backups: Backups) -> None:
    with closing(open_profile_database(profile)) as database:
        _say(database, "one")
        made = backups.make(profile.database)
        before = database.rows("SELECT * FROM messages")
        _say(database, "two")
    kept_in = restore(profile, made.path)
    assert kept_in is not None and _texts(kept_in) == ["one", "two"]
    with closing(open_profile_database(profile)) as database:
        assert database.rows("SELECT * FROM messages") == before
    assert made.path.exists()


def test_two_restores_in_one_second_keep_both(profile: Profile, backups: Backups) -> None:
    open_profile_database(profile).close()
    made = backups.make(profile.database)
    assert len({restore(profile, made.path) for _ in range(3)}) == 3


def test_what_is_no_backup_is_refused(profile: Profile, tmp_path: Path) -> None:
    open_profile_database(profile).close()
    before = profile.database.read_bytes()
    with pytest.raises(NotFound):
        restore(profile, tmp_path / "nothing.db")
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"garbage" * 1000)
    with pytest.raises(DataDamaged, match="Choose another"):
        restore(profile, garbage)
    with closing(Database(tmp_path / "recipes.db")) as foreign:
        foreign.execute("CREATE TABLE recipes (x)")
    with pytest.raises(InvalidInput, match="no backup of conversations"):
        restore(profile, tmp_path / "recipes.db")
    assert profile.database.read_bytes() == before


def test_a_profile_in_use_is_not_put_back(profile: Profile, backups: Backups) -> None:
    open_profile_database(profile).close()
    made = backups.make(profile.database)
    with child("chatting", profile.home.root, "-", 0, 0.01) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert others(profile.presence) == [process.pid]
        for attempt in (lambda: restore(profile, made.path), lambda: repair(profile)):
            with pytest.raises(Busy, match=str(process.pid)):
                attempt()
    process.wait()
    assert others(profile.presence) == []


def test_presence_needs_no_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    Presence(tmp_path / "file").leave()
    Presence(tmp_path / "file").leave(clean=False)
    assert unclean(tmp_path / "file") == others(tmp_path / "file") == []
