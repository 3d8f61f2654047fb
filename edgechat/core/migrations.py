"""Takes a database from any older schema to the newest, one small step at a time.

A step is a function ``m001_…(database)``; it runs in one transaction that also sets
``PRAGMA user_version``, so a file is always exactly at one version. Must not know any table: the
steps are handed in.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from edgechat.core.errors import DataDamaged, DataNewer, DataUnwritable
from edgechat.core.sqlite import Database

Step = Callable[[Database], None]


def migrate(database: Database, steps: Sequence[Step], *, backups: Path) -> None:
    """Bring ``database`` to version ``len(steps)``, with a copy in ``backups`` first unless it is new.

    Safe when several processes do it at once. Raises ``DataNewer`` for a file of a later version,
    ``DataDamaged`` for a file that is no database of ours; both leave it as it is.
    """
    version = _version(database, len(steps))
    if version == len(steps):
        return
    if version > 0:
        back_up(database, backups, name=f"{database.path.stem}-v{version}-{_stamp()}")
    for number, step in enumerate(steps, start=1):
        if number > version:
            _take(database, step, number=number, newest=len(steps))


def _version(database: Database, newest: int) -> int:
    version = int(database.value("PRAGMA user_version"))
    if version > newest:
        raise DataNewer(
            f"{database.path.name} was written by a newer EdgeChat (its format is {version}, "
            f"this one knows up to {newest}).",
            "Update EdgeChat. Nothing was changed in the file.",
        )
    return version


def _take(database: Database, step: Step, *, number: int, newest: int) -> None:
    with database.write():
        # Read again inside the transaction: another process may have taken this step meanwhile.
        version = _version(database, newest)
        if version >= number:
            return
        if version == 0 and database.row("SELECT 1 FROM sqlite_schema LIMIT 1"):
            raise DataDamaged(
                f"{database.path.name} holds tables that EdgeChat did not make.",
                f"Move {database.path} aside and start again. Nothing was changed in the file.",
            )
        step(database)
        database.rows(f"PRAGMA user_version = {number}")


def back_up(database: Database, folder: Path, *, name: str) -> Path:
    """Write a consistent copy to ``folder / name.db`` and return its path.

    The copy gets its name only when it is whole and on the disk. Raises ``NoRoom``, ``DataUnwritable``.
    """
    final, part = folder / f"{name}.db", folder / f"{name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        database.rows("VACUUM INTO ?", (str(part),))
        _to_disk(part)
        os.replace(part, final)
        _to_disk(folder)
    except OSError as error:
        raise DataUnwritable(
            f"A backup cannot be written to {folder}: {error.strerror}.",
            "Make room or make the folder writable, then start again. Nothing was changed.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return final


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder to sync it, and its renames are journaled
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
