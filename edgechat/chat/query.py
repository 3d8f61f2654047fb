"""What a person types to search, understood: words, "phrases", -words; the last word may be unfinished.

Gives the expression for the index and the pattern that finds the same places in a text. Any typing is a
valid query: nothing of the index's own language gets through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property

from edgechat.core.records import dataclass
from edgechat.core.searchable import UNSPACED, searchable

LONGEST = 500  # characters that are read
MOST_TERMS = 24
TERM = re.compile(r'(?<!\S)(-?)(?:"([^"]*)("?)|(\S+))')
WORD = r"[^\W_]"  # within a word; between the words of a phrase anything else may stand
TATWEEL = "\u0640"
IGNORED = "\0"  # stands where an accent or a vowel point stood: places stay what they were


@dataclass(frozen=True)
class Term:
    """``words`` in a row. ``open``: the last one may be only the beginning of a word."""

    words: tuple[str, ...]
    open: bool = False

    def expression(self) -> str:
        """For FTS5. The words hold letters, marks and digits only, so a quoted string holds them all."""
        return f'"{" ".join(self.words)}"' + ("*" if self.open else "")


@dataclass(frozen=True)
class Query:
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @cached_property
    def expression(self) -> str:
        """For FTS5's MATCH; empty if the query asks for nothing."""
        if not self.wanted:
            return ""
        wanted = " AND ".join(term.expression() for term in self.wanted)
        return " NOT ".join([f"({wanted})", *(term.expression() for term in self.unwanted)])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the wanted terms in a text that went through ``flat``."""
        return re.compile("|".join(_pattern(term) for term in sorted(self.wanted, key=_size, reverse=True)))

    def fits(self, text: str) -> bool:
        """Would the index find ``text``? For what is not in it yet."""
        plain = flat(searchable(text))
        wanted, unwanted = self._each
        return all(each.search(plain) for each in wanted) and not any(each.search(plain) for each in unwanted)

    @cached_property
    def _each(self) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
        wanted, unwanted = (
            [re.compile(_pattern(each)) for each in terms] for terms in (self.wanted, self.unwanted)
        )
        return wanted, unwanted


def parse(typed: str) -> Query:
    """Never fails. What holds no letter or digit asks for nothing."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    text = typed[:LONGEST]
    for found in list(TERM.finditer(text))[:MOST_TERMS]:
        minus, phrase, closed, word = found.groups()
        is_last = found.end() == len(text)
        term = Term(_words(phrase if word is None else word), open=is_last and not closed and not minus)
        if term.words:
            (unwanted if minus else wanted).append(term)
    return Query(tuple(wanted), tuple(unwanted))


def _words(text: str) -> tuple[str, ...]:
    """As the index takes them apart."""
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in searchable(text))
    return tuple("".join(kept).split())


def _is_apart(word: str) -> bool:
    return _apart().match(word) is not None


@cache
def _apart() -> re.Pattern[str]:
    """Late: it takes 15 ms to make, on the window's way to its first paint."""
    return re.compile(f"[{UNSPACED}]")


def _size(term: Term) -> int:
    return sum(map(len, term.words))


def _pattern(term: Term) -> str:
    words = [flat(word).replace(IGNORED, "") for word in term.words]
    spelled = [f"{IGNORED}*".join(map(re.escape, word)) for word in words if word]
    if not spelled:
        return "(?!)"
    begin = "" if _is_apart(words[0]) else f"(?<!{WORD})"
    end = "" if term.open or _is_apart(words[-1]) else f"(?!{WORD})"
    return begin + _joined(spelled, words) + end


def _joined(spelled: Iterable[str], words: list[str]) -> str:
    """Signs of unspaced scripts may touch each other; other words have something between them."""
    between = rf"(?:(?!{WORD}).)*" if any(map(_is_apart, words)) else rf"(?:(?!{WORD}).)+"
    return between.join(spelled)


class _Flat(dict[int, str]):
    """One character for each: lower case, plain width, no accent. Filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _flat_char(chr(code))
        return found


def _flat_char(char: str) -> str:
    if char == TATWEEL or unicodedata.combining(char) >= 10:
        return IGNORED
    plain = unicodedata.normalize("NFKC", char)[:1] or char
    apart = unicodedata.normalize("NFD", plain)
    # Below 10 are signs that make another letter (the voicing of kana), and Hangul falls into letters.
    bare = apart[0] if all(unicodedata.combining(mark) >= 10 for mark in apart[1:]) else plain
    return bare.lower()[:1]


FLAT = _Flat()


def flat(text: str) -> str:
    """``text`` as the pattern reads it: without case and accents, every character still at its place."""
    return text.lower() if text.isascii() else text.translate(FLAT)
