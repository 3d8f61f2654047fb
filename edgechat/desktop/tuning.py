"""The panel beside a conversation: how its answers are made. Every change is told at once; no button saves.

Shows what it is told and says what is wanted; who keeps it is ``tuner``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.chat.presets import Preset
from edgechat.core.settings import setting
from edgechat.desktop import direction, style, theme, words
from edgechat.desktop.knob import Knob
from edgechat.desktop.look import Look

WIDE = 320
NAMES = (
    "temperature", "top_p", "top_k", "min_p", "max_tokens", "seed", "repetition_penalty",
    "frequency_penalty", "presence_penalty",
)  # fmt: skip
PAUSE_MS = 600
EDGE = 16


class Tuning(QFrame):
    """``options(what)`` and ``system(text)`` as they are to be from now on, ``None`` for the default prompt.

    ``preset_chosen(name)``, ``save_wanted``, ``rename_wanted(name)``, ``delete_wanted(name)``;
    ``make_default``: new conversations begin so; ``close_wanted``.
    """

    options = Signal(object)
    system = Signal(object)
    preset_chosen = Signal(str)
    save_wanted = Signal()
    rename_wanted = Signal(str)
    delete_wanted = Signal(str)
    make_default = Signal()
    close_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setFixedWidth(WIDE)
        self.setAccessibleName(self.tr("How answers are made"))
        self._look = look
        self._options: dict[str, Any] = {}
        self._presets: Sequence[Preset] = ()
        self._thinks = self._can_think = True
        self.prompt = QPlainTextEdit()
        self.prompt.setObjectName("systemPrompt")
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(112)
        self.prompt.setAccessibleName(self.tr("System prompt"))
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self._keep_prompt)
        self.prompt.textChanged.connect(self._typing.start)
        self.preset = QComboBox()
        self.preset.setItemDelegate(QStyledItemDelegate(self.preset))  # its own heeds no height of ours
        self.preset.setAccessibleName(self.tr("Preset"))
        self.preset.setMinimumWidth(120)  # what there is: the buttons beside it come first
        self.preset.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.preset.activated.connect(self._preset_picked)
        self.knobs = {name: self._knob(name) for name in NAMES}
        self.think = QCheckBox(self.tr("Think first"))
        self.think.clicked.connect(lambda on: self._change("think", on))
        self._think_note = self._caption()
        self.default = QPushButton(self.tr("Make default"))
        self.default.setToolTip(self.tr("New conversations begin with these values"))
        self.default.clicked.connect(self.make_default)
        self._lay_out()

    def _knob(self, name: str) -> Knob:
        knob = Knob(setting(f"chat.{name}"), self._look)
        knob.changed.connect(partial(self._turned, name))
        return knob

    def _turned(self, name: str, value: Any) -> None:
        drawn_anew = name == "seed" and value == -1  # what is not there, for a run
        self._change(name, None if drawn_anew else value)

    def _caption(self) -> QLabel:
        label = QLabel()
        label.setFont(self._look.caption)
        label.setProperty("tone", "muted")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("panelInside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(EDGE, 4, EDGE, EDGE)
        column.setSpacing(8)
        heading = QHBoxLayout()
        heading.addWidget(QLabel(self.tr("System prompt")), 1)
        self.prompt_reset = self._tool(
            "retry", self.tr("Back to the default"), lambda: self.system.emit(None)
        )
        kept = self.prompt_reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.prompt_reset.setSizePolicy(kept)
        heading.addWidget(self.prompt_reset)
        column.addLayout(heading)
        column.addWidget(self.prompt)
        column.addSpacing(8)
        column.addWidget(QLabel(self.tr("Preset")))
        column.addLayout(self._preset_row())
        column.addWidget(self.think)
        column.addWidget(self._think_note)
        column.addSpacing(4)
        for knob in self.knobs.values():
            column.addWidget(knob)
        column.addSpacing(4)
        column.addWidget(self.default)
        column.addStretch(1)
        area = self.area = QScrollArea()
        area.setObjectName("panelArea")
        area.setAccessibleName(self.accessibleName())
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._title())
        outer.addWidget(area, 1)

    def _title(self) -> QHBoxLayout:
        self._where = QLabel()
        self._where.setFont(style.scaled(self._look.base, theme.BODY, bold=True))
        row = QHBoxLayout()
        row.setContentsMargins(direction.margins(EDGE, 10, 8, 10))
        row.addWidget(self._where, 1)
        row.addWidget(self._tool("close", self.tr("Close the panel"), self.close_wanted.emit))
        return row

    def _preset_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.preset, 1)
        self.save = self._tool("plus", self.tr("Save as a preset"), self.save_wanted.emit)
        self.rename = self._tool(
            "pencil", self.tr("Rename this preset"), lambda: self._of_own(self.rename_wanted)
        )
        self.delete = self._tool(
            "trash", self.tr("Delete this preset"), lambda: self._of_own(self.delete_wanted)
        )
        for button in (self.save, self.rename, self.delete):
            row.addWidget(button)
        return row

    def _tool(self, icon: str, name: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._look.icons.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(28, 28)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(lambda _checked=False: run())
        return button

    @property
    def chosen(self) -> dict[str, Any]:
        """The options that stand in the panel."""
        return dict(self._options)

    # What is shown

    def show_values(
        self, *, new: bool, system: str | None, default_system: str, options: Mapping[str, Any],
        defaults: Mapping[str, Any],
    ) -> None:  # fmt: skip
        """What the conversation says (``system`` ``None``: nothing), and what holds where it says nothing."""
        self._where.setText(self.tr("New conversation") if new else self.tr("This conversation"))
        self._options = dict(options)
        shown = default_system if system is None else system
        if self.prompt.toPlainText() != shown and not (self.prompt.hasFocus() and self._typing.isActive()):
            self.prompt.blockSignals(True)
            self.prompt.setPlainText(shown)
            self.prompt.blockSignals(False)
        self.prompt_reset.setVisible(system is not None)
        for name, knob in self.knobs.items():
            knob.show_value(options.get(name), defaults.get(name, knob.setting.default))
        self._thinks = bool(options.get("think", defaults.get("think", True)))
        self.think.setChecked(self._thinks and self._can_think)
        self._show_preset()

    def show_model(self, *, known: bool, thinks: bool, can_choose: bool) -> None:
        """Whether the model in memory thinks, and leaves the choice. ``known``: one is in memory."""
        self.think.setEnabled(can_choose or not known)
        self._can_think = thinks or can_choose or not known
        self.think.setChecked(self._thinks and self._can_think)
        if not known:
            note = self.tr("For models that leave the choice.")
        elif can_choose:
            note = ""
        elif thinks:
            note = self.tr("This model always thinks before it answers.")
        else:
            note = self.tr("This model does not think before it answers.")
        self._think_note.setText(note)
        self._think_note.setVisible(bool(note))

    def show_presets(self, presets: Sequence[Preset]) -> None:
        self._presets = presets
        self.preset.clear()
        for each in presets:
            self.preset.addItem(words.preset_name(each), each.name)
        self._show_preset()

    def _show_preset(self) -> None:
        """The one whose options these are; else none of them."""
        match = next((at for at, each in enumerate(self._presets) if dict(each.options) == self._options), -1)
        self.preset.setPlaceholderText(self.tr("Your own values"))
        self.preset.setCurrentIndex(match)
        own = match >= 0 and self._presets[match].own
        self.rename.setEnabled(own)
        self.delete.setEnabled(own)
        self.save.setEnabled(bool(self._options) and match < 0)

    # What the person does

    def _change(self, name: str, value: Any) -> None:
        made = {key: each for key, each in self._options.items() if key != name}
        if value is not None:
            made[name] = value
        self._options = made
        self.knobs[name].show_value(value, self.knobs[name]._default) if name in self.knobs else None
        self._show_preset()
        self.options.emit(made)

    def _preset_picked(self, row: int) -> None:
        self.preset_chosen.emit(self.preset.itemData(row))

    def _of_own(self, wanted: Any) -> None:
        if self.preset.currentIndex() >= 0:
            wanted.emit(self.preset.currentData())

    def flush(self) -> None:
        """Keep what is still being typed: another conversation is about to be shown."""
        if self._typing.isActive():
            self._keep_prompt()
        for knob in self.knobs.values():
            knob.keep()

    def _keep_prompt(self) -> None:
        self._typing.stop()
        self.system.emit(self.prompt.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)
