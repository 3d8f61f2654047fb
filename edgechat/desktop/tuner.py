"""Keeps what the panel beside a conversation is told: in the conversation, or for the one about to begin.

Everything is read and written on the serial lane, in the order in which it was said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from edgechat.chat.conversation import Conversation
from edgechat.chat.presets import Preset
from edgechat.chat.prompt import OF_SETTINGS, defaults
from edgechat.desktop.look import Look
from edgechat.desktop.model_state import ModelState
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.tuning import Tuning

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor


@dataclass
class Wanted:
    """What a conversation is to be made with that does not exist yet."""

    system: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


class Tuner(QObject):
    """``failed(error)``; ``said(sentence)``: what a click came to."""

    failed = Signal(object)
    said = Signal(str)
    closed = Signal()

    def __init__(self, edge: EdgeDoor, tasks: Tasks, model: ModelState, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._edge, self._tasks, self._model, self._window = edge, tasks, model, parent
        self._conversation = ""
        self._place: Conversation | None = None
        self._new = Wanted()
        self.panel = self._make(look)
        model.moved.connect(self._show_model)
        model.found.connect(self._show_model)
        self._read_presets()
        self._show_model()

    def _make(self, look: Look) -> Tuning:
        panel = Tuning(look)
        panel.options.connect(self._keep_options)
        panel.system.connect(self._keep_system)
        panel.preset_chosen.connect(self._choose_preset)
        panel.save_wanted.connect(self._ask_save)
        panel.rename_wanted.connect(self._ask_rename)
        panel.delete_wanted.connect(self._delete)
        panel.make_default.connect(self._make_default)
        panel.close_wanted.connect(self.closed)
        return panel

    def draw(self, look: Look) -> Tuning:
        """The panel anew, in another theme; the old one is the caller's to take away."""
        self.panel.flush()
        self.panel = self._make(look)
        self._show()
        self._show_model()
        self._read_presets()
        return self.panel

    # What is shown

    def follow(self, place: Conversation | None) -> None:
        """``place`` is on show, or has changed; ``None``: a new one is to begin."""
        id = place.id if place is not None else ""
        if id != self._conversation:
            self.panel.flush()
            self._conversation = id
        self._place = place
        self._show()

    def _show(self) -> None:
        settings, place = self._edge.settings, self._place
        self.panel.show_values(
            new=place is None,
            system=self._new.system if place is None else place.system,
            default_system=settings.get("chat.system"),
            options=self._new.options if place is None else place.options,
            defaults=defaults(settings),
        )

    def _show_model(self, *_what: object) -> None:
        status = self._model.status
        known = status.state in ("ready", "busy")
        self.panel.show_model(known=known, thinks=status.thinks, can_choose=status.can_choose)

    def take_new(self) -> Wanted:
        """What the conversation that now begins is made with; the next one begins plain again."""
        self.panel.flush()
        wanted, self._new = self._new, Wanted()
        return wanted

    # Keeping

    def _keep_options(self, options: Mapping[str, Any]) -> None:
        id = self._conversation
        if not id:
            self._new.options = dict(options)
            return
        self._do(lambda: self._edge.chat.configure(id, options=options))

    def _keep_system(self, text: str | None) -> None:
        if text == self._edge.settings.get("chat.system"):
            text = None
        id = self._conversation
        if not id:
            self._new.system = text
            self._show()
            return
        self._do(lambda: self._edge.chat.configure(id, system=text))

    def _make_default(self) -> None:
        """The settings say from now on what this conversation says."""
        settings, chosen = self._edge.settings, self.panel.chosen
        system = self._new.system if self._place is None else self._place.system

        def keep() -> None:
            for name in OF_SETTINGS:
                if name in chosen:
                    settings.set(f"chat.{name}", _stored(name, chosen[name]))
            if system is not None:
                settings.set("chat.system", system)

        self._do(keep, lambda: self.said.emit(self.tr("New conversations begin like this one")))

    # Presets

    def _read_presets(self) -> None:
        self._tasks.serial(self._edge.presets.all, self.panel.show_presets, failed=self.failed.emit)

    def _choose_preset(self, name: str) -> None:
        def apply(found: list[Preset]) -> None:
            chosen = next((each for each in found if each.name == name), None)
            if chosen is not None:
                self._keep_options(dict(chosen.options))
                if not self._conversation:
                    self._show()

        self._tasks.serial(self._edge.presets.all, apply, failed=self.failed.emit)

    def _ask(self, title: str, text: str, then: Callable[[str], None]) -> QInputDialog:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _ask_save(self) -> None:
        options = self.panel.chosen
        self._ask(
            self.tr("Save as a preset"),
            "",
            lambda name: self._do(lambda: self._edge.presets.save(name, options), self._read_presets),
        )

    def _ask_rename(self, name: str) -> None:
        self._ask(
            self.tr("Rename this preset"),
            name,
            lambda to: self._do(lambda: self._edge.presets.rename(name, to), self._read_presets),
        )

    def _delete(self, name: str) -> None:
        self._do(lambda: self._edge.presets.delete(name), self._read_presets)
        self.said.emit(self.tr("Preset deleted: %1").replace("%1", name))

    def _do(self, work: Callable[[], object], then: Callable[[], None] | None = None) -> None:
        self._tasks.serial(work, lambda _done: then() if then is not None else None, failed=self._not_kept)

    def _not_kept(self, error: Exception) -> None:
        self.failed.emit(error)
        self._show()


def _stored(name: str, value: Any) -> Any:
    """``value`` as its setting says it."""
    if name == "think":
        return "on" if value else "off"
    return value
