"""What a person does with one message of the open conversation: ask it again, change it, pin it, compare.

Knows the transcript and the chat; which conversation is open is told to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from edgechat.chat.conversation import Message
from edgechat.desktop import journal
from edgechat.desktop.actions import Actions
from edgechat.desktop.live import Live
from edgechat.desktop.reading import PAGE, Page, read_path
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.transcript import Hold, Transcript
from edgechat.desktop.turns import Turns

if TYPE_CHECKING:
    from edgechat.desktop.door import ChatDoor, EdgeDoor


class Messages(QObject):
    """``conversation`` is the open one, empty for none. ``changed``: another branch is on show.

    ``deleted(id)``: a message is about to go. ``restored(conversation)``: one is back in it.
    ``quoted(text)``: to be taken into the question.
    ``again_with(message)``: that answer again, by a model that is still to be chosen.
    ``left``: cards are about to go, and with them the focus, if it is in one.
    """

    changed = Signal()
    deleted = Signal(str)
    restored = Signal(str)
    quoted = Signal(str)
    again_with = Signal(str)
    left = Signal()

    def __init__(
        self, edge: EdgeDoor, tasks: Tasks, turns: Turns, transcript: Transcript, live: Live, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.conversation = ""
        self._edge, self._tasks, self._turns = edge, tasks, turns
        self._transcript, self._live, self._parent = transcript, live, parent
        self._hold: Hold | None = None
        self._reading = ""
        transcript.edited.connect(self._edited)
        transcript.stepped.connect(self.step)

    # Which one is meant

    def last(self, *roles: str) -> Message | None:
        """The newest of these roles that is shown."""
        shown = reversed(self._transcript.messages())
        return next((each for each in shown if not roles or each.role in roles), None)

    def questions(self) -> list[str]:
        """What the person asked here, the newest first."""
        shown = reversed(self._transcript.messages())
        return [each.text for each in shown if each.role == "user"]

    def at_hand(self) -> Message | None:
        """The message in which the keyboard is, else the last one."""
        return self._transcript.focused() or self.last()

    def with_versions(self) -> Message | None:
        """The message at hand, or the last one, that has several versions."""
        focused = self._transcript.focused()
        if focused is not None and focused.siblings > 1:
            return focused
        shown = reversed(self._transcript.messages())
        return next((each for each in shown if each.siblings > 1), None)

    # What is done with it

    def again(self, message: str, model: str | None = None) -> None:
        if not self._turns.answering(self.conversation):
            self._transcript.jump_to_end()
            self.left.emit()
            self._turns.again(message, self.conversation, model)

    def edit(self) -> None:
        """Open the question at hand, or the last one, for editing."""
        focused = self._transcript.focused()
        meant = focused if focused is not None and focused.role == "user" else self.last("user")
        if meant is not None:
            self._transcript.edit(meant.id)

    def _edited(self, message: str, text: str) -> None:
        self._turns.stop(self.conversation)
        self.left.emit()
        self._transcript.jump_to_end()
        self._turns.edit(message, text, self.conversation)

    def pin(self, message: Message) -> None:
        chat, pinned = self._edge.chat, not message.pinned
        self._tasks.serial(lambda: chat.pin_message(message.id, pinned))

    def delete(self, message: str) -> None:
        """Take it away with what follows it."""
        self._turns.stop(self.conversation)
        chat = self._edge.chat
        self._tasks.serial(lambda: chat.delete_message(message), lambda _place: self.deleted.emit(message))

    def restore(self, message: str) -> None:
        chat = self._edge.chat
        self._tasks.serial(lambda: chat.restore_message(message), self.restored.emit)

    def quote(self, message: Message) -> None:
        """What is selected in it, else all of it."""
        self.quoted.emit(self._transcript.selected(message.id) or message.text)

    def show_details(self, message: Message) -> None:
        from edgechat.desktop.details import Details

        place = self._transcript.place_of(message.id)
        details = Details(message, self._transcript.look, self._parent)
        details.adjustSize()
        top = self._transcript.mapToGlobal(QPoint(0, 0)).y()
        details.move(place.x(), max(top + 8, place.y() - details.height() - 8))
        details.show()
        details.setFocus()

    def step_at_hand(self, by: int) -> None:
        meant = self.with_versions()
        if meant is not None:
            self.step(meant.id, by)

    def step(self, message: str, by: int) -> None:
        """Show the version ``by`` places further on; nothing happens at the end."""
        hold, chat = self._transcript.hold(message, by), self._edge.chat

        def chosen(changed: bool) -> None:
            """Only now: a page that was being read before is not the one to hold still for."""
            self._hold = hold if changed else self._hold

        self._tasks.serial(lambda: _choose(chat, message, by), chosen)

    # Another branch

    def path_changed(self, conversation: str) -> None:
        """The branch on show is another one: read it again, once however often this is said."""
        if conversation and conversation == self.conversation and self._reading != conversation:
            self._reading = conversation
            limit = max(PAGE, len(self._transcript.messages()) + 2)
            chat = self._edge.chat
            self._tasks.serial(
                lambda: self._begin_reading(chat, conversation, limit), self._read, failed=self._not_read
            )

    def _begin_reading(self, chat: ChatDoor, conversation: str, limit: int) -> Page:
        self._reading = ""  # what changes from here on is not in what is read now
        return read_path(chat, conversation, limit=limit)

    def _read(self, page: Page) -> None:
        if page.conversation == self.conversation:
            hold, self._hold = self._hold, None
            self._transcript.show_path(self._live.refresh(page), hold)
            journal.note("branch", messages=len(page.messages))
            self.changed.emit()

    def _not_read(self, error: Exception) -> None:
        self._reading = ""
        self._tasks.unhandled(error)

    # Its menu

    def show_menu(self, actions: Actions, id: str, where: QPoint) -> None:
        """What can be done with the message ``id``, at ``where`` on the screen."""
        shown = self._transcript.messages()
        message = next((each for each in shown if each.id == id), None)
        if message is None:
            return
        menu = QMenu(self._parent)
        menu.aboutToHide.connect(menu.deleteLater)
        chosen = self._transcript.selected(id)
        copied = chosen or message.text
        name = self.tr("Copy selection") if chosen else self.tr("Copy message")
        menu.addAction(actions["answer.copy"].icon(), name, partial(self._transcript.carry, copied))
        for action, run, turned in self._offers(message):
            actions.offer(menu, action, run, turned=turned)
        menu.popup(where)

    def _offers(self, message: Message) -> list[tuple[str, Callable[[], object], bool]]:
        offers: list[tuple[str, Callable[[], object], bool]] = []
        if message.role == "user":
            offers.append(("message.edit", partial(self._transcript.edit, message.id), False))
        elif message.state != "streaming":
            offers.append(("answer.retry", partial(self.again, message.id), False))
            offers.append(("answer.retry_with", partial(self.again_with.emit, message.id), False))
        offers.append(("message.quote", partial(self.quote, message), False))
        offers.append(("message.pin", partial(self.pin, message), message.pinned))
        if message.sibling > 0:
            offers.append(("message.earlier", partial(self.step, message.id, -1), False))
        if message.sibling < message.siblings - 1:
            offers.append(("message.later", partial(self.step, message.id, 1), False))
        if message.role == "assistant" and message.state != "streaming":
            offers.append(("message.details", partial(self.show_details, message), False))
        offers.append(("message.delete", partial(self.delete, message.id), False))
        return offers


def _choose(chat: ChatDoor, message: str, by: int) -> bool:
    """Whether there is such a version."""
    versions = chat.branches(message)
    at = next(at for at, each in enumerate(versions) if each.id == message) + by
    if not 0 <= at < len(versions):
        return False
    chat.choose(versions[at].id)
    return True
