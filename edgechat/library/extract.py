"""What a document becomes when it is read: pages of text, and where in them everything stands.

Owns the values that cross the pipe from the ``read`` child. The text is the truth: ``Page.text`` is exactly
what is stored, searched and shown, and every offset is a count of its characters (code points). Knows no
file format, no chunk and no database.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal[
    "heading",
    "paragraph",
    "list",
    "table-header",
    "table-row",
    "code",
    "caption",
    "quote",
    "footnote",
    "notes",
]
# What one ``Page`` is to the person; "" where the document has no parts that anybody would name: then
# ``Page.number`` is only an order, and a document that is not enormous is one page.
Unit = Literal["page", "slide", "sheet", "chapter", "message", ""]


class Block(msgspec.Struct, frozen=True):
    """A run of ``text[start:end]`` that belongs together. Blocks of a page are in order and do not overlap;
    what lies between two blocks is white space."""

    start: int
    end: int
    kind: Kind = "paragraph"
    path: tuple[str, ...] = ()  # headings above it, the outermost first; a heading's own text is not in it
    level: int = 0  # depth of a heading (1 is the highest) or of a list item (0 is not indented)
    cells: tuple[tuple[int, int], ...] = ()  # of a table's row or header: where in the text its cells are
    place: str = ""  # where it is in words of its format: "A5:D5" (cells), "12-18" (lines)


class Box(msgspec.Struct, frozen=True):
    """A rectangle on a page as fractions of its width and height, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Mark(msgspec.Struct, frozen=True):
    """Where ``text[start:end]``, a word or a line, was seen in a picture."""

    start: int
    end: int
    box: Box


class Page(msgspec.Struct, frozen=True, tag="page"):
    """One page, slide, sheet, chapter or message, or the whole document. ``number`` counts from 1.

    A sheet too long for one page goes on in the next one: ``header`` then holds the cells of the header
    row that stands above, in the page before. ``marks`` are there only where the text was read off a
    picture (``ocr``); for the others ask ``Reader.boxes``. ``width`` and ``height`` are in points (1/72 inch)
    for PDF, in pixels for pictures, and 0 where there is nothing to show but text.
    """

    number: int
    text: str
    blocks: tuple[Block, ...] = ()
    label: str = ""  # name of the sheet, title of the slide or chapter, subject of the message
    header: tuple[str, ...] = ()
    width: float = 0.0
    height: float = 0.0
    ocr: bool = False
    marks: tuple[Mark, ...] = ()


class Note(msgspec.Struct, frozen=True):
    """Something the person may want to know of a document that could be read. ``page`` 0: all of it.

    ``code`` is stable: "page-failed", "page-slow", "page-empty", "ocr-failed", "attachment", "picture",
    "encoding", "cut", "extension", "part-failed".
    """

    page: int
    code: str
    text: str


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """Told before the first page. ``format`` is the format's name, ``pages`` None where nobody knows yet."""

    format: str
    unit: Unit
    title: str = ""
    pages: int | None = None


class Document(msgspec.Struct, frozen=True):
    """Told after the last page: what was read, all in all. ``language`` as the document itself gives it."""

    format: str
    unit: Unit
    pages: int
    characters: int
    title: str = ""
    author: str = ""
    language: str = ""
    created: str = ""  # ISO 8601, as far as the document says
    notes: tuple[Note, ...] = ()


class Boxes(msgspec.Struct, frozen=True):
    """Where a span stands on its page: one box per line of it. Empty where there are no pages to show."""

    page: int
    boxes: tuple[Box, ...] = ()


class Picture(msgspec.Struct, frozen=True):
    """A page drawn: ``height`` rows of ``width`` pixels of four bytes (red, green, blue, alpha)."""

    width: int
    height: int
    rgba: bytes


Told = Opened | Page
