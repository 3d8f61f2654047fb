"""The app's handle on the ``read`` child: a document's bytes in, its pages out, one at a time.

Owns the child's life: started at first use, replaced after a file that killed it, hung it or blew it up. One
file that does so costs its own page, or itself, and never the next one. Nothing is parsed here: what comes
back is checked values.

    with open_source(path) as source:
        reading = reader.read(source)
        for page in reading: ...
        reading.document
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import msgspec
import psutil

from edgechat.core.errors import (
    BugError,
    DocumentChanged,
    DocumentDamaged,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentMissing,
    DocumentTooLarge,
    DocumentTooSlow,
    DocumentUnreadable,
    DocumentUnsupported,
    EngineCrashed,
    OutOfMemory,
    TimedOut,
)
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Call, Child, ChildSpec
from edgechat.library.extract import Boxes, Document, Note, Opened, Page, Picture
from edgechat.library.requests import Batch, Begin, FindBoxes, Next, Open, Piece, Render, Took
from edgechat.library.source import Source

log = logging.getLogger(__name__)

PAGE_SECONDS = 120.0  # one page may take that long: a scanned one costs 4 s of a free processor, few are free
MEMORY = 1500 * 1024 * 1024  # bytes the child may have
GROWN = 900 * 1024 * 1024  # a child that has grown to this is replaced when its file is done
MOST_LOST = 5  # pages of one document that may kill the child; then it is given up
WIDEST = 3000  # pixels of a page drawn

# What a child is none the worse for.
CALM = (DocumentUnsupported, DocumentEncrypted, DocumentEmpty, DocumentChanged, DocumentMissing)

READ = ChildSpec("read", silence=PAGE_SECONDS, oom_score=900, nice=10)


class Reader:
    """One ``read`` child. Safe to use from several threads: they take turns, a whole document each.

    Whoever shows pages while others are being read wants a ``Reader`` of their own. ``close`` it.
    """

    def __init__(self, spec: ChildSpec = READ, *, memory: int = MEMORY) -> None:
        self.spec = spec
        self._memory = memory
        self._child: Child | None = None
        self._held: str | None = None  # key of the file that the child has
        self.closed = False
        self.turn = threading.Lock()

    def read(self, source: Source, *, password: str | None = None, ocr: bool = True) -> Reading:
        """A reading about to begin: nothing happens until it is iterated. ``ocr``: read pictures, too."""
        return Reading(self, source, password=password, ocr=ocr)

    def boxes(self, source: Source, page: int, start: int, end: int, *, password: str | None = None) -> Boxes:
        """Where characters ``start`` to ``end`` of a page's text stand on it. Raises as ``Reading`` does."""
        body = pack(FindBoxes(page, start, end, password))
        return unpack(self._ask_of(source, "boxes", body), Boxes)

    def render(self, source: Source, page: int, width: int, *, password: str | None = None) -> Picture:
        """A page drawn ``width`` pixels wide (at most 3,000). Raises as ``Reading`` does, and
        ``DocumentUnsupported`` for formats that have no pages to draw."""
        body = pack(Render(page, max(16, min(width, WIDEST)), password))
        picture = unpack(self._ask_of(source, "render", body), Picture)
        if len(picture.rgba) != picture.width * picture.height * 4:
            raise BugError("a picture has not as many pixels as it says")
        return picture

    def _ask_of(self, source: Source, op: str, body: bytes) -> bytes:
        with self.turn:
            try:
                child = self._child
                if child is None or not child.alive or self._held != source.key:
                    child = self.hold(source)
                return child.call(op, body).wait()
            except (EngineCrashed, TimedOut) as error:
                self.drop()
                raise explain(error, source.name) from error

    def close(self) -> None:
        """End the child now, whatever it does. Safe to repeat; the reader starts no other."""
        self.closed = True
        child = self._child
        if child is not None:
            child.close()

    # -- used by Reading, which has the turn ---------------------------------------------------------

    def hold(self, source: Source) -> Child:
        """The child, with this file in its memory."""
        if self.closed:
            raise EngineCrashed("EdgeChat was closed before the document was read.", "Open it again.")
        try:
            return self._give(source)
        except EngineCrashed:  # it died while it had nothing to read: no document's fault
            self.drop()
            return self._give(source)

    def _give(self, source: Source) -> Child:
        self._held = None
        if self._child is None or not self._child.alive:
            self._child = Child(self.spec)
        child = self._child
        child.call("begin", pack(Begin(source.name, source.size, self._memory))).wait()
        for piece in source.pieces():
            unpack(child.call("piece", pack(Piece(piece))).wait(), Took)
        self._held = source.key
        return child

    def drop(self) -> None:
        """End the child: the next file gets a fresh one."""
        child, self._child, self._held = self._child, None, None
        if child is not None:
            child.close("replaced")

    def settle(self) -> None:
        """Replace a child that has grown: what a parser keeps comes back only with the process."""
        child = self._child
        if child is not None and _resident(child.pid) > GROWN:
            self.drop()


