"""Lies over the window that is still being built, and shows how it looked when it was closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from edgechat.desktop import journal
from edgechat.desktop.snapshot import Snapshot

PATIENCE_MS = 60
"""How long a window may take to be painted first. One that nobody sees is not waited for any longer."""


class Cover(QWidget):
    """As large as the window. Takes no events: those that come early are the window's, once it is built."""

    def __init__(self, snapshot: Snapshot, window: QWidget) -> None:
        super().__init__(window)
        self._snapshot = snapshot
        self._picture = QPixmap.fromImage(snapshot.image)
        self.seen = False
        """It was painted, and filled the window."""
        self._loop = QEventLoop(self)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resize(window.size())
        window.installEventFilter(self)

    def wait(self) -> None:
        """Until it is on the screen, or shall not be waited for."""
        if not self.seen:
            QTimer.singleShot(PATIENCE_MS, self, self._loop.quit)
            self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(window, QWidget):
            self.resize(window.size())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = self._picture.deviceIndependentSize().toSize() == self.size()
        if not whole:  # the system gave the window another size: the corner of a colour goes on
            corner = self._snapshot.image.pixelColor(self._snapshot.image.rect().bottomRight())
            painter.fillRect(self.rect(), corner)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()
        if whole and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self, self._told)

    def _told(self) -> None:
        shown = self._snapshot
        journal.note("first_paint", conversations=shown.conversations, messages=shown.messages, picture=True)
        self._loop.quit()
