"""The characters of a PDF page as lines with their places, as pdfium tells them. Decides nothing."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

HYPHEN = "\ufffe"  # what pdfium puts for a hyphen at the end of a line, whose break it leaves out
_BREAK = re.compile("\r\n|[\r\n\ufffe]")
# One to one, or places would move: what no text should hold becomes a space or the mark of a lost character.
_ODD = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x85\xa0\u2028\u2029\ud800-\udfff\uffff]")
MOST_CHARACTERS = 2_000_000  # of one page


class Line(NamedTuple):
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
    """The text of one page, character by character.

    Every line is measured; pdfium writes what it measures to the same few places, for new ones cost more.
    """

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage = textpage.raw  # the bare handle: the wrapper looks it up at every call
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix, self._rectangle = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
        self._spot = ctypes.byref(self._x), ctypes.byref(self._y)
        self._turned, self._edges = ctypes.byref(self._matrix), ctypes.byref(self._rectangle)
        self.count = min(max(0, pdfium.FPDFText_CountChars(textpage)), MOST_CHARACTERS)
        self.text = _ODD.sub(_plain, self._read())

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
        whole = self.text[start:end]
        text = whole.strip()
        if not text:
            return
        start += len(whole) - len(whole.lstrip())
        end = start + len(text)
        left, y = self._origin(start)
        # Measured in the middle: a line may begin with a bullet of another font and end with a note's number.
        size = self._size((start + end) // 2) or self._size(start) or 1.0  # a space may have none
        yield Line(start, end, text, left, self._right(end - 1), y, size, hyphen)

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._textpage, index, *self._spot)
        return self._x.value, self._y.value

    def _size(self, index: int) -> float:
        """In points as it is seen: programs write large letters as small ones, magnified."""
        pdfium.FPDFText_GetMatrix(self._textpage, index, self._turned)
        seen = math.hypot(self._matrix.c, self._matrix.d)
        return float(pdfium.FPDFText_GetFontSize(self._textpage, index)) * seen

    def _right(self, index: int) -> float:
        pdfium.FPDFText_GetLooseCharBox(self._textpage, index, self._edges)
        return float(self._rectangle.right)

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


def _plain(match: re.Match[str]) -> str:
    return "\ufffd" if match.group() >= "\ud800" else " "
