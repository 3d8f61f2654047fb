"""What a person types to find something in documents, understood. Any typing is a valid query.

``"…"`` is a phrase that must be there, ``-word`` must not, ``type:pdf`` and ``in:collection`` say where to
look. All other words are wishes: the more of them and the rarer, the better. Gives expressions for FTS5;
nothing of its own language gets through. Knows no table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from edgechat.core.searchable import UNSPACED, searchable
from edgechat.library.stopwords import STOP_WORDS

LONGEST = 4000  # characters that are read
MOST_TERMS = 64
_TERM = re.compile(r'(?<!\S)(-?)(?:(type|in):(?:"([^"]*)"|(\S+))|"([^"]*)"?|(\S+))', re.IGNORECASE)
_OPERATOR = re.compile(r"(?<!\S)-*(type|in):", re.IGNORECASE)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_THAI = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17d3]")  # scripts whose single signs are sounds
TOGETHER, TOGETHER_SOUNDS = 2, 4  # signs of a script without spaces that are looked for as one


@dataclass(frozen=True)
class Query:
    """``text`` is what the vectors are asked: the typing without its operators."""

    text: str
    wishes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return bool(self.wishes or self.phrases)

    @cached_property
    def words(self) -> str:
        """The expression that finds and ranks; empty where there is nothing to look for."""
        wishes = " OR ".join(map(quoted, self.wishes))
        must = self.required
        # Whatever holds the phrases, and those with the wishes too rank above the others
        both = f"({must}) OR (({must}) AND ({wishes}))"
        return self._without(both if must and wishes else must or wishes)

    def chosen_by(self, telling: Sequence[str]) -> str:
        """``words`` where there are no phrases, but finds only what holds one of ``telling``, which are some
        of the wishes: the others count where they stand beside those. Every score comes out twice as high."""
        chosen = " OR ".join(map(quoted, telling))
        others = " OR ".join(quoted(each) for each in self.wishes if each not in telling)
        # FTS5 counts a word as often as it is named: once each side of the AND, or twice on one
        return self._without(f"({chosen}) AND ({chosen} OR {others} OR {others})")

    def _without(self, found: str) -> str:
        without = self.forbidden
        return f"({found}) NOT ({without})" if found and without else found

    @cached_property
    def required(self) -> str:
        """The expression of what must be there; empty where nothing must."""
        return " AND ".join(map(quoted, self.phrases))

    @cached_property
    def forbidden(self) -> str:
        return " OR ".join(map(quoted, self.unwanted))


def plain_query(said: str) -> str:
    """``said`` as a query of its words alone: in one line, and nothing in it is an operator."""
    words = _OPERATOR.sub(r"\1 ", said.replace('"', " ")).split()
    return " ".join(word for word in (each.lstrip("-") for each in words) if word)


def parse(typed: str) -> Query:
    wishes: list[str] = []
    phrases: list[str] = []
    unwanted: list[str] = []
    where: dict[str, list[str]] = {"type": [], "in": []}
    asked: list[str] = []
    for found in list(_TERM.finditer(typed[:LONGEST]))[:MOST_TERMS]:
        minus, key, named, plain_name, phrase, word = found.groups()
        if key and not minus:
            where[key.lower()].append((named or plain_name or "").strip())
        elif minus:
            unwanted += _words(phrase if phrase is not None else (word or plain_name or ""), whole=True)
        elif phrase is not None:
            phrases += _words(phrase, whole=True)
            asked.append(phrase)
        else:
            wishes += _words(word, whole=False)
            asked.append(word)
    telling = [word for word in wishes if word not in STOP_WORDS]
    return Query(
        " ".join(asked),
        tuple(dict.fromkeys(telling or ([] if phrases else wishes))),
        tuple(dict.fromkeys(phrases)),
        tuple(dict.fromkeys(unwanted)),
        tuple(each.lower().lstrip(".") for each in where["type"] if each),
        tuple(each for each in where["in"] if each),
    )


def _words(text: str, *, whole: bool) -> list[str]:
    """The words of ``text`` as the index has them: as one phrase, or each for itself."""
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in searchable(text.lower()))
    words = "".join(kept).split()
    if whole:
        return [" ".join(words)] if words else []
    found: list[str] = []
    signs: list[str] = []
    for word in [*words, ""]:
        if word and _UNSPACED.match(word):
            signs.append(word)
            continue
        found += _runs(signs)
        signs = []
        if word:
            found.append(word)
    return found


def _runs(signs: list[str]) -> list[str]:
    """Neighbouring signs together: one alone says little in scripts that set no spaces."""
    if not signs:
        return []
    length = TOGETHER_SOUNDS if _THAI.match(signs[0]) else TOGETHER
    if len(signs) <= length:
        return [" ".join(signs)]
    return [" ".join(signs[at : at + length]) for at in range(len(signs) - length + 1)]


def quoted(words: str) -> str:
    """``words`` as FTS5 takes them literally."""
    return f'"{words}"'
