"""The popover behind the model's pill: what the model is doing, the models to choose from, what else to do.

Shows what it is told and says what is wanted; who does it is ``models``.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.desktop import style, theme, words
from edgechat.desktop.language import said
from edgechat.desktop.look import Look
from edgechat.desktop.model_list import ModelList
from edgechat.desktop.popover import Popover

WIDE = 400
EDGE = 16


class Standing(QFrame):
    """What the model ticked in the list below is doing, with the next step where it failed."""

    retry_wanted = Signal()
    smaller_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._doing = _line("")
        self._doing.setFont(style.scaled(look.base, theme.BODY, bold=True))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setRange(0, 1000)
        self._more = _line("muted", look)
        self._trouble = _line("danger")
        self.retry = QPushButton(self.tr("Try again"))
        self.retry.setProperty("kind", "primary")
        self.retry.clicked.connect(self.retry_wanted)
        self.smaller = QPushButton(self.tr("Smaller window"))
        self.smaller.setToolTip(self.tr("Half as many tokens at once take less memory"))
        self.smaller.clicked.connect(self.smaller_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.retry, self.smaller):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, 0)
        column.setSpacing(4)
        for part in (self._doing, self._bar, self._more, self._trouble):
            column.addWidget(part)
        column.addLayout(buttons)

    def show_state(self, info: ModelInfo | None, status: ModelStatus, problem: str) -> None:
        """``problem``: why there is no model, empty if there is one."""
        failed = status.state == "failed"
        loading = status.state == "loading"
        none = bool(problem) or info is None
        self._doing.setText(self.tr("No model") if none else words.doing(status))
        self._bar.setVisible(loading and not problem)
        self._bar.setValue(round(status.progress * 1000))
        self._bar.setAccessibleName(words.doing(status))
        _say(self._more, "" if problem else "\n".join(words.where(status)))
        reason = said(status.reason) or self.tr("The model could not be loaded.")
        _say(self._trouble, problem or (reason if failed else ""))
        self.retry.setVisible(failed and not problem)
        self.smaller.setVisible(failed and not problem)


class Picker(Popover):
    """``chosen(info, also new conversations)``; ``removed(info)``. Closes by Esc or a click beside it."""

    chosen = Signal(object, bool)
    removed = Signal(object)

    def __init__(self, look: Look, actions: Sequence[QAction], *, new: bool, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setFixedWidth(WIDE)
        self.setAccessibleName(self.tr("Choose a model"))
        self._new = new
        self.state = Standing(look)
        self.list = ModelList(look, self)
        self.list.chosen.connect(self._chosen)
        self.list.removed.connect(self.removed)
        self.also = QCheckBox(self.tr("Use it for new conversations too"))
        self._hint = _line("muted", look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.state)
        column.addWidget(_rule())
        column.addWidget(self.list)
        column.addLayout(_inset(self.also, self._hint))
        column.addWidget(_rule())
        column.addLayout(self._doors(actions))
        self.also.setHidden(new)
        _say(self._hint, self.tr("New conversations will begin with the model you choose.") if new else "")

    def _doors(self, actions: Sequence[QAction]) -> QVBoxLayout:
        """What else can be done with models: one button for each action that is possible now."""
        column = QVBoxLayout()
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        for action in actions:
            button = QPushButton(action.icon(), action.text())
            button.setObjectName("door")
            button.setIconSize(QSize(16, 16))
            button.setEnabled(action.isEnabled())
            button.setAutoDefault(False)
            button.clicked.connect(self.close)
            button.clicked.connect(action.trigger)
            column.addWidget(button)
        return column

    def show_models(self, models: Sequence[ModelInfo], current: str) -> None:
        self.list.show_models(models, current)
        self.fit()

    def show_state(self, info: ModelInfo | None, status: ModelStatus, problem: str) -> None:
        self.state.show_state(info, status, problem)
        self.fit()

    def _chosen(self, info: ModelInfo) -> None:
        self.chosen.emit(info, self._new or self.also.isChecked())


def _line(tone: str, look: Look | None = None) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("tone", tone)
    if look is not None:
        label.setFont(look.caption)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def _inset(*parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(EDGE, 0, EDGE, 0)
    for part in parts:
        column.addWidget(part)
    return column
