"""Before a profile's database is opened: is it ours to open, and did it come through its last end?

A clean opening costs a look at one folder and one read of the file. After an unclean end the file is
checked, and a damaged one is refused with what can be done; nothing is moved or changed here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from edgechat.core import presence
from edgechat.core.errors import DataDamaged
from edgechat.core.integrity import header, left_log, problems, schema_of
from edgechat.core.migrations import refuse_newer
from edgechat.core.paths import Place, Profile
from edgechat.core.presence import Presence

READ_THROUGH = 64 << 20  # bytes checked thoroughly: a second at most; larger files by structure alone

Columns = Callable[[int], set[str]]
"""Schema version -> "table.column" of all that a whole file of it holds."""


def enter(profile: Profile | Place, *, newest: int, columns: Columns) -> Presence:
    """Take part in the profile; call ``leave`` of what is returned when the database is closed.

    Raises ``DataNewer``, or ``DataDamaged`` with the copy to go back to in its details. An unreadable or
    locked file raises what ``explain`` makes of it.
    """
    traces = presence.unclean(profile.presence)
    here = Presence(profile.presence)
    try:
        _look(profile, traces, newest=newest, columns=columns)
    except DataDamaged as error:
        here.leave(clean=False)  # also the next opening has to look
        raise with_backup(profile, error, newest=newest) from error
    except BaseException:
        here.leave()
        raise
    presence.forget(traces)
    return here


def _look(profile: Profile | Place, traces: list[Path], *, newest: int, columns: Columns) -> None:
    file = profile.database
    head, log = header(file), left_log(file)
    if head is not None and not log:
        refuse_newer(file, head.version, newest=newest)
    if head is None and not log and _gone(file):
        _require_new(profile)
    elif traces or (log and not presence.others(profile.presence)):
        _check(file, newest=newest, columns=columns)
    elif head is not None and head.cut_off and not log:
        raise _damage(file, "it is shorter than it says")


def _require_new(profile: Profile | Place) -> None:
    """Nothing is there: as it should be for a new profile, and never taken for one that had backups."""
    if _has_backups(profile):
        raise _damage(profile.database, "it is gone or empty, though there are backups of it")


def _check(file: Path, *, newest: int, columns: Columns) -> None:
    found = problems(file, thorough=file.stat().st_size <= READ_THROUGH)
    if found:
        raise _damage(file, found[0])
    version, there = schema_of(file)
    refuse_newer(file, version, newest=newest)
    missing = sorted(columns(version) - there)
    if version and missing:
        raise _damage(file, f"{missing[0]} is missing in it")


def _gone(file: Path) -> bool:
    try:
        return file.stat().st_size == 0
    except OSError:
        return True


def _has_backups(profile: Profile | Place) -> bool:
    from edgechat.core.backup import Backups

    return profile.backups.exists() and bool(Backups(profile.backups, profile.database.stem).all())


def _damage(file: Path, reason: str) -> DataDamaged:
    return DataDamaged(f"{file.name} is damaged: {reason.removesuffix('.')}.")


def with_backup(profile: Profile | Place, error: DataDamaged, *, newest: int) -> DataDamaged:
    """``error`` with what the person can do now.

    ``details``: ``file``, ``kept_in`` (the folder the file would go to) and, where there is a whole copy,
    ``backup``, ``backup_made_at`` (seconds since 1970) and ``backup_age`` (seconds).
    """
    from edgechat.core.backup import Backups, age_in_words

    offered = Backups(profile.backups, profile.database.stem).newest_whole(newest=newest)
    kept = f"It keeps the damaged file in {profile.damaged}"
    details: dict[str, str | float] = {"file": str(profile.database), "kept_in": str(profile.damaged)}
    if offered is None:
        then = "and saves what can still be read of it; there is no backup"
    else:
        age = time.time() - offered.made_at
        then = f"and goes back to the backup of {age_in_words(age)}, with what is newer and can still be read"
        details |= {"backup": str(offered.path), "backup_made_at": offered.made_at, "backup_age": age}
    action = f"Close EdgeChat and run edgechat check --repair. {kept} {then}. Nothing was changed yet."
    return DataDamaged(error.message, action, **details)
