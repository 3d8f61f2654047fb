"""What of a text goes into a search index: the same for what is stored and for what is looked for.

SQLite's own tokenizer finds words by the spaces between them. Here the scripts that set none are taken
apart into single characters: what is found for several of them is then a phrase. Knows no table.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Thai and Lao, Burmese, Khmer, kana and bopomofo, Han, Hangul (its particles stick to their words).
UNSPACED = (
    "\u0e01-\u0e7f\u0e81-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u3096\u309d-\u30fa\u30fc-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel points of Hebrew and Arabic, and the line that stretches an Arabic word: mostly left out in writing.
POINTS = "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+"


def searchable(text: str) -> str:
    """``text`` as a search index takes it: words between spaces. Case and accents are left to SQLite."""
    if text.isascii():
        return text
    apart, points = _patterns()
    return apart.sub(r" \1 ", points.sub("", unicodedata.normalize("NFKC", text)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Late: they take 2 ms to make, on the window's way to its first paint."""
    return re.compile(f"([{UNSPACED}])"), re.compile(POINTS)
