"""Questions on their way: each is driven on the free pool until its answer is complete.

What arrives reaches the window as events through the bridge; this only begins, stops and reports what
could not begin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from edgechat.core.errors import FixableError
from edgechat.core.records import dataclass
from edgechat.desktop import journal
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import ChatDoor, EdgeDoor, Reply
    from edgechat.desktop.tuner import Wanted


@dataclass
class Turn:
    """One question. ``conversation`` is empty until the first answer of a new one has begun."""

    conversation: str
    text: str = ""
    reply: Reply | None = None
    stopping: bool = False


class Turns(QObject):
    """``began(turn)``: stored and being answered. ``refused(turn, error)``: nothing was stored."""

    began = Signal(object)
    refused = Signal(object, object)
    changed = Signal()

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edge = edge
        self._tasks = tasks
        self._turns: list[Turn] = []

    def send(self, text: str, conversation: str, wanted: Wanted | None = None, **sources: Any) -> None:
        """Ask ``text`` in ``conversation``; empty: in a new one, which is made as ``wanted``. ``sources``:
        what it is asked about."""
        chat = self._edge.chat

        def ask() -> Reply:
            place = conversation or (_made(chat, wanted) if wanted is not None else None)
            reply: Reply = chat.send(text, conversation=place, stream=True, **sources)
            return reply

        self._begin(Turn(conversation, text), ask)

    def again(self, message: str, conversation: str, model: str | None = None) -> None:
        """Another answer to the question ``message``, or to the one that the answer ``message`` follows.

        ``model``: who writes this one; None: the conversation's own.
        """
        chat = self._edge.chat
        self._begin(Turn(conversation), lambda: chat.regenerate(message, model=model, stream=True))

    def edit(self, message: str, text: str, conversation: str) -> None:
        """Ask ``text`` in place of the question ``message``."""
        chat = self._edge.chat
        self._begin(Turn(conversation, text), lambda: chat.edit(message, text, stream=True))

    @property
    def busy(self) -> bool:
        """Whether any answer is being written."""
        return bool(self._turns)

    def answering(self, conversation: str) -> bool:
        return any(turn.conversation == conversation for turn in self._turns)

    def stop(self, conversation: str) -> None:
        """End what is being written in ``conversation``; what has arrived is kept."""
        for turn in list(self._turns):
            if turn.conversation == conversation:
                self._stop(turn)
        self.changed.emit()

    def stop_all(self) -> None:
        for turn in self._turns:
            self._stop(turn)

    def _stop(self, turn: Turn) -> None:
        turn.stopping = True
        if turn.reply is not None:
            turn.reply.stop()

    def _begin(self, turn: Turn, ask: Callable[[], Reply]) -> None:
        self._turns.append(turn)
        self.changed.emit()
        self._tasks.free(
            lambda: self._drive(turn, ask),
            lambda _none: self._ended(turn),
            failed=lambda error: self._failed(turn, error),
        )

    def _drive(self, turn: Turn, ask: Callable[[], Reply]) -> None:
        """On a worker: begin, then take every piece until the answer is complete."""
        reply = ask()
        turn.reply = reply
        if turn.stopping:
            reply.stop()
        self._tasks.post(lambda: self._began(turn))
        for _piece in reply:
            pass

    def _began(self, turn: Turn) -> None:
        assert turn.reply is not None
        turn.conversation = turn.reply.conversation
        journal.note("answer_began", conversation=turn.conversation, message=turn.reply.message.id)
        self.began.emit(turn)
        self.changed.emit()

    def _ended(self, turn: Turn) -> None:
        self._turns.remove(turn)
        message = turn.reply.message if turn.reply is not None else None
        if message is not None:
            journal.note("answer_ended", message=message.id, state=message.state)
        self.changed.emit()

    def _failed(self, turn: Turn, error: Exception) -> None:
        began = turn.reply is not None
        self._ended(turn)
        if not began:
            journal.note("answer_refused", error=type(error).__name__)
            self.refused.emit(turn, error)
        elif not isinstance(error, FixableError):
            self._tasks.unhandled(error)


def _made(chat: ChatDoor, wanted: Wanted) -> str | None:
    """A conversation with what was chosen for it before it began; ``None`` where nothing was."""
    if wanted.system is None and not wanted.options:
        return None
    place = chat.create(system=wanted.system)
    if wanted.options:
        chat.configure(place.id, options=wanted.options)
    return place.id
