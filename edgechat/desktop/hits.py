"""What a search found, as a list: the conversation, the words around each match, and the match marked."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTime,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from edgechat.chat.search import Hit
from edgechat.desktop import direction
from edgechat.desktop.conversations import Index
from edgechat.desktop.look import Look
from edgechat.desktop.row_ground import draw_ground
from edgechat.desktop.snippet import Marks, Snippet, draw_snippet

HitRole = int(Qt.ItemDataRole.UserRole)
INSET, PAD = 8, 10
LINES = 2
"""Of a message around its match."""


class Hits(QAbstractListModel):
    """The hits of the last search."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HitRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return hit.snippet if hit.message is None else f"{hit.title}: {hit.snippet}"
        return None

    def show(self, hits: list[Hit]) -> None:
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()


MARKUP = re.compile(
    r"\*\*|__|~~|`+|(?<!\w)[*_](?=\w)|(?<=[\w.,!?])[*_](?!\w)|(?:^|(?<=\s))(?:#{1,6}|>)\s+|^[-*+]\s+",
    re.MULTILINE,
)
"""Of Markdown, what is no word: a snippet shows what was said, not how it was typed."""


def without_markup(text: str, marks: Marks) -> tuple[str, Marks]:
    """``text`` as it reads, with ``marks`` moved along."""
    found = [each.span() for each in MARKUP.finditer(text)]

    def moved(at: int) -> int:
        return at - sum(min(end, at) - begin for begin, end in found if begin < at)

    shown = MARKUP.sub("", text)
    return shown, tuple((moved(begin), moved(end)) for begin, end in marks)


class HitDrawing(QStyledItemDelegate):
    """A title on one line; a message as its conversation's title, the day, and two lines of its text."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()
        if index.data(HitRole).message is None:
            return QSize(100, max(40, line + 18))
        return QSize(100, LINES * (line + 2) + QFontMetrics(self.look.caption).height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        draw_ground(painter, option.state, QRectF(rect.adjusted(INSET, 1, -INSET, -1)), self.look)
        hit: Hit = index.data(HitRole)
        inner = rect.adjusted(INSET + PAD, 7, -INSET - PAD, -7)
        if hit.message is None:
            height = option.fontMetrics.height()
            inner.setTop(rect.top() + (rect.height() - height) // 2)
            self._snippet(painter, inner, option.font, hit, lines=1)
        else:
            inner.setTop(inner.top() + self._heading(painter, inner, hit) + 4)
            self._snippet(painter, inner, option.font, hit, lines=LINES)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, hit: Hit) -> int:
        """The conversation and the day, above a message; how tall that is."""
        metrics = QFontMetrics(self.look.caption)
        day = _day(hit.created_at)
        room = rect.width() - metrics.horizontalAdvance(day) - 12
        painter.setFont(self.look.caption)
        painter.setPen(QColor(self.look.palette.muted))
        line = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
        top = Qt.AlignmentFlag.AlignTop
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, top | Qt.AlignmentFlag.AlignTrailing, day)
        painter.setLayoutDirection(direction.of(hit.title))
        painter.drawText(line, top | direction.leading(), title)
        return metrics.height()

    def _snippet(self, painter: QPainter, rect: QRect, font: QFont, hit: Hit, *, lines: int) -> None:
        text, marks = without_markup(hit.snippet, hit.marks) if hit.message else (hit.snippet, hit.marks)
        draw_snippet(painter, rect, Snippet(text, marks), font=font, look=self.look, lines=lines)


class HitList(QListView):
    """``opened(hit)`` by click or Enter; ``left(key)``: a key that leads out of the list."""

    opened = Signal(object)
    left = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conversations")
        self.setAccessibleName(self.tr("Found"))
        self.hits = Hits(self)
        self.drawing = HitDrawing(look, self)
        self.setModel(self.hits)
        self.setItemDelegate(self.drawing)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def open_current(self) -> None:
        """Open the chosen hit, or the first one."""
        index = self.currentIndex()
        self._open(index if index.isValid() else self.hits.index(0))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.setCurrentIndex(index)
            self.opened.emit(index.data(HitRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.currentIndex().row() <= 0):
            self.left.emit(int(key))
        else:
            super().keyPressEvent(event)


def _day(seconds: float) -> str:
    """A moment as short as it can be told: the time today, the day this year, else the date."""
    then, today, locale = datetime.fromtimestamp(seconds), date.today(), QLocale()
    day = QDate(then.year, then.month, then.day)
    if then.date() == today:
        return locale.toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)
    if then.year == today.year:
        return locale.toString(day, "d MMM")
    return locale.toString(day, QLocale.FormatType.ShortFormat)
