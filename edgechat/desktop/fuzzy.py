"""How well a few typed letters fit a name: best at the beginnings of words and in one piece. Knows no Qt."""

from __future__ import annotations

import unicodedata

START, NEXT, WHOLE = 8, 5, 12
"""What it is worth: a letter at the beginning of a word, one right after the last, a word in one piece."""


def plain(text: str) -> str:
    """``text`` without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def fit(typed: str, name: str) -> int:
    """0 if not every word of ``typed`` is found in ``name``; the higher, the better it fits."""
    words, within = plain(typed).split(), plain(name)
    found = [_fit_word(word, within) for word in words]
    return sum(found) if found and all(found) else 0


def _fit_word(word: str, within: str) -> int:
    places = [at for at in range(len(within)) if within.startswith(word, at)]
    if any(_begins(within, at) for at in places):
        return WHOLE + NEXT * len(word) + START + (START if places[0] == 0 else 0)
    return max(NEXT * len(word) if places else 0, _fit_letters(word, within))


def _fit_letters(word: str, within: str) -> int:
    """The letters one after another; the first begins a word, or too much would fit."""
    score, last = 0, -2
    for letter in word:
        at = _next_place(letter, within, last + 1, close=last + 1)
        if at < 0 or (last < 0 and not _begins(within, at)):
            return 0
        score += 1 + (NEXT if at == last + 1 else 0) + (START if _begins(within, at) else 0)
        last = at
    return score


def _next_place(letter: str, within: str, start: int, *, close: int) -> int:
    """Right after the last letter, else where a word begins with it, else the next one."""
    start = max(0, start)
    if 0 < close < len(within) and within[close] == letter:
        return close
    places = [at for at in range(start, len(within)) if within[at] == letter]
    return next((at for at in places if _begins(within, at)), places[0] if places else -1)


def _begins(within: str, at: int) -> bool:
    return at == 0 or not within[at - 1].isalnum()