class Reading:
    """One document being read. Iterate it once for its pages, then look at ``document``.

    Raises ``DocumentUnreadable`` in one of its forms when there is nothing to show for it. What goes wrong
    after the first page becomes a note. ``opened`` is there from the first page on.
    """

    def __init__(self, reader: Reader, source: Source, *, password: str | None, ocr: bool) -> None:
        self.opened: Opened | None = None
        self.document: Document | None = None
        self.stopped = False
        self.notes: list[Note] = []
        self._reader = reader
        self._source = source
        self._password = password
        self._ocr = ocr
        self._call: Call | None = None
        self._last = self._count = self._characters = self._lost = 0

    def stop(self) -> None:
        """End it, from any thread; the iteration ends quietly, without a ``document``."""
        self.stopped = True
        call = self._call
        if call is not None:
            call.stop()

    def __iter__(self) -> Iterator[Page]:
        with self._reader.turn:
            try:
                while not self.stopped and self.document is None:
                    yield from self._attempt()
            except CALM:
                self._reader.settle()
                raise
            except BaseException:  # damage, or a reading that was dropped half way
                self._reader.drop()
                raise
            if self._call is None or self._call.finished:
                self._reader.settle()
            else:
                self._reader.drop()

    def _attempt(self) -> Iterator[Page]:
        """Read on from where it is, until the end or until something goes wrong."""
        try:
            yield from self._turn_pages()
        except (EngineCrashed, TimedOut) as error:
            self._reader.drop()
            if self._reader.closed:  # the app closes: that is not the document's fault
                self.stopped = True
            if not self.stopped:
                self._pass_over(explain(error, self._source.name, self._last + 1))
        except (DocumentDamaged, DocumentTooLarge, DocumentTooSlow) as error:
            self._end_early(error)

    def _turn_pages(self) -> Iterator[Page]:
        child = self._reader.hold(self._source)
        if self.stopped:
            return
        asked = Open(self._password, self._last + 1, self._ocr)
        self.opened = unpack(child.call("open", pack(asked)).wait(), Opened)
        while not self.stopped:
            call = self._call = child.call("next", pack(Next()))
            for body in call:
                yield self._checked(unpack(body, Page))
            if call.result is None or self.stopped:
                return
            batch = unpack(call.result, Batch)
            self.notes.extend(batch.notes)
            if batch.document is not None:
                self._conclude(batch.document)
                return

    def _checked(self, page: Page) -> Page:
        """A child that a document took over can lie, but not send what others would stumble over."""
        if page.number <= self._last or not fits(page):
            raise BugError(f"the read child sent a page {page.number} that cannot be")
        self._last = page.number
        self._count += 1
        self._characters += len(page.text)
        return page

    def _pass_over(self, error: DocumentUnreadable) -> None:
        """The child died of a page: go on behind it where the format can, a few times."""
        self._lost += 1
        pages = self.opened.pages if self.opened is not None else None
        if pages is None or self._lost > MOST_LOST or self._last + 1 > pages:
            self._end_early(error)
            return
        self._last += 1
        code = "page-slow" if isinstance(error, DocumentTooSlow) else "page-failed"
        self.notes.append(Note(self._last, code, error.message))

    def _end_early(self, error: DocumentUnreadable) -> None:
        """What was read so far is kept, and it is said what is missing; nothing so far: it failed."""
        if not self._characters or self.opened is None:
            raise error
        self.notes.append(Note(0, "part-failed", f"The rest could not be read. {error.message}"))
        self._conclude(Document(self.opened.format, self.opened.unit, 0, 0, title=self.opened.title))

    def _conclude(self, told: Document) -> None:
        if not self._characters:
            raise empty(self._source.name, self.notes)
        self.document = msgspec.structs.replace(
            told, pages=self._count, characters=self._characters, notes=tuple(self.notes)
        )


def fits(page: Page) -> bool:
    """Whether what points into a page's text lies in it, in order."""
    length, at = len(page.text), 0
    for block in page.blocks:
        if not at <= block.start < block.end <= length:
            return False
        at = block.end
        if any(not block.start <= start <= end <= block.end for start, end in block.cells):
            return False
    return all(0 <= mark.start <= mark.end <= length for mark in page.marks)


def empty(name: str, notes: list[Note]) -> DocumentUnreadable:
    """Why a document that opened gave no text."""
    for code in ("page-slow", "page-failed", "part-failed", "ocr-failed"):
        for note in notes:
            if note.code == code:
                kind = DocumentTooSlow if code == "page-slow" else DocumentDamaged
                return kind(f"No text could be read from {name}. {note.text}")
    if any(note.code == "picture" for note in notes):
        return DocumentEmpty(f"{name} holds nothing but pictures.", "Have its pictures read, too.")
    return DocumentEmpty(
        f"{name} holds no text.", "If it should, open it and see whether its pages are blank."
    )


def explain(error: EngineCrashed | TimedOut, name: str, page: int = 0) -> DocumentUnreadable:
    """The end of the child as what it means for the document."""
    where = f"Page {page} of {name}" if page > 1 else name
    if isinstance(error, TimedOut):
        return DocumentTooSlow(
            f"{where} took too long to read.", "Split it, or save it again in a simpler form."
        )
    if isinstance(error, OutOfMemory) or "memory allocation of" in str(error.details.get("stderr", "")):
        return DocumentTooLarge(
            f"{where} needs more memory than a document may have.", "Split it into several files."
        )
    how = str(error.details.get("exit", ""))
    log.warning("the read child died of a document (%s): %s", how, error.details.get("stderr", ""))
    return DocumentDamaged(
        f"{where} is damaged: the program that reads it ended ({how}).",
        "Open it in the program it was made with and save it again.",
    )


def _resident(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
