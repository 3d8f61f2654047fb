"""The characters of a PDF page as lines with their places, as pdfium tells them. Decides nothing."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

HYPHEN = "\ufffe"  # what pdfium puts for a hyphen at the end of a line, whose break it leaves out
_BREAK = re.compile("\r\n|[\r\n\ufffe]")
# One to one, or places would move: what no text should hold becomes a space or the mark of a lost character.
_PLAIN = dict.fromkeys((*range(32), 127, 133, 160, 8232, 8233), " ")
_PLAIN |= dict.fromkeys((*range(55296, 57344), 65535), "�")
MOST_CHARACTERS = 2_000_000  # of one page


@dataclass(frozen=True)
class Line:
    """Characters ``start`` to ``end`` of the page, in points from its lower left corner. ``y`` is where the
    letters stand, ``size`` the height of the font, ``hyphen`` whether the word goes on in the next line."""

    start: int
    end: int
    text: str
    left: float
    right: float
    y: float
    size: float
    hyphen: bool = False


class Characters:
    """The text of one page, character by character."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage
        self.count = min(max(0, pdfium.FPDFText_CountChars(textpage)), MOST_CHARACTERS)
        self.text = self._read().translate(_KEPT)

    def _read(self) -> str:
        """As long as there are characters, so that a place in it is a character's number."""
        if not self.count:
            return ""
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = pdfium.FPDFText_GetText(self._textpage, 0, self.count, buffer)
        text = bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", "replace")
        if len(text) == self.count and written - 1 == self.count:
            return text
        # Characters beyond 16 bits, or some without a meaning: one by one.
        codes = (pdfium.FPDFText_GetUnicode(self._textpage, index) for index in range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def lines(self) -> Iterator[Line]:
        start = 0
        for match in _BREAK.finditer(self.text):
            yield from self._line(start, match.start(), hyphen=match.group() == HYPHEN)
            start = match.end()
        yield from self._line(start, len(self.text), hyphen=False)

    def _line(self, start: int, end: int, *, hyphen: bool) -> Iterator[Line]:
        text = self.text[start:end].translate(_PLAIN)
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        if start >= end:
            return
        left, y = self._origin(start)
        first, last = self._box(start), self._box(end - 1)
        size = abs(first.top - first.bottom) or 1.0
        yield Line(start, end, text.strip(), left, last.right, y, size, hyphen)

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._textpage, index, x, y)
        return x.value, y.value

    def _box(self, index: int) -> Any:
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._textpage, index, box)
        return box

    def bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._textpage, index, name, 128, None)
        return bool(re.search(rb"bold|black|heavy|semib|demi", name.value.lower()))

    def rectangles(self, start: int, end: int) -> Iterator[tuple[float, float, float, float]]:
        """Left, top, right and bottom of what covers some characters, in points."""
        edges = [ctypes.c_double() for _ in range(4)]
        for index in range(pdfium.FPDFText_CountRects(self._textpage, start, end - start)):
            if pdfium.FPDFText_GetRect(self._textpage, index, *edges):
                left, top, right, bottom = (edge.value for edge in edges)
                yield left, top, right, bottom


_KEPT = dict.fromkeys(range(55296, 57344), "�")
