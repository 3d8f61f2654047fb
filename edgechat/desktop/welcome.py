"""What stands in an empty conversation: an invitation, examples to click, and where the answer comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from edgechat.ai.values import ModelInfo
from edgechat.desktop import style, theme, words
from edgechat.desktop.icons import app_pixmap
from edgechat.desktop.language import said
from edgechat.desktop.look import Look

if TYPE_CHECKING:
    from edgechat.core.checkup import Check
    from edgechat.desktop.getting import Getting
    from edgechat.desktop.notice import Notice
    from edgechat.desktop.offer_card import OfferCard

LOW = 560
"""Pixels of height below which not everything has room."""


class Welcome(QWidget):
    """``chosen(text)``: the person clicked an example. ``check_wanted``: and wants to see the checklist."""

    chosen = Signal(str)
    check_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(3)
        self._look = look
        self._info: ModelInfo | None = None
        self._getting: Getting | None = None
        self._card: OfferCard | None = None
        self._notice: Notice | None = None
        self._mark = self._app_mark()
        column.addWidget(self._mark)
        column.addWidget(self._headline(look))
        column.addSpacing(8)
        self._note = QLabel()
        self._note.setProperty("tone", "muted")
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._note.setWordWrap(True)
        column.addWidget(self._note)
        column.addSpacing(24)
        self._box = self._examples()
        column.addLayout(self._centred(self._box))
        column.addStretch(4)
        self.show_model(None)
        self._known = False  # whether it was asked which model there is

    def _app_mark(self) -> QLabel:
        mark = QLabel()
        mark.setPixmap(app_pixmap(56))
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        mark.setContentsMargins(0, 0, 0, 20)
        return mark

    def _centred(self, box: QWidget) -> QHBoxLayout:
        """``box`` in the middle, as wide as it may be: so that its texts know where to break."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(box, 1000)
        row.addStretch(1)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _headline(self, look: Look) -> QLabel:
        headline = QLabel(self.tr("What would you like to know?"))
        headline.setFont(style.scaled(look.base, theme.DISPLAY, bold=True))
        headline.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        headline.setWordWrap(True)
        return headline

    def _examples(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        self._buttons = [self._example(text) for text in self.examples()]
        self._arrange(grid, 2)
        return box

    def _example(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("example")
        button.setAccessibleName(text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setMinimumWidth(250)
        button.clicked.connect(lambda: self.chosen.emit(text))
        return button

    def _arrange(self, grid: QGridLayout, columns: int) -> None:
        """The examples side by side, or one below the other where their words are long."""
        for at, button in enumerate(self._buttons):
            grid.addWidget(button, at // columns, at % columns)
        for row, below in enumerate((self._card, self._notice), len(self._buttons)):
            if below is not None:
                grid.addWidget(below, row, 0, 1, columns)
        self._columns = columns

    def _fit(self) -> None:
        """Give the box the width that its examples need, as far as there is room."""
        grid = self._box.layout()
        assert isinstance(grid, QGridLayout)
        widest = max(button.sizeHint().width() for button in self._buttons)
        room = self.contentsRect().width() - 48
        columns = 2 if 2 * widest + grid.spacing() <= room else 1
        if columns != self._columns:
            self._arrange(grid, columns)
        self._box.setMaximumWidth(max(2 * max(250, widest) + grid.spacing() if columns == 2 else widest, 512))

    def examples(self) -> tuple[str, ...]:
        return (
            self.tr("Explain rain to a child"),
            self.tr("Suggest three names for a cat"),
            self.tr("Write a short thank-you note"),
            self.tr("What is a prime number?"),
        )

    def show_model(self, info: ModelInfo | None) -> None:
        """Say where answers come from, and be honest about a small model."""
        self._info, self._known = info, True
        text = self.tr("Answers are made on this machine. Nothing you write leaves it.")
        if info is not None and words.is_small(info):
            text += "\n" + self.tr("%1 is a small model: quick, but often wrong.").replace(
                "%1", info.name.removesuffix(" (starter)")
            )
        self._note.setText(text)
        self._offer()

    def take_getting(self, getting: Getting) -> None:
        """Offer a better model here, as long as one is worth having, and show it coming."""
        self._getting = getting
        getting.changed.connect(self._offer)
        self._offer()

    def show_checks(self, checks: list[Check]) -> None:
        """Name what is missing on this machine, if anything is. A better model has a card of its own."""
        missing = [check for check in checks if check.state != "ok" and not check.step]
        if not missing:
            return
        from edgechat.desktop.notice import Notice

        worst = "danger" if any(check.state == "fail" for check in missing) else "warning"
        notice = Notice(self._look, worst)
        said_of = "  ·  ".join(f"{said(each.name)}: {said(each.detail)}" for each in missing)
        notice.say(said_of, action=self.tr("Check this machine"), run=self.check_wanted.emit)
        grid = self._box.layout()
        assert isinstance(grid, QGridLayout)
        self._notice = notice
        self._arrange(grid, self._columns)

    def set_look(self, look: Look) -> None:
        self._look = look
        if self._card is not None:
            self._card.set_look(look)

    def _offer(self) -> None:
        getting = self._getting
        if getting is None:
            return
        wanted = getting.status is not None or (self._known and getting.better_than(self._info))
        if wanted and self._card is None:
            self._card = self._make_card(getting)
        if self._card is not None:
            self._card.setVisible(wanted)
            self._make_room()

    def _make_card(self, getting: Getting) -> OfferCard:
        from edgechat.desktop.offer_card import OfferCard

        card = OfferCard(getting, self._look)
        grid = self._box.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(card, len(self._buttons), 0, 1, self._columns)
        return card

    def _make_room(self) -> None:
        """Where the window is low, the card takes the place of the app's mark."""
        crowded = self._card is not None and not self._card.isHidden() and self.height() < LOW
        self._mark.setVisible(not crowded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._make_room()
