"""What every format offers the ``read`` child. One format, one file, one ``FORMAT``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgechat.core.errors import DocumentUnsupported, NotFound
from edgechat.library.extract import Boxes, Note, Opened, Page, Picture, Unit

if TYPE_CHECKING:
    from edgechat.library.formats._head import Head


MOST_NOTES = 200  # per document


def listed(words: str) -> frozenset[str]:
    """The words of a text as a set: long lists of names read better so."""
    return frozenset(words.split())


@dataclass(frozen=True)
class Blob:
    """The file as it came, and what the person asked for. ``beat`` says that work goes on."""

    data: bytes
    name: str
    password: str | None = None
    ocr: bool = True
    beat: Callable[[], None] = lambda: None


@dataclass
class Book:
    """One document, open. A format subclasses it; ``pages`` is all that it must have.

    ``length`` is the number of pages where it is known beforehand: such a book can begin at any page.
    """

    blob: Blob
    unit: Unit = ""
    length: int | None = None
    title: str = ""
    author: str = ""
    language: str = ""
    created: str = ""
    notes: list[Note] = field(default_factory=list)

    def pages(self, first: int) -> Iterator[Page]:
        """From page ``first`` on. A page that cannot be read is noted and passed over."""
        raise NotImplementedError

    def boxes(self, page: int, start: int, end: int) -> Boxes:
        """Where a span of a page's text stands on it."""
        return Boxes(page)

    def render(self, page: int, width: int) -> Picture:
        raise DocumentUnsupported(f"{self.blob.name} has no pages to draw.", "Show its text.")

    def close(self) -> None:
        pass

    def note(self, page: int, code: str, text: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(page, code, text[:500]))

    def opened(self, name: str) -> Opened:
        return Opened(name, self.unit, self.title[:500], self.length)

    def no_page(self, page: int) -> NotFound:
        return NotFound(f"{self.blob.name} has no page {page}.")


@dataclass(frozen=True)
class Format:
    """``sniff`` looks at how the file begins and says how sure it is that this is its format:

    4  it is (a magic number)
    3  it looks very much like it (a text that begins as only this format's do)
    2  its name says so and its content allows it
    1  it can be read as this if nobody knows better
    0  no
    """

    name: str
    extensions: frozenset[str]
    sniff: Callable[[Head], int]
    open: Callable[[Blob], Book]
