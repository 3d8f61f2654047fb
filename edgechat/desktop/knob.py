"""One number of the panel: its name, a field, what it may be, and the way back to the default."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from edgechat.core.errors import InvalidInput
from edgechat.core.settings import Setting
from edgechat.desktop import words
from edgechat.desktop.language import said
from edgechat.desktop.look import Look

PAUSE_MS = 500
"""After the last key until a value is kept."""

FIELD = 84


class Knob(QWidget):
    """``changed(value)``: a valid one that was typed, or ``None`` for the default; never a wrong one."""

    changed = Signal(object)

    def __init__(self, setting: Setting, look: Look) -> None:
        super().__init__()
        self.setting = setting
        self._default: Any = setting.default
        self._value: Any = None
        name = said(setting.label)
        title = QLabel(name)
        self.field = QLineEdit()
        self.field.setFixedWidth(FIELD)
        self.field.setAccessibleName(name)
        self.field.setAccessibleDescription(said(setting.help))
        title.setBuddy(self.field)
        title.setWordWrap(True)
        for part in (title, self.field):
            part.setToolTip(words.plain_tip(said(setting.help)))
        self.reset = QToolButton()
        self.reset.setIcon(look.icons.icon("retry"))
        self.reset.setIconSize(QSize(16, 16))
        self.reset.setFixedSize(24, 28)
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.setAccessibleName(self.tr("%1: back to the default").replace("%1", name))
        self.reset.clicked.connect(self._reset)
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self._note = QLabel()
        self._note.setFont(look.caption)
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        grid.addWidget(title, 0, 0)
        grid.addWidget(self.reset, 0, 1)
        grid.addWidget(self.field, 0, 2)
        grid.addWidget(self._note, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.field.textEdited.connect(self._edited)
        self.field.editingFinished.connect(self.keep)
        self._show_note("")

    @property
    def error(self) -> str:
        return self._note.text() if self._note.property("tone") == "danger" else ""

    def show_value(self, value: Any, default: Any) -> None:
        """``value`` of the conversation, ``None``: as ``default`` says. What is being typed stays."""
        self._value, self._default = value, default
        if not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(self._written(default if value is None else value))
            self._show_note("")
        self.reset.setVisible(value is not None)

    def keep(self) -> None:
        """Take over what stands in the field, if it is valid and new."""
        self._pause.stop()
        if not self.field.isModified():
            return
        text = self.field.text().strip().replace(",", ".")
        if not text:
            self._reset()
            return
        try:
            value = self.setting.parse(text)
        except InvalidInput as error:
            self._show_note(said(error.action), wrong=True)
            return
        self.field.setModified(False)
        self._show_note("")
        if value != (self._default if self._value is None else self._value):
            self.changed.emit(value)

    def _edited(self) -> None:
        self.field.setModified(True)
        self._pause.start()

    def _reset(self) -> None:
        self.field.setModified(False)
        self.field.setText(self._written(self._default))
        self._show_note("")
        self.reset.hide()
        if self._value is not None:
            self.changed.emit(None)

    def _written(self, value: Any) -> str:
        if self.setting.key == "chat.seed" and value in (-1, None):
            return "-1"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _show_note(self, wrong_: str, *, wrong: bool = False) -> None:
        low, high = self.setting.low, self.setting.high
        between = self.tr("%1 to %2, default %3")
        for place, number in (("%1", low), ("%2", high)):
            between = between.replace(place, f"{number:.10g}" if number is not None else "")
        self._note.setText(wrong_ if wrong else between.replace("%3", self._written(self._default)))
        self._note.setProperty("tone", "danger" if wrong else "muted")
        self._note.style().polish(self._note)
        self.field.setProperty("wrong", wrong)
        self.field.style().polish(self.field)
