"""One SQLite file: a connection guarded by a lock, short transactions, and errors a person understands.

Owns how a file is opened (WAL, foreign keys, durability) and what each SQLite failure means. Must not
know any table. It lies on the window's way to its first paint: nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import apsw

from edgechat.core.errors import (
    BugError,
    Busy,
    DataDamaged,
    DataUnwritable,
    EdgeError,
    InvalidInput,
    NoRoom,
)
from edgechat.core.searchable import searchable

Row = tuple[Any, ...]
Durability = Literal["FULL", "NORMAL"]

# What a full disk or a file-size limit looks like from inside SQLite, besides SQLITE_FULL.
FAILED_WRITES = frozenset(
    {
        apsw.SQLITE_IOERR_WRITE,
        apsw.SQLITE_IOERR_FSYNC,
        apsw.SQLITE_IOERR_DIR_FSYNC,
        apsw.SQLITE_IOERR_TRUNCATE,
        apsw.SQLITE_IOERR_SHMSIZE,
    }
)
FAILURES = (apsw.Error, UnicodeError)
NAPS = (0.0005, 0.001, 0.002, 0.004)
LONGEST_NAP = 0.008


class Database:
    """One connection to one file, usable from several threads; the file is made if it is missing.

    ``synchronous="FULL"``: a committed transaction survives a power cut. ``patience`` is how many
    seconds to wait for another process's transaction before ``Busy``.
    ``closed`` is called once the file is released, with whether damage was met in it; ``prepare`` gets the
    bare connection before anything is read through it (to load an extension).
    Every method raises ``NoRoom``, ``DataDamaged``, ``DataUnwritable`` or ``Busy`` where it applies,
    and ``BugError`` for wrong SQL.
    """

    def __init__(
        self,
        path: Path,
        *,
        synchronous: Durability = "FULL",
        patience: float = 10.0,
        closed: Callable[[bool], None] | None = None,
        prepare: Callable[[apsw.Connection], None] | None = None,
    ) -> None:
        self.path = path
        self._closed = closed
        self._damaged = False
        self._patience = patience
        self._waiting_until = 0.0
        self._lock = threading.RLock()
        try:
            self._connection = apsw.Connection(str(path))
        except FAILURES as error:
            raise self._named(error) from error
        try:
            if prepare is not None:
                prepare(self._connection)
            self._prepare(synchronous)
        except BaseException:
            self.close()
            raise

    def _prepare(self, synchronous: Durability) -> None:
        self._connection.set_busy_handler(self._wait)
        if self.value("PRAGMA journal_mode") != "wal":
            self.value("PRAGMA journal_mode = WAL")
        self.rows(f"PRAGMA synchronous = {synchronous}")
        # macOS: without this an fsync leaves the data in the drive's cache.
        self.rows(f"PRAGMA fullfsync = {int(synchronous == 'FULL')}")
        self.rows("PRAGMA foreign_keys = ON")
        # Without it many a statement is planned anew for every value bound to it, which takes longer than
        # running it; no plan of ours depends on a value.
        self._connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        # Triggers that feed a search index call it, so every connection that writes must know it.
        self._connection.create_scalar_function("searchable", cast(Any, searchable), 1, deterministic=True)

    def close(self) -> None:
        """Release the file. Calling it again does nothing."""
        with self._lock:
            try:
                self._connection.close()
            except FAILURES as error:
                raise self._named(error) from error
            closed, self._closed = self._closed, None
            if closed is not None:
                closed(self._damaged)

    def rows(self, sql: str, bindings: Sequence[Any] = ()) -> list[Row]:
        """Run one statement to its end and return all its rows."""
        with self._lock:
            try:
                return self._connection.execute(sql, bindings).fetchall()
            except FAILURES as error:
                raise self._named(error) from error

    def row(self, sql: str, bindings: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        found = self.rows(sql, bindings)
        return found[0] if found else None

    def value(self, sql: str, bindings: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, bindings)
        return found[0] if found else None

    def execute(self, sql: str, bindings: Sequence[Any] = ()) -> int:
        """Run one writing statement (in its own transaction unless inside ``write``); rows changed."""
        with self._lock:
            self.rows(sql, bindings)
            return self._connection.changes()

    def write(self) -> contextlib.AbstractContextManager[None]:
        """``BEGIN IMMEDIATE`` … ``COMMIT``; rolled back on any exception. Inside another it joins it."""
        return _Transaction(self)

    def _roll_back(self) -> None:
        # After a failed write SQLite may have rolled back by itself; the first error is the one to tell.
        with contextlib.suppress(EdgeError):
            if self._connection.in_transaction:
                self.rows("ROLLBACK")

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one writing statement for each of ``rows``; belongs inside ``write``."""
        with self._lock:
            try:
                self._connection.executemany(sql, rows).fetchall()
            except FAILURES as error:
                raise self._named(error) from error

    def data_version(self) -> int:
        """A number that differs from the last one if another connection wrote in between."""
        return int(self.value("PRAGMA data_version"))

    def _wait(self, earlier: int) -> bool:
        """Busy handler: short naps (SQLite's own grow to 100 ms) until ``patience`` is over."""
        now = time.monotonic()
        if earlier == 0:
            self._waiting_until = now + self._patience
        if now >= self._waiting_until:
            return False
        time.sleep(NAPS[earlier] if earlier < len(NAPS) else LONGEST_NAP)
        return True

    def _named(self, error: Exception) -> EdgeError:
        """What a failure means to a person; damage is remembered."""
        if isinstance(error, apsw.Error):
            named = explain(error, self.path)
        elif isinstance(error, UnicodeEncodeError):
            named = InvalidInput(
                "A name or text holds bytes that are no character.", "Write it in whole characters."
            )
        else:
            named = damaged(self.path, "some text in it is no text")
        self._damaged = self._damaged or isinstance(named, DataDamaged)
        return named


