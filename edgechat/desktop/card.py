"""What every message in the transcript has: its text, small buttons, the versions beside it, its menu.

A card lays itself out by hand (``fit``): the transcript must know its exact height at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.desktop.document import Document
from edgechat.desktop.look import Look
from edgechat.desktop.quiet import QuietButton

if TYPE_CHECKING:
    from edgechat.desktop.switcher import Switcher

BUTTON = QSize(30, 28)


class Card(QWidget):
    """``wanted(action)`` names a row of the actions table, to be done with this message.

    ``resized``: ``fit`` may now say something else. ``stepped(by)``: another version is wanted.
    ``menu_wanted(where)``: in screen pixels. ``source_wanted(number)``: where a marker of the text points,
    or that file of those which were attached.
    """

    resized = Signal()
    link_wanted = Signal(QUrl)
    wanted = Signal(str)
    stepped = Signal(int)
    menu_wanted = Signal(QPoint)
    source_wanted = Signal(int)

    def __init__(self, message: Message, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.look = look
        self.switcher: Switcher | None = None
        self.pointed_at = False
        self._newest = False
        self._tools: list[QuietButton] = []
        self.document = Document(look, self)
        self.document.installEventFilter(self)
        self.document.link_wanted.connect(self._follow)
        self.document.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.document.customContextMenuRequested.connect(self._menu)
        self.show_versions()

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; the height that this takes."""
        raise NotImplementedError

    def furnish(self) -> None:
        """Make the buttons, which the first sight of a message does not need. Heights stay the same."""
        raise NotImplementedError

    @property
    def live(self) -> bool:
        """Whether the card must stay although it is out of sight."""
        return self.document.hasFocus() or self.document.textCursor().hasSelection()

    # What is only drawn while somebody turns to this message

    @property
    def heeded(self) -> bool:
        """Whether the pointer is on the message, or the keyboard is in it."""
        return self.pointed_at or self.document.hasFocus()

    def set_newest(self, newest: bool) -> None:
        """The buttons of the last question and its answer are always drawn."""
        self._newest = newest
        self.heed()

    def heed(self) -> None:
        for tool in self._tools:
            tool.set_heeded(self._newest or self.heeded)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed_at = True
        self.heed()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed_at = False
        self.heed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.heed()
        return super().eventFilter(watched, event)

    def show_versions(self) -> None:
        """A switcher where there are several versions of this message."""
        several = self.message.siblings > 1
        if several and self.switcher is None:
            from edgechat.desktop.switcher import Switcher

            self.switcher = Switcher(self.look, self)
            self.switcher.stepped.connect(self.stepped)
            self.switcher.show()
        if self.switcher is not None:
            self.switcher.setVisible(several)
            self.switcher.show_place(self.message.sibling, self.message.siblings)

    def tool(self, icon: str, name: str, run: Callable[[], object]) -> QToolButton:
        """A quiet button of this card."""
        button = QuietButton(self)
        self._tools.append(button)
        button.set_heeded(self._newest or self.heeded)
        button.setIcon(self.look.icons.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(BUTTON)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(run)
        return button

    def _follow(self, url: QUrl) -> None:
        """A link leads out; a marker, to the place that it stands for."""
        if url.scheme() != "source":
            self.link_wanted.emit(url)
        elif url.path().isdecimal():
            self.source_wanted.emit(int(url.path()))

    def _menu(self, where: QPoint) -> None:
        self.menu_wanted.emit(self.document.mapToGlobal(where))
