"""What the person wrote: a bubble, or the field in which they change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from edgechat.chat.conversation import Message
from edgechat.chat.parts import AttachmentPart
from edgechat.desktop.card import BUTTON, Card
from edgechat.desktop.direction import mirrored, place
from edgechat.desktop.look import Look

if TYPE_CHECKING:
    from edgechat.desktop.attached import Attached
    from edgechat.desktop.editor import Editor

BUBBLE_PAD_X, BUBBLE_TOP, BUBBLE_FOOT = 14, 10, 6
BUBBLE_SHARE = 0.82
FOOTER = 32


class QuestionCard(Card):
    """``edited(text)``: ask this instead. ``draft`` is what stands in the field; ``None`` without one."""

    edited = Signal(str)

    def __init__(self, message: Message, look: Look, parent: QWidget) -> None:
        self.editor: Editor | None = None
        super().__init__(message, look, parent)
        self._edit: QToolButton | None = None
        self._pinned: QLabel | None = None
        self._attached: Attached | None = None
        self._bubble = QFrame(self)
        self._bubble.setObjectName("bubble")
        self._bubble.lower()
        self.document.setAccessibleName(self.tr("Your message"))
        self.document.set_plain(message.text)
        self._show_attached()
        self._show_pin()

    def furnish(self) -> None:
        if self._edit is None:
            self._edit = self.tool("pencil", self.tr("Edit"), lambda: self.wanted.emit("message.edit"))
            self._edit.setVisible(self.editor is None)
            self._place_edit()

    def show_message(self, message: Message) -> None:
        """The message was pinned, or got another version beside it; its text never changes."""
        self.message = message
        self.show_versions()
        self._show_pin()
        self.resized.emit()

    @property
    def live(self) -> bool:
        entered = self._attached is not None and self._attached.has_focus()
        return self.editor is not None or entered or super().live

    # Editing

    @property
    def draft(self) -> str | None:
        return self.editor.text() if self.editor is not None else None

    def show_versions(self) -> None:
        """Beside the message, not beside the field in which it is changed."""
        super().show_versions()
        if self.switcher is not None and self.editor is not None:
            self.switcher.hide()

    def edit(self, text: str | None = None) -> None:
        """Let the person change the message, beginning with ``text`` instead of what it says."""
        if self.editor is None:
            from edgechat.desktop.editor import Editor

            self.editor = Editor(self.message.text if text is None else text, self.look, self)
            self.editor.sent.connect(self._sent)
            self.editor.cancelled.connect(self.end_edit)
            self.editor.grown.connect(self.resized)
            self.editor.show()
            self._swap()
        if text is None:
            self.editor.field.setFocus()

    def end_edit(self) -> None:
        """Show the bubble again, as it was."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            self._swap()
            self.document.setFocus()
            editor.hide()
            editor.deleteLater()

    def _sent(self, text: str) -> None:
        changed = text != self.message.text.strip()
        self.end_edit()
        if changed:
            self.edited.emit(text)

    def _swap(self) -> None:
        editing = self.editor is not None
        for part in (self._bubble, self.document, self._edit, self._pinned, self._attached):
            if part is not None:
                part.setVisible(not editing)
        self.show_versions()
        self._show_pin()
        self.resized.emit()

    # Laying out

    def _show_attached(self) -> None:
        """The files that were asked about; which they are never changes."""
        parts = [part for part in self.message.parts if isinstance(part, AttachmentPart)]
        if parts:
            from edgechat.desktop.attached import Attached

            self._attached = Attached(parts, self.look, self)
            self._attached.wanted.connect(self.source_wanted)

    def _show_pin(self) -> None:
        if self.message.pinned and self._pinned is None:
            self._pinned = QLabel(self.tr("Pinned"), self)
            self._pinned.setTextFormat(Qt.TextFormat.PlainText)
            self._pinned.setFont(self.look.caption)
            self._pinned.setProperty("tone", "muted")
            self._pinned.setToolTip(self.tr("Always in the model's view"))
        if self._pinned is not None:
            self._pinned.setVisible(self.message.pinned and self.editor is None)

    def fit(self, width: int) -> int:
        if self.editor is not None:
            height = self.editor.fit(width)
            self.editor.setGeometry(0, 0, width, height)
            return height
        widest = int(width * BUBBLE_SHARE) - 2 * BUBBLE_PAD_X
        inner = self.document.ideal_width(widest)
        height = self.document.fit(inner)
        left = width - inner - BUBBLE_PAD_X
        place(self.document, QRect(left, BUBBLE_TOP, inner, height), width)
        height += BUBBLE_TOP + BUBBLE_FOOT
        place(self._bubble, QRect(left - BUBBLE_PAD_X, 0, inner + 2 * BUBBLE_PAD_X, height), width)
        self._place_edit()
        if self._attached is not None:
            below = self._attached.fit(width)
            self._attached.setGeometry(0, height, width, below)
            height += below
        return height + self._fit_footer(width, height)

    def _place_edit(self) -> None:
        if self._edit is not None:
            bubble = self._bubble.geometry()
            beside = bubble.right() + 5 if mirrored() else bubble.left() - BUTTON.width() - 4
            self._edit.move(beside, bubble.bottom() - BUTTON.height() - 5)

    def _fit_footer(self, width: int, y: int) -> int:
        """Below the bubble, from its right edge: the versions, and that it is pinned."""
        right = width
        if self.switcher is not None and not self.switcher.isHidden():
            room = self.switcher.sizeHint()
            right -= room.width()
            place(self.switcher, QRect(right, y + 4, room.width(), BUTTON.height()), width)
        if self._pinned is not None and not self._pinned.isHidden():
            wide = min(self._pinned.sizeHint().width(), right)
            right -= wide + (8 if right < width else BUBBLE_PAD_X)
            place(self._pinned, QRect(right, y + 4, wide, BUTTON.height()), width)
        return FOOTER if right < width else 0
