"""Languages nobody speaks, made from English: what is not translated, or has no room to be, stands out.

``⟦…⟧`` around each text; accents and double vowels make it about 40 % longer. The mirrored one is written in
Hebrew letters, from the right. Placeholders, tags and line breaks stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, QTranslator

OPEN, CLOSE = "⟦", "⟧"
KEPT = re.compile(r"%L?\d|%L?n|&(?=\w)|<[^>]*>|\{[^}]*\}|\(\*[^)]*\)")
"""Places for values, underlined letters, markup, and the patterns of file dialogs."""

LONGER = 1.4
LATIN = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = str.maketrans(LATIN + LATIN.upper(), "áƀçđéƒĝĥíĵķĺɱñóþɋŕšŧúṽŵẋýž" + "ÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓÞɊŔŠŦÚṼŴẊÝŽ")
HEBREW = str.maketrans(LATIN + LATIN.upper(), "אבצדהפגחיטקלמנוףכרסתעשםךןז" * 2)
VOWELS = re.compile(r"[aeiouAEIOU]")

KEYS = ("QShortcut", "QKeySequence")
"""Contexts of what stands on the keys of a keyboard."""


def accented(text: str) -> str:
    """``text`` as the left-to-right pseudo language has it."""
    return _around(text, lambda words: _longer(words).translate(ACCENTED))


def mirrored(text: str) -> str:
    """``text`` as the right-to-left pseudo language has it."""
    return _around(text, lambda words: words.translate(HEBREW))


def _around(text: str, change: Callable[[str], str]) -> str:
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [change(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return OPEN + "".join([*parts, change(text[at:])]) + CLOSE


def _longer(words: str) -> str:
    missing = round(len(words.strip()) * (LONGER - 1))

    def twice(vowel: re.Match[str]) -> str:
        nonlocal missing
        missing -= 1
        return vowel[0] * 2 if missing >= 0 else vowel[0]

    made = VOWELS.sub(twice, words)
    return made + "~" * max(0, missing)


class Pseudo(QTranslator):
    """Translates everything, Qt's own words too."""

    def __init__(self, *, mirrored: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirrored = mirrored

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        if sourceText == "QT_LAYOUT_DIRECTION":
            return "RTL" if self._mirrored else "LTR"
        if context in KEYS or not sourceText.strip():
            return sourceText
        return mirrored(sourceText) if self._mirrored else accented(sourceText)
