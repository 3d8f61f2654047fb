"""How far the reading of documents is, or of vectors for another model: a bar, a line of facts, two buttons.

Gone when neither is under way.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from edgechat.desktop import document_words, theme
from edgechat.desktop.look import Look
from edgechat.library.document import Progress, Renewed


class ReadingStrip(QFrame):
    """``paused(wanted)``: hold, or go on. ``cancelled``: what has not been read yet is not to be read.
    ``stayed``: search is to stay with the model that it uses."""

    paused = Signal(bool)
    cancelled = Signal()
    stayed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._look = look
        self._held = False
        self._reading: Progress | None = None
        self._renewal: Renewed | None = None
        self._name = ""  # of the document being read
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.line = QLabel()
        self.line.setFont(look.caption)
        self.hold = self._button()
        self.hold.clicked.connect(lambda: self.paused.emit(not self._held))
        self.end = self._button()
        self.end.clicked.connect(self._end)
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
        if now.state == "reading":
            self._name = now.name
        elif now.name == self._name or now.done >= now.total:
            self._name = ""
        self._reading = now if now.done < now.total else None
        self._show()

    def show_renewal(self, now: Renewed | None) -> None:
        """``now``; what is read goes before it."""
        self._renewal = now if now is not None and now.going_on else None
        self._show()

    def _show(self) -> None:
        self._show_hold()
        reading, renewal = self._reading, self._renewal
        if reading is not None:
            told = document_words.progress(reading)
            told = f"{told} · {document_words.shown(self._name)}" if self._name else told
            self._fill(self.tr("Reading documents"), reading.done, reading.total, told)
        elif renewal is not None:
            told = document_words.renewal(renewal, held=self._held)
            self._fill(self.tr("Moving search to another model"), renewal.done, renewal.total, told)
        stay = self.tr("Stay with the model that search uses now")
        self.end.setToolTip(stay if reading is None else self.tr("Cancel what is still waiting"))
        self.end.setAccessibleName(self.end.toolTip())
        self.end.setVisible(reading is not None or (renewal is not None and bool(renewal.earlier)))
        self.setVisible(reading is not None or renewal is not None)

    def _fill(self, what: str, done: int, total: int, told: str) -> None:
        self.bar.setAccessibleName(what)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.line.setText(told)

    def _end(self) -> None:
        (self.stayed if self._reading is None else self.cancelled).emit()
