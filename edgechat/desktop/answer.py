"""What the model wrote, on the page: its text, what went wrong, and a quiet line of facts and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.chat.parts import CitationPart, ReasoningPart, TextPart
from edgechat.desktop import words
from edgechat.desktop.card import BUTTON, Card
from edgechat.desktop.direction import place
from edgechat.desktop.formatter import Following, Formatter
from edgechat.desktop.look import Look
from edgechat.desktop.notice import Notice
from edgechat.desktop.quiet import QuietLabel
from edgechat.desktop.structure import Block, Update

if TYPE_CHECKING:
    from edgechat.desktop.sources import Sources
    from edgechat.desktop.thought import Thought

FOOTER = 32
TOOLS_LEFT = -7
"""Where the first button begins, so that its icon stands in line with the text."""


class AnswerCard(Card):
    """What the model wrote: the text, what went wrong, and a quiet line of facts and buttons.

    ``unfolded(open)``: the person opened or closed what was thought before it.
    """

    unfolded = Signal(bool)

    def __init__(
        self,
        message: Message,
        blocks: tuple[Block, ...] | None,
        look: Look,
        formatter: Formatter,
        parent: QWidget,
    ) -> None:
        super().__init__(message, look, parent)
        self._formatter = formatter
        self._following: Following | None = None
        self._ending: Following | None = None
        self._notice: Notice | None = None
        self._sources: Sources | None = None
        self._thought: Thought | None = None
        self._gone = False
        self._last = False
        self._footer, self._width = 0, 0
        self.document.setAccessibleName(self.tr("Answer"))
        self.document.code_finished.connect(self._colour)
        self._waiting = QLabel(self)
        self._waiting.setProperty("tone", "muted")
        self._facts = QuietLabel(self)
        self._facts.setFont(look.caption)
        self._facts.setProperty("tone", "muted")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._copy: QToolButton | None = None
        self._again: QToolButton | None = None
        self._other: QToolButton | None = None
        self._begin(blocks)

    def furnish(self) -> None:
        if self._copy is None:
            self._copy = self.tool("copy", self.tr("Copy answer"), self.copy)
            self._again = self.tool("retry", self.tr("Answer again"), self._ask_again)
            self._other = self.tool("retry_with", self.tr("Answer again with another model"), self._ask_other)
            self._show_tools()

    def _begin(self, blocks: tuple[Block, ...] | None) -> None:
        if self.message.state == "streaming":
            self._following = self._formatter.follow(self._apply)
            if self.message.text:
                self._following.text(self.message.text)
        elif blocks is not None:
            self.document.set_blocks(blocks)
            self._formatter.draw(blocks, lambda: self._rendered(blocks))
            self._link_markers()
        else:
            self._formatter.render(self.message.text, self._rendered)
        self._show_state()

    @property
    def live(self) -> bool:
        return self._following is not None or self._ending is not None or super().live

    def drop(self) -> None:
        """The card leaves the transcript; late results are ignored."""
        self._gone = True
        for following in (self._following, self._ending):
            if following is not None:
                following.end()

    def set_text(self, text: str) -> None:
        """The answer so far, while it is being written."""
        if self._following is not None:
            self._following.text(text)

    def set_reasoning(self, text: str) -> None:
        """What the model has thought so far, while it thinks."""
        self._show_thought(ReasoningPart(text))
        self.resized.emit()

    def unfold(self, opened: bool) -> None:
        """Show the thought, as it was shown when the card was last there."""
        if opened and self._thought is not None:
            self._thought.set_open(True)

    def show_message(self, message: Message) -> None:
        """The message's state changed."""
        was, self.message = self.message, message
        if message.state == "streaming":
            if self._following is None:
                self._following = self._formatter.follow(self._apply)
                self.document.set_blocks(())
            self._following.text(message.text)
        elif was.state == "streaming":
            self._finish()
        elif was.text != message.text:
            self._formatter.render(message.text, self._rendered)
        self.show_versions()
        self._show_state()
        self.resized.emit()

    def set_last(self, last: bool) -> None:
        """Only the last answer of a conversation can be tried again."""
        if last != self._last:
            self._last = last
            self._show_state()
            self.resized.emit()

    def heed(self) -> None:
        """How fast it was written is told on demand; that it was cut or pinned, always."""
        super().heed()
        self._facts.set_heeded(self.heeded or words.notable(self.message))

    def set_waiting(self, words_: str) -> None:
        """What the model is doing before its first word."""
        self._waiting.setText(words_)
        self._waiting.setAccessibleName(words_)

    def copy(self) -> None:
        """Put the whole answer on the clipboard, as the model wrote it."""
        from edgechat.desktop.carrying import copy_message

        copy_message(self.message.text, self._formatter)
        button = self._copy
        if button is not None:
            button.setIcon(self.look.icons.icon("check", "accent"))
            QTimer.singleShot(1500, button, lambda: button.setIcon(self.look.icons.icon("copy")))

    def _ask_again(self) -> None:
        self.wanted.emit("answer.retry")

    def _ask_other(self) -> None:
        self.wanted.emit("answer.retry_with")

    def menu_place(self) -> QPoint:
        """Where on the screen the menu of models belongs."""
        button = self._other
        if button is None:
            return self.mapToGlobal(self.rect().center())
        return button.mapToGlobal(QPoint(0, button.height()))

    def _finish(self) -> None:
        from edgechat.desktop.markdown import needs_rerender

        following, self._following = self._following, None
        text = self.message.text
        if following is None or needs_rerender(text):
            if following is not None:
                following.end()
            self._formatter.render(text, self._rendered)
            return
        self._ending = following
        following.finish(text)

    def _apply(self, update: Update, last: bool) -> None:
        if self._gone:
            return
        self.document.apply(update)
        if last:
            self._ending = None
            self.document.finish()
            self._link_markers()
        self._show_state()
        self.resized.emit()

    def _rendered(self, blocks: tuple[Block, ...]) -> None:
        if not self._gone:
            self.document.set_blocks(blocks)
            self._link_markers()
            self._show_state()  # a card that was made before its blocks hid its empty text
            self.resized.emit()

    def _colour(self, index: int) -> None:
        panel = self.document.codes[index]

        def done(spans: object) -> None:
            if not self._gone and panel in self.document.codes:
                panel.colour(spans)  # type: ignore[arg-type]

        self._formatter.colour(panel.code, panel.language, done)

    def _show_state(self) -> None:
        message = self.message
        streaming = message.state == "streaming"
        empty = self.document.document().isEmpty()
        if message.reasoning is not None:
            self._show_thought(message.reasoning)
        self._waiting.setVisible(streaming and empty and self._thought is None)
        self.document.setVisible(not empty)
        self._facts.setVisible(not streaming)
        self._facts.setText(words.facts(message))
        self.heed()
        self._show_tools()
        self._show_notice()
        self._show_sources()

    def _show_tools(self) -> None:
        finished = self.message.state != "streaming"
        if self._copy is not None and self._again is not None and self._other is not None:
            self._copy.setVisible(finished and bool(self.message.text))
            self._again.setVisible(finished)
            self._other.setVisible(finished)
            self._place_tools()

    def _show_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        tone, text = words.trouble(self.message)
        if text:
            self._notice = Notice(self.look, tone, self)
            retry = self.tr("Try again") if self._last else ""
            self._notice.say(text, action=retry, run=self._ask_again)
            if self._last:
                self._offer_remedy(self._notice)
            self._notice.show()

    def _show_thought(self, part: ReasoningPart) -> None:
        """The folded line above the text; made only for an answer that was thought about."""
        if self._thought is None:
            from edgechat.desktop.thought import Thought

            self._thought = Thought(self.look, self)
            self._thought.resized.connect(self.resized)
            self._thought.folded.connect(self.unfolded)
            self._thought.show()
            self._waiting.hide()
        streaming = self.message.state == "streaming"
        thinking = streaming and self.document.document().isEmpty()
        if len(part.text) >= self._thought.length or not streaming:
            self._thought.show_part(part, thinking=thinking)

    def _offer_remedy(self, notice: Notice) -> None:
        """What else than trying again can be done about the error."""
        from edgechat.desktop.actions import name_of
        from edgechat.desktop.remedies import REMEDIES

        error = self.message.error
        action = REMEDIES.get(error.code) if error is not None else None
        if action is not None:
            notice.offer(name_of(action), lambda: self.wanted.emit(action))

    def _show_sources(self) -> None:
        """The chips under the text; made only for an answer that rests on documents."""
        if self._sources is None and not any(not isinstance(part, TextPart) for part in self.message.parts):
            return
        from edgechat.desktop.sources import Sources, has_sources

        if self._sources is None:
            if not has_sources(self.message):
                return
            self._sources = Sources(self.look, self)
            self._sources.wanted.connect(self.source_wanted)
            self._sources.show()
        self._sources.show_message(self.message)

    def _link_markers(self) -> None:
        if any(isinstance(part, CitationPart) for part in self.message.parts):
            from edgechat.desktop.sources import link_markers

            link_markers(self.document.document(), self.message, self.look)

    def fit(self, width: int) -> int:
        y = 0
        if self._thought is not None:
            y = self._thought.fit(width)
            self._thought.setGeometry(0, 0, width, y)
        if not self.document.isHidden():
            self.document.move(-2, y)
            y += self.document.fit(width + 4)
        if not self._waiting.isHidden():
            self._waiting.setGeometry(0, y, width, 28)
            y += 28
        if self._notice is not None:
            height = self._notice.fit(width)
            self._notice.setGeometry(0, y, width, height)
            y += height + 4
        if self._sources is not None:
            height = self._sources.fit(width)
            self._sources.setGeometry(0, y + 4, width, height)
            y += height + 4 if height else 0
        return y + self._fit_footer(width, y)

    def _fit_footer(self, width: int, y: int) -> int:
        """Buttons, versions, facts. While the answer is written only the versions, if there are others."""
        several = self.switcher is not None and not self.switcher.isHidden()
        finished = not self._facts.isHidden()
        if not finished and not several:
            return 0
        self._footer, self._width = y + 2, width
        self._place_tools()
        left = self._tools_end() if finished else TOOLS_LEFT
        if self.switcher is not None and several:
            room = self.switcher.sizeHint().width()
            place(self.switcher, QRect(left, y + 2, room, BUTTON.height()), width)
            left += room + 4
        place(self._facts, QRect(left + 4, y + 2, width - left - 4, BUTTON.height()), width)
        room, metrics = width - left - 4, self._facts.fontMetrics()
        facts = metrics.elidedText(words.facts(self.message), Qt.TextElideMode.ElideRight, room)
        self._facts.setText(facts)
        return FOOTER

    def _tools_end(self) -> int:
        """Where the buttons end, whether they are there yet or not."""
        return TOOLS_LEFT + BUTTON.width() * (3 if self.message.text else 2)

    def _place_tools(self) -> None:
        if self._copy is not None and self._again is not None and self._other is not None:
            end = self._tools_end()
            spots = ((self._copy, 3), (self._again, 2), (self._other, 1))
            for button, from_end in spots:
                left = max(TOOLS_LEFT, end - from_end * BUTTON.width())
                place(button, QRect(QPoint(left, self._footer), BUTTON), self._width)
