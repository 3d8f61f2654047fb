"""The messages of one conversation: shown, followed while they are written, changed to another branch.

Stays at the end while an answer is written unless the person scrolled away from it, and where they look
when older messages or another branch come in.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from edgechat.chat.conversation import Message
from edgechat.core.records import dataclass
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.look import Look
from edgechat.desktop.pane import Entry, Pane
from edgechat.desktop.question import QuestionCard
from edgechat.desktop.reading import Page, at_end
from edgechat.desktop.structure import Block

FOUND_AT = 72
"""Where a message that was searched for begins, below the upper edge."""


@dataclass(frozen=True)
class Hold:
    """A place in the tree whose version is being changed: what it follows, and by how many versions."""

    parent: str | None
    by: int
    focused: bool


class Transcript(Pane):
    """What is shown of the open conversation; how it is laid out is in ``Pane``."""

    def glimpse(self) -> list[tuple[str, tuple[Block, ...] | None]]:
        """The texts of the last answers that are shown, with their blocks where they are known."""
        seen = {message.id for message in at_end(self.messages())}
        finished = [each for each in self._entries if each.message.state != "streaming"]
        return [
            (each.message.text, each.blocks)
            for each in finished
            if each.message.id in seen and each.message.role == "assistant"
        ]

    def show_page(self, page: Page | None) -> None:
        """Show ``page`` in place of everything, from its end."""
        for entry in self._entries:
            self._drop(entry)
        self._entries = _entries(page)
        self._more, self._asked, self._following = page is not None and page.more, False, True
        self._extents.reset(self._estimate(entry) for entry in self._entries)
        self._arrange()

    def show_found(self, page: Page, message: str, words: frozenset[str]) -> None:
        """Show ``page`` with ``message`` in sight and its ``words`` marked."""
        self.show_page(page)
        row = next((at for at, each in enumerate(self._entries) if each.message.id == message), -1)
        if row < 0:
            return
        self._following = False
        self._arrange((row, FOUND_AT))
        card = self._entries[row].card
        if card is not None:
            top = card.document.y() + card.document.mark(words)
            self._arrange((row, FOUND_AT - max(0, top - self.viewport().height() // 3)))

    def unmark(self) -> None:
        """The search is over."""
        for card in self.cards():
            card.document.mark(())

    def furnish(self) -> None:
        """After the first paint: the buttons of the messages in sight; later ones have them at once."""
        self._furnished = True
        for card in self.cards():
            card.furnish()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._rest and self._furnished and not self._arranging:
            self._rest = False
            self._prepare_rest()

    def _prepare_rest(self) -> None:
        """What was not in the first sight: at the first step towards it, so that scrolling finds it ready."""
        rest = [entry for entry in reversed(self._entries) if entry.unprepared]

        def done(found: list[tuple[Block, ...]]) -> None:
            for entry, message, blocks in zip(rest, messages, found, strict=True):
                if entry.unprepared and entry.message is message:
                    entry.blocks = blocks

        messages = [entry.message for entry in rest]
        if rest:
            self._formatter.render_all([message.text for message in messages], done)

    def show_path(self, page: Page, hold: Hold | None = None) -> None:
        """Show ``page``, another branch of the same conversation; what both have stays as it is.

        ``hold``: the message whose version was changed keeps its lower edge, and the focus, where it was.
        """
        value = self.verticalScrollBar().value()
        anchor, known = self._anchor(), {entry.message.id: entry for entry in self._entries}
        row = self._row_after(hold.parent) if hold is not None else -1
        foot = self._extents.top(row) + self._extents.height(row) - value if row >= 0 else 0
        self._entries = [_kept(entry, known.pop(entry.message.id, None)) for entry in _entries(page)]
        for gone in known.values():
            self._drop(gone)
        self._more, self._asked = page.more, False
        self._following = self._following and row < 0
        self._mark_last()
        self._refit(anchor)
        if hold is not None and row >= 0:
            self._hold(hold, foot)

    def _hold(self, hold: Hold, foot: int) -> None:
        row = self._row_after(hold.parent)
        if row < 0:
            return
        for _ in range(2):  # its true height is known after the first time
            self._arrange((row, foot - self._extents.height(row)))
        card = self._entries[row].card
        if hold.focused and card is not None and card.switcher is not None:
            card.switcher.take_focus(hold.by)

    def hold(self, message: str, by: int) -> Hold | None:
        """Where ``message`` is in the tree, to show another of its versions in its place."""
        for entry in self._entries:
            if entry.message.id == message:
                switcher = entry.card.switcher if entry.card is not None else None
                return Hold(entry.message.parent, by, switcher is not None and switcher.has_focus())
        return None

    def _row_after(self, parent: str | None) -> int:
        return next((at for at, each in enumerate(self._entries) if each.message.parent == parent), -1)

    def follows(self, message: Message) -> bool:
        """Whether ``message`` is shown already or comes right behind what is shown."""
        if not self._entries or self._entries[-1].message.id == message.parent:
            return True
        return any(entry.message.id == message.id for entry in reversed(self._entries))

    def focused(self) -> Message | None:
        """The message in which the keyboard is."""
        widget = QApplication.focusWidget()
        for entry in self._entries:
            if entry.card is not None and widget is not None and entry.card.isAncestorOf(widget):
                return entry.message
        return None

    def tools_of(self, message: str) -> QPoint:
        """Where on the screen a menu of ``message`` belongs: below its buttons, or in the middle."""
        for entry in self._entries:
            if entry.message.id == message and isinstance(entry.card, AnswerCard):
                return entry.card.menu_place()
        return self.mapToGlobal(self.rect().center())

    def selected(self, message: str) -> str:
        """What is selected in ``message``."""
        for entry in self._entries:
            if entry.message.id == message and entry.card is not None:
                from edgechat.desktop.carrying import selected_text

                return selected_text(entry.card.document.textCursor())
        return ""

    def carry(self, text: str) -> None:
        """Put ``text`` of a message on the clipboard."""
        from edgechat.desktop.carrying import copy_message

        copy_message(text, self._formatter)

    def place_of(self, message: str) -> QPoint:
        """Where the lower edge of ``message`` is on the screen, within the window."""
        for entry in self._entries:
            if entry.message.id == message and entry.card is not None:
                lowest = min(entry.card.geometry().bottom(), self.viewport().height())
                return self.viewport().mapToGlobal(QPoint(entry.card.x(), lowest))
        return self.viewport().mapToGlobal(self.viewport().rect().bottomLeft())

    @property
    def look(self) -> Look:
        return self._look

    def edit(self, message: str) -> None:
        """Let the person change their ``message`` in its place."""
        for row, entry in enumerate(self._entries):
            if entry.message.id == message and entry.message.role == "user":
                self._reveal(row)
                if isinstance(entry.card, QuestionCard):
                    entry.card.edit()

    def add_older(self, page: Page) -> None:
        """Put older messages above; what is in sight stays where it is."""
        self._more, self._asked = page.more, False
        anchor, entries = self._anchor(), _entries(page)
        self._entries[:0] = entries
        self._extents.prepend(self._estimate(entry) for entry in entries)
        self._arrange((anchor[0] + len(entries), anchor[1]) if anchor else None)

    def change(self, message: Message) -> None:
        """A message was stored or changed: add it at the end, or show its new state."""
        for entry in reversed(self._entries):
            if entry.message.id == message.id:
                entry.message, entry.blocks = message, None
                if entry.card is not None:
                    entry.card.show_message(message)
                return
        self._entries.append(Entry(message))
        self._extents.append(self._estimate(self._entries[-1]))
        self._following = self._following or message.role == "user"
        self._mark_last()
        self._arrange()

    def set_text(self, message: str, text: str) -> None:
        """The answer ``message`` so far."""
        for entry in reversed(self._entries):
            if entry.message.id == message and isinstance(entry.card, AnswerCard):
                entry.card.set_text(text)
                return

    def set_reasoning(self, message: str, text: str) -> None:
        """What the model has thought before the answer ``message`` so far."""
        for entry in reversed(self._entries):
            if entry.message.id == message and isinstance(entry.card, AnswerCard):
                entry.card.set_reasoning(text)
                return

    def set_waiting(self, words: str) -> None:
        """What the model is doing before an answer's first word."""
        self._waiting = words
        for entry in self._entries[-2:]:
            if isinstance(entry.card, AnswerCard):
                entry.card.set_waiting(words)

    def set_look(self, look: Look) -> None:
        """Draw everything anew in another theme, staying at the same place."""
        self._look = look
        self._jump.setIcon(look.icons.icon("down", "text"))
        anchor = self._anchor()
        for entry in self._entries:
            self._drop(entry)
        self._arrange(anchor)

    def _mark_last(self) -> None:
        for entry in self._entries[-4:]:
            if isinstance(entry.card, AnswerCard):
                entry.card.set_last(entry is self._entries[-1])
            if entry.card is not None:
                entry.card.set_newest(any(each is entry for each in self._entries[-2:]))


def _kept(new: Entry, old: Entry | None) -> Entry:
    """``old`` with what is new about its message; ``new`` if it was not shown."""
    if old is None:
        return new
    changed = old.message != new.message and old.message.state != "streaming"
    if changed:
        old.message = new.message
        if old.card is not None:
            old.card.show_message(new.message)
    return old


def _entries(page: Page | None) -> list[Entry]:
    return [Entry(each.message, each.blocks) for each in page.messages] if page is not None else []
