"""A few lines of a text with the words marked that were looked for, drawn into a row of a list."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from edgechat.core.records import dataclass
from edgechat.desktop import direction
from edgechat.desktop.look import Look

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Snippet:
    """``marks`` are (begin, end) in characters of ``text``."""

    text: str
    marks: Marks = ()


def draw_snippet(
    painter: QPainter, rect: QRect, snippet: Snippet, *, font: QFont, look: Look, lines: int
) -> None:
    """At most ``lines`` of it, the last one cut at a word."""
    text, marks = snippet.text, snippet.marks
    layout = _laid_out(snippet, font, look, rect.width())
    while layout.lineCount() > lines:
        last = layout.lineAt(lines - 1)
        words = text[: min(last.textStart() + last.textLength(), len(layout.text()) - 1)]
        shorter = words.rpartition(" ")[0] or words[:-1]
        layout = _laid_out(Snippet(shorter.rstrip(" ,.;:…") + "…", marks), font, look, rect.width())
    painter.setPen(QColor(look.palette.text))
    painter.setClipRect(rect.adjusted(0, -2, 0, 4))
    layout.draw(painter, QPointF(rect.topLeft()))


def _laid_out(snippet: Snippet, font: QFont, look: Look, width: int) -> QTextLayout:
    text = snippet.text
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(direction.of(text))
    option.setAlignment(direction.leading())
    layout.setTextOption(option)
    layout.setFormats([_mark(text, mark, look) for mark in snippet.marks if mark[1] <= len(text)])
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height() + 2
    layout.endLayout()
    return layout


def _mark(text: str, mark: tuple[int, int], look: Look) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    ink = QTextCharFormat()
    ink.setFontWeight(QFont.Weight.DemiBold)
    ink.setBackground(QColor(look.palette.selection))
    found.start = units(text[: mark[0]])
    found.length, found.format = units(text[mark[0] : mark[1]]), ink
    return found


def units(text: str) -> int:
    """How long ``text`` is to Qt: signs beyond the first 65,536 are two."""
    return len(text) + sum(sign > "\uffff" for sign in text)
