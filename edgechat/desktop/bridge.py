"""From the Edge's events to Qt: whatever thread they come from, widgets get one update about every 30 ms.

Pieces of one answer that arrive in between are merged, so the cost of drawing does not grow with the
speed of the model. Also asks the chat each second whether another process wrote to the profile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from edgechat.ai.values import ModelStatus, PullStatus
from edgechat.chat.conversation import (
    ConversationChanged,
    ConversationDeleted,
    MessageChanged,
    PathChanged,
    ReasoningArrived,
    TextArrived,
)
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.core.backup_schedule import BackupFailed
    from edgechat.desktop.door import EdgeDoor

BATCH_MS = 30
REFRESH_MS = 500
KINDS = (
    ConversationChanged,
    ConversationDeleted,
    MessageChanged,
    PathChanged,
    TextArrived,
    ReasoningArrived,
    ModelStatus,
    PullStatus,
)
PIECES = (TextArrived, ReasoningArrived)


class Bridge(QObject):
    """``text_arrived`` and ``reasoning_arrived`` (conversation, message, piece) carry merged pieces; the
    others one value each."""

    conversation_changed = Signal(object)
    conversation_deleted = Signal(str)
    message_changed = Signal(object)
    path_changed = Signal(str)
    text_arrived = Signal(str, str, str)
    reasoning_arrived = Signal(str, str, str)
    status_changed = Signal(object)
    pull_moved = Signal(object)
    backup_failed = Signal(object)
    _woken = Signal()

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edge = edge
        self._tasks = tasks
        self._lock = threading.Lock()
        self._waiting: list[Any] = []
        self._asking = False
        self._batch = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._batch.timeout.connect(self.flush)
        self._poll = QTimer(self, interval=REFRESH_MS)
        self._poll.timeout.connect(self._refresh)
        self._woken.connect(self._batch.start, Qt.ConnectionType.QueuedConnection)
        self._ends: list[Callable[[], None]] = [edge.events.subscribe(kind, self._collect) for kind in KINDS]
        self._poll.start()

    def hear_backups(self) -> None:
        """Tell of backups that fail, from now on: not before the first paint, for what it imports."""
        from edgechat.core.backup_schedule import BackupFailed

        self._ends.append(self._edge.events.subscribe(BackupFailed, self._backup_failed))

    def _backup_failed(self, event: BackupFailed) -> None:
        self._tasks.post(lambda: self.backup_failed.emit(event.error))

    def close(self) -> None:
        """End the subscriptions; what was not delivered is dropped."""
        self._poll.stop()
        self._batch.stop()
        for end in self._ends:
            end()
        self._ends.clear()

    def _collect(self, value: Any) -> None:
        with self._lock:
            first = not self._waiting
            if not first and _continues(self._waiting[-1], value):
                self._waiting[-1][1].append(value.text)
            elif isinstance(value, PIECES):
                self._waiting.append((value, [value.text]))
            else:
                self._waiting.append((value, []))
        if first:
            self._woken.emit()

    @Slot()
    def flush(self) -> None:
        """Deliver what has come, in order."""
        with self._lock:
            batch, self._waiting = self._waiting, []
        for value, pieces in batch:
            self._deliver(value, "".join(pieces))

    def _deliver(self, value: Any, text: str) -> None:
        match value:
            case TextArrived():
                self.text_arrived.emit(value.conversation, value.message, text)
            case ReasoningArrived():
                self.reasoning_arrived.emit(value.conversation, value.message, text)
            case MessageChanged():
                self.message_changed.emit(value.message)
            case PathChanged():
                self.path_changed.emit(value.conversation)
            case ConversationChanged():
                self.conversation_changed.emit(value.conversation)
            case ConversationDeleted():
                self.conversation_deleted.emit(value.conversation)
            case ModelStatus():
                self.status_changed.emit(value)
            case PullStatus():
                self.pull_moved.emit(value)

    def _refresh(self) -> None:
        if not self._asking:
            self._asking = True
            self._tasks.serial(self._edge.chat.refresh, self._refreshed, failed=self._refreshed)

    def _refreshed(self, _result: object) -> None:
        self._asking = False


def _continues(waiting: tuple[Any, list[str]], value: Any) -> bool:
    last = waiting[0]
    return isinstance(value, PIECES) and type(last) is type(value) and last.message == value.message
