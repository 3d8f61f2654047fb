"""What stands in an empty conversation: an invitation, examples to click, and where the answer comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from edgechat.ai.values import ModelInfo
from edgechat.desktop import style, theme, words
from edgechat.desktop.icons import app_pixmap
from edgechat.desktop.look import Look


class Welcome(QWidget):
    """``chosen(text)``: the person clicked an example."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(3)
        mark = QLabel()
        mark.setPixmap(app_pixmap(56))
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(mark)
        column.addSpacing(20)
        column.addWidget(self._headline(look))
        column.addSpacing(8)
        self._note = QLabel()
        self._note.setProperty("tone", "muted")
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._note.setWordWrap(True)
        column.addWidget(self._note)
        column.addSpacing(28)
        column.addWidget(self._examples(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(4)
        self.show_model(None)

    def _headline(self, look: Look) -> QLabel:
        headline = QLabel(self.tr("What would you like to know?"))
        headline.setFont(style.scaled(look.base, theme.DISPLAY, bold=True))
        headline.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        headline.setWordWrap(True)
        return headline

    def _examples(self) -> QWidget:
        box = QWidget()
        box.setMaximumWidth(theme.COLUMN)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for at, text in enumerate(self.examples()):
            button = QPushButton(text)
            button.setObjectName("example")
            button.setAccessibleName(text)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setMinimumWidth(250)
            button.clicked.connect(lambda _checked=False, text=text: self.chosen.emit(text))
            grid.addWidget(button, at // 2, at % 2)
        return box

    def examples(self) -> tuple[str, ...]:
        return (
            self.tr("Explain rain to a child"),
            self.tr("Suggest three names for a cat"),
            self.tr("Write a short thank-you note"),
            self.tr("What is a prime number?"),
        )

    def show_model(self, info: ModelInfo | None) -> None:
        """Say where answers come from, and be honest about a small model."""
        text = self.tr("Answers are made on this machine. Nothing you write leaves it.")
        if info is not None and words.is_small(info):
            text += "\n" + self.tr("%1 is a small starter model: quick, but often wrong.").replace(
                "%1", info.name.removesuffix(" (starter)")
            )
        self._note.setText(text)
