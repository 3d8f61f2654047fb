"""Which place of which passage says what a sentence of an answer says. The app decides, not the model.

Each sentence is compared with the sentences of the passages that the model was given; where one says the
same, a marker is set that points to exactly that span. Markers that the model wrote count as hints: one
that names no passage, or one that says nothing of the kind, is dropped. A place that gives other numbers
says something else, however many words it shares. Pure text; knows no store.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edgechat.library.sentences import FIRST_IDEOGRAPH, sentences, words

ENOUGH = 0.55  # share of a sentence's weight that a place must hold to be cited
ENOUGH_HINTED = 0.35  # the same where the model itself named the passage
QUESTION_SHARE = 0.25  # what the question's words count beside the answer's, to choose among places
LONGEST_SPAN = 3  # sentences that one marker may point to
LENGTH_PRICE = 0.15  # taken off for each sentence beyond the first: the shortest place that says it wins
NUMBER_WEIGHT = 2.0
SHORT_WEIGHT = 0.4  # of words of up to three letters: in most languages they carry grammar

_MARKER = re.compile(
    r"[ \t]*(?:\[(?P<plain>\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\](?![\[(:])|【(?P<wide>\d{1,3})[^】]{0,20}】)"
)
_FENCE = re.compile(r"^\s*(```|~~~)")
_CODE = re.compile(r"`[^`\n]+`")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:=*_-]*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_NUMBER = re.compile(r"\d+(?:[.,’']\d+)*")
_LEAD = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+)?")


@dataclass(frozen=True)
class Passage:
    """What a model was given as source ``number``: characters ``start`` to ``end`` of the text of ``page``
    (None: of a document without pages)."""

    number: int
    document: str
    name: str
    page: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Citation:
    """Marker ``[number]`` of an answer points to this span; ``quote`` is its text."""

    number: int
    document: str
    name: str
    page: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Cited:
    """An answer with the markers that hold, and where each points."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class _Place:
    """One to ``LONGEST_SPAN`` neighbouring sentences of a passage."""

    passage: Passage
    start: int
    end: int
    words: frozenset[str]
    numbers: frozenset[str]
    sentences: int


def cite(answer: str, passages: Sequence[Passage], *, question: str = "") -> Cited:
    """``answer`` with a marker after each sentence that a passage bears out, numbered as they come.

    Code is left as it is, and so is an answer for which there were no passages.
    """
    if not passages:
        return Cited(answer, ())
    sources = _Sources(passages, question)
    notes = _Notes()
    lines, fenced = [], False
    for line in answer.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or _FENCE.match(line) or _RULE.match(line):
            lines.append(line)
        else:
            lines.append(_cite_line(line, sources, notes))
    return Cited("\n".join(lines), tuple(notes.citations))


