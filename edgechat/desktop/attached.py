"""What was attached to a question: a chip for each file, that opens it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from edgechat.chat.filenames import visible
from edgechat.chat.parts import AttachmentPart
from edgechat.desktop import theme, words
from edgechat.desktop.chip import WIDEST, Chip
from edgechat.desktop.direction import place
from edgechat.desktop.look import Look

GAP, ABOVE = 6, 8
AROUND = 44
"""Of a chip's width, its icon and edges."""


class Attached(QWidget):
    """Below the question, from its right edge. ``wanted(number)``: from 1, in their order."""

    wanted = Signal(int)

    def __init__(self, parts: Sequence[AttachmentPart], look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.chips = [self._chip(number, part) for number, part in enumerate(parts, start=1)]

    def _chip(self, number: int, part: AttachmentPart) -> Chip:
        chip, name = Chip(self._look.caption, self), visible(part.name)
        chip.setObjectName("sourceChip")
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setIcon(self._look.icons.icon("attach", "muted"))
        chip.setIconSize(QSize(14, 14))
        chip.show_text(name, WIDEST - AROUND)
        chip.setAccessibleName(self.tr("Attached: %1").replace("%1", name))
        told = self.tr("Open %1").replace("%1", name)
        chip.setToolTip(words.plain_tip(f"{told}\n{words.size(part.size)}"))
        chip.clicked.connect(lambda: self.wanted.emit(number))
        chip.show()
        return chip

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels, each line from the right; the height that this takes."""
        line: list[tuple[Chip, int]] = []
        y, taken = ABOVE, 0
        for chip in self.chips:
            room = min(width, WIDEST, chip.sizeHint().width())
            if line and taken + room > width:
                self._place(line, width, y)
                y, taken, line = y + theme.CHIP + GAP, 0, []
            line.append((chip, room))
            taken += room + GAP
        self._place(line, width, y)
        return y + theme.CHIP if self.chips else 0

    def _place(self, line: Sequence[tuple[Chip, int]], width: int, y: int) -> None:
        x = width - sum(room for _, room in line) - GAP * (len(line) - 1)
        for chip, room in line:
            place(chip, QRect(x, y, room, theme.CHIP), width)
            x += room + GAP

    def has_focus(self) -> bool:
        return any(chip.hasFocus() for chip in self.chips)
