"""How far the reading of documents is, in the header, while their page is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from edgechat.desktop import document_words
from edgechat.desktop.look import Look
from edgechat.library.document import Progress


class ReadingChip(QToolButton):
    """Hidden while nothing is read."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pill")
        self.setIconSize(QSize(16, 16))
        self.setFixedHeight(32)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_look(look)
        self._reading, self._elsewhere = False, True
        self.hide()

    def set_elsewhere(self, elsewhere: bool) -> None:
        """Whether the page of documents, which says the same at greater length, is out of sight."""
        self._elsewhere = elsewhere
        self.setVisible(self._reading and elsewhere)

    def set_look(self, look: Look) -> None:
        self.setFont(look.caption)
        self.setIcon(look.icons.icon("document", "accent"))

    def show_progress(self, now: Progress) -> None:
        self._reading = now.done < now.total
        self.setVisible(self._reading and self._elsewhere)
        self.setText(f"{round(100 * now.done / max(1, now.total))} %")
        said = self.tr("Reading documents: %1").replace("%1", document_words.progress(now))
        self.setToolTip(said)
        self.setAccessibleName(said)
