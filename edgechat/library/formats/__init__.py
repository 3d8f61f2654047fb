"""Formats of documents: one file each, defining ``FORMAT``. Only the ``read`` child opens anything with them.

``read_handlers`` is what the child can be asked to do.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from edgechat.core.discover import discover
from edgechat.core.errors import (
    BugError,
    DocumentDamaged,
    DocumentEmpty,
    DocumentTooLarge,
    FixableError,
)
from edgechat.core.messages import unpack
from edgechat.core.serving import Control, Handler
from edgechat.library.extract import Boxes, Document, Note, Opened, Page, Picture
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._head import Head
from edgechat.library.formats._limits import hold_to
from edgechat.library.formats._refusing import unsupported
from edgechat.library.requests import (
    BATCH_CHARACTERS,
    BATCH_PAGES,
    Batch,
    Begin,
    FindBoxes,
    Next,
    Open,
    Piece,
    Render,
    Took,
)

log = logging.getLogger(__name__)

BATCH_SECONDS = 1.0

T = TypeVar("T")


def formats() -> dict[str, Format]:
    """Every format by the name of its module. Importing them loads no native library."""
    return discover(sys.modules[__name__], "FORMAT")


def read_handlers() -> Mapping[str, Handler]:
    server = ReadServer(formats())
    return {
        "begin": server.begin,
        "piece": server.piece,
        "open": server.open,
        "next": server.next,
        "boxes": server.boxes,
        "render": server.render,
    }


def recognise(head: Head, known: Mapping[str, Format]) -> Format:
    """The format that is surest of this file. Raises ``DocumentUnsupported`` or ``DocumentEncrypted``."""
    best, sure = None, 0
    for each in known.values():
        found = each.sniff(head)
        if found > sure:
            best, sure = each, found
    if best is None:
        raise unsupported(head)
    return best


class ReadServer:
    """Holds the one file that the child has in memory, and the document it opened in it."""

    def __init__(self, known: Mapping[str, Format]) -> None:
        self._known = known
        self._name = ""
        self._pieces: list[bytes] = []
        self._data = b""
        self._size = 0
        self._format: Format | None = None
        self._book: Book | None = None
        self._opened_with: Open | None = None
        self._turning: Iterator[Page] = iter(())
        self._told = 0

    def begin(self, body: bytes, control: Control) -> Took:
        request = unpack(body, Begin)
        self._close()
        self._name, self._size = request.name, request.size
        self._pieces, self._data = [], b""
        hold_to(request.memory)
        return Took(0)

    def piece(self, body: bytes, control: Control) -> Took:
        self._pieces.append(unpack(body, Piece).data)
        return Took(sum(map(len, self._pieces)))

    def open(self, body: bytes, control: Control) -> Opened:
        request = unpack(body, Open)
        self._close()
        book, found = self._opened(request, control)
        self._turning = self._guarded(lambda: iter(book.pages(request.first)))
        return book.opened(found.name)

    def next(self, body: bytes, control: Control) -> Batch:
        """Tell some pages more, as parts."""
        unpack(body, Next)
        characters, until = 0, time.monotonic() + BATCH_SECONDS
        for _ in range(BATCH_PAGES):
            if control.stopped or characters > BATCH_CHARACTERS or time.monotonic() > until:
                break
            page = self._guarded(lambda: next(self._turning, None))
            if page is None:
                return Batch(self._notes(), self._document())
            characters += len(page.text)
            control.emit(page)
        return Batch(self._notes())

    def boxes(self, body: bytes, control: Control) -> Boxes:
        wanted = unpack(body, FindBoxes)
        book, _ = self._opened(Open(wanted.password), control)
        return self._guarded(lambda: book.boxes(wanted.page, wanted.start, wanted.end))

    def render(self, body: bytes, control: Control) -> Picture:
        wanted = unpack(body, Render)
        book, _ = self._opened(Open(wanted.password), control)
        return self._guarded(lambda: book.render(wanted.page, wanted.width))

    def _opened(self, request: Open, control: Control) -> tuple[Book, Format]:
        """The document that is open, or opened now: one opened to be read serves for boxes, too."""
        if self._pieces:
            self._data, self._pieces = b"".join(self._pieces), []
        if len(self._data) != self._size:
            raise BugError(f"a file of {self._size} bytes was announced and {len(self._data)} came")
        if self._book is not None and self._opened_with is not None and self._format is not None:
            if request.password == self._opened_with.password:
                return self._book, self._format
            self._close()
        if not self._data:
            raise DocumentEmpty(f"{self._name} is empty.", "")
        head = Head(self._data, self._name)
        found = recognise(head, self._known)
        blob = Blob(self._data, self._name, request.password, request.ocr, control.beat)
        book = self._guarded(lambda: found.open(blob))
        if (
            head.suffix
            and head.suffix not in found.extensions
            and any(head.suffix in each.extensions for each in self._known.values())
        ):
            book.note(0, "extension", f"Its name ends in .{head.suffix}; it was read as {found.name}.")
        self._format, self._book, self._opened_with = found, book, request
        return book, found

    def _notes(self) -> tuple[Note, ...]:
        """What was noted since the last time."""
        assert self._book is not None
        notes = tuple(self._book.notes[self._told :])
        self._told += len(notes)
        return notes

    def _document(self) -> Document:
        """What the document says of itself; the app counts what it got."""
        book, found = self._book, self._format
        assert book is not None and found is not None
        return Document(
            found.name,
            book.unit,
            0,
            0,
            title=book.title[:500],
            author=book.author[:500],
            language=book.language[:50],
            created=book.created[:50],
        )

    def _guarded(self, work: Callable[[], T]) -> T:
        """What goes wrong in a parser goes wrong because of the file: say so instead of dying of it."""
        try:
            return work()
        except (FixableError, KeyboardInterrupt, SystemExit, BrokenPipeError):
            raise
        except MemoryError as error:
            raise DocumentTooLarge(
                f"{self._name} needs more memory than a document may have.", "Split it into several files."
            ) from error
        except BaseException as error:  # a panic of Rust code is no Exception
            log.warning("a document could not be read", exc_info=True)
            raise DocumentDamaged(
                f"{self._name} is damaged and cannot be read.",
                "Open it in the program it was made with and save it again.",
                cause=type(error).__name__,
            ) from error

    def _close(self) -> None:
        book, self._book, self._turning = self._book, None, iter(())
        self._told = 0
        if book is not None:
            try:
                book.close()
            except Exception:
                log.warning("a document could not be closed", exc_info=True)
