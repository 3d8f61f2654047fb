"""Documents in the window: their page, what a question is asked about, and the place an answer came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal

from edgechat.desktop.appearance import Appearance
from edgechat.desktop.browsing import Browsing
from edgechat.desktop.language import plural
from edgechat.desktop.reading import Page
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.chat.conversation import Message
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.foot import Foot
    from edgechat.desktop.shelving import Shelving
    from edgechat.desktop.sourcing import Sourcing
    from edgechat.library.document import Halted, Progress, Renewed
    from edgechat.library.healed import Healed

ASKED = 300
"""Characters of a question that documents are searched for."""

FOLLOWED_AFTER_MS = 2000
"""After the first paint: so long folders and unfinished documents wait for the window to be ready."""


class Papers(Browsing):
    """``shelving`` is there once documents were looked at, ``sourcing`` once the window is furnished."""

    _arrived = Signal(object)
    _healed = Signal(object)
    _renewed = Signal(object)
    _halted = Signal(object)

    def _build(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance) -> None:
        super()._build(edge, tasks, appearance)
        self.shelving: Shelving | None = None
        self.sourcing: Sourcing | None = None
        self._foot: Foot | None = None
        self._unread: set[str] = set()
        self._unhear: list[Callable[[], None]] = []
        self._panel_left = False

    def _furnish(self) -> None:
        super()._furnish()
        from edgechat.desktop.drops import Drops
        from edgechat.desktop.foot import Foot
        from edgechat.desktop.reading_chip import ReadingChip
        from edgechat.desktop.sourcing import Sourcing
        from edgechat.library.document import Halted, Progress, Renewed
        from edgechat.library.healed import Healed

        look = self._appearance.look
        self._foot = Foot(self.actions_["documents.show"], look)
        self._appearance.changed.connect(self._foot.set_look)
        self.sidebar.take_foot(self._foot)
        field = self.canvas.composer.field
        self._drops = Drops(self, look, self._drop_promise, field, field.viewport())
        self._drops.dropped.connect(self._dropped)
        field.files_pasted.connect(self._dropped)
        field.picture_lost.connect(lambda: self._note(self.tr("The picture cannot be read or kept.")))
        self.sourcing = Sourcing(self._edge, self._tasks, look, self)
        self._appearance.changed.connect(self.sourcing.set_look)
        self.sourcing.failed.connect(self._say)
        self.sourcing.noted.connect(self._note)
        self.sourcing.changed.connect(self._show_state)
        self.sourcing.asked.connect(self.focus_composer)
        self.canvas.composer.changed.connect(self.sourcing.look_at_shelves)
        self.canvas.composer.take_sources((self.sourcing.button, self.sourcing.offer), self.sourcing.row)
        self._follow_sources()
        edge = self._edge
        self._chip = ReadingChip(look)
        self._appearance.changed.connect(self._chip.set_look)
        self._chip.clicked.connect(self.show_documents)
        self._arrived.connect(self._chip.show_progress)
        self._arrived.connect(self._count_trouble)
        self._healed.connect(self._tell_healed)
        self._renewed.connect(self._tell_renewed)
        self._halted.connect(self._tell_halted)
        self._unhear = [
            edge.events.subscribe(Progress, self._arrived.emit),
            edge.events.subscribe(Healed, self._healed.emit),
            edge.events.subscribe(Renewed, self._renewed.emit),
            edge.events.subscribe(Halted, self._halted.emit),
        ]
        self.canvas.header.take_pull(self._chip)
        self._later = QTimer(self, singleShot=True, interval=FOLLOWED_AFTER_MS)
        self._later.timeout.connect(lambda: self._tasks.free(edge.follow_documents, failed=self._say))
        self._later.start()
        self.canvas.transcript.source_wanted.connect(self._show_source)

    # Actions: the names are those of the actions table

    def show_documents(self) -> None:
        shelving = self.documents()
        self._keep_draft()
        self.canvas.show_page(shelving.page)
        self._show_place(documents=True)
        self.canvas.header.title.set_title(self.tr("Documents"))
        self.sidebar.set_current("")
        self._show_state()
        shelving.read()
        shelving.page.list.setFocus()

    def add_documents(self) -> None:
        self.documents().ask_files()

    def add_folder(self) -> None:
        self.documents().ask_folder()

    def show_folders(self) -> None:
        self.documents().show_folders()

    def focus_composer(self) -> None:
        """To the question, from wherever one is."""
        if self.canvas.elsewhere:
            self.leave_documents()
        else:
            super().focus_composer()

    def leave_documents(self) -> None:
        """Back to the conversation that was left for the page of documents."""
        known = self.current
        if not known:
            self.new_conversation()
        else:
            self.open(known)

    def attach_files(self) -> None:
        if self.sourcing is not None:
            self.focus_composer()
            self.sourcing.ask()

    # The page

    def documents(self) -> Shelving:
        """What is done with documents; made at its first use."""
        if self.shelving is None:
            from edgechat.desktop.shelving import Shelving

            self.shelving = Shelving(self._edge, self._tasks, self._appearance, self.canvas.toast, self)
            self.shelving.failed.connect(self._say)
            self.shelving.noted.connect(self._note)
            self.shelving.page.left.connect(self.leave_documents)
        return self.shelving

    def _show_page(self, page: Page | None) -> None:
        back = self.canvas.elsewhere
        super()._show_page(page)
        if back:
            super().focus_composer()
        self._show_place(documents=False)
        self._follow_sources()

    def _count_trouble(self, now: Progress) -> None:
        """Once all is read, say how much of it could not be."""
        from edgechat.library.document import AGAIN

        if now.changed is not None and now.state is not None:
            (self._unread.add if now.state in AGAIN else self._unread.discard)(now.changed)
        if now.done < now.total or not self._unread:
            return
        said = plural(
            "Documents", "1 document could not be read", "%n documents could not be read", len(self._unread)
        )
        self._unread.clear()
        self.canvas.toast.show_for(said, undo=self._show_trouble, name=self.tr("Show"))

    def _note(self, text: str) -> None:
        self.canvas.say(text, tone="warning")

    def _tell_healed(self, healed: Healed) -> None:
        """The documents were damaged and have been put right: say so, once."""
        from edgechat.desktop import document_words

        offers = [(self.tr("Show documents"), self.show_documents)]
        self.canvas.say(document_words.healed(healed), tone="warning", offers=offers)
        if self.shelving is not None:
            self.shelving.read()

    def _tell_renewed(self, now: Renewed) -> None:
        """Another embedding model answers from now on, or cannot."""
        from edgechat.desktop import document_words

        told = document_words.renewed(now)
        if now.why:
            self._note(told)
        elif told:
            self.canvas.toast.show_for(told)

    def _tell_halted(self, halted: Halted) -> None:
        """Reading has stopped; once the disk lets it, it can go on."""
        from edgechat.core.errors import DataDamaged
        from edgechat.desktop import words

        offers = [(self.tr("Go on reading"), self._go_on_reading)]
        said = words.sentence(halted.error)
        self.canvas.say(said, offers=() if isinstance(halted.error, DataDamaged) else offers)

    def _go_on_reading(self) -> None:
        self._tasks.free(self._edge.library.go_on, failed=self._say)

    def _show_trouble(self) -> None:
        self.show_documents()
        self.documents().page.troubled.setChecked(True)

    def _show_place(self, *, documents: bool) -> None:
        """What is about a conversation leaves with it, and comes back with it."""
        if self._foot is not None:
            self._foot.setChecked(documents)
            self._chip.set_elsewhere(not documents)
        self.canvas.header.panel.setVisible(not documents)
        if documents and self.tuner is not None and not self.tuner.panel.isHidden():
            self._panel_left = True
            self.show_panel(False)
        elif not documents and self._panel_left:
            self._panel_left = False
            self.show_panel(True)

    def toggle_panel(self) -> None:
        """On the page of documents: back to the conversation, with the panel."""
        if self.canvas.elsewhere:
            self._panel_left = True
            self.leave_documents()
        else:
            super().toggle_panel()

    def _drop_promise(self) -> str:
        if self.canvas.elsewhere:
            return self.documents().promise()
        return self.tr("Drop to ask about it in this conversation")

    def _dropped(self, paths: list[str]) -> None:
        """Into the library on its page, else to the question."""
        if self.canvas.elsewhere or self.sourcing is None:
            self.documents().add(paths)
        else:
            self.sourcing.attach(paths)
            self.focus_composer()

    def _let_go(self) -> None:
        """Finish what was promised about documents."""
        for end in self._unhear:
            end()
        for part in (self.shelving, self.sourcing):
            if part is not None:
                part.close()

    # Questions and answers

    def _follow_sources(self) -> None:
        if self.sourcing is not None:
            self.sourcing.follow(self.conversations.get(self.current))

    def _sources(self) -> dict[str, Any]:
        """What the question that is sent now is asked about."""
        sending = self.sourcing.take() if self.sourcing is not None else None
        if sending is None:
            return {}
        chosen = {"parts": sending.parts, "collections": sending.collections}
        return {name: value for name, value in chosen.items() if value}

    def _why_not(self) -> str:
        """Why no question can be sent now; empty: it can."""
        return self.model.problem or (self.sourcing.reason if self.sourcing is not None else "")

    def _search_documents(self, question: Message | None) -> None:
        from edgechat.library.query import plain_query

        if question is not None:
            self.show_documents()
            page = self.documents().page
            page.choose("")  # whatever was looked at last: in all of them
            page.field.setText(plain_query(question.text)[:ASKED])

    def _show_source(self, message: str, number: int) -> None:
        """The place that marker ``number`` of an answer points to, or that file of a question."""
        from edgechat.desktop.sources import LOOK

        known = {each.id: each for each in self.canvas.transcript.messages()}
        shown = known.get(message)
        if shown is not None and number == LOOK:
            self._search_documents(known.get(shown.parent or ""))
        elif shown is not None:
            self.documents().show_source(shown, number)
