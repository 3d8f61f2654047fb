"""A better model on its way: what is offered, begun or stopped by a person, and how far it has come.

One for a window; cards, the header and toasts show what it tells. Everything slow happens on workers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from edgechat.ai.values import ModelInfo, Offer, PullStatus
from edgechat.core.errors import FixableError, NetworkOff
from edgechat.desktop import journal
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor


class Getting(QObject):
    """``changed`` after anything here did; ``finished(info)`` once a model is here and verified;
    ``switched(offline)``: the person has turned the offline switch."""

    changed = Signal()
    finished = Signal(object)
    switched = Signal(bool)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edge, self._tasks = edge, tasks
        self._stopping = False
        self.offer: Offer | None = None
        self.host = ""
        self.status: PullStatus | None = None

    @property
    def running(self) -> bool:
        return self.status is not None and self.status.running

    @property
    def failed(self) -> bool:
        return self.status is not None and self.status.state == "failed"

    @property
    def refused_offline(self) -> bool:
        """Whether the offline switch is what stands in the way."""
        if self.status is not None and self.failed:
            return self.status.code == NetworkOff.code
        begun = self.running or (self.status is not None and self.status.state == "ready")
        wanting = self.offer is not None and self.offer.model.state != "installed"
        return wanting and not begun and bool(self._edge.settings.get("network.offline"))

    def better_than(self, info: ModelInfo | None) -> bool:
        """Whether what is offered is worth having beside ``info``."""
        offer = self.offer
        if offer is None or offer.model.state == "installed":
            return False
        return info is None or offer.model.size > info.size

    def look(self) -> None:
        """Ask what suits this machine, and where it would come from."""
        self._tasks.free(self._ask, self._asked)

    def _ask(self) -> tuple[Offer | None, str]:
        from urllib.parse import urlsplit

        try:
            host = urlsplit(self._edge.settings.get("network.hub")).hostname or ""
        except ValueError:  # told when it is used
            host = ""
        return self._edge.ai.offer(), host

    def _asked(self, found: tuple[Offer | None, str]) -> None:
        self.offer, self.host = found
        self.changed.emit()

    def start(self) -> None:
        """Get what is offered; what has arrived before is gone on with."""
        if self.offer is None or self.running:
            return
        model = self.offer.model
        self._stopping = False
        self.moved(PullStatus(model.id, model.name, "downloading", self.offer.arrived, model.size))
        journal.note("pull", model=model.id)
        self._tasks.free(lambda: self._pull(model.id), self._pulled, failed=self._not_pulled)

    def start_online(self) -> None:
        """The person wants the offline switch off, and then the model."""
        self._switch(False, self.start)

    def go_online(self) -> None:
        """Only when something is asked for that needs it."""
        self._switch(False, self.changed.emit)

    def stay_offline(self) -> None:
        """What is coming is stopped, too."""
        self.stop()
        self._switch(True, self.changed.emit)

    def _switch(self, offline: bool, then: Callable[[], object]) -> None:
        def switched(_none: None) -> None:
            if not offline and self.refused_offline:
                self.status = None  # what stood in the way does no longer
            self.switched.emit(offline)
            then()

        settings = self._edge.settings
        self._tasks.serial(lambda: settings.set("network.offline", offline), switched)

    def _pull(self, model: str) -> ModelInfo:
        info = self._edge.ai.pull(model)
        if self._edge.settings.get("chat.model"):  # or another one would go on answering
            self._edge.settings.set("chat.model", info.id)
        return info

    def stop(self) -> None:
        """Give up for now; what has arrived is kept."""
        if self.running and not self._stopping:
            self._stopping = True
            self._tasks.free(self._edge.ai.stop_pulls)
            self.changed.emit()

    @property
    def stopping(self) -> bool:
        return self._stopping and self.running

    def acknowledge(self, *, failure: bool = False) -> None:
        """The person has gone on: that a model came is no news any more; ``failure``: nor that none did."""
        if self.status is not None and (self.status.state == "ready" or (failure and not self.running)):
            self.status = None
            self.changed.emit()

    def close(self) -> None:
        """The window goes: nobody waits for the rest."""
        if self.running:
            self._edge.ai.stop_pulls()

    def moved(self, status: PullStatus) -> None:
        """Some pull of this program says how far it is."""
        self.status = status
        self.changed.emit()

    def _pulled(self, info: ModelInfo) -> None:
        journal.note("pulled", model=info.id)
        if self.status is not None and self.status.running:  # its last report is still on its way
            self.status = PullStatus(info.id, info.name, "ready", info.size, info.size)
        self.finished.emit(info)
        self.look()

    def _not_pulled(self, error: Exception) -> None:
        """What is said comes with the last report; a bug of ours has none."""
        if not isinstance(error, FixableError):
            self._tasks.unhandled(error)
        if self.status is not None and self.status.running and not isinstance(error, FixableError):
            self.moved(PullStatus(self.status.model, self.status.name, "stopped"))
        self.look()
