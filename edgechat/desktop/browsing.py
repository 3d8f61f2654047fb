"""Which conversation is open, and what is done with whole conversations: found, named, deleted, exported."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from edgechat.chat.conversation import Conversation
from edgechat.desktop import journal
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.bridge import Bridge
from edgechat.desktop.language import plural
from edgechat.desktop.live import Live
from edgechat.desktop.messages import Messages
from edgechat.desktop.reading import Page, read_found, read_page, restore_last
from edgechat.desktop.shell import Shell
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.turns import Turns

if TYPE_CHECKING:
    from edgechat.ai.values import ModelInfo, ModelStatus
    from edgechat.chat.search import Hit
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.drafts import Drafts
    from edgechat.desktop.finder import Finder
    from edgechat.desktop.getting import Getting
    from edgechat.desktop.look import Look
    from edgechat.desktop.meter import Meter
    from edgechat.desktop.models import Models
    from edgechat.desktop.placement import Keeper
    from edgechat.desktop.trade import Trade
    from edgechat.desktop.tuner import Tuner


BOTH = 1160
"""Pixels of a window that has room for the sidebar and the panel beside a conversation."""


class Browsing(Shell):
    """``current`` is the id of the open conversation, empty for a new one."""

    drafts: Drafts

    def _build(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance) -> None:
        super()._build(edge, tasks, appearance)
        self._recent: list[str] = []
        self._keeper: Keeper | None = None
        self._live = Live()
        self.finder: Finder | None = None
        self.meter: Meter | None = None
        self.trade: Trade | None = None
        self.getting: Getting | None = None
        self.models: Models | None = None
        self.tuner: Tuner | None = None
        self._gave_way = False  # the sidebar, for the panel
        self.turns = Turns(edge, tasks, self)
        self.messages = Messages(edge, tasks, self.turns, self.canvas.transcript, self._live, self)
        self.bridge = Bridge(edge, tasks, self)

    @property
    def current(self) -> str:
        return self.messages.conversation

    @current.setter
    def current(self, id: str) -> None:
        self.messages.conversation = id

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
        self._furnish_getting()
        self._measure()
        self.bridge.hear_backups()

    def _furnish_getting(self) -> None:
        from edgechat.desktop.get_model import PullChip
        from edgechat.desktop.getting import Getting

        look = self._appearance.look
        self.getting = getting = Getting(self._edge, self._tasks, self)
        chip = PullChip(getting, look)
        chip.clicked.connect(self.get_model)
        self.canvas.header.take_pull(chip)
        self._appearance.changed.connect(chip.set_look)
        self.canvas.welcome.take_getting(getting)
        self.bridge.pull_moved.connect(getting.moved)
        getting.finished.connect(self._model_came)
        getting.switched.connect(self._switched)
        getting.look()
        self.canvas.welcome.check_wanted.connect(self.check_machine)
        self._tasks.free(lambda: list(self._edge.checks(quick=True)), self.canvas.welcome.show_checks)

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

    def undo_deletion(self) -> None:
        """What was deleted last; before that, the conversations that earlier windows have deleted."""
        if self.canvas.toast.undoable:
            self.canvas.toast.undo_last()
        else:
            chat = self._edge.chat
            self._tasks.serial(lambda: restore_last(chat), self._restored_last)

    def _restored_last(self, conversation: Conversation | None) -> None:
        if conversation is None:
            self.canvas.toast.show_for(self.tr("Nothing was deleted."))
        else:
            self._restored(conversation)

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

    def search(self) -> None:
        if self.finder is not None:
            self.finder.begin()

    def show_context(self) -> None:
        """The person asks, so the model may be loaded to count."""
        if self.meter is not None:
            self.meter.follow(self.current)
            self.meter.open()

    def get_model(self) -> None:
        if self.getting is not None:
            from edgechat.desktop.get_model import GetModel

            GetModel(self.getting, self._appearance.look, self).open()

    def check_machine(self) -> None:
        from edgechat.desktop.checklist import Checklist

        checklist = Checklist(self._edge, self._tasks, self._appearance.look, self)
        checklist.wanted.connect(lambda step: self.actions_[step].trigger())
        checklist.open()

    def _model_came(self, info: ModelInfo) -> None:
        """It answers from now on, also where the person has gone on reading."""
        self.model.look()
        if not self.canvas.welcoming:  # where the card says so
            said = self.tr("%1 is ready: your next question goes to it")
            self.canvas.toast.show_for(said.replace("%1", info.name))

    def toggle_offline(self) -> None:
        if self.getting is not None:
            offline = self._edge.settings.get("network.offline")
            (self.getting.go_online if offline else self.getting.stay_offline)()

    def _switched(self, offline: bool) -> None:
        assert self.getting is not None
        if offline:
            self.canvas.toast.show_for(self.tr("EdgeChat stays offline: nothing is fetched any more"))
        else:
            said = self.tr("EdgeChat may go online from now on")
            self.canvas.toast.show_for(said, undo=self.getting.stay_offline, name=self.tr("Stay offline"))
        self._show_state()

    def next_part(self) -> None:
        self._go_part(1)

    def previous_part(self) -> None:
        self._go_part(-1)

    def _go_part(self, by: int) -> None:
        from edgechat.desktop.parts import go

        go(self, by)

    def show_palette(self) -> None:
        from edgechat.desktop.entries import Entry
        from edgechat.desktop.palette import Palette, action_entries

        places = [
            Entry(self.conversations.title_of(id), id, self.tr("Conversation"), icon="bubble",
                  run=partial(self.open, id))
            for id in self.conversations.ids()
        ]  # fmt: skip
        entries = [*action_entries(self.actions_), *places]
        Palette(entries, self._recent, self._appearance.look, self).open_over(self)

    # How answers are made

    def toggle_panel(self) -> None:
        """Show or hide the panel; the next start shows it or not as now."""
        shown = self.tuner is None or self.tuner.panel.isHidden()
        self.show_panel(shown)
        if shown:
            self._tuner().panel.prompt.setFocus()
        else:
            self.focus_composer()
        self._tasks.serial(lambda: self._edge.settings.set("window.panel", shown))

    def show_panel(self, shown: bool) -> None:
        panel = self._tuner().panel
        panel.setVisible(shown)
        self._make_room(keep=panel)

    def toggle_sidebar(self) -> None:
        self._gave_way = False
        super().toggle_sidebar()
        self._make_room(keep=self.sidebar)

    def _tuner(self) -> Tuner:
        if self.tuner is None:
            from edgechat.desktop.tuner import Tuner

            self.tuner = Tuner(self._edge, self._tasks, self.model, self._appearance.look, self)
            self.tuner.panel.hide()
            self.tuner.failed.connect(self._say)
            self.tuner.said.connect(self.canvas.toast.show_for)
            self.tuner.closed.connect(self.toggle_panel)
            self.tuner.follow(self.conversations.get(self.current))
            self._parts.addWidget(self.tuner.panel)
            self._appearance.changed.connect(self._redraw_panel)
        return self.tuner

    def _redraw_panel(self, look: Look) -> None:
        if self.tuner is not None:
            old = self.tuner.panel
            shown = not old.isHidden()
            new = self.tuner.draw(look)
            self._parts.replaceWidget(old, new)
            new.setVisible(shown)
            old.deleteLater()

    def _make_room(self, *, keep: QWidget) -> None:
        """In a narrow window the conversation has room beside one of the two, not beside both."""
        panel = self.tuner.panel if self.tuner is not None else None
        if panel is None:
            return
        if self.width() < BOTH and not panel.isHidden() and not self.sidebar.isHidden():
            self._gave_way = keep is panel
            (self.sidebar if keep is panel else panel).hide()
        elif self._gave_way and (panel.isHidden() or self.width() >= BOTH):
            self._gave_way = False
            self.sidebar.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.built and self.tuner is not None:
            self._make_room(keep=self.tuner.panel)

    # The model: the names are those of the actions table

    def choose_model(self) -> None:
        doors = [self.actions_["app.get_model"]]
        doors += [each for each in self.actions_.of_group("model") if each.objectName() != "model.choose"]
        self._models().open(self._appearance.look, self.canvas.header.pill, self.current, doors)

    def add_model(self) -> None:
        self._models().ask_file()

    def open_models_folder(self) -> None:
        self._models().open_folder()

    def unload_model(self) -> None:
        self._models().unload()

    def _models(self) -> Models:
        if self.models is None:
            from edgechat.desktop.models import Models

            self.models = Models(self._edge, self._tasks, self.model, self)
            self.models.failed.connect(self._say)
            self.models.added.connect(self._model_added)
        return self.models

    def _model_added(self, info: ModelInfo) -> None:
        """Use it here at once: that is what it was brought for."""
        self.canvas.toast.show_for(self.tr("%1 can be chosen now").replace("%1", info.name))
        self.choose_model()

    def _again_with(self, message: str) -> None:
        shown = self.canvas.transcript.messages()
        known = next((each.model for each in shown if each.id == message), None)
        where = self.canvas.transcript.tools_of(message)
        self._models().offer(where, known, lambda model: self.messages.again(message, model))

    # To and from files

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
        journal.note("exported")

    def _imported(self, conversations: list[Conversation]) -> None:
        for each in conversations:
            self._conversation_changed(each)
        if conversations:
            self.open(conversations[0].id)
            self.focus_composer()
        said = plural("Browsing", "Conversation imported", "%n conversations imported", len(conversations))
        self.canvas.toast.show_for(said)

    # Conversations

    def open(self, id: str) -> None:
        """Show the conversation ``id`` from its end."""
        if id == self.current and not self.canvas.elsewhere:
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
        if self.getting is not None:
            self.getting.acknowledge()
        self.canvas.composer.set_text(self.drafts.text(self.current))
        self.canvas.hush()
        self.sidebar.set_current(self.current)
        self._show_title()
        self._show_state()
        self._measure()
        if self._keeper is not None:
            self._keeper.touch()
        journal.note("opened", messages=len(page.messages) if page is not None else 0)

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
        self.drafts.keep(self.current, self.canvas.composer.text())

    def _rename(self, id: str, name: str) -> None:
        self._tasks.serial(lambda: self._edge.chat.rename(id, name), self._conversation_changed)

    def _delete(self, id: str) -> None:
        """Take ``id`` away; it can be brought back."""
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
        self.bridge.flush()  # that it was deleted may still be on its way
        self._conversation_changed(conversation)
        self.open(conversation.id)

    def _show_row_menu(self, id: str, where: QPoint) -> None:
        self.open(id)
        menu = QMenu(self)
        for name in ("conversation.rename", "conversation.pin", "conversation.export"):
            menu.addAction(self.actions_[name])
        menu.addSeparator()
        menu.addAction(self.actions_["conversation.delete"])
        menu.popup(where)

    # Showing

    def _show_title(self) -> None:
        known = self.conversations.get(self.current)
        self.canvas.header.title.set_title(known.title if known else "")
        self.model.follow(known.model if known else None)
        if self.tuner is not None:
            self.tuner.follow(known)

    def _model_moved(self, status: ModelStatus) -> None:
        super()._model_moved(status)
        self._update_actions()
        if status.state == "ready":
            self._measure()

    def _measure(self) -> None:
        """Say how full the model's window is, unless that would load a model that nobody has used yet."""
        if self.meter is not None and not self.turns.answering(self.current):
            self.meter.follow(self.current if self.model.loaded else "")

    def _conversation_changed(self, conversation: Conversation) -> None:
        """One is new, or has changed."""
        raise NotImplementedError

    def _update_actions(self) -> None:
        raise NotImplementedError
