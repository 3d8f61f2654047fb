"""Which of several versions of a message is on show, and two buttons to see the others."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from edgechat.desktop.look import Look

HEIGHT = 28


class Switcher(QWidget):
    """``stepped(by)``: the person wants the version ``by`` places further on."""

    stepped = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setFont(look.caption)
        self._label.setProperty("tone", "muted")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._earlier = self._button(look, "left", self.tr("Earlier version"), -1)
        self._later = self._button(look, "right", self.tr("Later version"), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for part in (self._earlier, self._label, self._later):
            row.addWidget(part)

    def _button(self, look: Look, icon: str, name: str, by: int) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(look.icons.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(24, HEIGHT)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.stepped.emit(by))
        return button

    def show_place(self, sibling: int, siblings: int) -> None:
        """``sibling`` counts from 0."""
        self._label.setText(f"{sibling + 1}/{siblings}")
        said = self.tr("Version %1 of %2").replace("%1", str(sibling + 1)).replace("%2", str(siblings))
        self.setAccessibleName(said)
        self._label.setAccessibleName(said)
        self._label.setToolTip(said)
        self._earlier.setEnabled(sibling > 0)
        self._later.setEnabled(sibling < siblings - 1)

    def has_focus(self) -> bool:
        return self._earlier.hasFocus() or self._later.hasFocus()

    def take_focus(self, by: int) -> None:
        """Focus the button that was used, or the other one where that leads nowhere."""
        wanted, other = (self._later, self._earlier) if by > 0 else (self._earlier, self._later)
        (wanted if wanted.isEnabled() else other).setFocus()
