"""A library's database opened, and put right first where it is damaged. The damaged file is always kept.

The ledger (which documents, called what, in which collection, from where) comes from what can still be read
of the damaged file and from the newest copy; the contents are read again from the vault, which is the truth.
Rows that are torn in a file that is whole are mended in it. Must not know how a document is read.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from edgechat.core import presence
from edgechat.core.backup import Backup, Backups
from edgechat.core.disk import to_disk
from edgechat.core.errors import BugError, Busy, DataDamaged, EdgeError
from edgechat.core.exchange import exchange, workshop
from edgechat.core.file_lock import FileLock
from edgechat.core.integrity import left_log, problems
from edgechat.core.migrations import take_steps
from edgechat.core.opening import READ_THROUGH
from edgechat.core.paths import Place
from edgechat.core.records import replace
from edgechat.core.salvage import salvage, with_header
from edgechat.core.sqlite import Database
from edgechat.library.healed import Healed
from edgechat.library.mending import find_contents, mend, queue_all, settle_ledger
from edgechat.library.schema import LEDGER, STEPS, open_library_database
from edgechat.vault.vault import Vault
from edgechat.vectors.table import load_extension

log = logging.getLogger(__name__)

RULES = {"documents": {"id": "documents.id", "added_at": "documents.added_at"}}
"""Of a row that a copy has too, these are the copy's: a flipped bit must not cut a citation off."""
ROOM = 1 << 20  # bytes for a ledger, besides what its copy takes
TORN = ("missing from index", "wrong # of entries", "refer to missing")
"""Findings of a check that leave the pages of the file whole."""
Opening = tuple[Database, Healed | None]
PATIENCE, LOOK = 60.0, 0.05  # seconds to wait while another process opens or rebuilds; between two looks


def open_library(place: Place, vault: Vault) -> Opening:
    """The library's database, and what was done where it had to be put right first.

    Raises ``DataNewer``, ``NoRoom``, ``DataUnwritable`` or ``Busy``: then nothing was changed.
    """
    with _turn(place):
        doubted = _is_suspect(place)
        why = lost(place, vault)
        if not why:
            try:
                database = open_library_database(place)
            except DataDamaged as error:
                why = error.message
            else:
                return _opened(place, vault, database, doubted=doubted)
        log.info("the library is put right: %s", why)
        healed = _mend_torn(place, vault, why) or rebuild(place, vault, why)
        return open_library_database(place), healed


def _is_suspect(place: Place) -> bool:
    """Whether rows may be torn: damage was met, or the end was unclean and a look costs a second at most."""
    if not presence.unclean(place.presence):
        return False
    return presence.met_damage(place.presence) or _size(place.database) <= READ_THROUGH


def _opened(place: Place, vault: Vault, database: Database, *, doubted: bool) -> Opening:
    """A file whose pages are whole."""
    if not doubted:
        return database, None
    try:
        again = mend(database)
    except DataDamaged as error:
        database.close()
        return _rebuilt(place, vault, error.message)
    except BaseException:
        database.close()
        raise
    why = f"Rows of {place.database.name} did not belong together."
    return database, (_told(database, vault, why, again=again) if again else None)


def _rebuilt(place: Place, vault: Vault, why: str) -> Opening:
    healed = rebuild(place, vault, why)
    return open_library_database(place), healed


@contextmanager
def _turn(place: Place) -> Iterator[None]:
    """Nobody else opens or rebuilds it meanwhile."""
    lock, until = FileLock(place.database.with_suffix(".lock")), time.monotonic() + PATIENCE
    with suppress(OSError):  # a folder that cannot be written: told by what is tried next
        while not lock.take():
            if time.monotonic() > until:
                raise Busy("Another EdgeChat is repairing the documents.", "Wait a moment, then try again.")
            time.sleep(LOOK)
    try:
        yield
    finally:
        lock.free()


def lost(place: Place, vault: Vault) -> str:
    """Whether the file is not there although there are documents; empty: all is as it should be."""
    file = place.database
    if left_log(file) or _size(file):
        return ""
    return f"{file.name} is gone, though there are documents." if any(vault.keys()) else ""


