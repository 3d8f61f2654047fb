"""What the disk says: no room, no permission; and how a file gets onto it for good. Knows no database."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from edgechat.core.errors import DataUnwritable, NoRoom

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def refusal(error: OSError, message: str, *, action: str) -> NoRoom | DataUnwritable:
    """The error that tells a person why something could not be written.

    ``message`` begins the sentence ("The settings cannot be saved in …"), ``action`` is for everything but a
    full disk.
    """
    reason = f"{message}: {error.strerror or error}."
    if error.errno in FULL:
        return NoRoom(reason, "Free some disk space, then try again. What was saved before is safe.")
    return DataUnwritable(reason, action)


def part_of(target: Path) -> Path:
    """Where the file of this name lies while it is arriving."""
    return target.with_name(f"{target.name}.part")


def free_space(folder: Path) -> int:
    """Bytes that may still be written to ``folder``'s disk. Raises ``OSError``."""
    if hasattr(os, "statvfs"):
        told = os.statvfs(folder)
        return told.f_bavail * told.f_frsize
    import shutil  # heavier than all else here

    return shutil.disk_usage(folder).free


def require_room(folder: Path, needed: int, *, spare: int = 0) -> None:
    """Raises ``NoRoom`` unless ``folder``'s disk takes ``needed`` bytes and a tenth, and keeps ``spare``."""
    wanted = needed + needed // 10 + spare
    free = free_space(folder)
    if free < wanted:
        raise NoRoom(
            f"There is no room in {folder}: it takes {wanted / 1e6:,.1f} MB, {free / 1e6:,.1f} are free.",
            "Free some disk space, then try again. What was saved before is safe.",
            needed=wanted,
            free=free,
        )


def to_disk(path: Path) -> None:
    """Have the disk write what the system still holds of a file, or the names in a folder."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder to sync it, and its renames are journaled
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
