"""The better model beyond the welcome page: a dialog with its card, a chip in the header while it comes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QToolButton, QVBoxLayout, QWidget

from edgechat.desktop import words
from edgechat.desktop.getting import Getting
from edgechat.desktop.look import Look
from edgechat.desktop.offer_card import OfferCard

WIDTH = 560


class GetModel(QDialog):
    """One card, and what the connection means for privacy. Closing it stops nothing."""

    def __init__(self, getting: Getting, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Get a better model"))
        self.setMinimumWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        self.card = OfferCard(getting, look)
        column.addWidget(self.card)
        column.addWidget(self._note(look))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.finished.connect(lambda: getting.acknowledge(failure=True))
        column.addWidget(buttons)
        if self.card.button.isVisibleTo(self):
            self.card.button.setFocus()

    def _note(self, look: Look) -> QLabel:
        note = QLabel(
            self.tr(
                "EdgeChat connects for this download and for nothing else. What arrives is checked against "
                "the hash in EdgeChat's catalogue before it is used. An interrupted download goes on where "
                "it stopped."
            )
        )
        note.setWordWrap(True)
        note.setFont(look.caption)
        note.setProperty("tone", "muted")
        return note


class PullChip(QToolButton):
    """Says in the header how far the model is; hidden while there is nothing to say."""

    def __init__(self, getting: Getting, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pill")
        self.setIconSize(QSize(16, 16))
        self.setFixedHeight(32)
        self._getting = getting
        self.set_look(look)
        getting.changed.connect(self.show_state)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setFont(look.caption)
        self.show_state()

    def show_state(self) -> None:
        status = self._getting.status
        self.setVisible(status is not None and (status.running or status.state == "failed"))
        if status is None or self.isHidden():
            return
        if status.running:
            self.setText(f"{round(100 * status.done / max(1, status.total))} %")
            said = f"{words.pull_title(status)}: {words.pull_facts(status)}"
        else:
            said = f"{words.pull_title(status)}: {words.pull_trouble(status)}"
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(beside if status.running else Qt.ToolButtonStyle.ToolButtonIconOnly)
        icon, tone = ("down", "accent") if status.running else ("alert", "danger")
        self.setIcon(self._look.icons.icon(icon, tone))
        self.setToolTip(said)
        self.setAccessibleName(said)
