"""Pages of documents as they are seen: drawn, and where on them a piece of their text stands.

Has a ``read`` child of its own, so that nobody who looks at a page waits for what is being indexed.
"""

from __future__ import annotations

from collections.abc import Callable

from edgechat.library.extract import Boxes, Picture
from edgechat.library.reader import Reader
from edgechat.library.shelves import Shelves
from edgechat.library.source import Source


class Viewing:
    """``opened`` gives a document's number, its original and the password it was given, if any."""

    def __init__(self, shelves: Shelves, opened: Callable[[str], tuple[int, Source, str | None]]) -> None:
        self._shelves = shelves
        self._opened = opened
        self._reader = Reader()

    def picture(self, document: str, page: int, width: int) -> Picture:
        """Page ``page`` (from 1) drawn ``width`` pixels wide. Raises ``DocumentUnreadable`` in one of its
        forms (``DocumentUnsupported`` for formats that have no pages to draw) and ``NotFound``."""
        _, source, password = self._opened(document)
        with source:
            return self._reader.render(source, page, width, password=password)

    def boxes(self, document: str, page: int, start: int, end: int) -> Boxes:
        """Where characters ``start`` to ``end`` of the page's text stand. Raises as ``picture`` does."""
        number, source, password = self._opened(document)
        with source:
            marks = self._shelves.marks(number, page)
            if marks:  # the text was read off a picture, and it is known where
                return Boxes(page, tuple(mark.box for mark in marks if mark.start < end and start < mark.end))
            return self._reader.boxes(source, page, start, end, password=password)

    def close(self) -> None:
        self._reader.close()
