"""One process at a time: a lock on a file, which the system takes back when its holder dies.

The file stays when the lock is free: removing it would let two holders lock two files of one name.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FileLock:
    """``take`` once; ``free`` it, or end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def take(self) -> bool:
        """Whether it is ours now; never waits. Raises ``OSError`` where the file cannot be made."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def free(self) -> None:
        """Safe to repeat."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
