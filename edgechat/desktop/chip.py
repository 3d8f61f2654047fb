"""A small button that names a document and leads to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

WIDEST = 280
"""Pixels: a longer name is cut in its middle."""


class Chip(QToolButton):
    """Enter presses it, as Space does."""

    def __init__(self, font: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(font)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_text(self, text: str, room: int) -> None:
        """``text``, as much of it as ``room`` pixels hold."""
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown.replace("&", "&&"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
