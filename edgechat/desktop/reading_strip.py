"""How far the reading of documents is: a bar, a line of facts, and two buttons. Gone when nothing is read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from edgechat.desktop import document_words, theme
from edgechat.desktop.look import Look
from edgechat.library.document import Progress


class ReadingStrip(QFrame):
    """``paused(wanted)``: hold, or go on. ``cancelled``: what has not been read yet is not to be read."""

    paused = Signal(bool)
    cancelled = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._look = look
        self._held = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self.tr("Reading documents"))
        self.line = QLabel()
        self.line.setFont(look.caption)
        self.hold = self._button()
        self.hold.clicked.connect(lambda: self.paused.emit(not self._held))
        self.end = self._button()
        self.end.setToolTip(self.tr("Cancel what is still waiting"))
        self.end.setAccessibleName(self.end.toolTip())
        self.end.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.hold)
        row.addWidget(self.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.EDGE, 0, theme.EDGE, 8)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.set_look(look)
        self.hide()

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(32, 28)
        return button

    def set_look(self, look: Look) -> None:
        self._look = look
        self.end.setIcon(look.icons.icon("close"))
        self._show_hold()

    def _show_hold(self) -> None:
        name = self.tr("Go on") if self._held else self.tr("Pause")
        self.hold.setIcon(self._look.icons.icon("right" if self._held else "pause"))
        self.hold.setToolTip(name)
        self.hold.setAccessibleName(name)

    def show_progress(self, now: Progress) -> None:
        """``now``; the strip goes when everything is done."""
        self._held = now.paused
        self._show_hold()
        self.bar.setRange(0, max(1, now.total))
        self.bar.setValue(now.done)
        said = document_words.progress(now)
        self.line.setText(f"{said} · {document_words.shown(now.name)}" if now.name else said)
        self.setVisible(now.done < now.total)
