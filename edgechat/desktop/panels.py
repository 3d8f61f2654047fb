"""What lies behind and above a document's text: code panels with their label and copy button, quote bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QToolButton

from edgechat.desktop import theme
from edgechat.desktop.highlight import Span
from edgechat.desktop.look import Look
from edgechat.desktop.shaping import BULLET, CODE_FOOT, CODE_HEADER, CODE_INSET, INDENT, QUOTE, TASK
from edgechat.desktop.structure import Block

if TYPE_CHECKING:
    from edgechat.desktop.document import Document

BOX = 14
DOT = 5
"""Across, of a bullet; a little more for the ring that stands at every second depth."""

TICK = ((0.2, 0.5), (0.4, 0.7), (0.74, 0.26))
"""Of a box that is ticked, from its upper left corner."""


class CodePanel:
    """One code block of a document: where it is, what it says, its button."""

    def __init__(self, document: Document, look: Look, block: Block, position: int) -> None:
        self.language = block.language
        self.inset = INDENT * block.depth + QUOTE * block.quote
        self.code = ""
        self._document = document
        self._look = look
        self._first = QTextCursor(document.document())
        self._first.setPosition(position)
        self._first.setKeepPositionOnInsert(True)
        self._button = self._make_button()

    def _make_button(self) -> QToolButton:
        button = QToolButton(self._document.viewport())
        button.setIcon(self._look.icons.icon("copy"))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(30, 28)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        name = QCoreApplication.translate("Transcript", "Copy code")
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(self._copy)
        return button

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self._button.setIcon(self._look.icons.icon("check", "accent"))
        QTimer.singleShot(1500, self._button, lambda: self._button.setIcon(self._look.icons.icon("copy")))

    def drop(self) -> None:
        self._button.hide()
        self._button.deleteLater()

    def rect(self) -> QRectF:
        """The panel's outline in pixels of the document's viewport."""
        layout = self._document.document().documentLayout()
        first = self._first.block()
        last = self._document.document().findBlock(self._first.position() + len(self.code))
        top = layout.blockBoundingRect(first).top() - CODE_HEADER
        bottom = layout.blockBoundingRect(last).bottom() + CODE_FOOT
        return QRectF(self.inset, top, self._document.document().textWidth() - self.inset, bottom - top)

    def place(self) -> None:
        """Put the button into the panel's upper right corner."""
        rect = self.rect()
        self._button.move(int(rect.right()) - 30 - 6, int(rect.top()) + 5)
        self._button.show()

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        rect = self.rect()
        if not rect.intersects(QRectF(exposed)):
            return
        painter.setPen(QColor(self._look.palette.border))
        painter.setBrush(QColor(self._look.palette.code))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(self._look.palette.muted))
        painter.setFont(self._look.caption)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the code below
        label = self.language or QCoreApplication.translate("Transcript", "text")
        spot = QRectF(rect.left() + CODE_INSET, rect.top() + 3, rect.width() - 80, 32)
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, label)

    def colour(self, spans: tuple[Span, ...]) -> None:
        """Colour the code; the text itself is not touched."""
        formats: dict[int, list[QTextLayout.FormatRange]] = {}
        document, begin = self._document.document(), self._first.position()
        for at, length, colour in spans:
            self._colour_span(document.findBlock(begin + at), begin + at, length, colour, formats)
        block = self._first.block()
        for _ in range(self.code.count("\n") + 1):
            block.layout().setFormats(formats.get(block.blockNumber(), []))
            block = block.next()
        document.markContentsDirty(begin, len(self.code))

    def _colour_span(
        self,
        block: QTextBlock,
        at: int,
        length: int,
        colour: str,
        formats: dict[int, list[QTextLayout.FormatRange]],
    ) -> None:
        ink = QTextCharFormat()
        ink.setForeground(QColor(getattr(self._look.palette, colour)))
        while length > 0 and block.isValid():
            inside = at - block.position()
            span = QTextLayout.FormatRange()
            span.start, span.length, span.format = inside, min(length, block.length() - inside), ink
            formats.setdefault(block.blockNumber(), []).append(span)
            length -= span.length
            block = block.next()
            at = block.position()


def paint_margins(painter: QPainter, document: Document, exposed: QRect) -> None:
    """Of every block in sight: a bar beside a quoted one, a bullet before an item, a box before a task."""
    layout = document.document().documentLayout()
    block = document.cursorForPosition(exposed.topLeft()).block()
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > exposed.bottom():
            return
        _paint_bars(painter, document, block, rect)
        if block.blockFormat().hasProperty(TASK):
            _paint_box(painter, document, block, rect)
        elif block.blockFormat().hasProperty(BULLET):
            _paint_bullet(painter, document, block, rect)
        block = block.next()


def _paint_bars(painter: QPainter, document: Document, block: QTextBlock, rect: QRectF) -> None:
    level, left = _quoted(block)
    from_right = block.textDirection() == Qt.LayoutDirection.RightToLeft
    going_on = min(level, _quoted(block.next())[0])
    following = document.document().documentLayout().blockBoundingRect(block.next()) if going_on else rect
    for step in range(level):
        height = max(rect.height(), following.top() - rect.top()) if step < going_on else rect.height()
        beside = left + step * QUOTE
        at = document.document().textWidth() - beside - 3 if from_right else beside
        bar = QRectF(at, rect.top(), 3, height)
        painter.fillRect(bar, QColor(document.look.palette.border_strong))


def _paint_bullet(painter: QPainter, document: Document, block: QTextBlock, rect: QRectF) -> None:
    """In the middle of the room before the text of an item: full, and hollow at every second depth."""
    line, ink = block.layout().lineAt(0), QColor(document.look.palette.text)
    across = rect.left() + line.position().x() - INDENT / 2
    if block.textDirection() == Qt.LayoutDirection.RightToLeft:
        across = rect.left() + line.position().x() + line.width() + INDENT / 2
    down = rect.top() + line.ascent() - QFontMetricsF(document.look.reading).xHeight() / 2
    hollow = block.blockFormat().intProperty(BULLET) % 2 == 0
    painter.setPen(QPen(ink, 1) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else ink)
    painter.drawEllipse(QPointF(across, down), DOT / 2, DOT / 2)


def _paint_box(painter: QPainter, document: Document, block: QTextBlock, rect: QRectF) -> None:
    """Before the text of a task: empty, or filled and ticked."""
    colours, line = document.look.palette, block.layout().lineAt(0)
    begin = rect.left() + line.position().x()
    if block.textDirection() == Qt.LayoutDirection.RightToLeft:
        begin = rect.left() + line.position().x() + line.width() + BOX + 16
    top = rect.top() + line.ascent() - QFontMetricsF(document.look.reading).capHeight() / 2 - BOX / 2
    box = QRectF(round(begin - BOX - 8) + 0.5, round(top) + 0.5, BOX - 1, BOX - 1)
    done = block.blockFormat().boolProperty(TASK)
    painter.setPen(QPen(QColor(colours.accent if done else colours.border_strong), 1))
    painter.setBrush(QColor(colours.accent) if done else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if done:
        painter.setPen(QPen(QColor(colours.on_accent), 1.6))
        tick = [QPointF(box.left() + x * BOX, box.top() + y * BOX) for x, y in TICK]
        painter.drawPolyline(tick)


def _quoted(block: QTextBlock) -> tuple[int, float]:
    """How deep ``block`` is quoted, and where its outermost bar stands."""
    if not block.isValid():
        return 0, 0.0
    layout = block.blockFormat()
    return layout.intProperty(QTextFormat.Property.BlockQuoteLevel), float(layout.indent() * INDENT)
