"""The right part of the window: header, transcript or welcome, notices, composer. Layout only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from edgechat.desktop import theme
from edgechat.desktop.composer import Composer
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.header import Header
from edgechat.desktop.look import Look
from edgechat.desktop.notice import Notice
from edgechat.desktop.toast import Toast
from edgechat.desktop.transcript import Transcript
from edgechat.desktop.welcome import Welcome

Offers = Sequence[tuple[str, Callable[[], object]]]


class Canvas(QWidget):
    """The parts by name; ``banner`` shows above the composer what concerns no single answer.

    ``said(text, tone)``: it has just done so.
    """

    said = Signal(str, str)

    def __init__(self, look: Look, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self.header = Header(look)
        self.welcome = Welcome(look)
        self.transcript = Transcript(look, formatter)
        self.composer = Composer(look)
        self.toast = Toast(self, above=self.composer)
        self.transcript.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.banner: Notice | None = None
        self._pages = QStackedWidget()
        self._welcome_area = self._scrolling(self.welcome)
        self._pages.addWidget(self._welcome_area)
        self._pages.addWidget(self.transcript)
        self._banner_row = QHBoxLayout()
        self._banner_row.setContentsMargins(theme.EDGE, 0, theme.EDGE, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)
        column.addLayout(self._banner_row)
        column.addWidget(self.composer)

    def _scrolling(self, page: QWidget) -> QScrollArea:
        """``page`` with a bar where it needs more room than there is: a large font, a small window."""
        area = QScrollArea()
        area.setObjectName("welcomeArea")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area

    def show_page(self, page: QWidget) -> None:
        """Show ``page`` in place of the conversation and of what one asks with."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.composer.hide()
        self.hush()
        self._scrolled(0)

    @property
    def elsewhere(self) -> bool:
        """Whether a page stands in place of the conversation."""
        return self._pages.currentWidget() not in (self._welcome_area, self.transcript)

    def show_welcome(self, welcome: bool) -> None:
        self.composer.show()
        self._pages.setCurrentWidget(self._welcome_area if welcome else self.transcript)
        self._scrolled(0 if welcome else self.transcript.verticalScrollBar().value())

    def _scrolled(self, value: int) -> None:
        self.header.set_scrolled(value > 12)

    @property
    def welcoming(self) -> bool:
        return self._pages.currentWidget() is self._welcome_area

    def say(self, text: str, *, tone: str = "danger", offers: Offers = (), dismissable: bool = True) -> None:
        """Show ``text`` above the composer until it is dismissed or something else is said.

        ``offers``: buttons, by name; using one dismisses the text too.
        """
        self.hush()
        self.banner = Notice(self._look, tone, self)
        self.banner.setMaximumWidth(theme.COLUMN + 2 * theme.INSET)
        self.banner.say(text)
        self.said.emit(text, tone)
        for name, run in offers:
            self.banner.offer(name, partial(self._take, run))
        if dismissable:
            self.banner.offer(self.tr("Dismiss"), self.hush)
        self._banner_row.addWidget(self.banner)

    def _take(self, run: Callable[[], object]) -> None:
        self.hush()
        run()

    def hush(self) -> None:
        """Take the banner away."""
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.header, self.welcome, self.transcript, self.composer):
            part.set_look(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.toast.place()