def suspect(place: Place) -> None:
    """Have the next opening look at everything."""
    presence.Presence(place.presence).leave(clean=False)


def _mend_torn(place: Place, vault: Vault, why: str) -> Healed | None:
    """Put a file right whose pages are whole, in its place; None where they are not."""
    found = problems(place.database, thorough=True) if place.database.exists() else []
    if not found or not all(any(word in each for word in TORN) for each in found):
        return None
    traces = presence.unclean(place.presence)
    _require_alone(place)
    try:
        with closing(Database(place.database, synchronous="NORMAL", prepare=load_extension)) as database:
            database.rows("REINDEX")
            again = mend(database)
            fresh = find_contents(database, vault)
            healed = _told(database, vault, why, again=again, found=fresh)
    except (DataDamaged, BugError):  # what is unique stands there twice: no index can be made of it
        return None
    if problems(place.database, thorough=True):
        return None
    presence.forget(traces)
    return healed


def rebuild(place: Place, vault: Vault, why: str) -> Healed:
    """Make the library anew, with every document queued to be read again.

    Raises ``Busy`` while others have it open, ``NoRoom`` or ``DataUnwritable``; nothing was changed then.
    """
    _require_alone(place)
    traces = presence.unclean(place.presence)
    backup = Backups(place.backups, place.database.stem).newest_whole(newest=len(STEPS))
    with workshop(place, needed=ROOM + (backup.size if backup else 0)) as shop:
        built = shop / "built.db"
        healed = _build(place, vault, backup, built, why)
        kept = exchange(place, built)
    for codes in place.database.parent.glob("vectors_*.codes"):  # they are of chunks that are no more
        with suppress(OSError):
            codes.unlink(missing_ok=True)
    presence.forget(traces)
    return replace(healed, kept=str(kept or ""))


def _require_alone(place: Place) -> None:
    users = presence.others(place.presence)
    if users:
        raise Busy(
            f"The documents' database is damaged, and another EdgeChat has it open (process "
            f"{', '.join(map(str, users))}).",
            "Close that one; the documents are then put right by themselves.",
        )


def _build(place: Place, vault: Vault, backup: Backup | None, built: Path, why: str) -> Healed:
    with closing(Database(built, synchronous="NORMAL", prepare=load_extension)) as database:
        take_steps(database, STEPS)
        database.value("PRAGMA journal_mode = DELETE")  # one file, without a log
        to_disk(built)
        database.rows("PRAGMA foreign_keys = OFF")
        with database.write():
            if backup is not None:
                salvage(backup.path, database, rules={}, tables=LEDGER)
                _drop_removed(database, vault)
            _take_over(place.database, built, database)
            settle_ledger(database)
            again = queue_all(database)
            found = find_contents(database, vault)
        healed = _told(database, vault, why, again=again + found, found=found)
    to_disk(built)
    return healed


def _drop_removed(database: Database, vault: Vault) -> None:
    """A document that was removed since the copy was made is not to come back: its content went with it."""
    gone = [
        (seq,)
        for seq, digest in database.rows("SELECT seq, digest FROM documents WHERE digest IS NOT NULL")
        if not vault.has(digest)
    ]
    database.execute_many("DELETE FROM documents WHERE seq = ?", gone)


def _take_over(damaged: Path, built: Path, database: Database) -> None:
    """What can still be read of the ledger in the damaged file."""
    if not _size(damaged):
        return
    headed = built.with_name("headed.db")
    source = headed if with_header(damaged, built, headed) else damaged
    with suppress(EdgeError):
        salvage(source, database, rules=RULES, tables=LEDGER)


def _told(database: Database, vault: Vault, why: str, *, again: int, found: int = 0) -> Healed:
    digests = database.rows("SELECT digest FROM documents WHERE digest IS NOT NULL")
    lost = sum(not vault.has(digest) for (digest,) in digests)
    return Healed(why, "", int(database.value("SELECT count(*) FROM documents")), again, found, lost)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
