"""A quiet line that says less where there is less room, before it breaks into two."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel


class Hint(QLabel):
    """Shows the first of its wordings that fits, else the last one."""

    def __init__(self) -> None:
        super().__init__()
        self._wordings: tuple[str, ...] = ("",)
        self.setIndent(2)
        self.setWordWrap(True)

    def say(self, *wordings: str) -> None:
        """The longest first."""
        self._wordings = wordings
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        metrics, room = self.fontMetrics(), self.width() - 4
        fitting = (each for each in self._wordings if metrics.horizontalAdvance(each) <= room)
        wording = next(fitting, self._wordings[-1])
        if wording != self.text():
            self.setText(wording)
