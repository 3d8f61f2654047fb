"""Pictures with text on them, as a scanner makes them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont


def written(lines: Sequence[str], *, size: tuple[int, int] = (900, 400), height: int = 30) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(height)
    for number, line in enumerate(lines):
        pen.text((60, 50 + number * height * 1.8), line, fill="black", font=font)
    return picture


def picture(lines: Sequence[str], kind: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    written(lines).save(file, kind, **how)
    return file.getvalue()


def scan(pages: Sequence[Sequence[str]], kind: str = "PDF") -> bytes:
    """A PDF or TIFF whose pages are pictures."""
    first, *more = [written(lines) for lines in pages]
    file = io.BytesIO()
    first.save(file, kind, save_all=True, append_images=more)
    return file.getvalue()
