"""A file's name as it may be shown and stored: one line of text that is what it seems to be.

A name is only for people: what a file is kept under is its digest. Knows no file system.
"""

from __future__ import annotations

import unicodedata

# Control and format characters, surrogates (bytes that are no text), private and unassigned ones, line ends.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def display_name(name: str) -> str:
    """``name`` in NFC with everything that cannot be seen, or turns the text around, written as an escape."""
    return "".join(map(_shown, unicodedata.normalize("NFC", name)))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _ESCAPED:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is no UTF-8, as Python keeps it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
