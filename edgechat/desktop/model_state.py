"""Which model answers and what it is doing: asked for off the main thread, told to whoever shows it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.desktop import journal, words
from edgechat.desktop.door import EdgeDoor
from edgechat.desktop.tasks import Tasks


class ModelState(QObject):
    """``found(info, problem)``: the model, or ``None`` and why there is none. ``moved(status)``."""

    found = Signal(object, str)
    moved = Signal(object)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edge = edge
        self._tasks = tasks
        self._state = ""
        self.problem = ""

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._state in ("ready", "busy")

    def begin(self) -> None:
        """Ask for both."""
        self._tasks.free(self._status, self.set_status)
        self.look()

    def _status(self) -> ModelStatus:
        return self._edge.ai.status()  # on a worker: the first to ask for `ai` imports it

    def set_status(self, status: ModelStatus) -> None:
        """The model process said so. After a problem the model is looked for again."""
        if status.state != self._state:
            journal.note("model", state=status.state)
        self._state = status.state
        self.moved.emit(status)
        if self.problem:
            self.look()

    def look(self) -> None:
        """Ask which model answers: it may be another one now."""
        self._tasks.free(lambda: self._edge.ai.resolve(None), self._resolved, failed=self._unresolved)

    def _resolved(self, info: ModelInfo) -> None:
        self.problem = ""
        self.found.emit(info, "")

    def _unresolved(self, error: Exception) -> None:
        self.problem = words.sentence(error)
        self.found.emit(None, self.problem)
