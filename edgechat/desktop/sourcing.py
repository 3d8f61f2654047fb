"""What the next question is asked about: collections that are switched on, and files attached to it.

Stands in the composer: a button with the choice, an offer to ask the documents while nothing is chosen, and a
chip for each source. Files are read by the library as
soon as they are attached; the question waits for them and says so.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from edgechat.chat.parts import AttachmentPart
from edgechat.core.records import dataclass
from edgechat.desktop import direction, document_words, journal, theme, words
from edgechat.desktop.composer import ICON_MARGIN
from edgechat.desktop.placement import screen_at
from edgechat.library.document import ATTACHMENTS, UNDER_WAY, Collection, DocumentInfo, Progress

if TYPE_CHECKING:
    from edgechat.chat.conversation import Conversation
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.look import Look
    from edgechat.desktop.tasks import Tasks
    from edgechat.library.scan import Trouble

READABLE = ("indexed", "indexed with notes", "duplicate of")
WIDEST = 240


@dataclass(frozen=True)
class Sending:
    """What goes with a question. ``collections`` None: as the conversation has them."""

    parts: tuple[AttachmentPart, ...] = ()
    collections: tuple[str, ...] | None = None


class Sourcing(QObject):
    """``changed``: what can be sent may have changed. ``failed`` with an error that no chip can show.
    ``noted``: what could not be gone into. ``asked``: documents were switched on, the question comes next.
    """

    changed = Signal()
    failed = Signal(object)
    noted = Signal(str)
    asked = Signal()
    _arrived = Signal(object)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._edge, self._tasks, self._look, self._window = edge, tasks, look, window
        self._conversation = ""
        self._chosen: dict[str, tuple[str, ...]] = {}
        self._attached: dict[str, list[DocumentInfo]] = {}
        self._adding = 0
        self._shelved: list[Collection] = []
        self._looked = False
        self.button = self._make_button()
        self._begun = False
        self.offer = self._make_offer()
        self.row = QWidget()
        self._chips = QHBoxLayout(self.row)
        self._chips.setContentsMargins(direction.margins(ICON_MARGIN, 0, 0, 4))
        self._chips.setSpacing(6)
        self.row.hide()
        self._arrived.connect(self._progressed)
        self._end = edge.events.subscribe(Progress, self._arrived.emit)

    def _make_button(self) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(theme.CONTROL, theme.CONTROL)
        button.setToolTip(self.tr("Ask about documents"))
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        button.menu().aboutToShow.connect(self._read_collections)
        button.setIcon(self._look.icons.icon("attach"))
        return button

    def _make_offer(self) -> QToolButton:
        """Nobody looks behind a paper clip for the documents they added."""
        offer = QToolButton()
        offer.setObjectName("sourceChip")
        offer.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        offer.setIconSize(QSize(14, 14))
        offer.setMinimumHeight(theme.CHIP)
        offer.setText(self.tr("Ask my documents"))
        offer.setToolTip(self.tr("Look for the answer in your documents, and show where it stands"))
        offer.setAccessibleName(offer.text())
        offer.clicked.connect(self._accept_offer)
        offer.hide()
        return offer

    def close(self) -> None:
        self._end()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.button.setIcon(look.icons.icon("attach"))
        self._show()

    # Which conversation

    def follow(self, conversation: Conversation | None) -> None:
        """``conversation`` is open; None: a new one."""
        self._conversation = conversation.id if conversation is not None else ""
        if conversation is not None:
            if self._begun:
                self._chosen.pop("", None)
                self._begun = False
            self._chosen[conversation.id] = conversation.collections
        self._show()

    @property
    def collections(self) -> tuple[str, ...]:
        """Those that are switched on."""
        return self._chosen.get(self._conversation, ())

    @property
    def attached(self) -> list[DocumentInfo]:
        return self._attached.get(self._conversation, [])

    @property
    def reason(self) -> str:
        """Why the question has to wait; empty: it has not."""
        if self._adding:
            return self.tr("Opening the attached files…")
        waiting = next((info for info in self.attached if info.state in UNDER_WAY), None)
        if waiting is None:
            return ""
        return self.tr("Reading %1…").replace("%1", document_words.shown(waiting.name))

    def take(self) -> Sending:
        """What goes with the question that is sent now; the attachments leave the composer with it."""
        attached = self._attached.pop(self._conversation, [])
        parts = tuple(_part(info) for info in attached if info.state in READABLE and info.digest)
        self._tell_left([info for info in attached if info.state not in READABLE])
        self._begun = not self._conversation  # its choice stays in sight until the conversation is there
        chosen = self._chosen.get("", ()) if self._begun else None
        self._show()
        return Sending(parts, chosen or None)

    def _tell_left(self, unreadable: list[DocumentInfo]) -> None:
        if unreadable:
            said = self.tr("The question went without what could not be read: %1")
            names = ", ".join(document_words.shown(info.name) for info in unreadable)
            self.noted.emit(said.replace("%1", names))

    # Choosing

    def _read_collections(self) -> None:
        self._fill([])
        self._tasks.serial(self._edge.library.collections, self._fill, failed=self.failed.emit)
        self._read_shelves()

    def _fill(self, collections: list[Collection]) -> None:
        menu = self.button.menu()
        menu.clear()
        menu.addAction(self._look.icons.icon("attach"), self.tr("Attach files…")).triggered.connect(self.ask)
        known = [each.name for each in collections if each.name != ATTACHMENTS]
        names = [*known, *(name for name in self.collections if name not in known)]
        if names:
            menu.addSeparator()
            menu.addAction(self.tr("Look for answers in")).setEnabled(False)
        for name in names:
            action = menu.addAction(document_words.collection(name).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name in self.collections)
            action.toggled.connect(partial(self.choose, name))
        if menu.isVisible():
            self._keep_on_screen(menu)
        journal.note("collections", offered=len(names))

    def _keep_on_screen(self, menu: QMenu) -> None:
        """It has grown since it was opened: where there is no room below the button, it stands above."""
        below = self.button.mapToGlobal(self.button.rect().bottomLeft())
        menu.resize(menu.sizeHint())
        if below.y() + menu.height() > screen_at(self.button).bottom():
            menu.move(below.x(), below.y() - self.button.height() - menu.height())

    def look_at_shelves(self) -> None:
        """A question is being written. (A window that only waits opens no library.)"""
        if not self._looked:
            self._looked = True
            self._read_shelves()

    def _read_shelves(self) -> None:
        self._tasks.serial(self._edge.library.collections, self._shelves_read, failed=self.failed.emit)

    def _shelves_read(self, collections: list[Collection]) -> None:
        self._shelved = [each for each in collections if each.name != ATTACHMENTS and each.chunks]
        self._show_offer()

    def _show_offer(self) -> None:
        """While there is something to ask, and nothing is asked yet."""
        self.offer.setFont(self._look.caption)
        self.offer.setIcon(self._look.icons.icon("document", "accent"))
        self.offer.setVisible(bool(self._shelved) and not self.collections and not self.attached)

    def _accept_offer(self) -> None:
        """Switch the only collection on, or let the person choose one."""
        if len(self._shelved) == 1:
            self.choose(self._shelved[0].name, True)
            self.asked.emit()
        else:
            self.button.showMenu()

    def choose(self, name: str, wanted: bool) -> None:
        """Switch a collection on or off for this conversation."""
        others = tuple(each for each in self.collections if each != name)
        chosen = (*others, name) if wanted else others
        self._chosen[self._conversation] = chosen
        if self._conversation:
            chat, id = self._edge.chat, self._conversation
            self._tasks.serial(lambda: chat.choose_collections(id, chosen), failed=self.failed.emit)
        self._show()

    # Attaching

    def ask(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.attach)
        dialog.open()

    def attach(self, paths: Sequence[str]) -> None:
        """Have the files read, for this conversation alone."""
        library, chosen, meant = self._edge.library, list(paths), self._conversation
        from edgechat.library.scan import Trouble

        trouble = Trouble()
        self._adding += 1
        self._show()
        self._tasks.free(
            lambda: library.add(chosen, collection=ATTACHMENTS, wait=False, trouble=trouble),
            partial(self._attached_to, meant, trouble),
            failed=self._not_attached,
        )

    def _attached_to(self, conversation: str, trouble: Trouble, infos: list[DocumentInfo]) -> None:
        self._adding -= 1
        if left_out := document_words.trouble(trouble):
            self.noted.emit(left_out)
        place = self._attached.setdefault(conversation, [])
        known = {info.id for info in place}
        place += [info for info in infos if info.id not in known]
        self._show()
        for info in infos:  # it may have been read before we were told of it
            self._ask_row(info.id)

    def _not_attached(self, error: Exception) -> None:
        self._adding -= 1
        self._show()
        self.failed.emit(error)

    def _progressed(self, now: Progress) -> None:
        if now.changed is not None and any(
            info.id == now.changed for place in self._attached.values() for info in place
        ):
            self._ask_row(now.changed)
        elif now.changed is not None and not self._shelved:
            self._read_shelves()

    def _ask_row(self, id: str) -> None:
        library = self._edge.library
        self._tasks.serial(
            lambda: library.document(id), self._row_read, failed=lambda _error: self.detach(id)
        )

    def _row_read(self, info: DocumentInfo) -> None:
        for place in self._attached.values():
            for at, each in enumerate(place):
                if each.id == info.id:
                    place[at] = info
        self._show()

    def detach(self, id: str) -> None:
        """Take a file from the question; it stays in the library."""
        for place in self._attached.values():
            place[:] = [info for info in place if info.id != id]
        self._show()

    # Showing

    def _show(self) -> None:
        while self._chips.count():
            item = self._chips.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name in self.collections:
            shown = document_words.collection(name)
            self._add_chip(shown, "folder", "accent", shown, partial(self.choose, name, False))
        for info in self.attached:
            tone = document_words.tone(info)
            tip = f"{document_words.shown(info.name)}\n{document_words.state(info)}"
            icon = {"danger": "alert", "warning": "alert"}.get(tone, "document")
            self._add_chip(info.name, icon, tone, tip, partial(self.detach, info.id))
        self._chips.addStretch(1)
        self.row.setVisible(self._chips.count() > 1)
        self._show_offer()
        self.changed.emit()

    def _add_chip(self, name: str, icon: str, tone: str, tip: str, leave: object) -> None:
        chip = QToolButton()
        chip.setObjectName("sourceChip")
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setIcon(self._look.icons.icon(icon, tone))
        chip.setIconSize(QSize(14, 14))
        chip.setFont(self._look.caption)
        chip.setFixedHeight(theme.CHIP)
        shown = chip.fontMetrics().elidedText(
            document_words.shown(name), Qt.TextElideMode.ElideMiddle, WIDEST - 60
        )
        chip.setText(f"{shown}  ✕".replace("&", "&&"))
        chip.setToolTip(words.plain_tip(tip))
        chip.setAccessibleName(self.tr("%1: remove from the question").replace("%1", name))
        chip.clicked.connect(leave)
        self._chips.addWidget(chip)
        chip.show()


def _part(info: DocumentInfo) -> AttachmentPart:
    kind = mimetypes.guess_type(info.name)[0] or "application/octet-stream"
    return AttachmentPart(info.name, kind, info.digest or "", info.size)
