"""The focus ring around a message's text, or all of them: clear of the letters, and only for whoever comes by
keyboard.

A card is as wide as its text, so a border of the text's own would be cut off: the ring lies on what the cards
lie on.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QWidget

AROUND = (6, 4)
WITHIN = (-3, -3)
"""Pixels by which the ring is larger than what it is around."""

BY_HAND = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Ring(QFrame):
    """Follows the text that has the focus, and its card; in the way of no click."""

    def __init__(self, ground: QWidget, around: tuple[int, int] = AROUND) -> None:
        super().__init__(ground)
        self._ground, self._around = ground, around
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text: QWidget | None = None
        self.hide()

    def watch(self, text: QWidget, card: QWidget) -> None:
        """``text``, which lies on ``card``, gets the ring when it gets the focus."""
        text.installEventFilter(self)
        card.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if event.reason() not in BY_HAND and isinstance(watched, QWidget):
                self._text = watched
                self._follow()
        elif kind == QEvent.Type.FocusOut and watched is self._text:
            self._leave()
        elif kind in MOVES and self._text is not None and watched in (self._text, self._text.parentWidget()):
            self._follow()
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        self._text = None
        self.hide()

    def _follow(self) -> None:
        text = self._text
        if text is None or text.isHidden():
            self._leave()
            return
        place = QRect(text.mapTo(self._ground, QPoint(0, 0)), text.size())
        x, y = self._around
        self.setGeometry(place.adjusted(-x, -y, x, y))
        self.show()
        self.raise_()
