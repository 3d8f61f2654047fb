"""Text cut into sentences and words by the rules of Unicode, for any script; offsets are characters.

Knows nothing of documents or answers.
"""

from __future__ import annotations

import re

from apsw import unicode

_ABBREVIATED = re.compile(
    r"(?:^|\W)(?:[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|St|No|Nr|Fig|Abb|Sec|Art|Vol|pp?|cf|vs|etc|e\.g|i\.e|approx|ca|bzw|z\.B)\.\s*$"
)
_WRAPPED = re.compile(r"(?<![.!?:;\n])\n(?=\w)")
_HEADING = 30  # characters of a line that is no part of running text, such as a heading
_PREFIX = 5  # characters by which two forms of a word are taken for one
FIRST_IDEOGRAPH = "\u2e80"


def sentences(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of each sentence of ``text``, without the space around it, in order.

    A line break within running text (as PDF pages have them) ends no sentence; an empty line does.
    """
    found: list[tuple[int, int]] = []
    start = at = 0
    flowing = _unwrapped(text)
    for piece in unicode.sentence_iter(flowing):
        at += len(piece)
        if at < len(flowing) and _ABBREVIATED.search(flowing[start:at]):
            continue
        found.append((start, at))
        start = at
    if start < at:
        found.append((start, at))
    return [span for span in (_trimmed(text, *each) for each in found) if span[0] < span[1]]


def _unwrapped(text: str) -> str:
    """``text`` with the line breaks inside its sentences as spaces; as long as before."""

    def join(match: re.Match[str]) -> str:
        line = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        return " " if line >= _HEADING or text[match.end()].islower() else "\n"

    return _WRAPPED.sub(join, text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def words(text: str) -> list[str]:
    """The words of ``text`` in a form in which they can be compared: case, accents and endings gone.

    Scripts without spaces between words give pairs of neighbouring signs. Numbers stay as they are.
    """
    found: list[str] = []
    before = ""
    for word in unicode.word_iter(text):
        folded = _folded(word)
        wide = len(folded) == 1 and folded > FIRST_IDEOGRAPH
        if wide and before:
            found.append(before + folded)
        elif not wide:
            found.append(folded)
        before = folded if wide else ""
    return found


def _folded(word: str) -> str:
    if any(sign.isdigit() for sign in word):
        return word
    plain = unicode.casefold(unicode.strip(word)) or word
    return plain if plain > FIRST_IDEOGRAPH else plain[:_PREFIX]
