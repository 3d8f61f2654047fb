"""A sentence about something that went wrong or wants to be known, with the next step as a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from edgechat.desktop.look import Look

TONES = {"danger": "alert", "warning": "alert", "calm": "info"}

BESIDE, ONE_LINE = 240, 420
"""Pixels that buttons may take beside the text, and side by side under it."""

MUCH, BESIDE_MUCH = 180, 140
"""Letters that are a long text, and what may stand beside it: it would become a narrow column."""


class Notice(QFrame):
    """One panel in one of three tones. ``action`` empty: no button."""

    def __init__(self, look: Look, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("tone", tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        column.addLayout(row)
        self._below = QHBoxLayout()
        self._below.setSpacing(10)
        self._below.addStretch(1)
        mark = QLabel()
        mark.setPixmap(look.icons.pixmap(TONES[tone], "muted" if tone == "calm" else tone, 20))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self._text, 1)
        self._row, self._column = row, column
        self._buttons: list[QPushButton] = []

    def say(self, text: str, *, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Show ``text`` as it is, never as rich text, and a button that calls ``run``."""
        self._text.setText(text)
        self.setAccessibleName(text)
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons.clear()
        if action and run is not None:
            self.offer(action, run)

    def offer(self, name: str, run: Callable[[], object]) -> QPushButton:
        """Another button, after those that are there."""
        button = QPushButton(name)
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda _checked=False: run())
        self._buttons.append(button)
        self._place_buttons()
        return button

    def _place_buttons(self) -> None:
        """Beside the text; under it where large letters would leave the text no room."""
        for each in self._buttons:
            each.ensurePolished()
        wide = sum(each.sizeHint().width() for each in self._buttons)
        beside = wide <= (BESIDE if len(self.text()) <= MUCH else BESIDE_MUCH)
        if wide > ONE_LINE:
            self._below.setDirection(QBoxLayout.Direction.TopToBottom)
        row = self._row if beside else self._below
        if not beside and self._below.parent() is None:
            self._column.addLayout(self._below)
        for each in self._buttons:
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing)

    def buttons(self) -> list[QPushButton]:
        return list(self._buttons)

    def text(self) -> str:
        return self._text.text()

    def fit(self, width: int) -> int:
        """The height that the notice needs at ``width``."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return max(layout.heightForWidth(width), layout.minimumSize().height())
