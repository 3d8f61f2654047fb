"""The models of this machine as a list: name and size, one line of what each is, a tick at the one in use.

One that cannot be used says why instead, and cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from edgechat.ai.values import ModelInfo
from edgechat.desktop import words
from edgechat.desktop.conversations import Index
from edgechat.desktop.language import said
from edgechat.desktop.look import Look
from edgechat.desktop.row_ground import draw_ground

InfoRole = int(Qt.ItemDataRole.UserRole)
CurrentRole = InfoRole + 1
INSET, PAD, TICK = 8, 8, 24
MOST_SHOWN = 5


class ModelTable(QAbstractListModel):
    """What is listed; ``current`` is the id of the one in use."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._models: list[ModelInfo] = []
        self._current = ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._models)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        info = self._models[index.row()]
        if role == InfoRole:
            return info
        if role == CurrentRole:
            return info.id == self._current
        if role == Qt.ItemDataRole.ToolTipRole:
            return words.plain_tip(f"{said(info.note)}\n{info.path or ''}".strip())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.model_line(info, current=info.id == self._current)
        return None

    def show(self, models: Sequence[ModelInfo], current: str) -> None:
        self.beginResetModel()
        self._models, self._current = list(models), current
        self.endResetModel()

    def row_of(self, id: str) -> int:
        return next((row for row, each in enumerate(self._models) if each.id == id), -1)


class ModelDrawing(QStyledItemDelegate):
    """Two lines: name and size; what it is, or why it cannot be used."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._bold = QFont(look.base)
        self._bold.setWeight(QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + QFontMetrics(self._look.caption).height() + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        draw_ground(painter, option.state, QRectF(rect.adjusted(INSET, 1, -INSET, -1)), self._look)
        inner = rect.adjusted(INSET + PAD, 8, -INSET - PAD, -8)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        if index.data(CurrentRole):
            mark = self._look.icons.pixmap("check", "accent", 16)
            left = inner.right() - 16 if mirrored else inner.left()
            painter.drawPixmap(left, inner.center().y() - 8, mark)
        inner.adjust(0 if mirrored else TICK, 0, -TICK if mirrored else 0, 0)
        self._lines(painter, inner, index.data(InfoRole))
        painter.restore()

    def _lines(self, painter: QPainter, rect: QRect, info: ModelInfo) -> None:
        colours, usable = self._look.palette, info.state == "installed"
        caption, metrics = QFontMetrics(self._look.caption), QFontMetrics(self._bold)
        size = words.size(info.size) if info.size else ""
        room = rect.width() - caption.horizontalAdvance(size) - 12
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        lead, trail = Qt.AlignmentFlag.AlignLeading, Qt.AlignmentFlag.AlignTrailing
        painter.setFont(self._bold)
        painter.setPen(QColor(colours.text if usable else colours.muted))
        name = metrics.elidedText(words.model_title(info), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(rect, top | lead, name)
        painter.setFont(self._look.caption)
        painter.setPen(QColor(colours.muted))
        painter.drawText(rect, top | trail, size)
        painter.setPen(QColor(colours.muted if usable else colours.danger))
        note = words.model_note(info)
        painter.drawText(
            rect, bottom | lead, caption.elidedText(note, Qt.TextElideMode.ElideRight, rect.width())
        )


class ModelList(QListView):
    """``chosen(info)`` by click or Enter; ``removed(info)``: one that is gone is to leave the list."""

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("models")
        self.setAccessibleName(self.tr("Models on this machine"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.table = ModelTable(self)
        self.setModel(self.table)
        self.setItemDelegate(ModelDrawing(look, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)

    def show_models(self, models: Sequence[ModelInfo], current: str) -> None:
        """List ``models``; the keyboard stays where it is, or begins at the current one."""
        kept = self.currentIndex().data(InfoRole) if self.currentIndex().isValid() else None
        self.table.show(models, current)
        row = self.table.row_of(kept.id if kept is not None else current)
        if row >= 0:
            self.setCurrentIndex(self.table.index(row))
        rows = min(MOST_SHOWN, len(models))
        self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(rows)) + 2)

    def _choose(self, index: QModelIndex) -> None:
        info: ModelInfo | None = index.data(InfoRole) if index.isValid() else None
        if info is not None and info.state == "installed":
            self.chosen.emit(info)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.removed.emit(index.data(InfoRole))
        else:
            super().keyPressEvent(event)
