"""Documents as Markdown: what the reader found, written with its headings, lists, tables, code and quotes.

Nothing is stored. The bytes are read in a ``read`` child like those of any document; only checked values come
here.
"""

from __future__ import annotations

import mimetypes
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from edgechat.core.errors import DocumentUnreadable
from edgechat.library.extract import Block, Page
from edgechat.library.names import display_name
from edgechat.library.reader import Reader
from edgechat.library.source import open_source

LABELLED = ("sheet", "slide", "chapter", "message")
"""Units whose parts have names worth a heading."""
OPENERS = re.compile(r"^(\s*)([#>+*-](?=\s)|#{2,6}(?=\s)|```|~~~)", re.MULTILINE)
NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)


@dataclass(frozen=True)
class Converted:
    """One file: ``data`` is its Markdown and ``tokens`` how many that are, or ``error`` says why not."""

    id: str
    name: str
    mime_type: str
    format: Literal["markdown", "error"]
    tokens: int = 0
    data: str = ""
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """With the names that the hosted service uses."""
        told = {"id": self.id, "name": self.name, "mimeType": self.mime_type, "format": self.format}
        return told | {"tokens": self.tokens} | ({"error": self.error} if self.error else {"data": self.data})


def convert(
    files: Iterable[str | os.PathLike[str]], count: Callable[[str], int], reader: Reader
) -> Iterator[Converted]:
    """Each of ``files`` as Markdown; one that cannot be read costs only itself."""
    for file in files:
        name = display_name(Path(os.fspath(file)).name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        id = secrets.token_hex(8)
        try:
            with open_source(file) as source:
                reading = reader.read(source)
                pages = list(reading)
            text = write(pages, reading.opened.unit if reading.opened else "")
            yield Converted(id, name, kind, "markdown", count(text), text)
        except DocumentUnreadable as error:
            yield Converted(id, name, kind, "error", error=f"{error.message} {error.action}".strip())


def write(pages: Iterable[Page], unit: str) -> str:
    """``pages`` as one Markdown text."""
    parts: list[str] = []
    for page in pages:
        first = page.text[page.blocks[0].start : page.blocks[0].end].strip() if page.blocks else ""
        if unit in LABELLED and page.label and first != page.label.strip():
            parts.append(f"## {_line(page.label)}")
        parts += _blocks(page)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _blocks(page: Page) -> Iterator[str]:
    """Blocks, those of one list or table together."""
    for kind, run in groupby(page.blocks, key=_run):
        blocks = list(run)
        if kind == "list":
            yield "\n".join(_item(page, block) for block in blocks)
        elif kind == "table":
            yield _table(page, blocks)
        else:
            yield from (_single(block, page.text[block.start : block.end]) for block in blocks)


def _run(block: Block) -> str:
    return "table" if block.kind in ("table-header", "table-row") else block.kind


def _single(block: Block, text: str) -> str:
    if block.kind == "heading":
        return f"{'#' * min(max(block.level, 1), 6)} {_line(text)}"
    if block.kind == "code":
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}\n{text.strip(chr(10))}\n{fence}"
    if block.kind == "quote":
        return "\n".join(f"> {line}".rstrip() for line in _plain(text).splitlines())
    return _plain(text)


def _item(page: Page, block: Block) -> str:
    lines = page.text[block.start : block.end].strip().splitlines() or [""]
    first = re.sub(r"^([-*+•◦▪–]|\d{1,3}[.)])\s+", "", lines[0])
    found = re.match(r"\d{1,3}[.)](?=\s)", lines[0])
    inset = "  " * min(block.level, 8)
    mark = found[0] if found else "-"
    return "\n".join([f"{inset}{mark} {first}", *(f"{inset}  {line.strip()}" for line in lines[1:])])


def _table(page: Page, blocks: list[Block]) -> str:
    """A table has a header: its own, the one from the page before, or its first row."""
    rows = [[page.text[start:end] for start, end in _cells(block)] for block in blocks]
    if page.header and blocks[0].kind != "table-header":
        rows.insert(0, list(page.header))
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(_cell(cell) for cell in [*row, *[''] * (width - len(row))])} |" for row in rows]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def _cells(block: Block) -> tuple[tuple[int, int], ...]:
    return block.cells or ((block.start, block.end),)


def _cell(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """A text whose lines could be taken for a heading, a list or a fence, so that they are not."""
    return NUMBERED.sub(r"\1\\\2", OPENERS.sub(r"\1\\\2", text.strip("\n")))
