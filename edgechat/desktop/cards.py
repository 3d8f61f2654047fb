"""One message in the transcript: the person's words in a bubble, the model's answer on the page.

A card lays itself out by hand (``fit``): the transcript must know its exact height at once.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.desktop import words
from edgechat.desktop.document import Document
from edgechat.desktop.formatter import Following, Formatter
from edgechat.desktop.look import Look
from edgechat.desktop.markdown import Update, needs_rerender
from edgechat.desktop.notice import Notice
from edgechat.desktop.structure import Block

FOOTER = 32
BUBBLE_PAD_X, BUBBLE_TOP, BUBBLE_FOOT = 14, 10, 6
BUBBLE_SHARE = 0.82


class Card(QWidget):
    """What the transcript needs of a message. ``resized``: ``fit`` may now say something else."""

    resized = Signal()
    link_wanted = Signal(QUrl)
    retry_wanted = Signal(str)

    def __init__(self, message: Message, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.look = look
        self.document = Document(look, self)
        self.document.link_wanted.connect(self.link_wanted)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; the height that this takes."""
        raise NotImplementedError

    @property
    def live(self) -> bool:
        """Whether the card must stay although it is out of sight."""
        return self.document.hasFocus() or self.document.textCursor().hasSelection()


class QuestionCard(Card):
    """What the person wrote, as they wrote it."""

    def __init__(self, message: Message, look: Look, parent: QWidget) -> None:
        super().__init__(message, look, parent)
        self._bubble = QFrame(self)
        self._bubble.setObjectName("bubble")
        self._bubble.lower()
        self.document.setAccessibleName(self.tr("Your message"))
        self.document.set_plain(message.text)

    def show_message(self, message: Message) -> None:
        self.message = message

    def fit(self, width: int) -> int:
        widest = int(width * BUBBLE_SHARE) - 2 * BUBBLE_PAD_X
        inner = self.document.ideal_width(widest)
        height = self.document.fit(inner)
        left = width - inner - BUBBLE_PAD_X
        self.document.move(left, BUBBLE_TOP)
        height += BUBBLE_TOP + BUBBLE_FOOT
        self._bubble.setGeometry(left - BUBBLE_PAD_X, 0, inner + 2 * BUBBLE_PAD_X, height)
        return height


class AnswerCard(Card):
    """What the model wrote: the text, what went wrong, and a quiet line of facts and buttons."""

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
        self._gone = False
        self._last = False
        self.document.setAccessibleName(self.tr("Answer"))
        self.document.code_finished.connect(self._colour)
        self._waiting = QLabel(self)
        self._waiting.setProperty("tone", "muted")
        self._facts = QLabel(self)
        self._facts.setFont(look.caption)
        self._facts.setProperty("tone", "muted")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._copy = self._button("copy", self.tr("Copy answer"), self.copy)
        self._begin(blocks)

    def _button(self, icon: str, name: str, run: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(self.look.icons.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(30, 28)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(run)
        return button

    def _begin(self, blocks: tuple[Block, ...] | None) -> None:
        if self.message.state == "streaming":
            self._following = self._formatter.follow(self._apply)
            if self.message.text:
                self._following.text(self.message.text)
        elif blocks is not None:
            self.document.set_blocks(blocks)
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
        self._show_state()
        self.resized.emit()

    def set_last(self, last: bool) -> None:
        """Only the last answer of a conversation can be tried again."""
        if last != self._last:
            self._last = last
            self._show_state()
            self.resized.emit()

    def set_waiting(self, words_: str) -> None:
        """What the model is doing before its first word."""
        self._waiting.setText(words_)
        self._waiting.setAccessibleName(words_)

    def copy(self) -> None:
        """Put the whole answer on the clipboard, as the model wrote it."""
        QGuiApplication.clipboard().setText(self.message.text)
        self._copy.setIcon(self.look.icons.icon("check", "accent"))
        QTimer.singleShot(1500, self._copy, lambda: self._copy.setIcon(self.look.icons.icon("copy")))

    def _ask_again(self) -> None:
        self.retry_wanted.emit(self.message.id)

    def _finish(self) -> None:
        following, self._following = self._following, None
        text = self.message.text
        if following is None or needs_rerender(text):
            if following is not None:
                following.end()
            self._formatter.render(text, self._rendered)
            return
        self._ending = following
        following.text(text)

    def _apply(self, update: Update, length: int) -> None:
        if self._gone:
            return
        self.document.apply(update)
        if self._ending is not None and length == len(self.message.text):
            self._ending.end()  # the same text may still be on its way a second time
            self._ending = None
            self.document.finish()
        self._show_state()
        self.resized.emit()

    def _rendered(self, blocks: tuple[Block, ...]) -> None:
        if not self._gone:
            self.document.set_blocks(blocks)
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
        self._waiting.setVisible(streaming and empty)
        self.document.setVisible(not empty)
        for widget in (self._facts, self._copy):
            widget.setVisible(not streaming)
        self._copy.setVisible(not streaming and bool(message.text))
        self._facts.setText(words.facts(message))
        self._show_notice()

    def _show_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        tone, text = words.trouble(self.message)
        if text:
            self._notice = Notice(self.look, tone, self)
            retry = self.tr("Retry") if self._last else ""
            self._notice.say(text, action=retry, run=self._ask_again)
            self._notice.show()

    def fit(self, width: int) -> int:
        y = 0
        if not self.document.isHidden():
            self.document.move(-2, 0)
            y = self.document.fit(width + 4)
        if not self._waiting.isHidden():
            self._waiting.setGeometry(0, y, width, 28)
            y += 28
        if self._notice is not None:
            height = self._notice.fit(width)
            self._notice.setGeometry(0, y, width, height)
            y += height + 4
        return y + self._fit_footer(width, y)

    def _fit_footer(self, width: int, y: int) -> int:
        if self._facts.isHidden():
            return 0
        left = 0
        if not self._copy.isHidden():
            self._copy.move(-7, y + 2)
            left = 26
        self._facts.setGeometry(left, y + 2, width - left, 28)
        return FOOTER
