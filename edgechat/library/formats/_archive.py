"""A ZIP archive in memory whose members are read as streams, within limits, and by names one knows.

Nothing is ever written to disk, so that a member's name can lead nowhere; one that tries is not read all the
same. A bomb is found by what really comes out, not by what the archive says of itself.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted, DocumentTooLarge

MOST_MEMBERS = 10_000
LARGEST_TOTAL = 500 * 1024 * 1024  # bytes of all members read, unpacked
LARGEST_RATIO = 100  # unpacked to packed, of a member
RATIO_FROM = 4 * 1024 * 1024  # bytes; below it a ratio says nothing
_PIECE = 256 * 1024


class Archive:
    """Raises ``DocumentDamaged``, ``DocumentTooLarge`` and ``DocumentEncrypted``."""

    def __init__(self, data: bytes, name: str, beat: Callable[[], None] = lambda: None) -> None:
        self._name = name
        self._beat = beat
        self._left = LARGEST_TOTAL
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._damaged() from error
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise DocumentTooLarge(f"{name} is an archive of {len(members)} files; that is no document.")
        self.names = {each.filename: each for each in members if _harmless(each)}

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """One member. Raises ``KeyError`` when there is none of that name."""
        info = self.names[name]
        if info.flag_bits & 1:
            raise DocumentEncrypted(
                f"{self._name} is encrypted in a way that EdgeChat cannot open.",
                "Open it in the program it was made with and save it without a password.",
            )
        pieces, size = [], 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    self._count(len(piece), size, info)
                    pieces.append(piece)
        except DocumentTooLarge:
            raise
        except (
            zipfile.BadZipFile,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise self._damaged() from error
        except Exception as error:  # zlib's own
            if type(error).__name__ != "error":
                raise
            raise self._damaged() from error
        return b"".join(pieces)

    def get(self, name: str) -> bytes | None:
        return self.read(name) if name in self.names else None

    def _count(self, more: int, size: int, info: zipfile.ZipInfo) -> None:
        self._beat()
        self._left -= more
        if self._left < 0 or (size > RATIO_FROM and size > LARGEST_RATIO * max(info.compress_size, 1)):
            raise DocumentTooLarge(
                f"{self._name} unpacks to far more than a document holds; it was not read.",
                "If you trust it, open it in the program it was made with and save it anew.",
            )

    def _damaged(self) -> DocumentDamaged:
        return DocumentDamaged(
            f"{self._name} is damaged and cannot be unpacked.",
            "Open it in the program it was made with and save it again.",
        )


def _harmless(info: zipfile.ZipInfo) -> bool:
    """A plain file below the archive's own folder."""
    name = info.filename.replace("\\", "/")
    parts = name.split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    return (
        not name.startswith("/")
        and ".." not in parts
        and ":" not in parts[0]
        and "\0" not in name
        and kind in (0, stat.S_IFREG)
        and not name.endswith("/")
    )
