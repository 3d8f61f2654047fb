"""Buttons and facts of a message that stay out of sight until somebody turns to it.

They keep their place, and the keyboard and screen readers reach them all the time: only drawing waits.
"""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget


class QuietButton(QToolButton):
    """Drawn while its message is ``heeded``, or the keyboard is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heeded = True

    def set_heeded(self, heeded: bool) -> None:
        if heeded != self._heeded:
            self._heeded = heeded
            self.update()

    @property
    def drawn(self) -> bool:
        return self._heeded or self.hasFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.drawn:
            super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


class QuietLabel(QLabel):
    """Drawn while its message is ``heeded``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.drawn = True

    def set_heeded(self, heeded: bool) -> None:
        if heeded != self.drawn:
            self.drawn = heeded
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.drawn:
            super().paintEvent(event)
