"""Formulas as drawings, made on worker threads and kept for every document that shows them.

Text is a model's: what is too large, too deep or not understood has no drawing, and its source is shown.
Knows no Qt and no colours. ziamath is imported with the first formula.
"""

from __future__ import annotations

import importlib
import threading
import time
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from edgechat.core.records import dataclass
from edgechat.desktop.structure import Block, Run

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EM = 100.0
"""Drawn at this size; a document scales it."""

COSTLIEST = 20_000
"""ziamath's work doubles with every level of a formula: about 0.2 s on a slow machine at this."""

WIDEST, HIGHEST = 90.0, 40.0
"""In em. ``\\hspace`` can ask for anything."""

MOST_SECONDS = 1.0
"""Of one go through a message; what is left is shown as source."""

KEPT = 1000
COLOURS = ("mathcolor", "mathbackground", "color", "background", "style", "href")


@dataclass(frozen=True)
class Drawing:
    """``svg`` is black; sizes in em. ``ascent`` and ``descent`` are above and below the baseline."""

    svg: str
    width: float
    ascent: float
    descent: float


_known: OrderedDict[tuple[str, bool], Drawing | None] = OrderedDict()
_lock = threading.Lock()


def drawing(latex: str, *, display: bool) -> Drawing | None:
    """What ``prepare`` has made of ``latex``; ``None`` for nothing. Never waits."""
    return _known.get((latex, display))


def missing(blocks: Iterable[Block]) -> bool:
    """Whether ``prepare`` has not seen a formula of ``blocks`` yet."""
    return any(each not in _known for each in _formulas(blocks))


def prepare(blocks: Iterable[Block]) -> None:
    """Draw every formula of ``blocks``, unless that takes too long."""
    until = time.monotonic() + MOST_SECONDS
    for latex, display in _formulas(blocks):
        if (latex, display) in _known:
            continue
        if time.monotonic() > until:
            return
        made = _draw(latex, display=display)
        with _lock:
            _known[latex, display] = made
            if len(_known) > KEPT:
                _known.popitem(last=False)


def _formulas(blocks: Iterable[Block]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        if block.kind == "formula":
            yield block.code, True
        for run in _runs(block):
            if run.formula:
                yield run.text, run.formula == "display"


def _runs(block: Block) -> Iterator[Run]:
    for line in block.lines:
        yield from line.runs
    for row in block.rows:
        for cell in row:
            yield from cell.runs


def _draw(latex: str, *, display: bool) -> Drawing | None:
    from edgechat.core import formulas

    if not formulas.is_modest(latex):
        return None
    try:
        return _drawn(formulas.plain(latex), display)
    except (Exception, RecursionError):  # two libraries fed with what a model made up
        return None


def _drawn(latex: str, display: bool) -> Drawing | None:
    from defusedxml.ElementTree import fromstring

    ziamath = _ziamath()
    tree = _flat(fromstring(ziamath.zmath.unescape(ziamath.tex.tex2mml(latex, inline=not display))))
    if _cost(tree) > COSTLIEST:
        return None
    made = ziamath.Math(tree, size=EM)
    box, edge = made.node.bbox, made.margin
    wide, above, below = ((each + edge) / EM for each in (box.xmax - box.xmin + edge, box.ymax, -box.ymin))
    if not (0 < wide <= WIDEST and 0 < above + below <= HIGHEST):
        return None
    return Drawing(made.svg(), wide, above, below)


def _ziamath() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it asks for its fonts in an old way
        made: Any = importlib.import_module("ziamath")
    made.config.svg2 = False  # Qt draws paths; it need not know symbols
    return made


def _flat(element: Element) -> Element:
    """``element`` without namespaces and colours, and without rows of one, which only cost."""
    element.tag = element.tag.rpartition("}")[2]
    for name in COLOURS:
        element.attrib.pop(name, None)
    for at, child in enumerate(list(element)):
        flat = _flat(child)
        while flat.tag == "mrow" and len(flat) == 1 and not flat.attrib:
            flat = flat[0]
        element[at] = flat
    return element


def _cost(element: Element) -> int:
    return 1 + 2 * sum(map(_cost, element))
