"""A sentence about something that went wrong or wants to be known, with the next step as a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from edgechat.desktop.look import Look

TONES = {"danger": "alert", "warning": "alert", "calm": "info"}


class Notice(QFrame):
    """One panel in one of three tones. ``action`` empty: no button."""

    def __init__(self, look: Look, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        mark = QLabel()
        mark.setPixmap(look.icons.pixmap(TONES[tone], "muted" if tone == "calm" else tone, 20))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self._text, 1)
        self._button = QPushButton()
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._run: Callable[[], object] | None = None
        self._button.clicked.connect(self._clicked)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._button.hide()

    def say(self, text: str, *, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Show ``text`` as it is, never as rich text, and a button that calls ``run``."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self._run = run

    def text(self) -> str:
        return self._text.text()

    def fit(self, width: int) -> int:
        """The height that the notice needs at ``width``."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return max(layout.heightForWidth(width), layout.minimumSize().height())

    def _clicked(self) -> None:
        if self._run is not None:
            self._run()
