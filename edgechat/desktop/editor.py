"""A message of the person being changed in its place. Sending asks it as a new version; the old one stays."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from edgechat.desktop import direction
from edgechat.desktop.composer import Field
from edgechat.desktop.look import Look

OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EditField(Field):
    """``cancelled`` on Esc, which belongs to this field while it is typed in, as does Ctrl+Enter."""

    cancelled = Signal()

    def event(self, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() in OWN_KEYS:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class Editor(QFrame):
    """``sent(text)``: to be asked. ``cancelled``: nothing changes. ``grown``: it needs more room."""

    sent = Signal(str)
    cancelled = Signal()
    grown = Signal()

    def __init__(self, text: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.field = EditField(look)
        self.field.setAccessibleName(self.tr("Your message, being changed"))
        hint = QLabel(self.tr("Asked as a new version; this one is kept"))
        hint.setFont(look.caption)
        hint.setIndent(2)
        hint.setProperty("tone", "muted")
        hint.setWordWrap(True)
        self.send = QPushButton(self.tr("Send"))
        self.send.setProperty("kind", "primary")
        self.cancel = QPushButton(self.tr("Cancel"))
        for button in (self.cancel, self.send):
            button.setAccessibleName(button.text())
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(direction.margins(14, 12, 12, 12))
        column.setSpacing(8)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(hint, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        column.addLayout(row)
        self._connect()
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def _connect(self) -> None:
        self.field.submitted.connect(self._submit)
        self.field.cancelled.connect(self.cancelled)
        self.field.textChanged.connect(self._changed)
        self.field.focused.connect(self._focused)
        self.send.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.cancelled)

    def text(self) -> str:
        return self.field.toPlainText()

    def fit(self, width: int) -> int:
        """Take ``width`` pixels; the height that is needed then."""
        self.resize(width, self.height())
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        return layout.totalHeightForWidth(width)

    def _submit(self) -> None:
        if self.text().strip():
            self.sent.emit(self.text().strip())

    def _changed(self) -> None:
        self.send.setEnabled(bool(self.text().strip()))
        self.grown.emit()

    def _focused(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().polish(self)