class _Transaction:
    """``Database.write``; no generator, since it stands around every message."""

    __slots__ = ("_database", "_is_outer")

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> None:
        database = self._database
        database._lock.acquire()
        self._is_outer = not database._connection.in_transaction
        if not self._is_outer:
            return
        try:  # Ctrl-C right after BEGIN must not leave a transaction that never ends
            database.rows("BEGIN IMMEDIATE")
        except BaseException:
            self._give_up()
            raise

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if not self._is_outer:
            self._database._lock.release()
            return
        if kind is not None:
            self._give_up()
            return
        try:
            self._database.rows("COMMIT")
        except BaseException:
            self._give_up()
            raise
        self._database._lock.release()

    def _give_up(self) -> None:
        try:
            self._database._roll_back()
        finally:
            self._database._lock.release()


def explain(error: apsw.Error, path: Path) -> EdgeError:
    """The error of our tree that says what ``error`` on ``path`` means to a person."""
    if isinstance(error, apsw.FullError) or getattr(error, "extendedresult", 0) in FAILED_WRITES:
        return NoRoom(
            f"There is no room to save to {path.name}: the disk is full or a size limit was reached.",
            "Free some disk space, then try again. What was saved before is safe.",
        )
    if isinstance(error, apsw.CorruptError | apsw.NotADBError | apsw.FormatError | apsw.IOError):
        return damaged(path, str(error))
    if isinstance(error, apsw.ReadOnlyError | apsw.CantOpenError | apsw.PermissionsError | apsw.AuthError):
        return DataUnwritable(
            f"{path} cannot be opened for writing: {error}.",
            "Make the folder writable, or choose another with --home or EDGECHAT_HOME.",
        )
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return Busy(f"Another program keeps {path.name} locked.", "Wait a moment, then try again.")
    if isinstance(error, apsw.TooBigError):
        return InvalidInput("This text is too long to store.", "Send it in smaller parts.")
    return BugError(f"{path.name}: {type(error).__name__}: {error}")


def damaged(path: Path, reason: str) -> DataDamaged:
    """The error for a file that cannot be read as it should be."""
    return DataDamaged(
        f"{path.name} cannot be read: {reason}.",
        f"It is left untouched at {path}. Close EdgeChat and run edgechat check --repair.",
        file=str(path),
    )
