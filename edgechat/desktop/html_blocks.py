"""Clean HTML to blocks that a document can draw. Knows no Qt.

Only tags named here mean anything; all others are passed over, so even HTML that nobody cleaned could
add nothing but text.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, Literal

from edgechat.core.records import replace
from edgechat.core.schemes import leads_out
from edgechat.desktop.structure import Block, Cell, Item, Kind, Line, Run


def read(html: str) -> list[Block]:
    """The blocks of clean ``html``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finish()


INLINE = {"strong": "bold", "em": "italic", "s": "struck", "code": "code", "sup": "raised"}
FORMULAS: dict[str, Literal["inline", "display"]] = {"formula": "inline", "formula-display": "display"}
TASKS = {"done": True, "open": False}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


class _Reader(HTMLParser):
    """Turns tags into lines. One use."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Block] = []
        self._lines: list[Line] = []
        self._runs: list[Run] = []
        self._styles: dict[str, int] = dict.fromkeys(INLINE.values(), 0)
        self._href = ""
        self._heading = 0
        self._quote = 0
        self._lists: list[list[int]] = []
        self._made_lists = 0
        self._item: Item | None = None
        self._rows: list[list[Cell]] = []
        self._align = "left"
        self._in_cell = False
        self._code: list[str] | None = None
        self._language = ""
        self._formula: Literal["", "inline", "display"] = ""
        self._note = False

    def finish(self) -> list[Block]:
        self._end_line()
        self._end_text()
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "pre":
            self._break()
            self._code, self._language = [], ""
        elif self._code is not None:
            self._formula = FORMULAS.get(given.get("class", ""), "")
            self._language = given.get("class", "").removeprefix("language-")
        elif tag == "code" and given.get("class") in FORMULAS:
            self._formula = FORMULAS[given["class"]]
        elif tag in INLINE:
            self._styles[INLINE[tag]] += 1
        elif tag == "a":
            self._href = _leading_out(given.get("href", ""))
        elif tag == "br":
            self._runs.append(Run("\u2028"))
        elif tag in ("th", "td"):
            self._in_cell, self._align = True, given.get("align", "left")
        else:
            self._start_block(tag, given)

    def _start_block(self, tag: str, given: dict[str, str]) -> None:
        self._end_line()
        self._note = given.get("class") == "note"
        if tag in HEADINGS:
            self._heading = HEADINGS[tag]
        elif tag == "blockquote":
            self._quote += 1
        elif tag in ("ul", "ol"):
            self._made_lists += 1
            first = given.get("start", "1") if tag == "ol" else "0"
            self._lists.append([self._made_lists, int(first) if first.isdigit() else 1, int(tag == "ol")])
        elif tag == "li" and self._lists:
            key, number, ordered = self._lists[-1]
            self._item = Item(key, number if ordered else 0, TASKS.get(given.get("class", "")))
            self._lists[-1][1] += 1
        elif tag == "table":
            self._break()
            self._rows = []
        elif tag == "tr":
            self._rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if self._code is not None:
            if tag == "pre":
                self._end_code()
        elif tag == "code" and self._formula:
            self._formula = ""
        elif tag in INLINE:
            self._styles[INLINE[tag]] -= 1
        elif tag == "a":
            self._href = ""
        elif tag in ("th", "td"):
            self._end_cell()
        else:
            self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        self._end_line()
        if tag in HEADINGS:
            self._heading = 0
        elif tag == "blockquote":
            self._quote = max(0, self._quote - 1)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "li" and self._item is not None:
            self._add_line(())
        elif tag == "table" and self._rows:
            rows = tuple(tuple(row) for row in self._rows)
            self._blocks.append(Block("table", rows=rows, quote=self._quote, depth=len(self._lists)))

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)
            return
        if self._formula:
            self._runs.append(Run(data, bold=self._styles["bold"] > 0, formula=self._formula))
            return
        if not self._runs and not data.strip():
            return
        text = data.replace("\n", " ")
        style: dict[str, Any] = {name: count > 0 for name, count in self._styles.items()}
        self._runs.append(Run(text if self._runs else text.lstrip(), href=self._href, **style))

    def _end_cell(self) -> None:
        if self._rows:
            self._rows[-1].append(Cell(_trimmed(self._runs), self._align))
        self._runs, self._in_cell = [], False

    def _end_line(self) -> None:
        if self._runs and not self._in_cell:
            runs, self._runs = _trimmed(self._runs), []
            self._add_line(runs)

    def _add_line(self, runs: tuple[Run, ...]) -> None:
        depth = len(self._lists)
        self._lines.append(Line(runs, self._heading, self._quote, depth, self._item, self._note))
        self._item = None

    def _end_text(self) -> None:
        if self._lines:
            self._blocks.append(Block("text", lines=tuple(self._lines)))
            self._lines = []

    def _break(self) -> None:
        """Lines up to here are one block; something else follows."""
        self._end_line()
        if self._item is not None:
            self._add_line(())
        self._end_text()

    def _end_code(self) -> None:
        code = "".join(self._code or ()).rstrip("\n")
        kind: Kind = "formula" if self._formula else "code"
        language = "" if self._formula else self._language[:24]
        depth = len(self._lists)
        self._blocks.append(Block(kind, code=code, language=language, quote=self._quote, depth=depth))
        self._code, self._formula = None, ""


def _leading_out(href: str) -> str:
    """``href`` if it names an allowed scheme; a relative link in a message leads nowhere."""
    return href if leads_out(href) else ""


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """``runs`` without space at the end."""
    if not runs or runs[-1].text.rstrip(" ") == runs[-1].text:
        return tuple(runs)
    last = runs[-1]
    return (*runs[:-1], replace(last, text=last.text.rstrip(" ")))
