"""The main window: questions and answers, what each event shows, and what can be done now."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from edgechat.chat.conversation import Conversation, Message
from edgechat.core.records import replace
from edgechat.desktop import words
from edgechat.desktop.actions import GROUPS, State, title
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.drafts import Drafts
from edgechat.desktop.glimpse import keep_glimpse
from edgechat.desktop.papers import Papers
from edgechat.desktop.reading import Opening
from edgechat.desktop.recall import Recall
from edgechat.desktop.remembered import REMEMBERED, Remembered
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.turns import Turn

if TYPE_CHECKING:
    from edgechat.core.errors import FixableError
    from edgechat.desktop.cover import Cover
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.narrator import Narrator
    from edgechat.desktop.snapshot import Snapshot


def _commands(held: Qt.KeyboardModifier) -> bool:
    """Whether a key is no letter with these. On Windows AltGr is Ctrl with Alt, on macOS Option is Alt."""
    control = bool(held & Qt.KeyboardModifier.ControlModifier)
    alt = bool(held & Qt.KeyboardModifier.AltModifier)
    if held & Qt.KeyboardModifier.MetaModifier:
        return True
    return control and not alt if sys.platform == "darwin" else control != alt


class Window(Papers):
    """One profile's window. Empty until it is built: it may be shown before, with a cover over it."""

    def __init__(self) -> None:
        super().__init__()
        self.left: Snapshot | None = None
        """It is closed, and the next one will look like this."""
        self.closing = False
        self._cover: Cover | None = None

    def build(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance, opening: Opening) -> None:
        """Make its parts, and show in them what is to be seen first."""
        self._build(edge, tasks, appearance)
        self._narrator: Narrator | None = None
        self.drafts = Drafts(edge, tasks, opening.drafts, self)
        self._connect()
        self.conversations.show(opening.conversations)
        self._show_page(opening.page)
        self._recent.extend(opening.remembered.recent)
        self.sidebar.setVisible(opening.remembered.sidebar)
        if self._cover is not None:
            self._cover.raise_()
        else:
            self.place(opening.remembered)
        self.canvas.composer.field.setFocus()
        self.built = True

    def place(self, remembered: Remembered) -> None:
        """Before it is shown."""
        if remembered.width or remembered.maximised:
            from edgechat.desktop.placement import restore

            restore(self, remembered)

    def cover(self, snapshot: Snapshot) -> None:
        """Show it now, as it was when it closed; ``uncover`` once it is built."""
        from edgechat.desktop.cover import Cover

        self._cover = Cover(snapshot, self)
        self.show()
        self._cover.wait()

    def breathe(self) -> None:
        """Paint, and let itself be closed, while the main thread waits. What is typed waits too."""
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    @property
    def covered(self) -> bool:
        return self._cover is not None

    def uncover(self) -> bool:
        """Whether there was something to see until now."""
        cover, self._cover = self._cover, None
        assert cover is not None
        cover.hide()
        cover.deleteLater()
        return cover.seen

    def _connect(self) -> None:
        composer, transcript = self.canvas.composer, self.canvas.transcript
        composer.send_wanted.connect(self.send)
        composer.stop_wanted.connect(self.stop)
        composer.changed.connect(self._update_actions)
        composer.changed.connect(self._prepare_model)
        composer.changed.connect(self._keep_draft)
        composer.field.undo_wanted.connect(self.canvas.toast.undo_last)
        composer.field.too_long.connect(self._paste_cut)
        composer.field.recall = Recall(self.messages.questions)
        self.messages.quoted.connect(composer.quote)
        self.messages.deleted.connect(self._message_deleted)
        self.messages.restored.connect(self._message_restored)
        transcript.older_wanted.connect(self._read_older)
        transcript.wanted.connect(self._message_wanted)
        transcript.menu_wanted.connect(partial(self.messages.show_menu, self.actions_))
        self.messages.changed.connect(self._update_actions)
        self.messages.changed.connect(self._measure)
        self.messages.again_with.connect(self._again_with)
        self.messages.left.connect(self._leave_transcript)
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
        self.bridge.reasoning_arrived.connect(self._reasoning_arrived)
        self.bridge.status_changed.connect(self.model.set_status)

    def finish_opening(self) -> None:
        """What can wait until the first paint: icons of the actions, menus, the model's state."""
        self._formatter.begin_colours()
        self.sidebar.finish_opening()
        self.canvas.transcript.furnish()
        self._furnish()
        self._draw_actions()
        self.actions_.fill(self.canvas.header.menu)
        if sys.platform == "darwin":
            for group, name in GROUPS:
                self.actions_.fill_group(self.menuBar().addMenu(title(name)), group)
        self.model.begin()
        self._faults().begin()
        if self._edge.settings.get("window.panel"):
            self.show_panel(True)
        self._keep_place()
        self._begin_narrating()
        self._tell_of_settings()

    def _tell_of_settings(self) -> None:
        kept = self._edge.settings.kept
        if kept is not None:
            said = self.tr(
                "The settings could not be read: all are as at first. The unreadable file is kept: %1"
            )
            self.canvas.say(said.replace("%1", str(kept)), tone="warning")

    def _begin_narrating(self) -> None:
        from edgechat.desktop.narrator import Narrator

        self._narrator = Narrator(self)
        self.model.moved.connect(self._narrator.hear_model)
        self.canvas.said.connect(self._narrator.hear_trouble)

    def _keep_place(self) -> None:
        from edgechat.desktop.placement import Keeper

        path = self._edge.profile.root / REMEMBERED
        self._keeper = Keeper(self, path, self._tasks, self._looks)

    def _looks(self) -> Remembered:
        from edgechat.desktop.placement import place_of

        place = place_of(self)
        return Remembered(
            x=place.x(),
            y=place.y(),
            width=place.width(),
            height=place.height(),
            maximised=self.isMaximized(),
            sidebar=self._gave_way or not self.sidebar.isHidden(),
            conversation=self.current,
            recent=tuple(self._recent),
        )

    # Actions on answers and messages: the names are those of the actions table

    def send(self) -> None:
        composer = self.canvas.composer
        if composer.sendable():
            text = composer.text().strip()
            composer.set_text("")
            self.drafts.keep(self.current, "")
            self.canvas.hush()
            wanted = self.tuner.take_new() if self.tuner is not None and not self.current else None
            self.turns.send(text, self.current, wanted, **self._sources())

    def stop(self) -> None:
        self.turns.stop(self.current)

    def retry(self) -> None:
        meant = self.messages.last()
        if meant is not None:
            self.messages.again(meant.id)

    def retry_with(self) -> None:
        meant = self.messages.last()
        if meant is not None:
            self._again_with(meant.id)

    def copy_answer(self) -> None:
        meant = self.messages.last("assistant")
        if meant is not None:
            from edgechat.desktop.carrying import copy_message

            copy_message(meant.text, self._formatter)

    def edit_message(self) -> None:
        self.messages.edit()

    def pin_message(self) -> None:
        meant = self.messages.at_hand()
        if meant is not None:
            self.messages.pin(meant)

    def quote_message(self) -> None:
        meant = self.messages.at_hand()
        if meant is not None:
            self.messages.quote(meant)

    def show_details(self) -> None:
        focused = self.canvas.transcript.focused()
        meant = focused if focused is not None and focused.role == "assistant" else None
        meant = meant or self.messages.last("assistant")
        if meant is not None:
            self.messages.show_details(meant)

    def delete_message(self) -> None:
        meant = self.messages.at_hand()
        if meant is not None:
            self.messages.delete(meant.id)

    def earlier_version(self) -> None:
        self.messages.step_at_hand(-1)

    def later_version(self) -> None:
        self.messages.step_at_hand(1)

    # Turns

    def _prepare_model(self) -> None:
        """Whoever writes will ask: the model is loaded meanwhile, unless one is answering."""
        if self.canvas.composer.text().strip() and not self.turns.busy:
            self.model.prepare()

    def _ask_example(self, text: str) -> None:
        self.canvas.composer.set_text(text)
        self.send()

    def _paste_cut(self, kept: int) -> None:
        said = self.tr("That is more than a question can hold: only the first %1 characters were taken.")
        self.canvas.toast.show_for(said.replace("%1", self.locale().toString(kept)))

    def _message_deleted(self, message: str) -> None:
        undo = partial(self.messages.restore, message)
        self.canvas.toast.show_for(self.tr("Message deleted, with what followed it"), undo=undo)
        self.focus_composer()

    def _message_restored(self, conversation: str) -> None:
        """Show it where it is, if the person has gone elsewhere."""
        if conversation != self.current:
            self.open(conversation)

    def _message_wanted(self, action: str, message: str) -> None:
        """A button of a message was used."""
        if action == "answer.retry":
            self.messages.again(message)
        elif action == "answer.retry_with":
            self._again_with(message)
        elif action == "message.edit":
            self.canvas.transcript.edit(message)
        else:
            self.actions_[action].trigger()

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

    def _leave_transcript(self) -> None:
        """The next key goes to the question, not to whatever comes after a card that is gone."""
        focused = QApplication.focusWidget()
        if focused is None or self.canvas.transcript.isAncestorOf(focused):
            self.focus_composer()

    def _open_new(self, id: str) -> None:
        """The conversation that was just begun is the one in sight."""
        self.current = id
        self.canvas.show_welcome(False)
        if self.getting is not None:
            self.getting.acknowledge()
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
            self._follow_sources()
            self.sidebar.set_current(self.current)
            self._show_title()
            self._update_actions()

    def _conversation_deleted(self, id: str) -> None:
        self.conversations.remove(id)
        if id == self.current:
            self._show_page(None)

    def _message_changed(self, message: Message) -> None:
        self._live.see(message)
        if self._narrator is not None:
            self._narrator.hear(message)
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

    def _reasoning_arrived(self, conversation: str, message: str, text: str) -> None:
        whole = self._live.think(message, text)
        if conversation == self.current:
            self.canvas.transcript.set_reasoning(message, whole)

    def _backup_failed(self, error: FixableError) -> None:
        said = self.tr("No backup could be made. %1").replace("%1", words.sentence(error))
        self.canvas.say(said, tone="warning")

    # Showing

    def _show_state(self) -> None:
        answering = self.turns.answering(self.current)
        self.canvas.composer.set_state(answering=answering, reason=self._why_not())
        self._update_actions()

    def _update_actions(self) -> None:
        answering = self.turns.answering(self.current)
        last, at_hand = self.messages.last(), self.messages.at_hand()
        known = self.conversations.get(self.current)
        here = not self.canvas.elsewhere  # else all that is about a conversation is out of sight
        self.actions_.update(
            State(
                ready=True,
                conversation=here and bool(self.current),
                answering=here and answering,
                sendable=here and self.canvas.composer.sendable(),
                retryable=here and not answering and last is not None and last.state != "streaming",
                answered=here and self.messages.last("assistant") is not None,
                asked=here and self.messages.last("user") is not None,
                several=here and self.messages.with_versions() is not None,
                pinned=known is not None and known.pinned,
                message_pinned=at_hand is not None and at_hand.pinned,
                memory_taken=self.model.memory_taken,
                offline=bool(self._edge.settings.get("network.offline")),
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters that nothing else wants belong into the question."""
        text = event.text()
        letters = bool(text.strip()) and text.isprintable() and not _commands(event.modifiers())
        if self.built and letters and not self.canvas.elsewhere:
            self.focus_composer()
            self.canvas.composer.field.insertPlainText(text)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being written, finish what was promised, then let go of the Edge."""
        if not self.closing:
            self.closing = True
            if self.built:
                self._leave()
        event.accept()

    def _leave(self) -> None:
        from edgechat.desktop.portrait import looks_lasting, portrait

        lasting = self._keeper is not None and looks_lasting(self)
        if self._keeper is not None:
            shown = self.canvas.transcript.glimpse()
            self._keeper.finish(partial(keep_glimpse, self._edge.profile.glimpse, shown))
        self.turns.stop_all()
        self.drafts.store()
        if self.getting is not None:
            self.getting.close()
        self.bridge.close()
        self._let_go()
        if lasting:
            self.left = portrait(self)
