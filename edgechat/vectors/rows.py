"""One byte per dimension of many vectors. What lies in a file is mapped, what came later is in memory: a
process that holds many takes hardly more of the machine than one that holds few. Belongs into a child.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.int8]
Ids = NDArray[np.int64]

MAPPED = os.name == "posix"  # Windows does not let a file be replaced that somebody has mapped
GROWTH = 1.5


class Rows:
    """Rows of ``width`` bytes, by their place. ``kept`` of them are in a file."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._kept: Bytes = np.zeros((0, width), np.int8)
        self._fresh: Bytes = np.zeros((0, width), np.int8)
        self._more = 0

    def __len__(self) -> int:
        return len(self._kept) + self._more

    def add(self, rows: Bytes) -> None:
        needed = self._more + len(rows)
        if needed > len(self._fresh):
            larger = np.zeros((max(1024, needed, int(len(self._fresh) * GROWTH)), self._width), np.int8)
            larger[: self._more] = self._fresh[: self._more]
            self._fresh = larger
        self._fresh[self._more : needed] = rows
        self._more = needed

    def take(self, places: Ids) -> Bytes:
        """The rows at ``places``, in their order."""
        if not self._more:
            return self._kept[places]
        if not len(self._kept):
            return self._fresh[places]
        found = np.empty((len(places), self._width), np.int8)
        old = places < len(self._kept)
        found[old] = self._kept[places[old]]
        found[~old] = self._fresh[places[~old] - len(self._kept)]
        return found

    def write(self, out: BinaryIO) -> None:
        self._kept.tofile(out)
        self._fresh[: self._more].tofile(out)

    def hold(self, file: Path, offset: int, count: int) -> None:
        """Let the ``count`` rows at ``offset`` of ``file``, which has them all, take the place of all."""
        self._kept = _mapped(file, offset, count * self._width).reshape(count, self._width)
        self._fresh, self._more = np.zeros((0, self._width), np.int8), 0


def _mapped(file: Path, offset: int, size: int) -> Bytes:
    if not MAPPED or not size:
        return np.fromfile(file, np.int8, size, offset=offset)
    with file.open("rb") as source:
        mapping = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(mapping, "madvise"):
        mapping.madvise(mmap.MADV_WILLNEED)  # read ahead now: the first question need not wait for the disk
    return np.frombuffer(mapping, np.int8, size, offset)
