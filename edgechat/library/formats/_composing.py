"""Builds the text of a page and the blocks that point into it, so that no format counts characters itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edgechat.library.extract import Block, Kind, Mark, Page
from edgechat.library.formats._encoding import clean

FULL = 2_000_000  # characters of one page; a longer one goes on in the next
FULL_BLOCKS = 50_000
CELL = " | "  # between the cells of a row
LONGEST_HEADING = 200  # characters of a heading as it stands in a path
# What follows its like without a blank line.
_CLOSE = {"list": "list", "table-header": "table", "table-row": "table"}
_SPACE = re.compile(r"\s+")


class Outline:
    """The headings above where one is. Lives as long as the document."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._above)

    def enter(self, text: str, level: int) -> tuple[str, ...]:
        """Go below a heading; the headings that stand above it."""
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        path = self.path
        self._above.append((level, one_line(text)[:LONGEST_HEADING]))
        return path


class Composer:
    """One page in the making."""

    def __init__(self, outline: Outline | None = None) -> None:
        self.outline = outline or Outline()
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    @property
    def full(self) -> bool:
        return self._length >= FULL or len(self._blocks) >= FULL_BLOCKS

    @property
    def empty(self) -> bool:
        return not self._blocks

    def add(self, text: str, kind: Kind = "paragraph", *, level: int = 0, place: str = "") -> Block | None:
        """One block; None when ``text`` holds nothing but space."""
        text = clean(text).rstrip()
        text = text.lstrip("\n") if kind == "code" else text.strip()
        if not text:
            return None
        if len(text) > FULL:
            text = text[:FULL]
        path = self.outline.enter(text, level) if kind == "heading" else self.outline.path
        start = self._begin(kind)
        return self._put(text, Block(start, start + len(text), kind, path, level, place=place))

    def row(self, cells: Sequence[str], *, header: bool = False, place: str = "") -> Block | None:
        """One row of a table; None when all its cells are empty."""
        words = [one_line(clean(cell)) for cell in cells]
        while words and not words[-1]:
            words.pop()
        if not words:
            return None
        kind: Kind = "table-header" if header else "table-row"
        start = position = self._begin(kind)
        spans = []
        for word in words:
            spans.append((position, position + len(word)))
            position += len(word) + len(CELL)
        text = CELL.join(words)
        block = Block(start, start + len(text), kind, self.outline.path, cells=tuple(spans), place=place)
        return self._put(text, block)

    def mark(self, mark: Mark) -> None:
        self._marks.append(mark)

    def _begin(self, kind: Kind) -> int:
        """Put the space before a block; where the block starts."""
        if self._blocks:
            near = _CLOSE.get(kind) == _CLOSE.get(self._blocks[-1].kind) is not None
            space = "\n" if near else "\n\n"
            self._parts.append(space)
            self._length += len(space)
        return self._length

    def _put(self, text: str, block: Block) -> Block:
        self._parts.append(text)
        self._length += len(text)
        self._blocks.append(block)
        return block

    def page(
        self,
        number: int,
        *,
        label: str = "",
        header: Sequence[str] = (),
        size: tuple[float, float] = (0.0, 0.0),
        ocr: bool = False,
    ) -> Page:
        return Page(
            number,
            "".join(self._parts),
            tuple(self._blocks),
            label=one_line(clean(label))[:LONGEST_HEADING],
            header=tuple(header),
            width=size[0],
            height=size[1],
            ocr=ocr,
            marks=tuple(self._marks),
        )


def one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Where each line of ``text`` starts and ends, without its line end."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        yield start, end
        start = end + 1
