"""The bytes of one document, as the app hands them on: a file opened with care, or bytes it already has.

The file is opened here, in the parent, and never by its path in a child: no link is followed, nothing but a
regular file is read, and one that is written to meanwhile is found out. Knows no format.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from edgechat.core.errors import DocumentChanged, DocumentMissing, DocumentTooLarge
from edgechat.library.names import display_name

PIECE = 8 * 1024 * 1024  # bytes handed on at once
LARGEST = 400 * 1024 * 1024  # bytes of a document: the child holds it in memory

_SAFELY = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would keep us waiting for ever
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOCTTY", 0)
)


class Source:
    """``name`` is fit to be shown, ``size`` in bytes. Close it, or use it in a ``with`` statement."""

    def __init__(self, name: str, file: BinaryIO, size: int, *, limit: int = LARGEST) -> None:
        self.name = display_name(name)
        self.size = size
        self._file = file
        self._lock = threading.Lock()
        self._digest: str | None = None
        self._before = _fingerprint(file)
        if size > limit:
            raise DocumentTooLarge(
                f"{self.name} is {size / 1e6:,.0f} MB; a document may be {limit / 1e6:,.0f} MB.",
                "Split it into several files.",
                size=size,
            )

    @property
    def key(self) -> str:
        """SHA-256 of the content, in hexadecimal; read once. Raises as ``pieces`` does."""
        if self._digest is None:
            for _ in self.pieces():
                pass
        assert self._digest is not None
        return self._digest

    def pieces(self) -> Iterator[bytes]:
        """The content from the beginning, in pieces of at most 8 MB.

        Raises ``DocumentChanged`` when it is not the file that was opened, ``DocumentMissing`` when the disk
        does not give it.
        """
        digest, left = hashlib.sha256(), self.size
        for offset in range(0, self.size, PIECE):
            piece = self._read(offset, min(PIECE, left))
            left -= len(piece)
            digest.update(piece)
            yield piece
        if left or _fingerprint(self._file) != self._before:
            raise self._changed()
        if self._digest not in (None, digest.hexdigest()):
            raise self._changed()
        self._digest = digest.hexdigest()

    def _read(self, offset: int, count: int) -> bytes:
        try:
            with self._lock:
                self._file.seek(offset)
                return self._file.read(count)
        except OSError as error:
            raise _refused(self.name, error) from error

    def _changed(self) -> DocumentChanged:
        return DocumentChanged(
            f"{self.name} was written to while it was read.", "Add it again when the other program is done."
        )

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(path: str | os.PathLike[str], *, name: str | None = None, limit: int = LARGEST) -> Source:
    """The file at ``path``. Raises ``DocumentMissing`` (also for links, folders, devices and pipes) and
    ``DocumentTooLarge``."""
    shown = name if name is not None else Path(os.fspath(path)).name
    try:
        before = os.lstat(path)  # where there is no O_NOFOLLOW this is what finds a link
        if not stat.S_ISREG(before.st_mode):
            raise _no_file(display_name(shown), before.st_mode)
        file = os.fdopen(os.open(path, os.O_RDONLY | _SAFELY), "rb")
    except (OSError, ValueError) as error:
        whole = os.path.abspath(os.fspath(path)) if name is None else name  # noqa: PTH100 - follows links
        raise _refused(display_name(shown), error, missing=display_name(whole)) from error
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode) or (found.st_dev, found.st_ino) != (before.st_dev, before.st_ino):
        file.close()
        raise _no_file(display_name(shown), found.st_mode)
    try:
        return Source(shown, file, found.st_size, limit=limit)
    except DocumentTooLarge:
        file.close()
        raise


def source_of(data: bytes, name: str, *, limit: int = LARGEST) -> Source:
    """Bytes that are already here. Raises ``DocumentTooLarge``."""
    return Source(name, io.BytesIO(data), len(data), limit=limit)


def _fingerprint(file: BinaryIO) -> tuple[int, ...]:
    if isinstance(file, io.BytesIO):
        return ()
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _no_file(name: str, mode: int) -> DocumentMissing:
    if stat.S_ISLNK(mode):
        return DocumentMissing(f"{name} is a link.", "Add the file it points to.")
    if stat.S_ISDIR(mode):
        return DocumentMissing(f"{name} is a folder.", "Add the files in it.")
    if stat.S_ISREG(mode):
        return DocumentMissing(f"{name} was replaced while it was opened.", "Add it again.")
    return DocumentMissing(f"{name} is a device or a pipe, not a file.", "Add a file.")


def _refused(name: str, error: OSError | ValueError, *, missing: str = "") -> DocumentMissing:
    """``missing``: what is said not to be there, with its folder where a person gave the path."""
    number = getattr(error, "errno", None)
    if number == errno.ELOOP:
        return _no_file(name, stat.S_IFLNK)
    if number in (errno.EACCES, errno.EPERM):
        return DocumentMissing(f"{name} may not be read by this account.", "Change its permissions.")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return DocumentMissing(
            f"{missing or name} is not there.", "Check the path; it may have been moved or deleted."
        )
    why = getattr(error, "strerror", None) or error
    return DocumentMissing(f"{name} cannot be read: {why}.", "Check the disk it is on, then try again.")
