"""PDF: text with the place of every character, page by page; pages without text are read as pictures."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted
from edgechat.library.extract import Box, Boxes, Page, Picture
from edgechat.library.formats._composing import one_line
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._encoding import clean
from edgechat.library.formats._head import Head
from edgechat.library.names import display_name

MOST_CONTENTS = 5000  # entries of a table of contents
MOST_BROKEN = 50  # pages in a row that cannot be opened: then the rest are none
LEAST_TEXT = 8  # letters; a page with less and a picture on it is read as a picture
MOST_LOST = 0.3  # share of characters without a meaning, above which the text is worth nothing
MOST_ATTACHMENTS = 20  # that are named
GRID = 100_000  # steps across a page, for places on it


class PdfBook(Book):
    def __init__(self, blob: Blob) -> None:
        import pypdfium2

        super().__init__(blob, unit="page")
        try:
            self._pdf = pypdfium2.PdfDocument(blob.data, password=blob.password)
        except pypdfium2.PdfiumError as error:
            raise _refusal(blob, error) from error
        self._filled = (
            self._pdf.get_formtype() != 0
        )  # it is a form: what was filled in is drawn into its pages
        if self._filled:
            self._pdf.init_forms()
        self._flat: set[int] = set()
        self.length = len(self._pdf)
        told = self._pdf.get_metadata_dict(skip_empty=True)
        self.title = one_line(clean(told.get("Title", "")))
        self.author = one_line(clean(told.get("Author", "")))
        self.created = _date(told.get("CreationDate", ""))
        self._shapes: dict[int, Any] = {}
        self._seen: dict[int, Page] = {}
        self._setting: Any = None
        self._contents = self._read_contents()
        for index in range(min(self._pdf.count_attachments(), MOST_ATTACHMENTS)):
            name = display_name(self._pdf.get_attachment(index).get_name())
            self.note(0, "attachment", f"{name} is attached and was not read: save it and add it.")

    def close(self) -> None:
        self._pdf.close()

    def pages(self, first: int) -> Iterator[Page]:
        from edgechat.library.formats._pdf_paragraphs import Setting

        self._setting = Setting()
        for number in range(1, first):
            self._pass_contents(number)
        broken = 0
        for number in range(first, (self.length or 0) + 1):
            try:
                page = self._read(number)
            except (MemoryError, DocumentEncrypted):
                raise
            except Exception as error:
                self.note(number, "page-failed", f"Page {number} is damaged ({type(error).__name__}).")
                broken += 1
                if broken == MOST_BROKEN:
                    self.note(number, "part-failed", "The pages from here on cannot be opened.")
                    return
                continue
            broken = 0
            yield page

    def _read(self, number: int) -> Page:
        from edgechat.library.formats._pdf_lines import Characters

        with self._page(number) as page, closing(Characters(page)) as characters:
            shape = self._shape(number, characters)
            self._pass_contents(number, shape.listed)
            size = page.get_size()
            label = self._pdf.get_page_label(number - 1)
            label = label if label != str(number) else ""
            if _worth(shape.text):
                return Page(number, shape.text, shape.blocks, label=label, width=size[0], height=size[1])
            seen = self._look(number, page)
            if seen is not None and seen.text:
                return seen
            if not shape.text:
                self.note(number, "page-empty", f"Page {number} holds no text.")
            return Page(number, shape.text, shape.blocks, label=label, width=size[0], height=size[1])

    def _shape(self, number: int, characters: Any) -> Any:
        from edgechat.library.formats._pdf_paragraphs import Setting, normal, shape

        here = {normal(title): level for title, level in self._contents.get(number, ())}
        return shape(characters, self._setting or Setting(), here)

    def _look(self, number: int, page: Any) -> Page | None:
        """Read the page as a picture, if there is anything to see on it."""
        if not any(True for _ in page.get_objects(max_depth=2)):
            return None
        if not self.blob.ocr:
            self.note(number, "picture", f"Page {number} is a picture, and pictures were not to be read.")
            return None
        return self._recognise(number, page)

    def _recognise(self, number: int, page: Any) -> Page | None:
        from edgechat.library.formats import _ocr

        width, height = page.get_size()
        try:
            bitmap = page.render(scale=min(_ocr.LONGEST_SIDE / max(width, height, 1), 10))
            self.blob.beat()
            lines = _ocr.read_picture(bitmap.to_numpy()[:, :, :3])
        except MemoryError:
            raise
        except Exception as error:
            self.note(number, "ocr-failed", f"Page {number} could not be read as a picture: {error}")
            return None
        seen = _ocr.page_of(lines, number, size=(width, height))
        self._seen = {number: seen}
        return seen

    def boxes(self, page: int, start: int, end: int) -> Boxes:
        from edgechat.library.formats._ocr import marked
        from edgechat.library.formats._pdf_lines import Characters

        with self._page(page) as opened, closing(Characters(opened)) as characters:
            shape = self._shape(page, characters)
            if not _worth(shape.text):
                seen = self._seen.get(page) or self._recognise(page, opened)
                if seen is not None and seen.text:
                    return Boxes(page, marked(seen, start, end))
            runs = [characters.rectangles(*run) for run in shape.characters(start, end)]
            return Boxes(page, _by_line([self._place(opened, edges) for run in runs for edges in run]))

    def render(self, page: int, width: int) -> Picture:
        with self._page(page) as opened:
            across, up = opened.get_size()
            # Sizes are rounded up: half a pixel less comes to the width that was asked for.
            scale = min((width - 0.5) / max(across, 1), _MOST_PIXELS / max(up, 1))
            bitmap = opened.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, may_draw_forms=False)
            pixels = bitmap.to_numpy()
            if bitmap.format != _BGRA:
                pixels[:, :, 3] = 255
            return Picture(bitmap.width, bitmap.height, pixels[:, : bitmap.width].tobytes())

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        if not 1 <= number <= (self.length or 0):
            raise self.no_page(number)
        if self._filled and number not in self._flat:
            with closing(self._pdf[number - 1]) as page:
                page.flatten()
            self._flat.add(number)
        with closing(self._pdf[number - 1]) as page:
            yield page

    def _place(self, page: Any, edges: tuple[float, float, float, float]) -> Box:
        """Points of the PDF as fractions of the page as it is shown, turned and cropped."""
        left, top, right, bottom = edges
        (x0, y0), (x1, y1) = _shown(page, left, top), _shown(page, right, bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _read_contents(self) -> dict[int, list[tuple[str, int]]]:
        """Title and level of what the table of contents has on each page."""
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        try:
            for count, entry in enumerate(self._pdf.get_toc(max_depth=8)):
                target = entry.get_dest()
                title = one_line(clean(entry.get_title() or ""))
                if count >= MOST_CONTENTS:
                    break
                if target is not None and title and target.get_index() is not None:
                    found[target.get_index() + 1].append((title, entry.level + 1))
        except Exception:  # a table of contents that makes no sense is none
            return {}
        return dict(found)

    def _pass_contents(self, number: int, found: frozenset[str] = frozenset()) -> None:
        """Headings of this page that were not found in its text still stand above what follows."""
        from edgechat.library.formats._pdf_paragraphs import normal

        for title, level in self._contents.get(number, ()):
            if normal(title) not in found:
                self._setting.outline.enter(title, level)


_LETTER = re.compile(r"\w")
_LOST = re.compile(r"[\ufffd\ufffe\ue000-\uf8ff]")
_BGRA = 4
_MOST_PIXELS = 5000  # rows of a page drawn


def _refusal(blob: Blob, error: Exception) -> Exception:
    if "password" in str(error).lower():
        if blob.password:
            return DocumentEncrypted(f"That is not the password of {blob.name}.", "Try another.", tried=1)
        return DocumentEncrypted(f"{blob.name} needs a password.", "Give its password to have it read.")
    return DocumentDamaged(
        f"{blob.name} is damaged and cannot be opened.", "Open it in a PDF program and save it again."
    )


def _worth(text: str) -> bool:
    sample = text[:4000]
    lost = 0 if sample.isascii() else len(_LOST.findall(sample))
    letters = islice(_LETTER.finditer(sample[:200] + sample[-200:]), LEAST_TEXT)
    return sum(1 for _ in letters) == LEAST_TEXT and lost < MOST_LOST * len(sample)


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return across.value / GRID, down.value / GRID


def _by_line(boxes: list[Box]) -> tuple[Box, ...]:
    """Neighbours on one line made one."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _beside(lines[-1], box):
            last = lines[-1]
            box = Box(  # noqa: PLW2901
                min(last.left, box.left), min(last.top, box.top),
                max(last.right, box.right), max(last.bottom, box.bottom),
            )  # fmt: skip
            lines.pop()
        lines.append(box)
    return tuple(lines)


def _beside(a: Box, b: Box) -> bool:
    high = min(a.bottom - a.top, b.bottom - b.top)
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    gap = max(a.left, b.left) - min(a.right, b.right)
    return shared > 0.5 * high and gap < 3 * high


def _date(told: str) -> str:
    """``D:20240131…`` as ``2024-01-31``."""
    digits = told.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdigit() else ""


def _sniff(head: Head) -> int:
    return 4 if b"%PDF-" in head.data[:1024] and not head.starts(b"PK") else 0


FORMAT = Format("pdf", frozenset({"pdf"}), _sniff, PdfBook)
