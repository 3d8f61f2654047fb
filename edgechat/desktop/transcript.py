"""The messages of one conversation. Only those in sight are widgets; the others are an estimated height.

Keeps what a person looks at where it is while heights above become known or older messages come in, and
follows the end while an answer is written unless they scrolled away from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication, QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.desktop import theme
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.card import Card
from edgechat.desktop.extents import Extents, estimate
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.look import Look
from edgechat.desktop.question import QuestionCard
from edgechat.desktop.reading import Page
from edgechat.desktop.structure import Block

HEAD, GAP, FOOT = 24, 20, 24
MARGIN = 400
"""Pixels above and below the visible part that are kept as widgets, so that scrolling finds them ready."""

FOUND_AT = 72
"""Where a message that was searched for begins, below the upper edge."""

NEAR = 900
"""Older messages are asked for when the top is this close."""


@dataclass
class Entry:
    """One message, with what was prepared of it, and its widget while that exists."""

    message: Message
    blocks: tuple[Block, ...] | None = None
    card: QuestionCard | AnswerCard | None = None


@dataclass(frozen=True)
class Hold:
    """A place in the tree whose version is being changed: what it follows, and by how many versions."""

    parent: str | None
    by: int
    focused: bool


class Transcript(QAbstractScrollArea):
    """``older_wanted``: the person nears the top and the first message shown is not the first there is.

    Of one message, by its id: ``wanted`` (an action's id), ``edited`` (the new text), ``stepped`` (to
    another version), ``menu_wanted`` (where on the screen).
    """

    older_wanted = Signal()
    link_wanted = Signal(QUrl)
    wanted = Signal(str, str)
    edited = Signal(str, str)
    stepped = Signal(str, int)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, look: Look, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.viewport().setObjectName("transcriptView")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Messages"))
        self._look = look
        self._formatter = formatter
        self._entries: list[Entry] = []
        self._extents = Extents(head=HEAD, gap=GAP)
        self._more = False
        self._asked = False
        self._following = True
        self._arranging = False
        self._waiting = ""
        self._furnished = False
        self._drafts: dict[str, str] = {}
        self._jump = self._make_jump()
        bar = self.verticalScrollBar()
        bar.setSingleStep(40)
        bar.actionTriggered.connect(self._bar_used)

    def _make_jump(self) -> QToolButton:
        jump = QToolButton(self)
        jump.setObjectName("jump")
        jump.setIcon(self._look.icons.icon("down", "text"))
        jump.setIconSize(QSize(18, 18))
        jump.setFixedSize(theme.CONTROL, theme.CONTROL)
        jump.setToolTip(self.tr("Jump to end"))
        jump.setAccessibleName(self.tr("Jump to end"))
        jump.clicked.connect(self.jump_to_end)
        jump.hide()
        return jump

    # What is shown

    def messages(self) -> list[Message]:
        """Those that are loaded, oldest first."""
        return [entry.message for entry in self._entries]

    def cards(self) -> list[Card]:
        """Those that are widgets now, from the top."""
        return [entry.card for entry in self._entries if entry.card is not None]

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

    def selected(self, message: str) -> str:
        """What is selected in ``message``."""
        for entry in self._entries:
            if entry.message.id == message and entry.card is not None:
                cursor = entry.card.document.textCursor()
                return cursor.selection().toPlainText()
        return ""

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

    def jump_to_end(self) -> None:
        self._following = True
        self._arrange()

    @property
    def following(self) -> bool:
        """Whether new text keeps the end in sight."""
        return self._following

    def _mark_last(self) -> None:
        for entry in self._entries[-3:]:
            if isinstance(entry.card, AnswerCard):
                entry.card.set_last(entry is self._entries[-1])

    # Laying out

    def column(self) -> tuple[int, int]:
        """Left edge and width of the text column."""
        room = self.width()
        width = min(theme.COLUMN, room - 2 * (theme.EDGE + theme.INSET))
        return (self.width() - width) // 2, width

    def _estimate(self, entry: Entry) -> int:
        metrics = QFontMetricsF(self._look.reading)
        em, line = metrics.averageCharWidth(), metrics.lineSpacing() * 1.48
        share = 1.0 if entry.message.role == "assistant" else 0.8
        return estimate(entry.message.text, int(self.column()[1] * share), em=em, line=line)

    def _anchor(self) -> tuple[int, int] | None:
        """The first row in sight, and where its top is in the viewport."""
        value = self.verticalScrollBar().value()
        rows = self._extents.rows(value, value + 1)
        return (rows[0], self._extents.top(rows[0]) - value) if rows else None

    def _arrange(self, anchor: tuple[int, int] | None = None) -> None:
        """Make the widgets that are in sight, at their true heights, and drop those far away."""
        if self._arranging or not self.isVisible():
            return
        self._arranging = True
        try:
            anchor = anchor or self._anchor()
            for _ in range(8):
                self._scroll_to(anchor)
                if not self._realise():
                    break
            self._scroll_to(anchor)
            self._place()
        finally:
            self._arranging = False
        self._offer()

    def _scroll_to(self, anchor: tuple[int, int] | None) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setPageStep(page)
        bar.setRange(0, max(0, self._extents.end + FOOT - page))
        if self._following:
            bar.setValue(bar.maximum())
        elif anchor is not None and anchor[0] < len(self._extents):
            bar.setValue(self._extents.top(anchor[0]) - anchor[1])

    def _near(self) -> range:
        value = self.verticalScrollBar().value()
        return self._extents.rows(value - MARGIN, value + self.viewport().height() + MARGIN)

    def _realise(self) -> bool:
        """Make the missing widgets near the visible part; whether a height turned out different."""
        width = self.column()[1]
        changed = False
        for row in self._near():
            entry = self._entries[row]
            if entry.card is None:
                entry.card = self._make(entry)
                changed |= self._extents.set(row, entry.card.fit(width))
        return changed

    def _make(self, entry: Entry) -> QuestionCard | AnswerCard:
        card: QuestionCard | AnswerCard
        if entry.message.role == "assistant":
            card = AnswerCard(entry.message, entry.blocks, self._look, self._formatter, self.viewport())
            card.set_last(entry is self._entries[-1])
            card.set_waiting(self._waiting)
        else:
            card = QuestionCard(entry.message, self._look, self.viewport())
            self._prepare_editing(card)
        self._connect(card, entry)
        if self._furnished:
            card.furnish()
        return card

    def _connect(self, card: Card, entry: Entry) -> None:
        id = entry.message.id
        card.link_wanted.connect(self.link_wanted)
        card.wanted.connect(lambda action: self.wanted.emit(action, id))
        card.stepped.connect(lambda by: self.stepped.emit(id, by))
        card.menu_wanted.connect(lambda where: self.menu_wanted.emit(id, where))
        card.resized.connect(lambda: self._remeasure(entry))
        card.document.installEventFilter(self)

    def _prepare_editing(self, card: QuestionCard) -> None:
        id = card.message.id
        card.edited.connect(lambda text: self.edited.emit(id, text))
        draft = self._drafts.pop(id, None)
        if draft is not None:
            card.edit(draft)

    def _drop(self, entry: Entry) -> None:
        card, entry.card = entry.card, None
        if card is not None:
            if isinstance(card, AnswerCard):
                card.drop()
            elif card.draft is not None:
                self._drafts[card.message.id] = card.draft
            card.hide()
            card.deleteLater()

    def _place(self) -> None:
        near, value = self._near(), self.verticalScrollBar().value()
        left, width = self.column()
        for row, entry in enumerate(self._entries):
            if entry.card is None:
                continue
            if row in near or entry.card.live:
                entry.card.setGeometry(left, self._extents.top(row) - value, width, self._extents.height(row))
                entry.card.show()
            else:
                self._drop(entry)

    def _remeasure(self, entry: Entry) -> None:
        if entry.card is None or self._arranging:
            return
        row = next((at for at in reversed(range(len(self._entries))) if self._entries[at] is entry), -1)
        if row < 0:
            return
        anchor = self._anchor()
        if self._extents.set(row, entry.card.fit(self.column()[1])):
            self._arrange(anchor)

    def _offer(self) -> None:
        """Show the button to the end if the end is not in sight; ask for older messages near the top."""
        bar = self.verticalScrollBar()
        self._jump.setVisible(not self._following and bar.maximum() - bar.value() > 60)
        self._jump.raise_()
        if self._more and not self._asked and bar.value() < NEAR:
            self._asked = True
            self.older_wanted.emit()

    # What the person does

    def _bar_used(self, _action: int) -> None:
        bar = self.verticalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum() - 8

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        if not self._arranging:
            bar = self.verticalScrollBar()
            self._following = bar.value() >= bar.maximum() - 8
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._jump.move((self.width() - theme.CONTROL) // 2, self.height() - theme.CONTROL - 12)
        if event.oldSize().width() != event.size().width():
            self._refit()
        else:
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refit()

    def _refit(self, anchor: tuple[int, int] | None = None) -> None:
        anchor, width = anchor or self._anchor(), self.column()[1]
        self._extents.reset(
            entry.card.fit(width) if entry.card is not None else self._estimate(entry)
            for entry in self._entries
        )
        self._arrange(anchor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
            Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
            Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
            Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
            Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.triggerAction(step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the message that got the focus into sight."""
        if event.type() == QEvent.Type.FocusIn:
            for row, entry in enumerate(self._entries):
                if entry.card is not None and entry.card.document is watched:
                    self._reveal(row)
        return super().eventFilter(watched, event)

    def _reveal(self, row: int) -> None:
        bar, top, height = self.verticalScrollBar(), self._extents.top(row), self._extents.height(row)
        if top + height < bar.value() or top > bar.value() + self.viewport().height():
            bar.setValue(top - HEAD)


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
