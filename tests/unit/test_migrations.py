"""A file is always exactly at one version, backed up before it changes, and never touched if newer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat.core.errors import DataDamaged, DataNewer, DataUnwritable
from edgechat.core.migrations import migrate
from edgechat.core.paths import Profile
from edgechat.core.profile_database import STEPS, open_profile_database
from edgechat.core.sqlite import Database


def m001_one(database: Database) -> None:
    database.execute("CREATE TABLE one (x)")


def m002_two(database: Database) -> None:
    database.execute("CREATE TABLE two (x)")


def m002_broken(database: Database) -> None:
    database.execute("CREATE TABLE half (x)")
    raise KeyError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "t.db")
    yield opened
    opened.close()


def _tables(database: Database) -> list[str]:
    return [name for (name,) in database.rows("SELECT name FROM sqlite_schema ORDER BY name")]


def test_a_new_file_gets_every_step_and_no_backup(database: Database, tmp_path: Path) -> None:
    migrate(database, [m001_one, m002_two], backups=tmp_path / "backups")
    assert _tables(database) == ["one", "two"]
    assert database.value("PRAGMA user_version") == 2
    assert not (tmp_path / "backups").exists()


def test_an_older_file_is_backed_up_first(database: Database, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    migrate(database, [m001_one], backups=backups)
    database.execute("INSERT INTO one VALUES (42)")
    migrate(database, [m001_one, m002_two], backups=backups)
    (kept,) = backups.iterdir()
    copy = Database(kept)
    assert _tables(copy) == ["one"]
    assert copy.value("SELECT x FROM one") == 42
    assert copy.value("PRAGMA user_version") == 1
    copy.close()


def test_a_failing_step_leaves_the_version_before_it(database: Database, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        migrate(database, [m001_one, m002_broken], backups=tmp_path / "backups")
    assert _tables(database) == ["one"]
    assert database.value("PRAGMA user_version") == 1


def test_a_newer_file_is_refused_and_left_alone(profile: Profile) -> None:
    database = open_profile_database(profile)
    database.rows("PRAGMA user_version = 999")
    database.close()
    before = profile.database.read_bytes()
    with pytest.raises(DataNewer, match="newer EdgeChat"):
        open_profile_database(profile)
    assert profile.database.read_bytes() == before


def test_a_foreign_database_is_refused_and_left_alone(profile: Profile) -> None:
    database = Database(profile.database)
    database.execute("CREATE TABLE recipes (x)")
    database.close()
    with pytest.raises(DataDamaged, match="did not make"):
        open_profile_database(profile)
    database = Database(profile.database)
    assert _tables(database) == ["recipes"]
    database.close()


def test_without_a_backup_nothing_is_migrated(database: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file in the folder's place")
    migrate(database, [m001_one], backups=tmp_path / "backups")
    with pytest.raises(DataUnwritable):
        migrate(database, [m001_one, m002_two], backups=tmp_path / "backups")
    assert _tables(database) == ["one"]


def test_many_may_open_a_new_profile_at_once(profile: Profile) -> None:
    opened: list[Database] = []
    threads = [
        threading.Thread(target=lambda: opened.append(open_profile_database(profile))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.value("PRAGMA user_version") for each in opened] == [len(STEPS)] * 8
    for each in opened:
        each.close()
