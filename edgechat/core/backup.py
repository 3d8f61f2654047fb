"""Copies of one database: made while it is in use, verified, counted, and thinned out with age.

Owns the files of one folder. Must not know any table. What is newest and what goes is decided by number
and by the days the copies name, never by comparing with the clock: one that was set wrong deletes nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import apsw

from edgechat.core.disk import refusal, require_room, to_disk
from edgechat.core.errors import DataDamaged, InvalidInput
from edgechat.core.integrity import is_whole, open_to_look, problems
from edgechat.core.liveness import pid_is_running
from edgechat.core.records import dataclass
from edgechat.core.sqlite import explain

STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{6,})-(?P<stamp>\d{8}T\d{6}Z)(?:-v(?P<version>\d+))?\.db")
PAGES = 512  # copied at a time: how soon a copy can be given up
RECENT, DAILY, WEEKLY, MONTHLY = 8, 12, 10, 9
FEW = 3
UPGRADES = 3  # copies made before an upgrade that are kept in any case


class Abandoned(Exception):
    """The copy was given up before it was complete, because it was asked to be."""


@dataclass(frozen=True)
class Backup:
    """One copy. ``made_at``: seconds since 1970 by the clock of then; ``version``: made before an upgrade."""

    path: Path
    number: int
    made_at: float
    size: int
    version: int | None = None


class Backups:
    """The copies in ``folder`` of the database called ``stem``.db; ``keep`` says which of them stay."""

    def __init__(
        self, folder: Path, stem: str, keep: Callable[[Iterable[Backup]], set[Backup]] | None = None
    ) -> None:
        self.folder, self.stem = folder, stem
        self._keep = keep or kept

    def all(self) -> list[Backup]:
        """Newest first. Other files in the folder are passed over."""
        try:
            found = [self._read(Path(entry.path)) for entry in os.scandir(self.folder)]
        except OSError:
            return []
        return sorted(
            (each for each in found if each), key=lambda each: (each.number, each.made_at), reverse=True
        )

    def _read(self, path: Path) -> Backup | None:
        named = NAME.fullmatch(path.name)
        if named is None or named["stem"] != self.stem:
            return None
        try:
            made = _seconds(named["stamp"])
            size = path.stat().st_size
            version = int(named["version"]) if named["version"] else None
        except (ValueError, OSError):
            return None
        return Backup(path, int(named["number"]), made, size, version)

    def newest_whole(self, *, newest: int) -> Backup | None:
        """The newest copy that a program knowing schemas up to ``newest`` can restore; each is read."""
        return next((each for each in self.all() if is_whole(each.path, newest=newest)), None)

    def make(
        self,
        database: Path,
        *,
        version: int | None = None,
        spare: int = 0,
        now: float | None = None,
        given_up: Callable[[], bool] = lambda: False,
    ) -> Backup:
        """Copy ``database``, verify the copy, give it its name, thin out the older ones.

        ``version``: the copy precedes an upgrade from this schema. ``spare``: bytes that must stay free.
        ``now``: seconds since 1970, else the system's clock says it.
        Raises ``NoRoom``, ``DataUnwritable``, ``DataDamaged`` (the database, not the copy) or ``Abandoned``.
        """
        return self.make_by(
            lambda part: copy_whole(database, part, given_up=given_up),
            needed=_size(database),
            version=version,
            spare=spare,
            now=now,
        )

    def make_by(
        self,
        write: Callable[[Path], None],
        *,
        needed: int,
        version: int | None = None,
        spare: int = 0,
        now: float | None = None,
    ) -> Backup:
        """``make`` of a copy that ``write`` makes and verifies, of some ``needed`` bytes."""
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._sweep()
            require_room(self.folder, needed, spare=spare)
            part = self.folder / f"{self.stem}.{os.getpid()}-{threading.get_ident()}.part"
            with _temporary(part):
                write(part)
                made = self._named(part, version, time.time() if now is None else now)
        self.thin_out()
        return made

    def _named(self, part: Path, version: int | None, now: float) -> Backup:
        number = max((each.number for each in self.all()), default=0) + 1
        upgrade = "" if version is None else f"-v{version}"
        path = self.folder / f"{self.stem}-{number:06d}-{time.strftime(STAMP, time.gmtime(now))}{upgrade}.db"
        os.replace(part, path)
        to_disk(self.folder)
        made = self._read(path)
        assert made is not None
        return made

    def _sweep(self) -> None:
        """Remove the unfinished copies of processes that are gone."""
        for part in self.folder.glob(f"{self.stem}.*.part*"):
            pid = part.name[len(self.stem) + 1 :].partition("-")[0]
            if not (pid.isdigit() and pid_is_running(int(pid))):
                part.unlink(missing_ok=True)

    def thin_out(self) -> list[Backup]:
        """Remove what ``kept`` does not keep; the removed ones."""
        everything = self.all()
        keep = self._keep(everything)
        gone = [each for each in everything if each not in keep]
        for each in gone:
            with contextlib.suppress(OSError):
                each.path.unlink(missing_ok=True)
        return gone


def _seconds(stamp: str) -> float:
    from datetime import UTC, datetime  # not on the way to the window's first paint

    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC).timestamp()


def newest(backups: Iterable[Backup]) -> set[Backup]:
    """The last three, and those made before an upgrade: for copies that only mend what was damaged."""
    everything = list(backups)
    upgrades = [each for each in everything if each.version is not None]
    return {*everything[:FEW], *upgrades[:UPGRADES]}


def kept(backups: Iterable[Backup]) -> set[Backup]:
    """Which of ``backups`` (newest first) stay.

    The last few, the newest of each of the last 12 days, 10 weeks and 9 months that have any, and the last
    few made before an upgrade.
    """
    everything = list(backups)
    upgrades = [each for each in everything if each.version is not None]
    keep = {*everything[:RECENT], *upgrades[:UPGRADES]}
    for form, count in (("%Y-%m-%d", DAILY), ("%G-%V", WEEKLY), ("%Y-%m", MONTHLY)):
        newest: dict[str, Backup] = {}
        for each in everything:
            newest.setdefault(time.strftime(form, time.gmtime(each.made_at)), each)
        keep.update(list(newest.values())[:count])
    return keep


def copy_whole(database: Path, target: Path, *, given_up: Callable[[], bool] = lambda: False) -> None:
    """A consistent, verified copy of ``database`` as one file on the disk. ``target`` must not exist yet.

    Others may go on writing meanwhile: the copy is of one moment. Raises as ``Backups.make``.
    """
    try:
        _copy(database, target, given_up)
    except apsw.Error as error:
        named = explain(error, target)
        raise (explain(error, database) if isinstance(named, DataDamaged) else named) from error
    found = problems(target, alone=True)
    if found:
        raise DataDamaged(
            f"{database.name} is damaged: {found[0]}.", "Close EdgeChat and run edgechat check --repair."
        )
    to_disk(target)


def copy_out(database: Path, target: Path) -> None:
    """A verified copy under a name that the person chose; it appears there only when it is whole.

    Raises ``InvalidInput`` for a name that is taken, else as ``copy_whole``.
    """
    if target.exists():
        raise InvalidInput(f"{target} is there already.", "Choose another name: nothing is written over.")
    with _writing(target.parent), _temporary(target.with_name(f".{target.name}.{os.getpid()}.part")) as part:
        require_room(target.parent, _size(database))
        copy_whole(database, part)
        os.replace(part, target)
        to_disk(target.parent)


def _copy(database: Path, target: Path, given_up: Callable[[], bool]) -> None:
    source, copy = open_to_look(database), apsw.Connection(str(target))
    try:
        source.set_busy_timeout(10_000)
        copy.execute("PRAGMA synchronous = OFF")  # it is synced once, when it is whole
        # An open reading transaction: one state for the whole copy, however much is written meanwhile
        source.execute("BEGIN").execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        with copy.backup("main", source, "main") as work:
            while not work.step(PAGES):
                if given_up():
                    raise Abandoned
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        copy.close()
        source.close()


def _size(database: Path) -> int:
    return sum(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refusal(
            error,
            f"A backup cannot be written to {folder}",
            action="Make the folder writable, then try again.",
        ) from error


@contextlib.contextmanager
def _temporary(part: Path) -> Iterator[Path]:
    """Whatever is left of ``part`` in the end goes."""
    try:
        yield part
    finally:
        for each in (part, Path(f"{part}-journal"), Path(f"{part}-wal"), Path(f"{part}-shm")):
            with contextlib.suppress(OSError):
                each.unlink(missing_ok=True)


def age_in_words(seconds: float) -> str:
    """How long ago, as a person says it; a copy from the future (the clock was set back) is "just now"."""
    if seconds < 90:
        return "just now"
    for limit, unit, name in ((5400, 60, "minutes"), (172_800, 3600, "hours")):
        if seconds < limit:
            return f"{round(seconds / unit)} {name} ago"
    return f"{round(seconds / 86400)} days ago"
