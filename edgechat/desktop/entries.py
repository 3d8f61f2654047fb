"""A list of things to do with their keys, as the command palette and the sheet of shortcuts show it.

It is moved through from the field above it, which keeps the focus; what is current is said aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from edgechat.desktop import direction, theme
from edgechat.desktop.conversations import Index
from edgechat.desktop.look import Look

EntryRole = int(Qt.ItemDataRole.UserRole)
INSET, PAD, GAP = 8, 12, 16
ICON = 20


@dataclass(frozen=True)
class Entry:
    """One line: a heading if it has no ``id``. ``reason``: why it cannot be done now; empty: it can."""

    title: str
    id: str = ""
    group: str = ""
    keys: str = ""
    icon: str = ""
    reason: str = ""
    run: Callable[[], object] | None = None

    def said(self) -> str:
        return ", ".join(part for part in (self.title, self.group, self.keys, self.reason) if part)


class Entries(QAbstractListModel):
    """The lines in sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.said()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry: Entry | None = index.data(EntryRole)
        if entry is None or not entry.id:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, entries: Iterable[Entry]) -> None:
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def entries(self) -> list[Entry]:
        return list(self._entries)


class EntryDrawing(QStyledItemDelegate):
    """Icon, title, what it belongs to, and its keys at the far end."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.indented = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        tall = option.fontMetrics.height()
        return QSize(100, tall + (16 if index.data(EntryRole).id else 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryRole)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.id:
            self._ground(painter, option.state, rect)
            self._line(painter, option, rect.adjusted(INSET + PAD, 0, -INSET - PAD, 0), entry)
        else:
            painter.setFont(self._look.caption)
            painter.setPen(QColor(self._look.palette.muted))
            spot = rect.adjusted(INSET + PAD, 0, -INSET - PAD, -6)
            painter.drawText(spot, Qt.AlignmentFlag.AlignBottom | direction.leading(), entry.title)
        painter.restore()

    def _ground(self, painter: QPainter, state: QStyle.StateFlag, rect: QRect) -> None:
        colours = self._look.palette
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QColor(colours.accent) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected if chosen else colours.hover))
            ground = QRectF(rect.adjusted(INSET, 1, -INSET, -1)).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(ground, theme.RADIUS_SMALL, theme.RADIUS_SMALL)

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> None:
        """From both ends towards the middle: the title gets what is left."""
        mirrored = direction.mirrored()
        colours, caption = self._look.palette, QFontMetrics(self._look.caption)
        if self.indented:
            if entry.icon:
                side = rect.right() - ICON + 1 if mirrored else rect.left()
                icon = self._look.icons.icon(entry.icon)
                icon.paint(painter, QRect(side, rect.center().y() - ICON // 2 + 1, ICON, ICON))
            rect = _without(rect, ICON + 12, leading=True, mirrored=mirrored)
        painter.setPen(QColor(colours.muted))
        painter.setFont(self._look.caption)
        for text in (entry.keys, entry.reason or entry.group):
            if text:
                shown = caption.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() * 2 // 3)
                middle = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(rect, middle | _trailing(), shown)
                room = caption.horizontalAdvance(shown) + GAP
                rect = _without(rect, room, leading=False, mirrored=mirrored)
        painter.setFont(option.font)
        painter.setPen(QColor(colours.muted if entry.reason else colours.text))
        title = option.fontMetrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, rect.width())
        painter.setLayoutDirection(direction.of(entry.title))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | direction.leading(), title)


def _trailing() -> Qt.AlignmentFlag:
    side = direction.LEFT if direction.mirrored() else direction.RIGHT
    return Qt.AlignmentFlag.AlignAbsolute | side


def _without(rect: QRect, room: int, *, leading: bool, mirrored: bool) -> QRect:
    return rect.adjusted(room, 0, 0, 0) if leading != mirrored else rect.adjusted(0, 0, -room, 0)


class EntryList(QListView):
    """The lines themselves. ``chosen(entry)``: clicked, or Enter in the field."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entries")
        self.setAccessibleName(name)
        self.lines = Entries(self)
        self.setModel(self.lines)
        self._drawing = EntryDrawing(look, self)
        self.setItemDelegate(self._drawing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(EntryRole)))

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Show these, the first of them current."""
        self.lines.show(entries)
        self._drawing.indented = any(entry.icon for entry in self.lines.entries())
        self.scrollToTop()
        self._go(-1, 1)

    def current(self) -> Entry | None:
        entry: Entry | None = self.currentIndex().data(EntryRole)
        return entry

    def step(self, by: int) -> None:
        """Make the line ``by`` further on current, passing over headings; from the last to the first."""
        at = self.currentIndex().row()
        for _ in range(abs(by)):
            at = self._go(at, 1 if by > 0 else -1)

    def _go(self, at: int, by: int) -> int:
        count = self.lines.rowCount()
        for _ in range(count):
            at = (at + by) % count
            index = self.lines.index(at)
            if index.data(EntryRole).id:
                self.setCurrentIndex(index)
                if at == 1:  # its heading comes into sight with it
                    self.scrollToTop()
                break
        return at


class EntryField(QLineEdit):
    """The field above a list: arrows and pages move the list, Enter takes what is current there."""

    def __init__(self, entries: EntryList, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entryField")
        self.setMaxLength(200)
        self._list = entries

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() == Qt.Key.Key_Escape or event.isAccepted())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, steps = event.key(), {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}
        current = self._list.current()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if current is not None:
                self._list.chosen.emit(current)
        elif key in steps or key == Qt.Key.Key_PageUp:
            self._list.step(steps.get(Qt.Key(key), -8))
            self._say()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        from edgechat.desktop.announcing import announce

        current = self._list.current()
        if current is not None:
            announce(self, current.said())
