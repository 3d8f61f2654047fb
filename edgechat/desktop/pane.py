"""A scrolled column of messages. Only those in sight are widgets; the others are an estimated height.

Keeps what a person looks at where it is while heights above become known. Which messages stand in it is
told by ``Transcript``.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.core.records import dataclass
from edgechat.desktop import theme
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.card import Card
from edgechat.desktop.extents import Extents, estimate
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.look import Look
from edgechat.desktop.question import QuestionCard
from edgechat.desktop.ring import WITHIN, Ring
from edgechat.desktop.structure import Block

HEAD, GAP, FOOT = 24, 20, 24
MARGIN = 400
"""Pixels above and below the visible part that are kept as widgets, so that scrolling finds them ready."""

NEAR = 900
"""Older messages are asked for when the top is this close."""


@dataclass
class Entry:
    """One message, with what was prepared of it, and its widget while that exists."""

    message: Message
    blocks: tuple[Block, ...] | None = None
    card: QuestionCard | AnswerCard | None = None
    unfolded: bool = False

    @property
    def unprepared(self) -> bool:
        """Whether it is a finished answer whose blocks nobody has made yet."""
        finished = self.message.role == "assistant" and self.message.state != "streaming"
        return finished and self.blocks is None and self.card is None


def _remember(entry: Entry, unfolded: bool) -> None:
    """A card that scrolls away comes back as it was."""
    entry.unfolded = unfolded


class Pane(QAbstractScrollArea):
    """``older_wanted``: the person nears the top and the first message shown is not the first there is.

    Of one message, by its id: ``wanted`` (an action's id), ``edited`` (the new text), ``stepped`` (to
    another version), ``menu_wanted`` (where on the screen), ``source_wanted`` (of the marker).
    """

    older_wanted = Signal()
    link_wanted = Signal(QUrl)
    wanted = Signal(str, str)
    edited = Signal(str, str)
    stepped = Signal(str, int)
    menu_wanted = Signal(str, QPoint)
    source_wanted = Signal(str, int)

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
        self._rest = True  # of what the window opened with may not be prepared yet
        self._drafts: dict[str, str] = {}
        self._ring = Ring(self.viewport())
        Ring(self, WITHIN).watch(self, self)
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

    def messages(self) -> list[Message]:
        """Those that are loaded, oldest first."""
        return [entry.message for entry in self._entries]

    def cards(self) -> list[Card]:
        """Those that are widgets now, from the top."""
        return [entry.card for entry in self._entries if entry.card is not None]

    def changed_by_hand(self) -> bool:
        """Whether a message is being edited, or what was thought before an answer was opened."""
        return bool(self._drafts) or any(
            entry.unfolded or (isinstance(entry.card, QuestionCard) and entry.card.editor is not None)
            for entry in self._entries
        )

    def jump_to_end(self) -> None:
        self._following = True
        self._arrange()

    @property
    def following(self) -> bool:
        """Whether new text keeps the end in sight."""
        return self._following

    # Laying out

    def column(self) -> tuple[int, int]:
        """Left edge in the viewport, and width, of the text column: in line with the composer."""
        room = self.width()
        width = min(theme.COLUMN, room - 2 * (theme.EDGE + theme.INSET))
        return (self.width() - width) // 2 - self.viewport().x(), width

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
            card.unfold(entry.unfolded)
            card.unfolded.connect(partial(_remember, entry))
        else:
            card = QuestionCard(entry.message, self._look, self.viewport())
            self._prepare_editing(card)
        card.set_newest(any(each is entry for each in self._entries[-2:]))
        self._connect(card, entry)
        if self._furnished:
            card.furnish()
        return card

    def _connect(self, card: Card, entry: Entry) -> None:
        id = entry.message.id
        card.link_wanted.connect(self.link_wanted)
        card.wanted.connect(lambda action: self.wanted.emit(action, id))
        card.source_wanted.connect(lambda number: self.source_wanted.emit(id, number))
        card.stepped.connect(lambda by: self.stepped.emit(id, by))
        card.menu_wanted.connect(lambda where: self.menu_wanted.emit(id, where))
        card.resized.connect(lambda: self._remeasure(entry))
        card.document.installEventFilter(self)
        self._ring.watch(card.document, card)

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
