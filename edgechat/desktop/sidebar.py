"""The sidebar: new conversation, the list, and what stands there while the list is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.desktop import direction, theme
from edgechat.desktop.conversations import Conversations, HeadingRole, IdRole, Index
from edgechat.desktop.look import Look
from edgechat.desktop.row_ground import draw_ground

ROW, HEADING = 40, 36
INSET, MORE = 8, 32
ICON_ROOM = 27
"""Width that the icon of the first button takes, so that its words stand in line with the search field's."""


def more_rect(row: QRect, reading: Qt.LayoutDirection) -> QRect:
    """Where a click on a row opens its menu: at the end of the line."""
    spot = QRect(row.right() + 1 - INSET - MORE, row.top() + (row.height() - MORE) // 2, MORE, MORE)
    return QStyle.visualRect(reading, row, spot)


class RowDrawing(QStyledItemDelegate):
    """Draws headings and conversations, and the field in which a title is edited."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = HEADING if index.data(HeadingRole) else max(ROW, option.fontMetrics.height() + 18)
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if index.data(HeadingRole):
            self._heading(painter, rect, index)
        else:
            self._row(painter, option, rect, index)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, index: Index) -> None:
        painter.setFont(self.look.caption)
        painter.setPen(QColor(self.look.palette.muted))
        spot = rect.adjusted(INSET + 10, 0, -INSET - 10, -6)
        align = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading
        painter.drawText(spot, align, index.data())

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Index) -> None:
        state, colours = option.state, self.look.palette
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = QRectF(rect.adjusted(INSET, 1, -INSET, -1))
        draw_ground(painter, state, ground, self.look)
        painter.setFont(option.font)
        painter.setPen(QColor(colours.text))
        spot = rect.adjusted(INSET + 10, 0, -INSET - 10, 0)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            more = more_rect(rect, option.direction)
            self.look.icons.icon("more").paint(painter, more.adjusted(6, 6, -6, -6))
            spot = (
                spot.adjusted(0, 0, 10 - MORE, 0)
                if more.left() > spot.left()
                else spot.adjusted(MORE - 10, 0, 0, 0)
            )
        text = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, spot.width())
        painter.setLayoutDirection(direction.of(text))
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | direction.leading(), text)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setMaxLength(200)
        field.setAccessibleName(self.tr("Title of the conversation"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(INSET, 2, -INSET, -2))


class List(QListView):
    """The list itself. ``menu_wanted(id, where)``; ``deleted`` with the Delete key."""

    menu_wanted = Signal(str, QPoint)
    delete_wanted = Signal(str)
    opened = Signal(str)

    def __init__(self, model: Conversations, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conversations")
        self.setAccessibleName(self.tr("Conversations"))
        self.drawing = RowDrawing(look, self)
        self.setItemDelegate(self.drawing)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.clicked.connect(self._clicked)
        self.activated.connect(self._clicked)

    def _clicked(self, index: QModelIndex) -> None:
        if index.data(IdRole):
            self.opened.emit(index.data(IdRole))

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid() and index.data(IdRole):
            self.menu_wanted.emit(index.data(IdRole), self.viewport().mapToGlobal(where))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The dots at the end of a row open its menu, as the right button does anywhere on it."""
        where = event.position().toPoint()
        index = self.indexAt(where)
        spot = more_rect(self.visualRect(index), self.layoutDirection())
        if event.button() == Qt.MouseButton.LeftButton and index.data(IdRole) and spot.contains(where):
            self.menu_wanted.emit(index.data(IdRole), self.viewport().mapToGlobal(spot.bottomLeft()))
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        id = self.currentIndex().data(IdRole)
        if event.key() == Qt.Key.Key_Delete and id:
            self.delete_wanted.emit(id)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The open conversation stays in sight: also when the list gives room to what comes below it."""
        row = self.visualRect(self.currentIndex())
        super().resizeEvent(event)
        if row.isValid() and row.top() >= 0 and row.bottom() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount() > 1:
            self.setCurrentIndex(self.model().index(1, 0))


class Sidebar(QFrame):
    """``opened(id)``: the person chose a conversation. ``menu_wanted`` and ``delete_wanted`` name theirs."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    delete_wanted = Signal(str)

    def __init__(self, model: Conversations, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(theme.SIDEBAR)
        self._model = model
        self._current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(direction.margins(0, 12, 1, 12))
        column.setSpacing(4)
        self.new = QToolButton()
        self.new.setObjectName("newButton")
        self.new.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.new.setIconSize(QSize(ICON_ROOM, 20))
        self.new.setCursor(Qt.CursorShape.PointingHandCursor)
        column.addWidget(self.new, 0, Qt.AlignmentFlag.AlignHCenter)
        self._slot = QVBoxLayout()
        self._slot.setContentsMargins(direction.margins(INSET - 1, 4, INSET, 0))
        column.addLayout(self._slot)
        self._room = QWidget()  # no mere spacing: that would have no distance to the list
        self._room.setFixedHeight(36)
        self._slot.addWidget(self._room)
        self._results: QWidget | None = None
        self._foot: QWidget | None = None
        self.list = List(model, look, self)
        column.addWidget(self.list, 1)
        self._empty = QLabel(self.tr("Your conversations will be listed here."))
        self._empty.setProperty("tone", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(18, 20, 18, 0)
        column.addWidget(self._empty, 1)
        self.list.opened.connect(self.opened)
        self.list.menu_wanted.connect(self.menu_wanted)
        self.list.delete_wanted.connect(self.delete_wanted)
        model.modelReset.connect(self._filled)
        self._filled()

    def take_foot(self, foot: QWidget) -> None:
        """Put ``foot`` below the list."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        column.addSpacing(4)
        column.addWidget(foot, 0, Qt.AlignmentFlag.AlignHCenter)
        self._foot = foot
        self.fit()

    def fit(self) -> None:
        """As wide as the first button needs it: with large letters, wider than usual."""
        self.new.ensurePolished()
        need, icon = self.new.sizeHint(), self.new.iconSize().width() + 4
        room = need.width() + (icon if self.new.icon().isNull() else 0)  # icons come after the first paint
        wide = max(theme.SIDEBAR, room + 1 + 2 * INSET)
        self.setFixedWidth(wide)
        self.new.setFixedSize(wide - 1 - 2 * INSET, max(40, need.height()))
        if self._foot is not None:
            self._foot.setFixedWidth(wide - 1 - 2 * INSET)

    def set_current(self, id: str) -> None:
        """Mark the open conversation; empty: none."""
        self._current = id
        index = self._model.index_of(id) if id else QModelIndex()
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())

    def edit(self, id: str) -> None:
        """Let the person type another title in place."""
        index = self._model.index_of(id)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    def finish_opening(self) -> None:
        """From here on all rows are laid out at once, so that each can be scrolled to."""
        self.list.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.list.doItemsLayout()  # now: until then there are no rows, and the next paint would show none

    def set_look(self, look: Look) -> None:
        self.list.drawing.look = look
        self.list.viewport().update()

    def take_search(self, field: QWidget, results: QWidget) -> None:
        """Put the search field into the room that was kept for it, and ``results`` over the list."""
        self._slot.removeWidget(self._room)
        self._room.deleteLater()
        self._slot.addWidget(field)
        self._results = results
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(results, 1)
        self.setTabOrder(self.new, field)
        self.setTabOrder(field, self.list)
        results.hide()

    def show_search(self, found: bool) -> None:
        """Show the results in place of the list, or the list again."""
        if self._results is not None:
            self._results.setVisible(found)
            self._filled()

    def _filled(self) -> None:
        empty = not self._model.ids()
        searching = self._results is not None and not self._results.isHidden()
        self.list.setVisible(not empty and not searching)
        self._empty.setVisible(empty and not searching)
        self.set_current(self._current)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.list.doItemsLayout()
