"""Reads text off pictures, with the models that come in the recogniser's own package and nothing else.

Owns the one recogniser of the process: made at the first picture, one thread. Knows no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from edgechat.library.extract import Box, Mark, Page
from edgechat.library.formats._composing import one_line
from edgechat.library.formats._encoding import clean

LONGEST_SIDE = 2000  # pixels: what a page is drawn to, and a larger picture shrunk to
SMALLEST_SIDE = 16
LEAST_SCORE = 0.5
LEAST_COLUMN = 4  # lines on each side that make two columns
LEAST_WORDS = 4  # of a usual line in a column of prose


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
    """As one reads: from the top, one column of prose after the other, and a table row by row."""
    gutter = _gutter(lines)
    if gutter is None:
        return _by_row(lines)
    # What reaches across the gutter (a title, a picture's caption) parts what is above from what is below.
    across = sorted((each for each in lines if each.box.left < gutter < each.box.right), key=_middle)
    ordered: list[Seen] = []
    begin = 0.0
    for end in [*map(_middle, across), 1.0]:
        band = [each for each in lines if begin <= _middle(each) < end and each not in across]
        ordered += _by_row([each for each in band if each.box.right <= gutter])
        ordered += _by_row([each for each in band if each.box.left >= gutter])
        ordered += [each for each in across if _middle(each) == end]
        begin = end
    return ordered


def _gutter(lines: Sequence[Seen]) -> float | None:
    """Where the space between two columns of prose is; None when there are no such columns."""
    for place in (0.5, 0.48, 0.52, 0.46, 0.54):
        left = [each for each in lines if each.box.right <= place]
        right = [each for each in lines if each.box.left >= place]
        if min(len(left), len(right)) < LEAST_COLUMN or len(left) + len(right) < 0.8 * len(lines):
            continue
        # Cells of a table are short; lines of prose fill their column.
        if all(median(len(each.text.split()) for each in side) >= LEAST_WORDS for side in (left, right)):
            return place
    return None


def _middle(line: Seen) -> float:
    return (line.box.top + line.box.bottom) / 2


def _by_row(lines: Sequence[Seen]) -> list[Seen]:
    rows: list[list[Seen]] = []
    for line in sorted(lines, key=_middle):
        above = rows[-1][0].box if rows else None
        if above is not None and _middle(line) < above.bottom - 0.1 * (above.bottom - above.top):
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
    high = above.bottom - above.top
    return below.top - above.bottom > 0.9 * high or below.bottom < above.top  # upwards: the next column


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
