"""What a search found inside documents: the document, the page, and the words around the match."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from edgechat.desktop import theme, words
from edgechat.desktop.conversations import Index
from edgechat.desktop.excerpt import excerpt
from edgechat.desktop.language import said as said_below
from edgechat.desktop.look import Look
from edgechat.desktop.row_ground import draw_ground
from edgechat.desktop.snippet import Snippet, draw_snippet
from edgechat.library.document import Findings, Found

FoundRole = int(Qt.ItemDataRole.UserRole)
SnippetRole = FoundRole + 1
LINES = 2
INSET, PAD = 12, 12


class Hits(QAbstractListModel):
    """The passages of the last search, the best first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hits: tuple[Found, ...] = ()
        self._shown: list[Snippet] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == FoundRole:
            return hit
        if role == SnippetRole:
            return self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{words.place(hit.name, hit.page or 0)}: {self._shown[index.row()].text}"
        return None

    def show(self, hits: tuple[Found, ...], asked: str = "") -> None:
        """``hits`` as they were found for what was ``asked``."""
        self.beginResetModel()
        self._hits = hits
        self._shown = [excerpt(hit.text, asked) for hit in hits]
        self.endResetModel()


class PassageDrawing(QStyledItemDelegate):
    """Where it stands on one line, and two lines of what it says."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        caption = QFontMetrics(self.look.caption).height()
        return QSize(100, LINES * (option.fontMetrics.height() + 2) + caption + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Found = index.data(FoundRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        draw_ground(
            painter, option.state, QRectF(rect.adjusted(INSET, 1, -INSET, -1)), self.look, radius=theme.RADIUS
        )
        inner = rect.adjusted(INSET + PAD, 8, -INSET - PAD, -8)
        metrics = QFontMetrics(self.look.caption)
        painter.setFont(self.look.caption)
        painter.setPen(QColor(self.look.palette.accent))
        where = metrics.elidedText(
            words.place(hit.name, hit.page or 0), Qt.TextElideMode.ElideMiddle, inner.width()
        )
        head = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        painter.drawText(head, Qt.AlignmentFlag.AlignLeading, where)
        below = inner.adjusted(0, metrics.height() + 4, 0, 0)
        shown: Snippet = index.data(SnippetRole)
        draw_snippet(painter, below, shown, font=option.font, look=self.look, lines=LINES)
        painter.restore()


class Passages(QWidget):
    """``opened(found)``: the person wants to see where it stands."""

    opened = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._heading = QLabel(self.tr("Inside the documents"))
        self._heading.setFont(look.caption)
        self._heading.setProperty("tone", "muted")
        self._heading.setContentsMargins(INSET + PAD, 8, INSET, 0)
        self._heading.setWordWrap(True)  # a reason is a sentence or two
        self.hits = Hits(self)
        self.list = QListView()
        self.list.setObjectName("documents")
        self.list.setAccessibleName(self.tr("Passages found"))
        self.drawing = PassageDrawing(look, self.list)
        self.list.setItemDelegate(self.drawing)
        self.list.setModel(self.hits)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(self._open)
        self.list.clicked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self.list, 1)

    @property
    def filled(self) -> bool:
        return self.hits.rowCount() > 0

    def show_findings(self, found: Findings, asked: str = "") -> None:
        """What was found for what was ``asked``, whose words are marked."""
        self.hits.show(found.hits, asked)
        said = self.tr("Inside the documents")
        if found.by_meaning_alone:
            said = self.tr("No passage has any of these words. The nearest by meaning:")
        elif found.how == "words" and found.why:
            said = self.tr("Inside the documents, by their words alone: %1").replace("%1", found.why)
        elif found.unranked:
            said = self.tr("Inside the documents, without the re-ranker: %1").replace(
                "%1", said_below(found.unranked)
            )
        elif found.reranker:
            said = self.tr("Inside the documents, ordered by %1").replace("%1", Path(found.reranker).name)
        self._heading.setText(said)

    def clear(self) -> None:
        self.hits.show(())

    def set_look(self, look: Look) -> None:
        self.drawing.look = look
        self.list.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        hit = index.data(FoundRole)
        if hit is not None:
            self.opened.emit(hit)
