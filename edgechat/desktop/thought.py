"""What the model thought before an answer, folded into one line; opened, the thought itself.

Lays itself out by hand (``fit``), as everything in a message does.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolButton, QWidget

from edgechat.chat.parts import ReasoningPart
from edgechat.desktop import direction, words
from edgechat.desktop.look import Look

LINE, GAP, PAD, TALLEST = 28, 4, 12, 280
EDGE = -7
"""Where the line begins, so that its icon stands in line with the text."""


class Thought(QWidget):
    """``folded(open)``: the person opened or closed it. ``resized``: ``fit`` may now say something else."""

    folded = Signal(bool)
    resized = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ""
        self._body: QPlainTextEdit | None = None
        self.open = False
        self.line = QToolButton(self)
        self.line.setObjectName("thought")
        self.line.setFont(look.caption)
        self.line.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.line.setIconSize(QSize(16, 16))
        self.line.setCursor(Qt.CursorShape.PointingHandCursor)
        self.line.clicked.connect(lambda: self.set_open(not self.open))

    def show_part(self, part: ReasoningPart, *, thinking: bool) -> None:
        """``thinking``: the answer has not begun yet, and the thought may still grow."""
        said = words.thought(part.milliseconds, thinking=thinking)
        if said != self.line.text():
            self.line.setText(said)
        self._describe()
        self.set_text(part.text)

    @property
    def length(self) -> int:
        """Characters shown: pieces and stored states of one thought may overtake each other."""
        return len(self._text)

    def set_text(self, text: str) -> None:
        """The thought so far; what is already shown stays."""
        old, self._text = self._text, text
        if self._body is None or text == old:
            return
        if text.startswith(old):
            self._append(self._body, text[len(old) :])
        else:
            self._body.setPlainText(text)
        self.resized.emit()

    def _append(self, body: QPlainTextEdit, more: str) -> None:
        bar = body.verticalScrollBar()
        following = bar.value() >= bar.maximum()
        cursor = QTextCursor(body.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(more)
        if following:
            bar.setValue(bar.maximum())

    def set_open(self, opened: bool) -> None:
        if opened == self.open:
            return
        self.open = opened
        if opened and self._body is None:
            self._body = self._make()
        if self._body is not None:
            self._body.setVisible(opened)
        self._describe()
        self.folded.emit(opened)
        self.resized.emit()

    def _make(self) -> QPlainTextEdit:
        body = QPlainTextEdit(self._text, self)
        body.setObjectName("thoughtText")
        body.setFrameShape(QFrame.Shape.NoFrame)
        body.setReadOnly(True)
        body.setFont(self._look.caption)
        body.setTabChangesFocus(True)
        body.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        body.document().setDocumentMargin(0)
        body.setAccessibleName(self.tr("What the model thought"))
        return body

    def _describe(self) -> None:
        beside = "left" if direction.mirrored() else "right"
        self.line.setIcon(self._look.icons.icon("next" if self.open else beside))
        hint = self.tr("Hide what the model thought") if self.open else self.tr("Show what the model thought")
        self.line.setToolTip(hint)
        self.line.setAccessibleName(f"{self.line.text()}. {hint}")

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; the height that this takes."""
        room = min(width, self.line.sizeHint().width())
        direction.place(self.line, QRect(EDGE, 0, room, LINE), width)
        if self._body is None or not self.open:
            return LINE + GAP
        height = self._body_height(self._body, width)
        direction.place(self._body, QRect(0, LINE + GAP, width, height), width)
        return LINE + GAP + height + 3 * GAP

    def _body_height(self, body: QPlainTextEdit, width: int) -> int:
        """As tall as its lines, up to a limit: a long thought scrolls."""
        body.resize(width, body.height())
        lines = int(body.document().size().height())
        line = QFontMetricsF(body.font()).lineSpacing()
        return min(TALLEST, round(lines * line) + 2 * PAD)
