"""The characters of a PDF page as lines with their places, as pdfium tells them. Decides nothing."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

HYPHEN = "\ufffe"  # what pdfium puts for a hyphen at the end of a line, whose break it leaves out
_CUT = "\v"  # stands for it where lines are split: no text of a page holds one any more
# One to one, or places would move: what no text should hold becomes a space or the mark of a lost character.
_ODD = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x85\xa0\u2028\u2029\ud800-\udfff\uffff]")
MOST_CHARACTERS = 2_000_000  # of one page


def _quick(function: Any, result: Any, *places: Any) -> Any:
    """One of pdfium's functions of a page's text and a character of it; ``places`` are what follows these.

    Python's lock is kept meanwhile: they take less time than letting go of it.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *places)(address)


_get_text = _quick(pdfium.FPDFText_GetText, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
_get_origin = _quick(pdfium.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_get_box = _quick(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p)
_get_matrix = _quick(pdfium.FPDFText_GetMatrix, ctypes.c_int, ctypes.c_void_p)
_get_size = _quick(pdfium.FPDFText_GetFontSize, ctypes.c_double)


class Line(NamedTuple):
    """A line from the page's character ``start`` on, in points from its lower left corner. ``y`` is where the
    letters stand, ``size`` the height of the font, ``hyphen`` whether the word goes on in the next line."""

    start: int
    text: str
    left: float
    y: float
    size: float
    hyphen: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Characters:
    """The text of one page (of pypdfium2), character by character. ``close`` it before the page.

    Every line is measured, which is most of what reading a page costs above pdfium's own work: so pdfium is
    called with plain addresses (half the time of pypdfium2's typed pointers).
    """

    def __init__(self, page: Any) -> None:
        self._textpage = textpage = pdfium.FPDFText_LoadPage(page.raw)
        if not textpage:
            raise PdfiumError("The page's text cannot be loaded.")
        self._address = ctypes.cast(textpage, ctypes.c_void_p).value
        self._edges = pdfium.FS_RECTF()
        self._box = ctypes.addressof(self._edges)
        self.count = min(max(0, pdfium.FPDFText_CountChars(textpage)), MOST_CHARACTERS)
        self.text = _ODD.sub(_plain, self._read())

    def close(self) -> None:
        pdfium.FPDFText_ClosePage(self._textpage)

    def _read(self) -> str:
        """As long as there are characters, so that a place in it is a character's number."""
        if not self.count:
            return ""
        buffer = bytearray(2 * (self.count + 1))
        written = _get_text(self._address, 0, self.count, ctypes.addressof(ctypes.c_char.from_buffer(buffer)))
        text = buffer[: max(0, written - 1) * 2].decode("utf-16-le", "replace")
        if len(text) == self.count and written - 1 == self.count:
            return text
        # Characters beyond 16 bits, or some without a meaning: one by one.
        codes = (pdfium.FPDFText_GetUnicode(self._textpage, index) for index in range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def lines(self) -> list[Line]:
        lines, end = [], 0
        spot, matrix = (ctypes.c_double * 2)(), pdfium.FS_MATRIX()
        x, turned = ctypes.addressof(spot), ctypes.addressof(matrix)
        page, y = self._address, x + ctypes.sizeof(ctypes.c_double)
        for whole in self.text.replace(HYPHEN, _CUT).splitlines(keepends=True):
            start, end = end, end + len(whole)
            text = whole.strip()
            if not text:
                continue
            if text[0] != whole[0]:
                start += len(whole) - len(whole.lstrip())
            middle = start + (len(text) + 1) // 2
            _get_origin(page, start, x, y)
            # In the middle: a line may begin with a bullet of another font and end with a note's number.
            for index in (middle, start):  # a space may have no size
                # As it is seen: programs write large letters as small ones, magnified.
                _get_matrix(page, index, turned)
                size = _get_size(page, index) * math.hypot(matrix.c, matrix.d)
                if size:
                    break
            left, above = spot
            lines.append(Line(start, text, left, above, size or 1.0, whole[-1] == _CUT))
        return lines

    def right(self, line: Line) -> float:
        """Where a line ends. Asked for where it matters, which is seldom."""
        _get_box(self._address, line.end - 1, self._box)
        return float(self._edges.right)

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
