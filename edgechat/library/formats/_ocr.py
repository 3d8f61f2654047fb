"""Reads text off pictures, with the models that come in the recogniser's own package and nothing else.

Owns the one recogniser of the process: made at the first picture, one thread. Knows no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edgechat.library.extract import Box, Mark, Page
from edgechat.library.formats._composing import one_line
from edgechat.library.formats._encoding import clean

LONGEST_SIDE = 2000  # pixels: what a page is drawn to, and a larger picture shrunk to
SMALLEST_SIDE = 16
LEAST_SCORE = 0.5


@dataclass(frozen=True)
class Seen:
    """One line of text and where it is in the picture."""

    text: str
    box: Box


def read_picture(pixels: Any) -> list[Seen]:
    """The lines of a picture (height x width x 3 bytes: blue, green, red), from top to bottom."""
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        return []
    found = _recogniser()(pixels)
    if found.txts is None or found.boxes is None:
        return []
    lines = []
    for text, corners in zip(found.txts, found.boxes, strict=True):
        words = one_line(clean(text))
        if words:
            xs, ys = [float(x) / width for x, _ in corners], [float(y) / height for _, y in corners]
            lines.append(Seen(words, Box(min(xs), min(ys), max(xs), max(ys))))
    return in_order(lines)


def in_order(lines: Sequence[Seen]) -> list[Seen]:
    """As one reads: row by row, and in a row from the left."""
    rows: list[list[Seen]] = []
    for line in sorted(lines, key=lambda each: (each.box.top + each.box.bottom) / 2):
        middle = (line.box.top + line.box.bottom) / 2
        if rows and middle < rows[-1][0].box.bottom - 0.3 * (rows[-1][0].box.bottom - rows[-1][0].box.top):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.box.left)]


def page_of(lines: Sequence[Seen], number: int, *, size: tuple[float, float], label: str = "") -> Page:
    """A page whose text was seen, with a mark for each line. A gap of a line's height begins a paragraph."""
    from edgechat.library.extract import Block

    parts: list[str] = []
    marks: list[Mark] = []
    blocks: list[Block] = []
    at = begin = 0
    for index, line in enumerate(lines):
        if index:
            parted = _parted(lines[index - 1].box, line.box)
            if parted:
                blocks.append(Block(begin, at))
            parts.append("\n\n" if parted else "\n")
            at += len(parts[-1])
            begin = at if parted else begin
        parts.append(line.text)
        marks.append(Mark(at, at + len(line.text), line.box))
        at += len(line.text)
    if at > begin:
        blocks.append(Block(begin, at))
    return Page(
        number, "".join(parts), tuple(blocks), label=label,
        width=size[0], height=size[1], ocr=True, marks=tuple(marks),
    )  # fmt: skip


def _parted(above: Box, below: Box) -> bool:
    return below.top - above.bottom > 0.9 * (above.bottom - above.top)


def marked(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Where a span of a page that was seen stands: of a line, the part that its share of the letters is."""
    boxes = []
    for mark in page.marks:
        low, high = max(start, mark.start), min(end, mark.end)
        if low < high:
            wide, length = mark.box.right - mark.box.left, mark.end - mark.start
            left = mark.box.left + wide * (low - mark.start) / length
            right = mark.box.left + wide * (high - mark.start) / length
            boxes.append(Box(left, mark.box.top, right, mark.box.bottom))
    return tuple(boxes)


@cache
def _recogniser() -> Any:
    """Every model by its path: a name would be looked for, and then asked for on the network."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    models = _models()
    engine = "EngineConfig.onnxruntime."
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": LONGEST_SIDE,
            "Global.text_score": LEAST_SCORE,
            engine + "intra_op_num_threads": 1,
            engine + "inter_op_num_threads": 1,
            "Det.model_path": _model(models, "det"),
            "Rec.model_path": _model(models, "rec"),
            "Cls.model_path": _model(models, "cls"),
        }
    )


def _models() -> Path:
    found = find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the text recogniser is not installed")
    return Path(found.submodule_search_locations[0]) / "models"


def _model(folder: Path, task: str) -> str:
    (model,) = folder.glob(f"*_{task}_*.onnx")
    return str(model)
