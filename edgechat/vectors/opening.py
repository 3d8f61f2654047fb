"""Opens a database that holds vectors: checked after an unclean end, migrated, with sqlite-vec loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from edgechat.core.errors import DataDamaged
from edgechat.core.integrity import COLUMNS
from edgechat.core.migrations import Step, migrate, take_steps
from edgechat.core.opening import enter
from edgechat.core.paths import Place
from edgechat.core.sqlite import Database, Durability
from edgechat.vectors.table import load_extension


def open_with_vectors(place: Place, steps: Sequence[Step], *, synchronous: Durability) -> Database:
    """The database at ``place``, at the newest schema. Raises as ``open_profile_database`` does."""
    here = enter(place, newest=len(steps), columns=lambda version: _columns(steps[:version]))
    try:
        database = Database(
            place.database,
            synchronous=synchronous,
            closed=lambda damaged: here.leave(clean=not damaged),
            prepare=load_extension,
        )
    except DataDamaged:
        here.leave(clean=False)
        raise
    except BaseException:
        here.leave()
        raise
    try:
        migrate(database, steps, backups=place.backups)
    except BaseException:
        database.close()
        raise
    return database


def _columns(steps: Sequence[Step]) -> set[str]:
    """What a database holds after ``steps``, as "table.column"."""
    blank = Database(Path(":memory:"), prepare=load_extension)
    try:
        take_steps(blank, steps)
        return {f"{table}.{column}" for table, column in blank.rows(COLUMNS)}
    finally:
        blank.close()
