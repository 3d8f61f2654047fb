"""A profile's database looked over, repaired, or put back to a copy. The file that was there is always kept.

Works on a profile that nobody has open. Knows the order that keeps every step safe against a kill.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from edgechat.core import presence
from edgechat.core.backup import Backup, Backups, copy_whole
from edgechat.core.disk import to_disk
from edgechat.core.errors import Busy, DataDamaged, EdgeError, InvalidInput, NotFound
from edgechat.core.exchange import exchange, workshop
from edgechat.core.integrity import left_log, open_to_look, problems, schema_of, version_of
from edgechat.core.migrations import refuse_newer, take_steps
from edgechat.core.paths import Profile
from edgechat.core.profile_database import MERGING, STEPS, columns_of_schema, mend
from edgechat.core.salvage import salvage, with_header
from edgechat.core.sqlite import Database, explain
from edgechat.core.word_index import begin_anew, index_all, out_of_step


@dataclass(frozen=True)
class Finding:
    """``problems``: nothing if the database is whole. ``unclean``: openings that ended without closing."""

    problems: tuple[str, ...]
    unclean: int
    in_use_by: tuple[int, ...]
    backup: Backup | None


@dataclass(frozen=True)
class Repair:
    """``kept``: where the damaged file lies now. ``backup``: the copy gone back to.

    ``rows``: table -> rows taken over from the damaged file. ``index_only``: nothing was wrong but the
    search index, which was made anew in its place.
    """

    kept: Path | None
    backup: Backup | None
    rows: dict[str, int]
    index_only: bool = False


def inspect(profile: Profile) -> Finding:
    """Look at everything; change nothing. Raises ``DataNewer``, or ``NotFound`` where there is no profile."""
    backups = Backups(profile.backups, profile.database.stem)
    if not profile.database.exists() and not backups.all():
        raise NotFound(f"There is no profile in {profile.root}.", "Give the right --home and --profile.")
    return Finding(
        problems=tuple(_problems(profile) or _index_problems(profile)),
        unclean=len(presence.unclean(profile.presence)),
        in_use_by=tuple(presence.others(profile.presence)),
        backup=backups.newest_whole(newest=len(STEPS)),
    )


def _problems(profile: Profile) -> list[str]:
    file = profile.database
    if not file.exists() or (file.stat().st_size == 0 and not left_log(file)):
        return [f"{file.name} is gone or empty"]
    found = problems(file, thorough=True)
    if found:
        return found
    version, there = schema_of(file)
    refuse_newer(file, version, newest=len(STEPS))
    return [f"{missing} is missing" for missing in sorted(columns_of_schema(version) - there)]


def _index_problems(profile: Profile) -> list[str]:
    """Of a database that is whole: do the indexes of words hold what they should?"""
    connection = open_to_look(profile.database)
    try:
        if version_of(connection) < len(STEPS):  # the upgrade brings what this asks
            return []
        return out_of_step(lambda sql: connection.execute(sql).fetchall())
    except apsw.Error as error:
        raise explain(error, profile.database) from error
    finally:
        connection.close()


def repair(profile: Profile, *, force: bool = False) -> Repair | None:
    """Put a damaged database right: the newest whole copy, and what is newer in the damaged file.

    None if there was nothing to put right. Raises ``Busy`` while others use the profile (unless ``force``),
    ``DataNewer``, ``NoRoom``, ``DataUnwritable``.
    """
    _require_alone(profile, force=force)
    traces = presence.unclean(profile.presence)
    if not _problems(profile):
        mended = _mend_index(profile)
        presence.forget(traces)
        return mended
    backup = Backups(profile.backups, profile.database.stem).newest_whole(newest=len(STEPS))
    with workshop(profile, needed=2 * _largest(profile)) as shop:
        built = shop / "built.db"
        rows = _rebuild(profile.database, backup, built)
        if rows and problems(built, alone=True, thorough=True):
            rows = _rebuild(None, backup, built)  # what was saved spoils the rest: the copy alone
        kept = exchange(profile, built)
    presence.forget(traces)
    return Repair(kept, backup, rows)


def _mend_index(profile: Profile) -> Repair | None:
    """Everything that was said is whole: only what it is found by is made anew, in its place."""
    if not _index_problems(profile):
        return None
    with closing(Database(profile.database)) as database:
        begin_anew(database)
        index_all(database)
    return Repair(None, None, {}, index_only=True)


def restore(profile: Profile, source: Path, *, force: bool = False) -> Path | None:
    """Put the profile back to the copy at ``source``; where the file that was there lies now, if one was.

    Raises ``NotFound``, ``DataDamaged``, ``DataNewer`` or ``InvalidInput`` (a foreign database) for the
    copy, else as ``repair``. Nothing was changed then.
    """
    _require_restorable(source)
    _require_alone(profile, force=force)
    profile.create()
    traces = presence.unclean(profile.presence)
    with workshop(profile, needed=2 * _largest(profile)) as shop:
        built = shop / "built.db"
        copy_whole(source, built)
        _finish(built)
        _empty_log(profile)
        kept = exchange(profile, built)
    presence.forget(traces)
    return kept


def _empty_log(profile: Profile) -> None:
    """Bring what a killed process left in the log into the file itself, so that no kill can part them now."""
    if left_log(profile.database):
        with suppress(EdgeError), closing(Database(profile.database)) as database:
            database.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_alone(profile: Profile, *, force: bool) -> None:
    users = presence.others(profile.presence)
    if users and not force:
        raise Busy(
            f"Another EdgeChat has this profile open (process {', '.join(map(str, users))}).",
            "Close it first. With --force what it still writes goes to the file that is put aside.",
        )


def _require_restorable(source: Path) -> None:
    if not source.is_file():
        raise NotFound(f"There is no backup {source}.", "See: edgechat backups list.")
    found = problems(source)
    if found:
        raise DataDamaged(
            f"The backup {source} is damaged: {found[0]}.", "Choose another: edgechat backups list."
        )
    version, there = schema_of(source)
    refuse_newer(source, version, newest=len(STEPS))
    if not version or columns_of_schema(version) - there:
        raise InvalidInput(f"{source} is no backup of conversations.", "See: edgechat backups list.")


def _rebuild(damaged: Path | None, backup: Backup | None, built: Path) -> dict[str, int]:
    """Make ``built`` from a copy, or nothing, and what can be read of ``damaged``; rows taken by table."""
    built.unlink(missing_ok=True)
    if backup is not None:
        shutil.copyfile(backup.path, built)
    _finish(built)
    rows = {} if damaged is None or not damaged.exists() else _take_over(damaged, built)
    return {table: count for table, count in rows.items() if count}


def _finish(built: Path) -> None:
    """Bring ``built`` to the newest schema, as one file that is on the disk."""
    with closing(Database(built)) as database:
        take_steps(database, STEPS)
        database.value("PRAGMA journal_mode = DELETE")
    to_disk(built)


def _take_over(damaged: Path, built: Path) -> dict[str, int]:
    headed = built.with_name("headed.db")
    source = headed if with_header(damaged, built, headed) else damaged
    with closing(Database(built)) as database:
        database.rows("PRAGMA foreign_keys = OFF")
        with database.write(), _indexes_dropped(database):
            rows = salvage(source, database, rules=MERGING)
            mend(database)
        database.value("PRAGMA journal_mode = DELETE")
    to_disk(built)
    return rows


@contextmanager
def _indexes_dropped(database: Database) -> Iterator[None]:
    """Rows of two states together may break what each keeps by itself; ``mend`` settles that in here."""
    found = database.rows(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
    )
    for name, _ in found:
        database.execute(f'DROP INDEX "{name}"')
    yield
    for _, sql in found:
        database.execute(sql)


def _largest(profile: Profile) -> int:
    sizes = [each.size for each in Backups(profile.backups, profile.database.stem).all()[:1]]
    with suppress(OSError):
        sizes.append(profile.database.stat().st_size)
    return max(sizes, default=0)
