"""Markdown: the text as it is written, with its headings, lists, code and tables marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from edgechat.library.extract import Block, Kind, Page
from edgechat.library.formats._composing import FULL, Outline, lines_of
from edgechat.library.formats._contract import Format
from edgechat.library.formats._head import Head
from edgechat.library.formats.text import TextBook

EXTENSIONS = frozenset({"md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"})
_FRONT = re.compile(r"---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_SIMPLE: dict[str, Kind] = {
    "paragraph_open": "paragraph", "fence": "code", "code_block": "code", "html_block": "paragraph",
}  # fmt: skip


class MarkdownBook(TextBook):
    """Its text is the source: what is cited is what was written."""

    def pages(self, first: int) -> Iterator[Page]:
        outline = Outline()
        for number, text in enumerate(_parts(self.text), 1):
            blocks = tuple(_blocks(text, outline))
            if number == 1:
                self.title = next(
                    (text[b.start : b.end].strip("# ") for b in blocks if b.kind == "heading"), ""
                )
            yield Page(number, text, blocks)


def _parts(text: str) -> Iterator[str]:
    """The text in pieces of at most ``FULL`` characters, cut at blank lines."""
    start = 0
    while len(text) - start > FULL:
        at = text.rfind("\n\n", start + FULL // 2, start + FULL)
        at = at + 2 if at > 0 else start + FULL
        yield text[start:at]
        start = at
    yield text[start:]


def _blocks(text: str, outline: Outline) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    spans = list(lines_of(text))
    front = _FRONT.match(text)
    # What programs keep at the top is no heading, however it looks.
    body = re.sub(r"[^\n]", " ", front.group()) + text[front.end() :] if front else text
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table").parse(body)
    if front:
        yield Block(0, len(front.group().rstrip()), "notes")
    walker = _Walker(text, spans, outline)
    at = 0
    for token in tokens:
        for block in walker.step(token):
            if block.start >= at:
                at = block.end
                yield block


class _Walker:
    """Turns the parser's tokens into blocks. A token knows its lines; lines know their characters."""

    def __init__(self, text: str, spans: list[tuple[int, int]], outline: Outline) -> None:
        self._text = text
        self._spans = spans
        self._outline = outline
        self._lists = 0
        self._quotes = 0
        self._header = False

    def step(self, token: Any) -> Iterator[Block]:
        kind = token.type
        self._lists += {"bullet_list_open": 1, "ordered_list_open": 1}.get(kind, 0)
        self._lists -= {"bullet_list_close": 1, "ordered_list_close": 1}.get(kind, 0)
        self._quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(kind, 0)
        if kind in ("thead_open", "tbody_open"):
            self._header = kind == "thead_open"
        if token.map is None:
            return
        if kind == "heading_open":
            yield from self._heading(token)
        elif kind == "tr_open":
            yield from self._row(token)
        elif kind in _SIMPLE:
            yield from self._block(token.map, self._kind(_SIMPLE[kind]))

    def _kind(self, kind: Kind) -> Kind:
        if kind == "paragraph":
            return "list" if self._lists else "quote" if self._quotes else kind
        return kind

    def _span(self, lines: list[int]) -> tuple[int, int] | None:
        first, after = lines[0], min(lines[1], len(self._spans))
        if first >= after:
            return None
        start, end = self._spans[first][0], self._spans[after - 1][1]
        text = self._text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        return (start, end) if start < end else None

    def _block(self, lines: list[int], kind: Kind) -> Iterator[Block]:
        span = self._span(lines)
        if span is not None:
            level = max(0, self._lists - 1) if kind == "list" else 0
            place = f"{lines[0] + 1}-{lines[1]}"
            yield Block(*span, kind, self._outline.path, level, place=place)

    def _heading(self, token: Any) -> Iterator[Block]:
        span = self._span(token.map)
        if span is not None:
            level = int(token.tag[1])
            text = self._text[span[0] : span[1]].split("\n")[0].strip("# ")
            yield Block(
                *span, "heading", self._outline.enter(text, level), level, place=str(token.map[0] + 1)
            )

    def _row(self, token: Any) -> Iterator[Block]:
        """The rule below a header row is part of its block."""
        first, after = token.map
        span = self._span([first, after + 1 if self._header else after])
        if span is None:
            return
        end = min(self._spans[first][1], span[1])
        cells = []
        for match in _CELL.finditer(self._text, span[0], end):
            word = match.group()
            start = match.start() + len(word) - len(word.lstrip())
            if word.strip():
                cells.append((start, start + len(word.strip())))
        kind: Kind = "table-header" if self._header else "table-row"
        yield Block(*span, kind, self._outline.path, cells=tuple(cells), place=str(first + 1))


def _sniff(head: Head) -> int:
    return 2 if head.suffix in EXTENSIONS and head.text else 0


FORMAT = Format("markdown", EXTENSIONS, _sniff, MarkdownBook)
