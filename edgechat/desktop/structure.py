"""Lines of runs in blocks: what a document can draw with its own formats. Knows no Qt and no HTML."""

from __future__ import annotations

from typing import Literal

from edgechat.core.records import dataclass

Kind = Literal["text", "table", "code", "rule", "formula"]


@dataclass(frozen=True)
class Run:
    """Text in one style. ``href`` is empty for what is no link; the text of a ``formula`` is LaTeX."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    href: str = ""
    raised: bool = False
    small: bool = False
    formula: Literal["", "inline", "display"] = ""


@dataclass(frozen=True)
class Item:
    """The list item that a line begins: ``list`` tells lists of one block apart, ``number`` 0 is a bullet.

    ``done`` is told of tasks only.
    """

    list: int
    number: int = 0
    done: bool | None = None


@dataclass(frozen=True)
class Line:
    """One paragraph. ``heading`` 1..6 or 0; ``quote`` and ``depth`` count the quotes and lists around it.

    ``note``: it is a footnote.
    """

    runs: tuple[Run, ...]
    heading: int = 0
    quote: int = 0
    depth: int = 0
    item: Item | None = None
    note: bool = False


@dataclass(frozen=True)
class Cell:
    runs: tuple[Run, ...]
    align: str = "left"


@dataclass(frozen=True)
class Block:
    """What is drawn as one: lines of text, a table, code (with its language), a formula, or a rule."""

    kind: Kind
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    code: str = ""
    language: str = ""
    quote: int = 0
    depth: int = 0


@dataclass(frozen=True)
class Update:
    """Of a text that is still arriving: ``frozen`` blocks are new and will not change again; ``tail``
    replaces the last tail."""

    frozen: tuple[Block, ...]
    tail: tuple[Block, ...]
