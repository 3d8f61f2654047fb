"""The main window: the parts, the open conversation, and what each action does."""

from __future__ import annotations

import sys
from dataclasses import replace

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QWidget

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.chat.conversation import Conversation, Message
from edgechat.core.errors import FixableError
from edgechat.desktop import journal, words
from edgechat.desktop.actions import GROUPS, Actions, State, title
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.bridge import Bridge
from edgechat.desktop.canvas import Canvas
from edgechat.desktop.conversations import Conversations
from edgechat.desktop.door import EdgeDoor
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.live import Live
from edgechat.desktop.look import Look
from edgechat.desktop.model_state import ModelState
from edgechat.desktop.reading import Opening, Page, read_page
from edgechat.desktop.sidebar import Sidebar
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.turns import Turn, Turns

RETRYABLE = ("failed", "stopped", "interrupted")


class Window(QMainWindow):
    """One profile's window. ``current`` is the id of the open conversation, empty for a new one."""

    def __init__(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance, opening: Opening) -> None:
        super().__init__()
        self.setWindowTitle("EdgeChat")
        self.setMinimumSize(900, 600)
        self.resize(1180, 780)
        self._edge = edge
        self._tasks = tasks
        self._appearance = appearance
        self.current = ""
        self._drafts: dict[str, str] = {}
        self._live = Live()
        self._closing = False
        self.turns = Turns(edge, tasks, self)
        self.bridge = Bridge(edge, tasks, self)
        self.model = ModelState(edge, tasks, self)
        self.conversations = Conversations(self)
        look = appearance.look
        self.sidebar = Sidebar(self.conversations, look)
        self._formatter = Formatter(tasks)
        self.canvas = Canvas(look, self._formatter)
        self.actions_ = Actions(self)
        self._lay_out()
        self._connect()
        self.conversations.show(opening.conversations)
        self._show_page(opening.page)
        self.canvas.composer.field.setFocus()

    def _lay_out(self) -> None:
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.canvas, 1)
        self.setCentralWidget(middle)
        header, actions = self.canvas.header, self.actions_
        for button, id in (
            (self.sidebar.new, "conversation.new"),
            (header.sidebar, "view.sidebar"),
            (header.theme, "view.theme"),
        ):
            action = actions[id]
            button.setText(action.text())
            button.setToolTip(f"{action.text()} ({action.shortcut().toString()})")
            button.setAccessibleName(action.text())
            button.clicked.connect(action.trigger)

    def _connect(self) -> None:
        composer, transcript = self.canvas.composer, self.canvas.transcript
        composer.send_wanted.connect(self.send)
        composer.stop_wanted.connect(self.stop)
        composer.changed.connect(self._update_actions)
        transcript.older_wanted.connect(self._read_older)
        transcript.link_wanted.connect(self._ask_link)
        transcript.retry_wanted.connect(self._retry)
        self.canvas.welcome.chosen.connect(self._ask_example)
        self.sidebar.opened.connect(self.open)
        self.sidebar.menu_wanted.connect(self._show_row_menu)
        self.sidebar.delete_wanted.connect(self._delete)
        self.conversations.renamed.connect(self._rename)
        self.turns.began.connect(self._turn_began)
        self.turns.refused.connect(self._turn_refused)
        self.turns.changed.connect(self._show_state)
        self.bridge.conversation_changed.connect(self._conversation_changed)
        self.bridge.conversation_deleted.connect(self._conversation_deleted)
        self.bridge.message_changed.connect(self._message_changed)
        self.bridge.text_arrived.connect(self._text_arrived)
        self.bridge.status_changed.connect(self.model.set_status)
        self.model.found.connect(self._model_found)
        self.model.moved.connect(self._model_moved)
        self._appearance.changed.connect(self._draw)
        self._tasks.unhandled = self._say

    def finish_opening(self) -> None:
        """What can wait until the first paint: icons of the actions, menus, the model's state."""
        self._formatter.begin_colours()
        self._draw_actions()
        self.actions_.fill(self.canvas.header.menu)
        if sys.platform == "darwin":
            for group, name in GROUPS:
                self.actions_.fill_group(self.menuBar().addMenu(title(name)), group)
        self.model.begin()

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
        last = self._last_answer()
        if last is not None:
            self._retry(last.id)

    def copy_answer(self) -> None:
        last = self._last_answer()
        if last is not None:
            QApplication.clipboard().setText(last.text)

    def focus_composer(self) -> None:
        self.canvas.composer.field.setFocus()

    def jump_to_end(self) -> None:
        self.canvas.transcript.jump_to_end()

    def toggle_sidebar(self) -> None:
        self.sidebar.setVisible(self.sidebar.isHidden())

    def toggle_theme(self) -> None:
        self._choose_theme("light" if self._appearance.look.palette.name == "dark" else "dark")

    def follow_system_theme(self) -> None:
        self._choose_theme("system")

    def about(self) -> None:
        from edgechat.desktop import dialogs

        dialogs.about(self)

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

    def _show_page(self, page: Page | None) -> None:
        self.current = page.conversation if page is not None else ""
        self.canvas.transcript.show_page(self._live.refresh(page) if page is not None else None)
        self.canvas.show_welcome(page is None)
        self.canvas.composer.set_text(self._drafts.get(self.current, ""))
        self.canvas.hush()
        self.sidebar.set_current(self.current)
        self._show_title()
        self._show_state()

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
        """Take ``id`` out of the list now, and out of the store when the chance to undo is over."""
        self.canvas.toast.finish()
        if id == self.current:
            self.turns.stop(id)
            self.new_conversation()
        self.conversations.hide(id)
        self.canvas.toast.show_for(
            self.tr("Conversation deleted"),
            undo=lambda: self._bring_back(id),
            ended=lambda: self._tasks.serial(lambda: self._edge.chat.delete(id)),
        )

    def _bring_back(self, id: str) -> None:
        self.conversations.hide(id, hidden=False)
        self.open(id)

    def _show_row_menu(self, id: str, where: QPoint) -> None:
        self.open(id)
        menu = QMenu(self)
        for name in ("conversation.rename", "conversation.delete"):
            menu.addAction(self.actions_[name])
        menu.popup(where)

    # Turns

    def _ask_example(self, text: str) -> None:
        self.canvas.composer.set_text(text)
        self.send()

    def _retry(self, message: str) -> None:
        if not self.turns.answering(self.current):
            self.turns.retry(message, self.current)

    def _turn_began(self, turn: Turn) -> None:
        assert turn.reply is not None
        id = turn.conversation
        if turn.text and self.current in ("", id):
            if not self.current:
                self._open_new(id)
            self._message_changed(turn.reply.question)
            self._message_changed(replace(turn.reply.message, text=""))
        elif id == self.current:
            self._tasks.serial(lambda: read_page(self._edge.chat, id), self._page_read)

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

    def _conversation_deleted(self, id: str) -> None:
        self.conversations.remove(id)
        self._drafts.pop(id, None)
        if id == self.current:
            self._show_page(None)

    def _message_changed(self, message: Message) -> None:
        self._live.see(message)
        if message.conversation == self.current and message.role != "system":
            self.canvas.transcript.change(message)
            self._update_actions()

    def _text_arrived(self, conversation: str, message: str, text: str) -> None:
        whole = self._live.add(message, text)
        if conversation == self.current:
            self.canvas.transcript.set_text(message, whole)

    # The model

    def _model_found(self, info: ModelInfo | None, problem: str) -> None:
        self.canvas.header.show_model(info, problem)
        self.canvas.welcome.show_model(info)
        self._show_state()

    def _model_moved(self, status: ModelStatus) -> None:
        self.canvas.header.show_status(status)
        self.canvas.transcript.set_waiting(words.waiting(status))

    # Showing

    def _last_answer(self) -> Message | None:
        shown = self.canvas.transcript.messages()
        return next((each for each in reversed(shown) if each.role == "assistant"), None)

    def _show_title(self) -> None:
        known = self.conversations.get(self.current)
        self.canvas.header.title.set_title(known.title if known else "")

    def _show_state(self) -> None:
        answering = self.turns.answering(self.current)
        self.canvas.composer.set_state(answering=answering, reason=self.model.problem)
        self._update_actions()

    def _update_actions(self) -> None:
        shown = self.canvas.transcript.messages()
        answering = self.turns.answering(self.current)
        last = shown[-1] if shown else None
        self.actions_.update(
            State(
                ready=True,
                conversation=bool(self.current),
                answering=answering,
                sendable=self.canvas.composer.sendable(),
                retryable=not answering and last is not None and last.state in RETRYABLE,
                answered=self._last_answer() is not None,
            )
        )

    def _say(self, error: Exception) -> None:
        if not isinstance(error, FixableError):
            journal.note("error", error=type(error).__name__)
        self.canvas.say(words.sentence(error))

    def _choose_theme(self, choice: str) -> None:
        self._appearance.choose(choice)
        self._tasks.serial(lambda: self._edge.settings.set("window.theme", choice))

    def _draw(self, look: Look) -> None:
        self.sidebar.set_look(look)
        self.canvas.set_look(look)
        self._draw_actions()

    def _draw_actions(self) -> None:
        icons = self._appearance.look.icons
        self.actions_.draw(icons)
        self.sidebar.new.setIcon(icons.icon("plus", "accent"))

    def _ask_link(self, url: QUrl) -> None:
        from edgechat.desktop import dialogs

        dialogs.ask_link(self, url)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being written, finish what was promised, then let go of the Edge."""
        if not self._closing:
            self._closing = True
            self.canvas.toast.finish()
            self.turns.stop_all()
            self.bridge.close()
        event.accept()
