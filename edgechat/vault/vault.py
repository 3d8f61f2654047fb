"""Contents of files, each kept once under its SHA-256: written whole or not at all, checked on demand.

Knows bytes, not documents; a name is never part of a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edgechat.core.disk import refusal, to_disk
from edgechat.core.errors import DataDamaged, NotFound

KEY = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 20  # bytes read at once


@dataclass(frozen=True)
class Stored:
    """``size`` in bytes; ``fresh``: it was not there before."""

    key: str
    size: int
    fresh: bool


class Vault:
    """The contents in one folder. Safe from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, pieces: Iterable[bytes]) -> Stored:
        """Keep a content. Once this returns it survives a power cut.

        Raises ``NoRoom`` or ``DataUnwritable``, and whatever ``pieces`` raises; nothing is left of it then.
        """
        part: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".part-")
            part = Path(name)
            return self._write(handle, part, pieces)
        except OSError as error:
            raise refusal(
                error, f"The vault {self._folder} cannot be written", action="Make the folder writable."
            ) from error
        finally:
            if part is not None:
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    def _write(self, handle: int, part: Path, pieces: Iterable[bytes]) -> Stored:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            key = digest.hexdigest()
            place = self._place(key)
            if place.exists():
                return Stored(key, size, fresh=False)
            file.flush()
            os.fsync(file.fileno())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(part, place)
        to_disk(place.parent)
        return Stored(key, size, fresh=True)

    def path(self, key: str) -> Path:
        """The file of a content. Raises ``NotFound``."""
        place = self._place(key) if KEY.fullmatch(key) else None
        if place is None or not place.is_file():
            raise NotFound(f"The vault holds no content {key[:12]}.", "Add the file again.")
        return place

    def has(self, key: str) -> bool:
        return bool(KEY.fullmatch(key)) and self._place(key).is_file()

    def pieces(self, key: str) -> Iterator[bytes]:
        """The content from its beginning. Raises ``NotFound``, and ``DataDamaged`` at the end where it is not
        what was put in."""
        digest = hashlib.sha256()
        with self.path(key).open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != key:
            raise DataDamaged(f"The content {key[:12]} in the vault has changed.", "Add the file again.")

    def verify(self, key: str) -> bool:
        """Whether the content is there and whole. Reads all of it."""
        try:
            for _ in self.pieces(key):
                pass
        except (NotFound, DataDamaged):
            return False
        return True

    def remove(self, key: str) -> bool:
        """Give the room of a content back; whether it was there."""
        place = self._place(key)
        there = self.has(key)
        with suppress(OSError):
            place.unlink(missing_ok=True)
        return there

    def set_aside(self, key: str, folder: Path) -> Path:
        """Move a content that is not what was put in to ``folder``; where it lies now. Raises ``NotFound``,
        ``NoRoom`` or ``DataUnwritable``."""
        place, stem = self.path(key), f"vault-{key[:16]}"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            aside, number = folder / stem, 1
            while aside.exists():
                aside, number = folder / f"{stem}-{number}", number + 1
            os.replace(place, aside)
        except OSError as error:
            raise refusal(
                error, f"{place} cannot be put aside", action="Make the folder writable."
            ) from error
        return aside

    def keys(self) -> Iterator[str]:
        """Every content that is kept, in order."""
        if self._folder.is_dir():
            for place in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
                if KEY.fullmatch(place.name):
                    yield place.name

    def used(self) -> int:
        """Bytes that the contents take."""
        return sum(self._place(key).stat().st_size for key in self.keys() if self.has(key))

    def sweep(self) -> int:
        """Remove what a kill left half-written; how many. For when nobody writes."""
        left = list(self._folder.glob(".part-*"))
        for part in left:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return len(left)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key
