"""The main window: the open conversation, and what each action does."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMenu

from edgechat.chat.conversation import Conversation, Message
from edgechat.desktop.actions import GROUPS, State, title
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.bridge import Bridge
from edgechat.desktop.door import EdgeDoor
from edgechat.desktop.live import Live
from edgechat.desktop.messages import Messages
from edgechat.desktop.reading import Opening, Page, read_found, read_page
from edgechat.desktop.shell import Shell
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.turns import Turn, Turns

if TYPE_CHECKING:
    from edgechat.ai.values import ModelStatus
    from edgechat.chat.search import Hit
    from edgechat.core.errors import FixableError
    from edgechat.desktop.finder import Finder
    from edgechat.desktop.meter import Meter
    from edgechat.desktop.trade import Trade


class Window(Shell):
    """One profile's window. ``current`` is the id of the open conversation, empty for a new one."""

    def __init__(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance, opening: Opening) -> None:
        super().__init__(edge, tasks, appearance)
        self._drafts: dict[str, str] = {}
        self._live = Live()
        self._closing = False
        self.finder: Finder | None = None
        self.meter: Meter | None = None
        self.trade: Trade | None = None
        self.turns = Turns(edge, tasks, self)
        self.messages = Messages(edge, tasks, self.turns, self.canvas.transcript, self._live, self)
        self.bridge = Bridge(edge, tasks, self)
        self._connect()
        self.conversations.show(opening.conversations)
        self._show_page(opening.page)
        self.canvas.composer.field.setFocus()

    @property
    def current(self) -> str:
        return self.messages.conversation

    @current.setter
    def current(self, id: str) -> None:
        self.messages.conversation = id

    def _connect(self) -> None:
        composer, transcript = self.canvas.composer, self.canvas.transcript
        composer.send_wanted.connect(self.send)
        composer.stop_wanted.connect(self.stop)
        composer.changed.connect(self._update_actions)
        transcript.older_wanted.connect(self._read_older)
        transcript.wanted.connect(self._message_wanted)
        transcript.menu_wanted.connect(partial(self.messages.show_menu, self.actions_))
        self.messages.changed.connect(self._update_actions)
        self.messages.changed.connect(self._measure)
        self.canvas.welcome.chosen.connect(self._ask_example)
        self.sidebar.opened.connect(self.open)
        self.sidebar.menu_wanted.connect(self._show_row_menu)
        self.sidebar.delete_wanted.connect(self._delete)
        self.conversations.renamed.connect(self._rename)
        self.turns.began.connect(self._turn_began)
        self.turns.refused.connect(self._turn_refused)
        self.turns.changed.connect(self._show_state)
        self.turns.changed.connect(self._measure)
        self.bridge.conversation_changed.connect(self._conversation_changed)
        self.bridge.conversation_deleted.connect(self._conversation_deleted)
        self.bridge.backup_failed.connect(self._backup_failed)
        self.bridge.path_changed.connect(self.messages.path_changed)
        self.bridge.message_changed.connect(self._message_changed)
        self.bridge.text_arrived.connect(self._text_arrived)
        self.bridge.status_changed.connect(self.model.set_status)

    def finish_opening(self) -> None:
        """What can wait until the first paint: icons of the actions, menus, the model's state."""
        self._formatter.begin_colours()
        self.canvas.transcript.furnish()
        self._furnish()
        self._draw_actions()
        self.actions_.fill(self.canvas.header.menu)
        if sys.platform == "darwin":
            for group, name in GROUPS:
                self.actions_.fill_group(self.menuBar().addMenu(title(name)), group)
        self.model.begin()

    def _furnish(self) -> None:
        from edgechat.desktop.finder import Finder
        from edgechat.desktop.meter import Meter

        self.finder = Finder(self._edge, self._tasks, self.sidebar, self._appearance.look)
        self.finder.opened.connect(self._open_hit)
        self.finder.cleared.connect(self.canvas.transcript.unmark)
        self._appearance.changed.connect(self.finder.set_look)
        self.meter = Meter(self._edge, self._tasks, self._appearance.look, self)
        self.canvas.composer.take_meter(self.meter.ring)
        self._appearance.changed.connect(self.meter.set_look)
        self._measure()
        self.bridge.hear_backups()

    # Actions: the names are those of the actions table

    def new_conversation(self) -> None:
        self._keep_draft()
        self._show_page(None)
        self.focus_composer()

    def rename_conversation(self) -> None:
        self.sidebar.show()
        self.sidebar.edit(self.current)

    def delete_conversation(self) -> None:
        self._delete(self.current)

    def pin_conversation(self) -> None:
        known = self.conversations.get(self.current)
        if known is not None:
            chat, id, pinned = self._edge.chat, known.id, not known.pinned
            self._tasks.serial(lambda: chat.pin(id, pinned))

    def export_conversation(self) -> None:
        known = self.conversations.get(self.current)
        if known is not None:
            self._trade().ask_export(known)

    def import_conversations(self) -> None:
        self._trade().ask_import()

    def previous_conversation(self) -> None:
        self._step(-1)

    def next_conversation(self) -> None:
        self._step(1)

    def send(self) -> None:
        composer = self.canvas.composer
        if composer.sendable():
            text = composer.text().strip()
            composer.set_text("")
            self._drafts.pop(self.current, None)
            self.canvas.hush()
            self.turns.send(text, self.current)

    def stop(self) -> None:
        self.turns.stop(self.current)

    def retry(self) -> None:
        meant = self.messages.last()
        if meant is not None:
            self.messages.again(meant.id)

    def copy_answer(self) -> None:
        meant = self.messages.last("assistant")
        if meant is not None:
            QApplication.clipboard().setText(meant.text)

    def search(self) -> None:
        if self.finder is not None:
            self.finder.begin()

    def show_context(self) -> None:
        if self.meter is not None:
            self.meter.open()

    def edit_message(self) -> None:
        self.messages.edit()

    def pin_message(self) -> None:
        meant = self.messages.at_hand()
        if meant is not None:
            self.messages.pin(meant)

    def earlier_version(self) -> None:
        self.messages.step_at_hand(-1)

    def later_version(self) -> None:
        self.messages.step_at_hand(1)

    def _trade(self) -> Trade:
        if self.trade is None:
            from edgechat.desktop.trade import Trade

            self.trade = Trade(self._edge, self._tasks, self)
            self.trade.exported.connect(self._exported)
            self.trade.imported.connect(self._imported)
            self.trade.failed.connect(self._say)
        return self.trade

    def _exported(self, path: str) -> None:
        self.canvas.toast.show_for(self.tr("Exported to %1").replace("%1", Path(path).name))

    def _imported(self, conversations: list[Conversation]) -> None:
        for each in conversations:
            self._conversation_changed(each)
        if conversations:
            self.open(conversations[0].id)
        said = (
            self.tr("Conversation imported")
            if len(conversations) == 1
            else self.tr("%1 conversations imported")
        )
        self.canvas.toast.show_for(said.replace("%1", str(len(conversations))))

    # Conversations

    def open(self, id: str) -> None:
        """Show the conversation ``id`` from its end."""
        if id == self.current:
            return
        self._keep_draft()
        self.current = id
        self._tasks.serial(lambda: read_page(self._edge.chat, id), self._page_read)

    def _page_read(self, page: Page) -> None:
        if page.conversation == self.current:
            self._show_page(page)

    def _open_hit(self, hit: Hit) -> None:
        """Open what a search found, at the message if it is one."""
        if hit.message is None:
            self.open(hit.conversation)
            return
        if hit.conversation != self.current:
            self._keep_draft()
        self.current = hit.conversation
        self._tasks.serial(lambda: read_found(self._edge.chat, hit), partial(self._show_hit, hit))

    def _show_hit(self, hit: Hit, page: Page) -> None:
        if page.conversation == self.current:
            self._show_page(page)
            words = frozenset(hit.snippet[begin:end] for begin, end in hit.marks)
            self.canvas.transcript.show_found(self._live.refresh(page), hit.message or "", words)

    def _show_page(self, page: Page | None) -> None:
        self.current = page.conversation if page is not None else ""
        self.canvas.transcript.show_page(self._live.refresh(page) if page is not None else None)
        self.canvas.show_welcome(page is None)
        self.canvas.composer.set_text(self._drafts.get(self.current, ""))
        self.canvas.hush()
        self.sidebar.set_current(self.current)
        self._show_title()
        self._show_state()
        self._measure()

    def _read_older(self) -> None:
        shown = self.canvas.transcript.messages()
        id = self.current
        if shown and id:
            oldest = shown[0].id
            self._tasks.serial(lambda: read_page(self._edge.chat, id, before=oldest), self._older_read)

    def _older_read(self, page: Page) -> None:
        if page.conversation == self.current:
            self.canvas.transcript.add_older(page)

    def _step(self, by: int) -> None:
        ids = self.conversations.ids()
        if not ids:
            return
        at = ids.index(self.current) + by if self.current in ids else 0
        self.open(ids[at % len(ids)])
        self.sidebar.set_current(self.current)

    def _keep_draft(self) -> None:
        self._drafts[self.current] = self.canvas.composer.text()

    def _rename(self, id: str, name: str) -> None:
        self._tasks.serial(lambda: self._edge.chat.rename(id, name), self._conversation_changed)

    def _delete(self, id: str) -> None:
        """Take ``id`` away; it can be brought back while the toast is shown."""
        if id == self.current:
            self.turns.stop(id)
            self.new_conversation()
        self.conversations.hide(id)
        chat = self._edge.chat
        self._tasks.serial(lambda: chat.delete(id), failed=partial(self._not_deleted, id))
        self.canvas.toast.show_for(self.tr("Conversation deleted"), undo=lambda: self._bring_back(id))

    def _not_deleted(self, id: str, error: Exception) -> None:
        self.conversations.hide(id, hidden=False)
        self._say(error)

    def _bring_back(self, id: str) -> None:
        chat = self._edge.chat
        self._tasks.serial(lambda: chat.restore(id), self._restored)

    def _restored(self, conversation: Conversation) -> None:
        self._conversation_changed(conversation)
        self.open(conversation.id)

    def _show_row_menu(self, id: str, where: QPoint) -> None:
        self.open(id)
        menu = QMenu(self)
        for name in ("conversation.rename", "conversation.pin", "conversation.export", "conversation.delete"):
            menu.addAction(self.actions_[name])
        menu.popup(where)

    # Turns

    def _ask_example(self, text: str) -> None:
        self.canvas.composer.set_text(text)
        self.send()

    def _message_wanted(self, action: str, message: str) -> None:
        """A button of a message was used."""
        if action == "answer.retry":
            self.messages.again(message)
        elif action == "message.edit":
            self.canvas.transcript.edit(message)

    def _turn_began(self, turn: Turn) -> None:
        assert turn.reply is not None
        id = turn.conversation
        if turn.text and self.current in ("", id):
            if not self.current:
                self._open_new(id)
            self._message_changed(turn.reply.question)
            self._message_changed(replace(turn.reply.message, text=""))
        else:
            self.messages.path_changed(id)

    def _open_new(self, id: str) -> None:
        """The conversation that was just begun is the one in sight."""
        self.current = id
        self.canvas.show_welcome(False)
        self.sidebar.set_current(id)
        self._show_title()

    def _turn_refused(self, turn: Turn, error: Exception) -> None:
        """Nothing was stored: give the text back and say why."""
        if turn.conversation == self.current and not self.canvas.composer.text():
            self.canvas.composer.set_text(turn.text)
        self._say(error)

    # Events

    def _conversation_changed(self, conversation: Conversation) -> None:
        self.conversations.change(conversation)
        if conversation.id == self.current:
            self.sidebar.set_current(self.current)
            self._show_title()
            self._update_actions()

    def _conversation_deleted(self, id: str) -> None:
        self.conversations.remove(id)
        self._drafts.pop(id, None)
        if id == self.current:
            self._show_page(None)

    def _message_changed(self, message: Message) -> None:
        self._live.see(message)
        if message.conversation != self.current or message.role == "system":
            return
        if self.canvas.transcript.follows(message):
            self.canvas.transcript.change(message)
            self._update_actions()
        else:
            self.messages.path_changed(self.current)

    def _text_arrived(self, conversation: str, message: str, text: str) -> None:
        whole = self._live.add(message, text)
        if conversation == self.current:
            self.canvas.transcript.set_text(message, whole)

    def _backup_failed(self, error: FixableError) -> None:
        said = self.tr("No backup could be made. %1").replace("%1", str(error))
        self.canvas.say(said, tone="warning")

    # Showing

    def _show_title(self) -> None:
        known = self.conversations.get(self.current)
        self.canvas.header.title.set_title(known.title if known else "")

    def _model_moved(self, status: ModelStatus) -> None:
        super()._model_moved(status)
        if status.state == "ready":
            self._measure()

    def _measure(self) -> None:
        """Say how full the model's window is, unless that would load a model that nobody has used yet."""
        if self.meter is not None and not self.turns.answering(self.current):
            self.meter.follow(self.current if self.model.loaded else "")

    def _show_state(self) -> None:
        answering = self.turns.answering(self.current)
        self.canvas.composer.set_state(answering=answering, reason=self.model.problem)
        self._update_actions()

    def _update_actions(self) -> None:
        answering = self.turns.answering(self.current)
        last, at_hand = self.messages.last(), self.messages.at_hand()
        known = self.conversations.get(self.current)
        self.actions_.update(
            State(
                ready=True,
                conversation=bool(self.current),
                answering=answering,
                sendable=self.canvas.composer.sendable(),
                retryable=not answering and last is not None and last.state != "streaming",
                answered=self.messages.last("assistant") is not None,
                asked=self.messages.last("user") is not None,
                several=self.messages.with_versions() is not None,
                pinned=known is not None and known.pinned,
                message_pinned=at_hand is not None and at_hand.pinned,
            )
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being written, finish what was promised, then let go of the Edge."""
        if not self._closing:
            self._closing = True
            self.turns.stop_all()
            self.bridge.close()
        event.accept()
