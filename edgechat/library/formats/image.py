"""Pictures: what is written on them, each frame of a TIFF a page, with the place of every line."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from edgechat.core.errors import DocumentDamaged, DocumentTooLarge, DocumentUnreadable
from edgechat.library.extract import Boxes, Page, Picture
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._head import Head

MOST_PIXELS = 120_000_000  # of one picture
MOST_FRAMES = 500
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF87a", b"GIF89a")
_KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
EXTENSIONS = frozenset({"png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif", "jfif"})


class ImageBook(Book):
    def __init__(self, blob: Blob) -> None:
        from PIL import Image, UnidentifiedImageError

        super().__init__(blob, unit="page")
        Image.MAX_IMAGE_PIXELS = None  # looked at below, with an error of our own
        try:
            self._image = Image.open(io.BytesIO(blob.data), formats=_KINDS)
            width, height = self._image.size
            frames = getattr(self._image, "n_frames", 1) if self._image.format == "TIFF" else 1
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
            raise _damaged(blob.name) from error
        if width * height > MOST_PIXELS:
            raise DocumentTooLarge(
                f"{blob.name} has {width} x {height} pixels; it may have {MOST_PIXELS // 1_000_000} million.",
                "Save it smaller.",
            )
        self.length = min(frames, MOST_FRAMES)
        if frames > MOST_FRAMES:
            self.note(0, "cut", f"It has {frames} pictures; the first {MOST_FRAMES} were read.")
        self._seen: dict[int, Page] = {}

    def pages(self, first: int) -> Iterator[Page]:
        for number in range(first, (self.length or 0) + 1):
            if not self.blob.ocr:
                self.note(number, "picture", "Pictures were not to be read.")
                continue
            try:
                yield self._page(number)
            except (OSError, ValueError, SyntaxError, EOFError) as error:
                if self.length == 1:
                    raise _damaged(self.blob.name) from error
                self.note(number, "page-failed", f"Picture {number} is damaged.")

    def _page(self, number: int) -> Page:
        from edgechat.library.formats import _ocr

        if number in self._seen:
            return self._seen[number]
        picture = self._frame(number)
        size = picture.size
        picture.thumbnail((_ocr.LONGEST_SIDE, _ocr.LONGEST_SIDE))
        self.blob.beat()
        page = _ocr.page_of(_ocr.read_picture(_pixels(picture)), number, size=size)
        if not page.text:
            self.note(number, "page-empty", f"No text was found on picture {number}.")
        self._seen = {number: page}
        return page

    def _frame(self, number: int) -> Any:
        """One frame as it is meant to be seen, on white where it is transparent."""
        from PIL import Image, ImageOps

        if not 1 <= number <= (self.length or 0):
            raise self.no_page(number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture's oddities are not ours to warn of
            self._image.seek(number - 1)
            width, height = self._image.size
            if width * height > MOST_PIXELS:
                raise ValueError("a frame larger than the first")
            picture = ImageOps.exif_transpose(self._image).convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture)

    def boxes(self, page: int, start: int, end: int) -> Boxes:
        from edgechat.library.formats._ocr import marked

        return Boxes(page, marked(self._page(page), start, end))

    def render(self, page: int, width: int) -> Picture:
        picture = self._frame(page)
        height = min(max(1, round(picture.height * width / picture.width)), 5000)
        drawn = picture.resize((width, height))
        return Picture(width, height, drawn.tobytes())


def words_on(pictures: Iterable[bytes], blob: Blob) -> list[str]:
    """What is written on pictures within another document. Those that cannot be read have nothing on them."""
    found = []
    for data in pictures:
        with contextlib.suppress(DocumentUnreadable):
            found += [page.text for page in ImageBook(Blob(data, blob.name, beat=blob.beat)).pages(1)]
    return [text for text in found if text]


def _pixels(picture: Any) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _damaged(name: str) -> DocumentDamaged:
    return DocumentDamaged(
        f"{name} is damaged: it cannot be shown as a picture.", "Save it again as PNG or JPEG."
    )


def _sniff(head: Head) -> int:
    if head.starts(*_MAGIC) or (head.starts(b"RIFF") and head.data[8:12] == b"WEBP"):
        return 4 if not head.starts(b"BM") or head.text is None else 0
    return 0


FORMAT = Format("image", EXTENSIONS, _sniff, ImageBook)
