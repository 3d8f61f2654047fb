"""How a document looks in a list: its icon, its name, and what has become of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from edgechat.desktop import document_words, style, theme
from edgechat.desktop.conversations import Index
from edgechat.desktop.documents import InfoRole, PlaceRole
from edgechat.desktop.look import Look
from edgechat.desktop.row_ground import draw_ground
from edgechat.library.document import ATTACHMENTS, DocumentInfo

INSET, PAD, ICON = 12, 12, 24
STEP_SIDE = 12
ALIGN = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
ICONS = {"danger": "alert", "warning": "alert", "accent": "retry"}
"""In place of a document's own, where something is the matter or under way."""


def _step_font(look: Look) -> QFont:
    return style.scaled(look.caption, 1.0, bold=True)


def step_rect(row: QRect, look: Look, info: DocumentInfo) -> QRect:
    """Where in ``row``, read from the left, the next step for ``info`` stands; invalid: there is none."""
    said = document_words.step(info)
    if not said:
        return QRect()
    metrics = QFontMetrics(_step_font(look))
    wide, high = metrics.horizontalAdvance(said) + 2 * STEP_SIDE, metrics.height() + 12
    return QRect(row.right() - INSET - PAD - wide, row.center().y() - high // 2, wide, high)


class DocumentDrawing(QStyledItemDelegate):
    """Two lines: the name, and in the colour of its state what the library says of it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        caption = QFontMetrics(self.look.caption).height()
        return QSize(100, option.fontMetrics.height() + caption + 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        info = index.data(InfoRole)
        if info is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        draw_ground(
            painter, option.state, QRectF(rect.adjusted(INSET, 1, -INSET, -1)), self.look, radius=theme.RADIUS
        )
        inner = rect.adjusted(INSET + PAD, 8, -INSET - PAD, -8)
        tone = document_words.tone(info)
        mark = QRect(inner.left(), inner.top() + (inner.height() - ICON) // 2, ICON, ICON)
        own = "attach" if info.collection == ATTACHMENTS else "document"
        icon = self.look.icons.icon(ICONS.get(tone, own), tone)
        icon.paint(painter, QStyle.visualRect(option.direction, rect, mark))
        step = step_rect(rect, self.look, info)
        room = inner.adjusted(ICON + PAD, 0, -step.width() - PAD if step.isValid() else 0, 0)
        lines = QStyle.visualRect(option.direction, rect, room)
        if step.isValid():
            self._step(painter, QStyle.visualRect(option.direction, rect, step), document_words.step(info))
        self._name(painter, lines, option, info)
        self._about(painter, lines, option, index, tone)
        painter.restore()

    def _step(self, painter: QPainter, spot: QRect, said: str) -> None:
        """A button to look at: the row opens what it leads to, by a click here or by Enter."""
        painter.setPen(QColor(self.look.palette.border_strong))
        painter.setBrush(QColor(self.look.palette.raised))
        painter.drawRoundedRect(
            QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_SMALL, theme.RADIUS_SMALL
        )
        painter.setFont(_step_font(self.look))
        painter.setPen(QColor(self.look.palette.text))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, said)

    def _name(self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, info: DocumentInfo) -> None:
        font = style.scaled(option.font, theme.BODY, bold=True)
        metrics = QFontMetrics(font)
        line = QRect(room.left(), room.top(), room.width(), metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(self.look.palette.text))
        name = document_words.shown(info.name)
        painter.drawText(line, ALIGN, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, line.width()))

    def _about(
        self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, index: Index, tone: str
    ) -> None:
        """Where it is, if that must be told, and in the colour of its state what became of it."""
        metrics = QFontMetrics(self.look.caption)
        line = QRect(room.left(), room.bottom() - metrics.height() + 1, room.width(), metrics.height())
        painter.setFont(self.look.caption)
        where = metrics.elidedText(index.data(PlaceRole), Qt.TextElideMode.ElideMiddle, line.width() // 2)
        if where:
            where = f"{where} · "
            painter.setPen(QColor(self.look.palette.muted))
            painter.drawText(line, ALIGN, where)
        taken = metrics.horizontalAdvance(where)
        rest = QStyle.visualRect(option.direction, line, line.adjusted(taken, 0, 0, 0))
        painter.setPen(QColor(getattr(self.look.palette, tone)))
        said = document_words.state(index.data(InfoRole))
        painter.drawText(rest, ALIGN, metrics.elidedText(said, Qt.TextElideMode.ElideRight, rest.width()))
