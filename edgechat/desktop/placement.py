"""Puts the window back where it was, and remembers where it is: off the main thread, after a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from edgechat.desktop.remembered import Memory, Remembered
from edgechat.desktop.tasks import Tasks

PAUSE_MS = 800
CLOSING = 1.0
"""Seconds that a closing window waits for its last word to be written; it is not in sight any more."""

GRIP = QRect(0, 0, 96, 32)
"""As much of the upper edge must be on a screen that it can be taken hold of."""

NOTICED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange)


def room(widget: QWidget) -> QSize:
    """How much a window may take on the screen where ``widget`` is.

    Not asked of ``widget.screen()``: PySide6 takes that for a part of the widget, and ends the screen's
    Python half, whoever has it, with the widget.
    """
    return screen_at(widget).size()


def screen_at(widget: QWidget) -> QRect:
    """What may be used of the screen where ``widget`` is."""
    found = QGuiApplication.screenAt(widget.mapToGlobal(widget.rect().center()))
    return (found or QGuiApplication.primaryScreen()).availableGeometry()


def restore(window: QMainWindow, remembered: Remembered) -> None:
    """Before ``window`` is shown: size, place if that is still on a screen, whether it is maximised."""
    if remembered.width > 0 and remembered.height > 0:
        place = QRect(remembered.x, remembered.y, remembered.width, remembered.height)
        if _within_reach(place):
            window.setGeometry(place)
        else:
            window.resize(_fitting(place))
    if remembered.maximised:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _within_reach(place: QRect) -> bool:
    edge = QRect(place.x(), place.y(), place.width(), GRIP.height())
    seen = [edge.intersected(screen.availableGeometry()) for screen in QGuiApplication.screens()]
    return any(each.width() >= GRIP.width() and each.height() >= GRIP.height() // 2 for each in seen)


def _fitting(place: QRect) -> QSize:
    """The size, no larger than the screen the window will stand on."""
    return place.size().boundedTo(QGuiApplication.primaryScreen().availableSize())


class Keeper(QObject):
    """``look()`` says how the window looks now; ``finish`` when it closes."""

    def __init__(self, window: QWidget, path: Path, tasks: Tasks, look: Callable[[], Remembered]) -> None:
        super().__init__(window)
        self._memory, self._tasks, self._look = Memory(path), tasks, look
        self._known = look()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._write)
        window.installEventFilter(self)

    def touch(self) -> None:
        """Something may have changed."""
        self._pause.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in NOTICED:
            self.touch()
        return False

    def finish(self, also: Callable[[], None]) -> None:
        """The last word, written by a thread of its own: the lanes take nothing more when a window closes.

        ``also`` is done there too.
        """
        self._pause.stop()
        last, ticket = self._look(), self._memory.ticket()

        def write() -> None:
            self._memory.write(last, ticket)
            also()

        writing = threading.Thread(target=write, name="edgechat-remember")
        writing.start()
        writing.join(CLOSING)

    def _write(self) -> None:
        remembered = self._look()
        if remembered != self._known:
            self._known, ticket = remembered, self._memory.ticket()
            self._tasks.free(lambda: self._memory.write(remembered, ticket))


def place_of(window: QWidget) -> QRect:
    """Where the window is or, if it is maximised, where it would be otherwise."""
    normal = window.normalGeometry()
    return normal if window.isMaximized() and normal.isValid() else window.geometry()
