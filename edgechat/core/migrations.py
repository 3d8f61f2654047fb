"""Takes a database from any older schema to the newest, one small step at a time.

A step is a function ``m001_…(database)``; it runs in one transaction that also sets
``PRAGMA user_version``, so a file is always exactly at one version. Must not know any table: the
steps are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from edgechat.core.errors import DataDamaged, DataNewer
from edgechat.core.sqlite import Database

Step = Callable[[Database], None]


def migrate(database: Database, steps: Sequence[Step], *, backups: Path) -> None:
    """Bring ``database`` to version ``len(steps)``, with a copy in ``backups`` first unless it is new.

    Safe when several processes do it at once. Raises ``DataNewer`` for a file of a later version,
    ``DataDamaged`` for a file that is no database of ours; both leave it as it is. Raises ``NoRoom`` or
    ``DataUnwritable`` if it cannot be backed up, and then changes nothing either.
    """
    version = _version(database, len(steps))
    if version == len(steps):
        return
    if version > 0:
        from edgechat.core.backup import Backups  # only an upgrade needs it

        Backups(backups, database.path.stem).make(database.path, version=version)
    take_steps(database, steps)


def take_steps(database: Database, steps: Sequence[Step]) -> None:
    """``migrate`` without a copy first: for a file that is itself a copy."""
    version = _version(database, len(steps))
    for number, step in enumerate(steps, start=1):
        if number > version:
            _take(database, step, number=number, newest=len(steps))


def _version(database: Database, newest: int) -> int:
    version = int(database.value("PRAGMA user_version"))
    refuse_newer(database.path, version, newest=newest)
    return version


def refuse_newer(path: Path, version: int, *, newest: int) -> None:
    """Raises ``DataNewer`` for a schema that this program does not know yet."""
    if version > newest:
        raise DataNewer(
            f"{path.name} was written by a newer EdgeChat (its format is {version}, "
            f"this one knows up to {newest}).",
            "Update EdgeChat. Nothing was changed in the file.",
        )


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
