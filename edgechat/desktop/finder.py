"""Search as one types: the field in the sidebar, and the results in place of the list of conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from edgechat.chat.search import Hit
from edgechat.desktop import journal
from edgechat.desktop.hits import HitList
from edgechat.desktop.look import Look
from edgechat.desktop.sidebar import Sidebar
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor

LIMIT = 60
"""Hits that are shown: more asks for another word."""

PAUSE_MS = 40
"""Before it looks once more because something was stored: more of it may come."""
LONGEST = 300


class SearchField(QLineEdit):
    """``left(key)``: Esc, Down or Enter, which belong to the search while it is typed in."""

    left = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setFixedHeight(36)
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(self.tr("Search"))
        self.setAccessibleName(self.tr("Search titles and messages"))
        self._glass = QAction(self)
        self._clear = QAction(self.tr("Clear the search"), self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.triggered.connect(lambda: self.left.emit(int(Qt.Key.Key_Escape)))
        self._clear.setVisible(False)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._glass.setIcon(look.icons.icon("search"))
        self._clear.setIcon(look.icons.icon("close"))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() == Qt.Key.Key_Escape or event.isAccepted())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit(int(event.key()))
        else:
            super().keyPressEvent(event)


class Finder(QObject):
    """``opened(hit)``: the person chose one. ``cleared``: the search is over."""

    opened = Signal(object)
    cleared = Signal()

    def __init__(self, edge: EdgeDoor, tasks: Tasks, sidebar: Sidebar, look: Look) -> None:
        super().__init__(sidebar)
        self._edge, self._tasks, self._sidebar = edge, tasks, sidebar
        self._asked = ""
        self._busy = False
        self.found = ""
        """What was typed for the hits in sight."""
        self.field = SearchField(look, sidebar)
        self.results = QWidget(sidebar)
        self.list = HitList(look, self.results)
        self.nothing = self._make_nothing()
        column = QVBoxLayout(self.results)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.list, 1)
        sidebar.take_search(self.field, self.results)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(self._typed)
        self.field.left.connect(self._left_field)
        self.list.left.connect(self._left_list)
        self.list.opened.connect(self.opened)

    def _make_nothing(self) -> QLabel:
        label = QLabel(self.results)
        label.setProperty("tone", "muted")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(18, 16, 18, 0)
        label.hide()
        return label

    def begin(self) -> None:
        """The person wants to search: what they typed last is selected."""
        self._sidebar.show()
        self.field.setFocus()
        self.field.selectAll()

    def clear(self) -> None:
        """Back to the list of conversations."""
        self.field.clear()

    def set_look(self, look: Look) -> None:
        self.field.set_look(look)
        self.list.drawing.look = look
        self.list.viewport().update()

    @property
    def searching(self) -> bool:
        return bool(self.field.text())

    def again(self) -> None:
        """What is stored has changed: look once more if there is something to look for."""
        if self.field.text().strip():
            self._pause.start()

    def _typed(self, text: str) -> None:
        if text.strip():
            self._search()  # at once: what is typed while it looks is looked for after it
        else:
            self._pause.stop()
            self._sidebar.show_search(False)
            self.cleared.emit()

    def _search(self) -> None:
        """One search at a time; what was typed meanwhile is looked for after it."""
        self._pause.stop()
        if self._busy:
            return
        self._busy, self._asked = True, self.field.text()
        asked, chat = self._asked, self._edge.chat
        self._tasks.serial(lambda: chat.search(asked, limit=LIMIT), self._found, failed=self._failed)

    def _found(self, hits: list[Hit]) -> None:
        self._busy = False
        typed = self.field.text()
        if not typed.strip():
            return
        self.list.hits.show(hits)
        self.list.setVisible(bool(hits))
        self.nothing.setText(self.tr("Nothing found for “%1”.").replace("%1", self._asked.strip()))
        self.nothing.setVisible(not hits)
        self._sidebar.show_search(True)
        self.found = self._asked
        journal.note("found", hits=len(hits))
        if typed != self._asked:
            self._search()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._tasks.unhandled(error)

    def _left_field(self, key: int) -> None:
        if key == Qt.Key.Key_Escape:
            self.clear()
        elif self.results.isHidden() or not self.list.hits.rowCount():
            return
        elif key == Qt.Key.Key_Down:
            self.list.setFocus()
            self.list.setCurrentIndex(self.list.hits.index(0))
        else:
            self.list.open_current()

    def _left_list(self, key: int) -> None:
        self.field.setFocus()
        if key == Qt.Key.Key_Escape:
            self.clear()