class _Notes:
    """The markers given out so far: one number for one place."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []

    def number(self, place: _Place) -> int:
        passage = place.passage
        start, end = passage.start + place.start, passage.start + place.end
        for known in self.citations:
            if (known.document, known.page, known.start, known.end) == (
                passage.document, passage.page, start, end,
            ):  # fmt: skip
                return known.number
        quote = passage.text[place.start : place.end]
        number = len(self.citations) + 1
        self.citations.append(
            Citation(number, passage.document, passage.name, passage.page, start, end, quote)
        )
        return number


class _Sources:
    """The passages, cut into places, with the weight of each word: the rarer, the more it says."""

    def __init__(self, passages: Sequence[Passage], question: str) -> None:
        self._places = [place for passage in passages for place in _places(passage)]
        singles = [place for place in self._places if place.sentences == 1]
        self._seen = Counter(word for place in singles for word in place.words)
        self._size = len(singles)
        self._question = frozenset(words(question))
        self._numbers = {passage.number: _numbers(passage.text) for passage in passages}

    def weight(self, word: str) -> float:
        # A word that no passage has may be the model's own way to say it: it counts as one seen once.
        rarity = math.log(1 + (self._size + 1) / (max(1, self._seen[word]) + 0.5))
        if any(sign.isdigit() for sign in word):
            return rarity * NUMBER_WEIGHT
        return rarity * (SHORT_WEIGHT if len(word) <= 3 and word < FIRST_IDEOGRAPH else 1.0)

    def best(self, sentence: str, hints: frozenset[int]) -> _Place | None:
        """The place that bears ``sentence`` out; None where none does. ``hints``: what the model named."""
        said = frozenset(words(sentence))
        total = self._sum(said)
        if not total:
            return None
        figures = _numbers(sentence)
        best, most = None, 0.0
        for place in self._places:
            share = self._sum(said & place.words) / total
            hinted = place.passage.number in hints
            if share < (ENOUGH_HINTED if hinted else ENOUGH):
                continue
            if self._gainsays(place, figures):
                continue
            score = share + self._bonus(place) + (0.1 if hinted else 0.0)
            if score > most:
                best, most = place, score
        return best

    def _gainsays(self, place: _Place, figures: frozenset[str]) -> bool:
        """Whether a number that was said stands nowhere in the passage, and another one in its place."""
        return bool(figures - self._numbers[place.passage.number]) and bool(place.numbers - figures)

    def _bonus(self, place: _Place) -> float:
        asked = self._sum(self._question)
        near = self._sum(self._question & place.words) / asked if asked else 0.0
        return QUESTION_SHARE * near - LENGTH_PRICE * (place.sentences - 1)

    def _sum(self, group: Iterable[str]) -> float:
        return sum(self.weight(word) for word in group)


def _places(passage: Passage) -> list[_Place]:
    spans = sentences(passage.text)
    found = []
    for first in range(len(spans)):
        for last in range(first, min(first + LONGEST_SPAN, len(spans))):
            start, end = spans[first][0], spans[last][1]
            text = passage.text[start:end]
            found.append(
                _Place(passage, start, end, frozenset(words(text)), _numbers(text), last - first + 1)
            )
    return found


def _numbers(text: str) -> frozenset[str]:
    """The numbers of ``text`` however they are written: 2,340 is 2.340 and 2340, and 05 is 5."""
    return frozenset(re.sub(r"\D", "", found).lstrip("0") for found in _NUMBER.findall(text))


def _cite_line(line: str, sources: _Sources, notes: _Notes) -> str:
    plain, hints = _without_markers(line)
    if _HEADING.match(plain):
        return plain
    if _ROW.match(plain):
        place = sources.best(plain, frozenset(number for _, number in hints))
        body = plain.rstrip().removesuffix("|").rstrip()
        return f"{body} [{notes.number(place)}] |" if place else plain
    lead = _lead(plain)
    ends = [(lead + start, lead + end) for start, end in sentences(plain[lead:])]
    marks = _marks(plain, ends, hints, sources, notes)
    for end, number in reversed(marks):
        plain = f"{plain[:end]} [{number}]{plain[end:]}"
    return plain


def _lead(line: str) -> int:
    match = _LEAD.match(line)
    return match.end() if match else 0


def _marks(
    plain: str,
    spans: Sequence[tuple[int, int]],
    hints: Sequence[tuple[int, int]],
    sources: _Sources,
    notes: _Notes,
) -> list[tuple[int, int]]:
    """``(where, number)`` of the markers of one line; of neighbours that point to one place, the last."""
    marks: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(spans):
        after = spans[at + 1][0] if at + 1 < len(spans) else len(plain) + 1
        named = frozenset(number for where, number in hints if start < where <= after)
        place = sources.best(plain[start:end], named)
        if place is None:
            continue
        number = notes.number(place)
        if marks and marks[-1][1] == number and at and marks[-1][0] == spans[at - 1][1]:
            marks.pop()
        marks.append((end, number))
    return marks


def _without_markers(line: str) -> tuple[str, list[tuple[int, int]]]:
    """``line`` without the model's markers, and where in it each stood with the passage it named."""
    code = [match.span() for match in _CODE.finditer(line)]
    kept, hints, at, length = [], [], 0, 0
    for match in _MARKER.finditer(line):
        if any(start < match.end() and match.start() < end for start, end in code):
            continue
        kept.append(line[at : match.start()])
        length += len(kept[-1])
        at = match.end()
        numbers = re.findall(r"\d+", match["plain"] or match["wide"])
        hints += [(length, int(number)) for number in numbers]
    return "".join([*kept, line[at:]]), hints
