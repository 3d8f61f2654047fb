"""The card of a better model: what it costs, a button, then how far it is, and what went wrong if it did."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from edgechat.desktop import style, theme, words
from edgechat.desktop.getting import Getting
from edgechat.desktop.look import Look

STEPS = 1000  # of the bar: more than its pixels


class Deliberate(QPushButton):
    """A button that means something else after each click: the second of a double click is none."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class OfferCard(QFrame):
    """Shows ``getting`` as it is; there may be several at once."""

    def __init__(self, getting: Getting, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._getting, self._look = getting, look
        self._mark = QLabel()
        self._mark.setFixedSize(QSize(24, 24))
        self.title = QLabel()
        self.title.setFont(style.scaled(look.base, theme.BODY, bold=True))
        self.facts = QLabel()
        for label in (self.title, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.facts.setFont(look.caption)
        self.facts.setProperty("tone", "muted")
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.button = Deliberate()
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._clicked)
        self._lay_out()
        getting.changed.connect(self.show_state)
        self.show_state()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._mark, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.facts, 1, 1)
        grid.addWidget(self.button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.bar, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.show_state()

    def show_state(self) -> None:
        """Draw what is true now."""
        getting, status = self._getting, self._getting.status
        state = status.state if status is not None else ""
        self.bar.setVisible(getting.running)
        if status is not None and getting.running:
            self.bar.setValue(round(STEPS * status.done / max(1, status.total)))
            self._say("down", "accent", words.pull_title(status), words.pull_facts(status))
        elif status is not None and state == "failed":
            self._say("alert", "danger", words.pull_title(status), words.pull_trouble(status))
        elif status is not None and state == "ready":
            title = self.tr("%1 is ready").replace("%1", status.name)
            self._say("check", "accent", title, self.tr("Your next question goes to it."))
        elif getting.offer is not None:
            self._say("down", "muted", self._offered(), words.offer_facts(getting.offer, getting.host))
        else:
            self._say("info", "muted", self.tr("Looking for a model that suits this machine…"), "")
        self._show_button(state)

    def _offered(self) -> str:
        assert self._getting.offer is not None
        if self._getting.offer.model.state == "installed":
            return self.tr("You have the model that suits this machine best")
        return self.tr("Get a better model")

    def _say(self, icon: str, tone: str, title: str, facts: str) -> None:
        self._mark.setPixmap(self._look.icons.pixmap(icon, tone, 24))
        self.title.setText(title)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.bar.setAccessibleName(title)
        self.setAccessibleName(f"{title}. {facts}")

    def _show_button(self, state: str) -> None:
        getting, offer = self._getting, self._getting.offer
        text, primary = "", True
        if getting.running:
            text, primary = (self.tr("Stopping…") if getting.stopping else self.tr("Cancel")), False
        elif getting.refused_offline:
            text = self.tr("Go online and get it")
        elif state == "failed":
            text = self.tr("Try again")
        elif state != "ready" and offer is not None and offer.model.state != "installed":
            text = self.tr("Go on") if offer.arrived else self.tr("Get it")
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.setVisible(bool(text))
        self.button.setEnabled(not getting.stopping)
        if self.button.property("kind") != ("primary" if primary else ""):
            self.button.setProperty("kind", "primary" if primary else "")
            self.button.style().polish(self.button)

    def _clicked(self) -> None:
        if self._getting.running:
            self._getting.stop()
        elif self._getting.refused_offline:
            self._getting.start_online()
        else:
            self._getting.start()
