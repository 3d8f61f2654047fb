"""Copies of a library's ledger among the profile's backups: what the vault cannot give back.

A document's name, place, collection and id, the folders that are followed, what was left out of them: some
hundred bytes a document. Texts, words and vectors are many times larger and are made again from the vault;
its contents belong into the backup that a person makes of the disk. Must not know how a copy is used.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import apsw

from edgechat.core.backup import Backups, newest
from edgechat.core.disk import to_disk
from edgechat.core.errors import DataDamaged, EdgeError
from edgechat.core.integrity import is_whole, open_to_look
from edgechat.core.migrations import take_steps
from edgechat.core.paths import Place
from edgechat.core.sqlite import Database
from edgechat.library.schema import LEDGER, STEPS

log = logging.getLogger(__name__)

EVERY = 5 * 60.0  # seconds between two copies of a library in use
ROW = 1000  # bytes of a document's row, generously
SPARE = 500 << 20  # bytes of the disk that copies made unasked leave free
STATE = """SELECT (SELECT count(*) || ' ' || total(seq) || ' ' || total(collection * seq) || ' '
        || total(length(state) * seq) || ' ' || total(length(path) * seq) || ' ' || total(finished_at) || ' '
        || total(modified % 1000003) FROM documents)
    || ' ' || (SELECT count(*) || group_concat(name) FROM collections)
    || ' ' || (SELECT count(*) || coalesce(group_concat(path), '') FROM watched)
    || ' ' || (SELECT count(*) FROM left_out)"""
"""Differs where a copy would."""
NOTHING = ""  # of a library that never had a collection


class Copies:
    """The copies of one library's ledger. Safe from several threads."""

    def __init__(self, place: Place, database: Database) -> None:
        self._database = database
        self._backups = Backups(place.backups, place.database.stem, newest)
        self._lock = threading.Lock()
        self._made_at = -EVERY
        self._state: str | None = None

    def make_if_due(self, *, every: float = EVERY) -> bool:
        """Make one, if something has changed since the last and that is ``every`` seconds old. Never raises:
        a library without a copy is as good as ever."""
        with self._lock:
            try:
                if time.monotonic() - self._made_at < every:
                    return False
                state = _state_of(self._database.value(STATE))
                if state == self._known():
                    return False
                self._make()
            except EdgeError as error:
                log.info("the ledger was not copied: %s", error)
                return False
            self._made_at, self._state = time.monotonic(), state
        return True

    def _known(self) -> str:
        """The state of the newest copy."""
        if self._state is None:
            self._state = NOTHING
            for each in self._backups.all()[:1]:
                with suppress(EdgeError, apsw.Error), closing(open_to_look(each.path, alone=True)) as copy:
                    self._state = _state_of(copy.execute(STATE).fetchall()[0][0])
        return self._state

    def _make(self) -> None:
        rows = int(self._database.value("SELECT count(*) FROM documents"))
        self._backups.make_by(self._write, needed=ROW * rows, spare=SPARE)

    def _write(self, part: Path) -> None:
        with closing(Database(part, synchronous="NORMAL")) as copy:
            take_steps(copy, STEPS)
            copy.rows("PRAGMA foreign_keys = OFF")
            copy.rows("ATTACH ? AS live", (str(self._database.path),))
            with copy.write():  # one state of all tables
                for table in LEDGER:
                    copy.execute(f"DELETE FROM main.{table}")
                    copy.execute(f"INSERT INTO main.{table} SELECT * FROM live.{table}")
            copy.rows("DETACH live")
            copy.value("PRAGMA journal_mode = DELETE")
        to_disk(part)
        if not is_whole(part, newest=len(STEPS)):
            raise DataDamaged(f"{self._database.path.name} cannot be copied: the copy is not whole.")


def _state_of(told: object) -> str:
    return str(told) if told else NOTHING
