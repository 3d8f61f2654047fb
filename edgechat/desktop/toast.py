"""A short message at the bottom that goes away by itself; what it tells of can be undone after it, too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from edgechat.desktop import direction

SHOWN_MS = 6000


class Toast(QFrame):
    """One message at a time."""

    def __init__(self, parent: QWidget, *, above: QWidget | None = None) -> None:
        super().__init__(parent)
        self._above = above
        self._parent = parent
        self.setObjectName("toast")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(direction.margins(16, 8, 8, 8))
        row.setSpacing(16)
        self._text = QLabel()
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.setAccessibleName(self.tr("Undo"))
        row.addWidget(self._text)
        row.addWidget(self.undo)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.finish)
        self.undo.clicked.connect(self._undone)
        self._undo: Callable[[], None] | None = None
        self._deeds: list[Callable[[], None]] = []
        self.hide()

    def show_for(self, text: str, *, undo: Callable[[], None] | None = None, name: str = "") -> None:
        """Show ``text`` for some seconds, with a button if it can be undone; ``name``: the button does
        something else."""
        self.undo.setText(name or self.tr("Undo"))
        self.undo.setAccessibleName(self.undo.text())
        self._text.setText(text)
        self.setAccessibleName(text)
        self._undo = undo
        if undo is not None and not name:
            self._deeds.append(undo)
        self.undo.setVisible(undo is not None)
        self._row.setContentsMargins(direction.margins(*((16, 8, 8, 8) if undo else (16, 12, 16, 12))))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        """Stand centred in the parent, above what must not be covered."""
        parent = self._parent
        lower = self._above.y() if self._above is not None else parent.height() - 12
        self.move((parent.width() - self.width()) // 2, lower - self.height() - 12)

    def finish(self) -> None:
        """It has been read."""
        self._undo = None
        self._timer.stop()
        self.hide()

    def _undone(self) -> None:
        undo = self._undo
        self.finish()
        if undo is not None:
            self.forget(undo)
            undo()

    @property
    def undoable(self) -> bool:
        return bool(self._deeds)

    def undo_last(self) -> None:
        """Take back what was done last and not yet taken back."""
        if self._deeds:
            undo = self._deeds.pop()
            self.finish()
            undo()

    def forget(self, undo: Callable[[], None]) -> None:
        """What ``undo`` takes back was taken back already, or is done for good."""
        if undo in self._deeds:
            self._deeds.remove(undo)
