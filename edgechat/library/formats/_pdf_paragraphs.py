"""Lines of a PDF page put together to paragraphs, headings and list items.

A PDF says where letters stand and nothing else: what belongs together is told by the gaps between lines,
their size and how they begin. The page's text is made here; ``Shape`` knows for each of its characters which
character of the PDF it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

from edgechat.library.extract import Block, Kind
from edgechat.library.formats._composing import Outline, one_line
from edgechat.library.formats._pdf_lines import Characters, Line

ITEM = re.compile(r"(?:[•‣▪●◦–·*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s")
_ENDING, _CLOSING = frozenset(".!?:;。！？"), frozenset("'\"”’)")
_LEVELS = ((1.6, 1), (1.3, 2), (1.12, 3))  # how much larger than the body a heading is, and its level
BOLD_LEVEL = 4
LONGEST_HEADING = 200
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"^[\divxIVX.\s]+(?=\w)")
_WORD = re.compile(r"\w+$")
_SIZE = attrgetter("size")


@dataclass
class Shape:
    """A page's text; ``pieces``: start in the text, first character of the PDF, how many."""

    text: str = ""
    blocks: tuple[Block, ...] = ()
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    listed: frozenset[str] = frozenset()  # headings of the table of contents that were found in the text

    def characters(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Runs of the PDF's characters behind a span of the text."""
        for at, first, count in self.pieces:
            low, high = max(start, at), min(end, at + count)
            if low < high:
                yield first + low - at, first + high - at


class Setting:
    """How a document is set: the size of its body text, learnt page by page, and its table of contents."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._sizes: Counter[float] = Counter()

    def learn(self, lines: Sequence[Line]) -> None:
        for size, set_in_it in groupby(lines, _SIZE):
            self._sizes[round(size, 1)] += sum(len(line.text) for line in set_in_it)

    @property
    def body(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 1.0


def shape(page: Characters, setting: Setting, contents: Mapping[str, int]) -> Shape:
    """Lay out one page. ``contents``: level of each heading that the table of contents has on it."""
    lines = page.lines()
    setting.learn(lines)
    made = _Shaping(page, setting, contents)
    for paragraph in _paragraphs(page, lines):
        made.add(paragraph)
    return made.done()


def _paragraphs(page: Characters, lines: Sequence[Line]) -> Iterator[list[Line]]:
    pitch = _pitch(lines)
    current: list[Line] = []
    for line in lines:
        if current and _parted(page, current, line, pitch):
            yield current
            current = []
        current.append(line)
    if current:
        yield current


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance from line to line, in sizes of the font."""
    steps = [(a.y - b.y) / a.size for a, b in pairwise(lines)]
    usual = [step for step in steps if 0.5 < step < 3.0]
    return median(usual) if usual else 1.2


def _parted(page: Characters, paragraph: Sequence[Line], line: Line, pitch: float) -> bool:
    """Whether ``line`` begins another paragraph."""
    before = paragraph[-1]
    if before.hyphen:
        return False
    if not 0.88 < line.size / before.size < 1.14:
        return True
    step = (before.y - line.y) / before.size
    if step < -0.5:  # upwards: the next column goes on with the sentence, or something else begins
        return _ends(before.text) or not line.text[0].islower()
    if step < 0.3:
        return False  # side by side
    if step > pitch * 1.3 + 0.05 or ITEM.match(line.text):
        return True
    if _ends(before.text):
        right = page.right(line)
        if right - page.right(before) > 0.25 * (right - line.left):  # it is short
            return True
    indented = line.left - before.left > 0.8 * line.size
    return indented and not ITEM.match(paragraph[0].text) and not line.text[0].islower()


def _ends(text: str) -> bool:
    """Whether a sentence ends with it."""
    return text[-1] in _ENDING or (text[-1] in _CLOSING and text[-2:-1] in _ENDING)


class _Shaping:
    def __init__(self, page: Characters, setting: Setting, contents: Mapping[str, int]) -> None:
        self._page = page
        self._setting = setting
        self._contents = contents
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int, int]] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._after_item = False
        self._listed: set[str] = set()

    def done(self) -> Shape:
        return Shape("".join(self._parts), tuple(self._blocks), self._pieces, frozenset(self._listed))

    def add(self, paragraph: Sequence[Line]) -> None:
        kind, level = self._kind(paragraph)
        # By the text alone: what a heading is depends on pages read before, where characters are must not.
        item = bool(ITEM.match(paragraph[0].text))
        if self._blocks:
            self._put("\n" if item and self._after_item else "\n\n")
        self._after_item = item
        start = self._length
        for line, after in zip(paragraph, [*paragraph[1:], None], strict=True):
            self._pieces.append((self._length, line.start, len(line.text)))
            self._put(line.text)
            if after is not None:
                self._put(self._between(line, after))
        text = "".join(self._parts)[start:] if kind == "heading" else ""
        outline = self._setting.outline
        path = outline.enter(text, level) if kind == "heading" else outline.path
        self._blocks.append(Block(start, self._length, kind, path, level))

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _between(self, line: Line, after: Line) -> str:
        """A space; nothing in a word cut by a hyphen, which stays where the page has the word with it."""
        if not line.hyphen:
            return " "
        left, right = _WORD.search(line.text), re.match(r"\w+", after.text)
        if left is None or right is None:
            return "-"
        whole = f"{left.group()}-{right.group()}"
        return "-" if whole in self._page.text or not right.group()[0].islower() else ""

    def _kind(self, paragraph: Sequence[Line]) -> tuple[Kind, int]:
        text = paragraph[0].text if len(paragraph) == 1 else " ".join(line.text for line in paragraph)
        plain = normal(text) if self._contents and len(text) < 500 else ""
        if plain in self._contents:
            self._listed.add(plain)
            return "heading", self._contents[plain]
        if len(text) <= LONGEST_HEADING and len(paragraph) <= 3 and _LETTER.search(text):
            ratio = paragraph[0].size / self._setting.body
            for least, level in _LEVELS:
                if ratio >= least:
                    return "heading", self._below(level)
            if self._stands_out(paragraph, text):
                return "heading", self._below(BOLD_LEVEL)
        return ("list" if ITEM.match(text) else "paragraph"), 0

    def _stands_out(self, paragraph: Sequence[Line], text: str) -> bool:
        """A short line in bold that is no sentence."""
        if len(paragraph) > 1 or len(text) > 100 or text[-1] in ".,;":
            return False
        line = paragraph[0]
        return all(map(self._page.bold, {line.start, (line.start + line.end) // 2, line.end - 1}))

    def _below(self, level: int) -> int:
        """Where there is a table of contents, what only looks like a heading is below what it names."""
        return level + 10 if self._contents else level


def normal(text: str) -> str:
    """A heading as it can be compared: without its number, case and spacing."""
    return _NUMBER.sub("", one_line(text)).casefold()
