"""Which model answers here and what it is doing: asked for off the main thread, told to whoever shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.desktop import journal, words
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor


class ModelState(QObject):
    """``found(info, problem)``: the model, or ``None`` and why there is none. ``moved(status)``.

    ``status`` is that of this model: "unloaded" while another one is in memory.
    """

    found = Signal(object, str)
    moved = Signal(object)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edge = edge
        self._tasks = tasks
        self._begun = False
        self._wanted: str | None = None
        self._asked = 0
        self._all = ModelStatus("unloaded")  # of whatever model is in memory
        self._told: ModelStatus | None = None
        self._prepared = ""
        self.info: ModelInfo | None = None
        self.problem = ""

    @property
    def status(self) -> ModelStatus:
        other = self._all.model is not None and self.info is not None and self._all.model != self.info.id
        return ModelStatus("unloaded") if other else self._all

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self.status.state in ("ready", "busy")

    @property
    def memory_taken(self) -> bool:
        """Whether any model is in memory."""
        return self._all.state in ("ready", "busy", "loading")

    def begin(self) -> None:
        """Ask for both."""
        self._begun = True
        self._tasks.free(self._read_status, self.set_status)
        self.look()

    def follow(self, model: str | None, *, again: bool = False) -> None:
        """The model of the conversation on show; None: the one that new conversations use.

        ``again``: look it up although it was looked up before.
        """
        if model != self._wanted or again:
            self._wanted = model
            if self._begun:
                self.look()

    def prepare(self) -> None:
        """The person begins to write: load the model once, so that the first word comes sooner.

        The caller sees to it that no answer runs.
        """
        id = self.info.id if self.info is not None else ""
        if id and not self.problem and self.status.state == "unloaded" and self._prepared != id:
            self._prepared = id
            self.load()

    def load(self) -> None:
        """Load the model now. What comes of it is told by its status."""
        wanted = self._wanted
        self._tasks.free(lambda: self._edge.ai.prepare(wanted), failed=self._not_loaded)

    def _not_loaded(self, error: Exception) -> None:
        journal.note("not_loaded", error=type(error).__name__)

    def _read_status(self) -> ModelStatus:
        return self._edge.ai.status()  # on a worker: the first to ask for `ai` imports it

    def set_status(self, status: ModelStatus) -> None:
        """The model process said so. After a problem the model is looked for again."""
        if status.state != self._all.state:
            journal.note("model", state=status.state)
        if status.state == "unloaded" and self._all.state in ("ready", "busy"):
            self._prepared = ""  # its memory was freed: the next writing loads it again
        self._all = status
        self._tell()
        if self.problem:
            self.look()

    def _tell(self) -> None:
        if self.status != self._told:
            self._told = self.status
            self.moved.emit(self._told)

    def look(self) -> None:
        """Ask which model answers: it may be another one now."""
        self._asked += 1
        asked, wanted = self._asked, self._wanted
        self._tasks.free(
            lambda: self._edge.ai.resolve(wanted),
            lambda info: self._resolved(asked, info, ""),
            failed=lambda error: self._resolved(asked, None, words.sentence(error)),
        )

    def _resolved(self, asked: int, info: ModelInfo | None, problem: str) -> None:
        if asked != self._asked:
            return  # another conversation is on show by now
        self.info, self.problem = info, problem
        self.found.emit(info, problem)
        self._tell()
