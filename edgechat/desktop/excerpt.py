"""Where the words of a question stand in a passage that was found for it, and the part of it to show.

What found the passage may have been its meaning: then no word of the question need be there. Draws nothing.
"""

from __future__ import annotations

import re
from functools import cache

from edgechat.chat.query import IGNORED, WORD, flat
from edgechat.core.searchable import UNSPACED
from edgechat.desktop.snippet import Marks, Snippet
from edgechat.library.query import parse

LENGTH = 400
"""Characters that are shown of a passage at the most."""

SIGHT, BEFORE = 120, 40
"""Characters that surely are in sight; and what is left before words that would not be."""

MOST_WORDS = 24
ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y")
"""Of English words, which the index takes for the same with each of them."""
LEAST_STEM = 3


def excerpt(text: str, asked: str) -> Snippet:
    """The part of ``text`` that holds most words of ``asked``, as one line with each of them marked."""
    line = " ".join(text.split())
    begin = _best(line, asked)
    shown = f"{'…' * (begin > 0)}{line[begin : begin + LENGTH]}"
    return Snippet(shown, _marks(shown, asked))


def _best(line: str, asked: str) -> int:
    """Where to begin: at the beginning, if as many words stand there as anywhere."""
    found, plain = _marks(line, asked), flat(line)

    def held(begin: int) -> int:
        within = (plain[at:end] for at, end in found if begin <= at and end <= begin + SIGHT)
        return len({word[: LEAST_STEM + 1] for word in within})

    best = max([0, *(begin for begin, _ in found)], key=held)
    if best < SIGHT // 2:
        return 0
    space = line.find(" ", best - BEFORE, best)
    return best if space < 0 else space + 1


def _marks(text: str, asked: str) -> Marks:
    pattern = _pattern(asked)
    if pattern is None:
        return ()
    marks: list[tuple[int, int]] = []
    for match in pattern.finditer(flat(text)):
        begin, end = match.span(1)
        if marks and begin < marks[-1][1]:  # signs of scripts without spaces are looked for by twos
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((begin, end))
    return tuple(marks)


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]")


def _pattern(asked: str) -> re.Pattern[str] | None:
    query = parse(asked)
    terms = [*query.phrases, *query.wishes][:MOST_WORDS]
    spelled = [found for found in map(_spelled, terms) if found]
    return re.compile(f"(?=({'|'.join(spelled)}))") if spelled else None


def _spelled(term: str) -> str:
    """``term`` as an expression; empty where nothing of it can be seen."""
    words = [each for each in (flat(word).replace(IGNORED, "") for word in term.split()) if each]
    if not words:
        return ""
    if _unspaced().match(words[0]):
        return _letters("".join(words))
    between = rf"(?:(?!{WORD}).)+"
    return rf"(?<!{WORD}){between.join(map(_forms, words))}(?!{WORD})"


def _forms(word: str) -> str:
    """``word`` and its forms with other endings, as far as an index that cuts endings finds them."""
    letters = _letters(_stem(word))
    return f"{letters}(?:{'|'.join(ENDINGS)})?{IGNORED}*" if word.isascii() and word.isalpha() else letters


def _letters(word: str) -> str:
    """``word`` whatever accents stand on its letters."""
    return "".join(f"{re.escape(letter)}{IGNORED}*" for letter in word)


def _stem(word: str) -> str:
    if word.isascii() and word.isalpha() and not word.endswith("ss"):
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
                return word[: -len(ending)]
    return word
