"""Text that leaves the window: a selection or a whole message, plain and as clean HTML, formulas as LaTeX.

The plain text is markdown where that reads well: items keep their signs, quotes theirs. Styles of the theme
do not travel.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from PySide6.QtCore import QMimeData
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextList,
    QTextTable,
)

from edgechat.core import markup
from edgechat.core.records import dataclass
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.shaping import CODE, TASK
from edgechat.desktop.typesetting import OBJECT, source

LONGEST = 200_000
"""Characters of a message that are offered as HTML too."""


def copy_message(text: str, formatter: Formatter) -> None:
    """Put ``text``, the source of a message, on the clipboard; a moment later as HTML too."""
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(text)

    def add(html: str) -> None:
        if clipboard.text() == text:  # nothing else was copied meanwhile
            both = QMimeData()
            both.setText(text)
            both.setHtml(html)
            clipboard.setMimeData(both)

    if len(text) <= LONGEST:
        formatter.page(text, add)


def selection(cursor: QTextCursor) -> QMimeData:
    """What is selected."""
    made = QMimeData()
    pieces = list(_pieces(cursor))
    made.setText(_plain(pieces))
    made.setHtml(markup.clean("".join(_html(kind, list(group)) for kind, group in groupby(pieces, _kind))))
    return made


def selected_text(cursor: QTextCursor) -> str:
    return _plain(list(_pieces(cursor)))


@dataclass(frozen=True)
class Piece:
    """The selected part of one block. ``place``: which list, table or code it belongs to."""

    text: str
    html: str
    kind: str = "p"
    place: int = 0
    sign: str = ""
    row: int = 0


def _kind(piece: Piece) -> tuple[str, int]:
    return piece.kind, piece.place


def _pieces(cursor: QTextCursor) -> Iterator[Piece]:
    document, begin, end = cursor.document(), cursor.selectionStart(), cursor.selectionEnd()
    block, code = document.findBlock(begin), begin
    while block.isValid() and block.position() < end:
        text, html = _inside(block, begin, end)
        layout = block.blockFormat()
        here = QTextCursor(block)
        table: QTextTable | None = here.currentTable()
        listed: QTextList | None = block.textList()
        if layout.intProperty(CODE):
            code = block.position() if layout.intProperty(CODE) == 1 else code
            yield Piece(text, html, "pre", code)
        elif table is not None:
            row = table.cellAt(here).row()
            yield Piece(text, html, "table", table.firstPosition(), row=row)
        elif listed is not None:
            yield Piece(text, html, "li", listed.objectIndex(), sign=_sign(block))
        elif text.strip("\u200b"):
            level = layout.headingLevel()
            quoted = layout.intProperty(QTextFormat.Property.BlockQuoteLevel)
            kind = f"h{level}" if level else "blockquote" if quoted else "p"
            yield Piece(text, html, kind, block.position(), sign="> " * quoted)
        block = block.next()


def _sign(block: QTextBlock) -> str:
    """What stands before a list item."""
    listed, layout = block.textList(), block.blockFormat()
    inset = "  " * max(0, listed.format().indent() - 1)
    if layout.hasProperty(TASK):
        return f"{inset}- [{'x' if layout.boolProperty(TASK) else ' '}] "
    number = listed.itemText(block)
    return f"{inset}{number} " if number[:1].isdigit() else f"{inset}- "


def _inside(block: QTextBlock, begin: int, end: int) -> tuple[str, str]:
    """The part of ``block`` between two positions of the document, plain and as HTML."""
    texts, pages = [], []
    spans, in_code = block.begin(), bool(block.blockFormat().intProperty(CODE))
    while not spans.atEnd():
        fragment = spans.fragment()
        at, ink = fragment.position(), fragment.charFormat()
        text = fragment.text()[max(0, begin - at) : max(0, end - at)].replace("\u2028", "\n")
        if OBJECT in text:
            text = text.replace(OBJECT, source(ink))
        texts.append(text)
        pages.append(_marked(text, ink, in_code=in_code))
        spans += 1
    return "".join(texts), "".join(pages)


def _marked(text: str, ink: QTextCharFormat, *, in_code: bool) -> str:
    """``text`` as HTML in the style of ``ink``."""
    page = escape(text).replace("\n", "<br>")
    if not page or in_code:
        return page
    styles = {
        "code": ink.fontFixedPitch(),
        "strong": ink.fontWeight() >= QFont.Weight.DemiBold,
        "em": ink.fontItalic(),
        "s": ink.fontStrikeOut(),
    }
    for tag, holds in styles.items():
        page = f"<{tag}>{page}</{tag}>" if holds else page
    return f'<a href="{escape(ink.anchorHref())}">{page}</a>' if ink.anchorHref() else page


def _plain(pieces: list[Piece]) -> str:
    """Lines of one list or code block follow each other; paragraphs stand apart."""
    if len(pieces) == 1:
        return pieces[0].text
    groups = groupby(pieces, lambda piece: (piece.kind, 0 if piece.kind == "li" else piece.place))
    return "\n\n".join(_lines(list(group)) for _, group in groups)


def _lines(group: list[Piece]) -> str:
    if group[0].kind == "table":
        rows = groupby(group, lambda piece: piece.row)
        return "\n".join("\t".join(piece.text for piece in row) for _, row in rows)
    return "\n".join(piece.sign + piece.text for piece in group)


def _html(kind: tuple[str, int], group: list[Piece]) -> str:
    tag = kind[0]
    if tag == "pre":
        return f"<pre><code>{chr(10).join(piece.html for piece in group)}</code></pre>"
    if tag == "table":
        rows = groupby(group, lambda piece: piece.row)
        cells = ("".join(f"<td>{piece.html}</td>" for piece in row) for _, row in rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    inside = "".join(f"<{tag}>{piece.html}</{tag}>" for piece in group)
    if tag == "li":
        outer = "ol" if group[0].sign.strip()[:1].isdigit() else "ul"
        return f"<{outer}>{inside}</{outer}>"
    return inside
