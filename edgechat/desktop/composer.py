"""The question field: grows to eight lines, Enter sends, one button sends or stops."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from edgechat.desktop import direction, theme
from edgechat.desktop.hint import Hint
from edgechat.desktop.look import Look
from edgechat.desktop.recall import Recall

if TYPE_CHECKING:
    from edgechat.desktop.pasting import Pictures

LINES = 8
ICON_MARGIN = 8
"""Between the edge of a button and its icon, which stands in line with the words above it."""

LONGEST = 200_000
"""Characters that a paste may bring: more fits no model, and must not hang the window."""


class Field(QPlainTextEdit):
    """Plain text only. ``submitted`` on Enter; Shift+Enter begins a line. Up brings earlier questions back.

    ``too_long(kept)``: what came in was cut after so many characters. ``files_pasted`` with their paths;
    ``picture_lost``: one that was pasted cannot be read or kept. ``undo_wanted``: by its key, while nothing
    that was written here can be undone.
    """

    submitted = Signal()
    focused = Signal(bool)
    too_long = Signal(int)
    files_pasted = Signal(list)
    picture_lost = Signal()
    undo_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recall: Recall | None = None
        self._pictures: Pictures | None = None
        self._composing = False
        self.setObjectName("composer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(look.reading)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._grow)
        self._grow()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files that were copied in a file manager come as text, too; nobody wants to ask about that."""
        from edgechat.desktop.drops import paths_of

        if paths := paths_of(source):
            self.files_pasted.emit(paths)
        elif source.hasText():
            room = max(0, LONGEST - self.document().characterCount())
            text = source.text()
            self.insertPlainText(text[:room])
            if len(text) > room:
                self.too_long.emit(room)
        elif source.hasImage():
            self._take_picture(source)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or super().canInsertFromMimeData(source)

    def _take_picture(self, source: QMimeData) -> None:
        from edgechat.desktop.pasting import Pictures

        if self._pictures is None:
            self._pictures = Pictures()
        path = self._pictures.keep(source)
        self.files_pasted.emit([path]) if path else self.picture_lost.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While an input method composes a word its Enter ends the word, not the question."""
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self._composing and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_wanted.emit()
        elif not self._recalled(event):
            super().keyPressEvent(event)

    def _recalled(self, event: QKeyEvent) -> bool:
        """Whether ``event`` brought an earlier question, or led back from it."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        by = steps.get(Qt.Key(event.key()), 0)
        keypad = Qt.KeyboardModifier.KeypadModifier
        if not by or self.recall is None or event.modifiers() not in (Qt.KeyboardModifier.NoModifier, keypad):
            return False
        cursor = self.textCursor()
        edge = QTextCursor.MoveOperation.Up if by > 0 else QTextCursor.MoveOperation.Down
        text = None if cursor.movePosition(edge) else self.recall.step(self.toPlainText(), by)
        if text is None:
            return False
        self.replace(text)
        return True

    def replace(self, text: str) -> None:
        """Put ``text`` in place of everything; can be undone."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def _grow(self) -> None:
        line = QFontMetricsF(self.font()).lineSpacing()
        lines = min(LINES, max(1, int(self.document().size().height())))
        self.setFixedHeight(round(lines * line) + 6)
        scrolls = self.document().size().height() > LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)


class Composer(QWidget):
    """``send_wanted`` and ``stop_wanted`` from the button or Enter; ``changed`` when the text did."""

    send_wanted = Signal()
    stop_wanted = Signal()
    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerArea")
        self._look = look
        self._answering = False
        self._reason = ""
        self.card = QFrame()
        self.card.setObjectName("card")
        self.field = Field(look)
        self.field.setPlaceholderText(self.tr("Ask anything"))
        self.field.setAccessibleName(self.tr("Your question"))
        self.button = QToolButton()
        self.button.setObjectName("sendButton")
        self.button.setFixedSize(theme.CONTROL, theme.CONTROL)
        self.button.setIconSize(QSize(20, 20))
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hint = Hint()
        self.hint.setFont(look.caption)
        self.hint.setProperty("tone", "muted")
        self._lay_out()
        self.field.submitted.connect(self._submitted)
        self.field.focused.connect(self._focused)
        self.field.textChanged.connect(self._edited)
        self.button.clicked.connect(self._clicked)
        self._show()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(direction.margins(theme.INSET - ICON_MARGIN, 12, 8, 8))
        inside.setSpacing(4)
        words = QHBoxLayout()
        words.setContentsMargins(direction.margins(ICON_MARGIN, 0, 0, 0))
        words.addWidget(self.field)
        inside.addLayout(words)
        self._row = QHBoxLayout()
        self._row.addWidget(self.hint, 1)
        self._row.addWidget(self.button)
        inside.addLayout(self._row)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.EDGE, 0, theme.EDGE, 20)
        outer.setSpacing(0)
        outer.addStretch()
        self.card.setMaximumWidth(theme.COLUMN + 2 * theme.INSET)
        outer.addWidget(self.card, 1)
        outer.addStretch()

    def take_meter(self, meter: QWidget) -> None:
        """Put ``meter`` beside the send button."""
        self._row.insertWidget(1, meter)

    def take_sources(self, buttons: Sequence[QWidget], chips: QWidget) -> None:
        """Put ``buttons`` before the hint, and ``chips`` above the field."""
        for at, button in enumerate(buttons):
            self._row.insertWidget(at, button)
        inside = self.card.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertWidget(0, chips)
        for before, button in pairwise((self.field, *buttons)):
            self.setTabOrder(before, button)

    def text(self) -> str:
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def quote(self, text: str) -> None:
        """Take ``text`` in as a quotation, and stand behind it."""
        lines = "\n".join(f"> {line}".rstrip() for line in text.strip()[:LONGEST].splitlines())
        cursor = self.field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        before = self.text()
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        cursor.insertText(f"{gap}{lines}\n\n")
        self.field.setTextCursor(cursor)
        self.field.ensureCursorVisible()
        self.field.setFocus()

    def sendable(self) -> bool:
        """Whether there is something to send and nothing in the way."""
        return bool(self.text().strip()) and not self._answering and not self._reason

    @property
    def reason(self) -> str:
        """Why nothing can be sent now; empty: it can."""
        return self._reason

    def set_state(self, *, answering: bool, reason: str = "") -> None:
        """``answering``: the button stops. ``reason``: why nothing can be sent; empty: it can."""
        self._answering, self._reason = answering, reason
        self._show()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._show()

    def _show(self) -> None:
        icons = self._look.icons
        if self._answering:
            name, icon = self.tr("Stop"), icons.icon("stop", "on_accent")
        else:
            name, icon = self.tr("Send"), icons.icon("send", "on_accent")
        self.button.setIcon(icon)
        self.button.setToolTip(name)
        self.button.setAccessibleName(name)
        self.hint.say(*([self._reason] if self._reason else self._tips()))
        self.hint.setProperty("tone", "warning" if self._reason else "muted")
        self.hint.style().polish(self.hint)
        self._enable()

    def _tips(self) -> list[str]:
        """The longest first."""
        if self._answering:
            return [self.tr("Esc stops the answer")]
        return [self.tr("Enter sends  ·  Shift+Enter begins a line"), self.tr("Enter sends")]

    def _enable(self) -> None:
        self.button.setEnabled(self._answering or self.sendable())

    def _edited(self) -> None:
        self._enable()
        self.changed.emit()

    def _submitted(self) -> None:
        if self.sendable():
            self.send_wanted.emit()

    def _clicked(self) -> None:
        (self.stop_wanted if self._answering else self.send_wanted).emit()

    def _focused(self, focused: bool) -> None:
        self.card.setProperty("focused", focused)
        self.card.style().polish(self.card)
