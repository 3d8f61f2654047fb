"""The set-up checklist: what works on this machine, what is missing, and the next step. The doctor's face.

Lines appear as they are found out; all of the looking is done by the Edge, on a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import edgechat
from edgechat.core.checkup import Check
from edgechat.desktop import style, theme, words
from edgechat.desktop.language import said
from edgechat.desktop.look import Look
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor

SIZE = (680, 560)
ORDER = ("fail", "warn", "ok")
"""What needs doing comes first."""

MARKS = {"ok": ("check", "accent"), "warn": ("alert", "warning"), "fail": ("close", "danger")}


class Line(QFrame):
    """One check: its state as an icon and as a word, what was found, and what to do."""

    def __init__(self, check: Check, look: Look, act: Callable[[str], None]) -> None:
        super().__init__()
        self.check = check
        icon, tone = MARKS[check.state]
        mark = QLabel()
        mark.setPixmap(look.icons.pixmap(icon, tone, 20))
        name, state = QLabel(said(check.name)), QLabel(words.check_state(check))
        name.setFont(style.scaled(look.base, theme.BODY, bold=True))
        state.setFont(look.caption)
        state.setProperty("tone", "muted" if check.state == "ok" else tone)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, 0, 1)
        grid.addWidget(state, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._text(said(check.detail), look), 1, 1, 1, 2)
        if check.step:
            grid.addWidget(self._button(check.step, act), 2, 1, Qt.AlignmentFlag.AlignLeft)
        elif check.action:
            grid.addWidget(self._text(said(check.action), look, quiet=False), 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setAccessibleName(words.check_line(check))

    def _text(self, text: str, look: Look, *, quiet: bool = True) -> QLabel:
        label = QLabel(words.breakable(text))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        label.setFont(look.caption)
        if quiet:
            label.setProperty("tone", "muted")
        return label

    def _button(self, step: str, act: Callable[[str], None]) -> QPushButton:
        button = QPushButton(words.action_title(step))
        button.setAccessibleName(button.text())
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act(step))
        return button


class Checklist(QDialog):
    """``wanted(id)``: the person wants the action that a line offers."""

    wanted = Signal(str)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Check this machine"))
        self.resize(*SIZE)
        self._edge, self._tasks, self._look = edge, tasks, look
        self._closed = False
        self._lines: list[Line] = []
        self.finished.connect(self._gone)
        self.title = QLabel()
        self.title.setFont(style.scaled(look.base, theme.TITLE, bold=True))
        self.title.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self._area(), 1)
        column.addLayout(self._buttons())
        self.look()

    def _area(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("canvas")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 12, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("What was checked"))
        area.setWidget(inside)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.copy = self._button(self.tr("Copy report"), self._copy)
        self.again = self._button(self.tr("Check again"), self.look)
        row.addWidget(self.copy)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self._button(self.tr("Close"), self.close))
        return row

    def _button(self, name: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(name)
        button.setAutoDefault(False)
        button.setAccessibleName(name)
        button.clicked.connect(run)
        return button

    def checks(self) -> list[Check]:
        return [line.check for line in self._lines]

    def look(self) -> None:
        """Look at everything once more."""
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines.clear()
        self.title.setText(self.tr("Looking at this machine…"))
        for button in (self.copy, self.again):
            button.setEnabled(False)
        self._tasks.free(self._run, self._ended, failed=self._failed)

    def _run(self) -> None:
        """On a worker; each line goes to the window at once."""
        for check in self._edge.checks():
            if self._closed:
                return
            self._tasks.post(lambda check=check: self._add(check))  # type: ignore[misc]

    def _add(self, check: Check) -> None:
        if not self._closed:
            line = Line(check, self._look, self.wanted.emit)
            at = sum(ORDER.index(each.check.state) <= ORDER.index(check.state) for each in self._lines)
            self._list.insertWidget(at, line)
            self._lines.insert(at, line)

    def _ended(self, _none: None) -> None:
        if not self._closed:
            self.title.setText(words.check_summary(self.checks()))
            for button in (self.copy, self.again):
                button.setEnabled(True)

    def _failed(self, error: Exception) -> None:
        if not self._closed:
            self.title.setText(words.sentence(error))
            self.again.setEnabled(True)

    def _copy(self) -> None:
        report = [f"EdgeChat {edgechat.__version__}", *map(words.check_line, self.checks())]
        QGuiApplication.clipboard().setText("\n".join(report))
        self.copy.setText(self.tr("Copied"))

    def _gone(self) -> None:
        """Closed, by whatever key or button: what is still found has no place any more."""
        self._closed = True
