"""What was in sight when the window closed, as it is drawn: the next one need not read Markdown to show it.

Derived from messages, and good for nothing else: an answer is looked up by its whole text, and a file that
says anything unexpected says nothing. It lies beside the messages only while no window is open: whoever
shows it takes it away, and the ``Edge`` does when messages are deleted. Knows no Qt.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

from edgechat import __version__
from edgechat.core.records import dataclass, field
from edgechat.core.schemes import leads_out
from edgechat.desktop.highlight import COLOURS, Span, spans
from edgechat.desktop.structure import Block, Cell, Item, Kind, Line, Run

FORMAT = 1
"""To be raised with every change of what Markdown is drawn as, or of what is written here."""

LONGEST = 2_000_000
"""Bytes that are read, and written, of the file."""

LARGEST = 1_000_000_000
"""No number in a block is larger: that of a list's item."""


@dataclass(frozen=True)
class Glimpse:
    """The blocks of answers by their text; what to colour in code, by the code and its language."""

    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    colours: Mapping[tuple[str, str], tuple[Span, ...]] = field(default_factory=dict)


def read_glimpse(path: Path) -> Glimpse:
    """What ``path`` holds; nothing of it, if any of it is not as ``keep_glimpse`` writes it."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(LONGEST))
        if told["made_by"] != [__version__, FORMAT]:
            return Glimpse()
        blocks = {_text(text): _all(_block, given) for text, given in told["blocks"]}
        colours = {(_text(code), _text(name)): _all(_span, given) for code, name, given in told["colours"]}
        return Glimpse(blocks, colours)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Glimpse()


def take_glimpse(path: Path) -> Glimpse:
    """``read_glimpse``, and the file is gone: before a window that closes at once leaves another there."""
    found = read_glimpse(path)
    with suppress(OSError):
        path.unlink()
    return found


def keep_glimpse(path: Path, answers: Iterable[tuple[str, tuple[Block, ...] | None]]) -> None:
    """Write the blocks of ``answers``, which come with their texts; those without blocks are read now.

    Whole or not at all, and not forced onto the disk: without it a window only takes longer to open.
    """
    blocks = {text: made if made is not None else _rendered(text) for text, made in answers}
    codes = {(each.code, each.language) for made in blocks.values() for each in made if each.language}
    told = {
        "made_by": [__version__, FORMAT],
        "blocks": [[text, _told(made)] for text, made in blocks.items()],
        "colours": [[code, language, spans(code, language)] for code, language in sorted(codes)],
    }
    written = json.dumps(told, ensure_ascii=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    if blocks and len(written) <= LONGEST:
        with suppress(OSError):
            part.write_text(written, "ascii")
            part.replace(path)


def _rendered(text: str) -> tuple[Block, ...]:
    from edgechat.desktop.markdown import render

    return render(text)


def _told(value: Any) -> Any:
    """A record as a dictionary of what is not as its class has it anyway."""
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if isinstance(value, (Block, Line, Item, Cell, Run)):
        usual = vars(type(value))
        return {name: _told(each) for name, each in vars(value).items() if usual.get(name, ...) != each}
    return value


# Reading: what is not of the expected type, or out of its range, is a ``ValueError``.

T = TypeVar("T")
Check = Callable[[Any], Any]


def _all(check: Callable[[Any], T], given: Any) -> tuple[T, ...]:
    return tuple([check(each) for each in _of(list, given)])


def _several(check: Check) -> Check:
    return partial(_all, check)


def _of(kind: type[T], given: Any) -> T:
    if type(given) is not kind:
        raise ValueError(f"{kind.__name__} expected")
    return given


def _text(given: Any) -> str:
    return _of(str, given)


def _flag(given: Any) -> bool:
    return _of(bool, given)


def _number(given: Any) -> int:
    if not 0 <= _of(int, given) <= LARGEST:
        raise ValueError("too large")
    return int(given)


def _one_of(*words: Any) -> Check:
    def check(given: Any) -> Any:
        if given not in words:
            raise ValueError("unknown word")
        return given

    return check


def _link(given: Any) -> str:
    if not leads_out(_text(given)):
        raise ValueError("leads nowhere")
    return str(given)


def _span(given: Any) -> Span:
    at, length, colour = _of(list, given)
    return _number(at), _number(length), str(_one_of(*COLOURS)(colour))


def _record(kind: Callable[..., T], checks: Mapping[str, Check]) -> Callable[[Any], T]:
    def check(given: Any) -> T:
        return kind(**{name: checks[name](value) for name, value in _of(dict, given).items()})

    return check


STYLES = dict.fromkeys(("bold", "italic", "struck", "code", "raised", "small"), _flag)
_run = _record(Run, {"text": _text, "href": _link, "formula": _one_of("inline", "display"), **STYLES})
_item = _record(Item, {"list": _number, "number": _number, "done": _flag})
_line = _record(
    Line,
    {
        "runs": _several(_run),
        "heading": _one_of(1, 2, 3, 4, 5, 6),
        "quote": _number,
        "depth": _number,
        "item": _item,
        "note": _flag,
    },
)
_cell = _record(Cell, {"runs": _several(_run), "align": _one_of("left", "right", "center")})
_block = _record(
    Block,
    {
        "kind": _one_of(*get_args(Kind)),
        "lines": _several(_line),
        "rows": _several(_several(_cell)),
        "code": _text,
        "language": _text,
        "quote": _number,
        "depth": _number,
    },
)
