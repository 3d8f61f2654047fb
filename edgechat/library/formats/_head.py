"""What a file is, by its content first and its name second. Reads no more of it than that takes."""

from __future__ import annotations

import io
import zipfile
from functools import cached_property
from pathlib import PurePosixPath

from edgechat.library.formats._encoding import decode

SAMPLE = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office files before 2007, and of encrypted ones
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


class Head:
    """The beginning of a file, seen in several ways, each worked out when it is first asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self.suffix = PurePosixPath(name.lower().replace("\\", "/")).suffix.removeprefix(".")
        self.stem = PurePosixPath(name.lower()).name

    def starts(self, *magic: bytes) -> bool:
        return self.data.startswith(magic)

    @cached_property
    def members(self) -> frozenset[str]:
        """Names in it, if it is a ZIP archive."""
        archive = self._archive
        return frozenset(archive.namelist()) if archive is not None else frozenset()

    @property
    def broken(self) -> bool:
        """It begins as an archive and is none: its end, where the table is, is missing."""
        return self.starts(b"PK\x03\x04") and self._archive is None

    @cached_property
    def mimetype(self) -> str:
        """What an EPUB or OpenDocument archive says it is, in a member of that name."""
        archive = self._archive
        if archive is None or "mimetype" not in self.members:
            return ""
        try:
            with archive.open("mimetype") as stream:
                return stream.read(100).decode("ascii", "replace").strip()
        except Exception:  # a broken archive: its own format will say so
            return ""

    @cached_property
    def _archive(self) -> zipfile.ZipFile | None:
        if not self.starts(b"PK\x03\x04", b"PK\x05\x06"):
            return None
        try:
            return zipfile.ZipFile(io.BytesIO(self.data))
        except Exception:  # broken in one of many ways
            return None

    @cached_property
    def text(self) -> str | None:
        """How it begins, if it is text in any encoding; None for binary data."""
        decoded = decode(self.data[:SAMPLE], cut=len(self.data) > SAMPLE)
        return None if decoded is None else decoded.text
