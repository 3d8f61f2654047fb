"""Found chunks made into what a reader wants to see: neighbours in one piece, repetitions told once.

Pure functions over hits; the text between two chunks is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgechat.library.search import Hit

Between = Callable[[int, int, int, int], str]
"""Document, page, start, end -> that text."""

NEAR = 4  # characters of white space that may lie between neighbours
LONGEST = 4000  # characters of a joined passage
SAME = 0.85  # share of the words of both that two texts have in common, to say the same
SPACED = 20  # characters per word above which a script sets no spaces between words
TOGETHER = 3  # of its characters that are compared then


def merge_twins(hits: Sequence[Hit]) -> list[Hit]:
    """The first of those that say nearly the same; the others' documents in its ``also``."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        own = _features(hit.found.text)
        for place, (other, theirs) in enumerate(kept):
            if _alike(own, theirs):
                also = tuple(dict.fromkeys((*other.found.also, hit.found.document)))
                also = tuple(each for each in also if each != other.found.document)
                kept[place] = (replace(other, found=replace(other.found, also=also)), theirs)
                break
        else:
            kept.append((hit, own))
    return [hit for hit, _ in kept]


def _features(text: str) -> frozenset[str]:
    """What two texts are compared by; on the way to every answer, so nothing dearer than a split."""
    words = text.lower().split()
    if len(words) * SPACED >= len(text):
        return frozenset(words)
    signs = "".join(words)
    return frozenset(signs[at : at + TOGETHER] for at in range(len(signs) - TOGETHER + 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, larger = len(one & other), max(len(one), len(other))
    return larger > 0 and shared >= SAME * larger


def join_neighbours(hits: Sequence[Hit], between: Between) -> list[Hit]:
    """Chunks of one page that touch become one passage, at the place of the better one."""
    kept: list[Hit] = []
    for hit in hits:
        for place, other in enumerate(kept):
            if _touch(hit, other):
                kept[place] = _joined(other, hit, between)
                break
        else:
            kept.append(hit)
    return kept


def _touch(one: Hit, other: Hit) -> bool:
    a, b = one.found, other.found
    if (one.document, one.page) != (other.document, other.page):
        return False
    apart = max(a.start, b.start) - min(a.end, b.end)
    return apart <= NEAR and max(a.end, b.end) - min(a.start, b.start) <= LONGEST


def _joined(better: Hit, other: Hit, between: Between) -> Hit:
    a, b = better.found, other.found
    start, end = min(a.start, b.start), max(a.end, b.end)
    text = between(better.document, better.page, start, end)
    return replace(better, found=replace(a, start=start, end=end, text=text))
