"""The place an answer came from: the page with the very words marked, or the text where there are no pages.

A window of its own, so that answer and source can stand side by side. Reads off the main thread; a page that
cannot be shown says why.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QKeySequence, QShortcut, QTextCharFormat
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.chat.filenames import visible
from edgechat.desktop import style, theme, words
from edgechat.desktop.gone_page import GonePage
from edgechat.desktop.notice import Notice
from edgechat.desktop.page_view import PageView
from edgechat.desktop.placement import room
from edgechat.desktop.sight import Sight, Spot, look_at
from edgechat.desktop.snippet import units

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgechat.desktop.door import LibraryDoor
    from edgechat.desktop.look import Look
    from edgechat.desktop.tasks import Tasks

SIZE = QSize(760, 900)


class Viewer(QDialog):
    """``show_spot`` opens it at a place; the same window shows the next one."""

    def __init__(self, library: LibraryDoor, tasks: Tasks, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setWindowTitle(self.tr("Source"))
        self.resize(SIZE.boundedTo(room(self) * 0.9))
        self._library, self._tasks, self._look = library, tasks, look
        self._asked = 0
        self.sight: Sight | None = None
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setFont(style.scaled(look.base, theme.BODY, bold=True))
        self._where = QLabel()
        self._where.setFont(look.caption)
        self._where.setProperty("tone", "muted")
        self.page = PageView(look)
        self.text = self._make_text()
        self.gone = GonePage(look)
        self._notice_room = QVBoxLayout()
        self._notice: Notice | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.text)
        self._stack.addWidget(self.gone)
        self._earlier = self._tool("left", self.tr("Previous page"), partial(self._turn, -1))
        self._later = self._tool("right", self.tr("Next page"), partial(self._turn, 1))
        self._back = self._tool("pin", self.tr("Back to the cited place"), self._return)
        self._as_text = self._tool("text", self.tr("Show the page's text"), self._switch)
        self._as_text.setCheckable(True)
        self._copy = self._tool("copy", self.tr("Copy as quotation with its source"), self.copy_quotation)
        self._open = self._tool("outside", self.tr("Open in its own program"), self._open_outside)
        self._lay_out()
        QShortcut(QKeySequence("PgUp"), self, partial(self._turn, -1))
        QShortcut(QKeySequence("PgDown"), self, partial(self._turn, 1))

    def _make_text(self) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setObjectName("sourceText")
        field.setReadOnly(True)
        field.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        field.setFont(self._look.reading)
        field.setAccessibleName(self.tr("Text of the document"))
        field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        field.document().setDocumentMargin(theme.EDGE)
        return field

    def _tool(self, icon: str, name: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._look.icons.icon(icon))
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(theme.CONTROL, theme.CONTROL)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._where)
        head = QFrame()
        head.setObjectName("viewerHead")
        head.setMinimumHeight(theme.CONTROL + 2 * 8)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.INSET, 8, 8, 8)
        row.setSpacing(2)
        row.addLayout(names, 1)
        for button in (self._earlier, self._later, self._back, self._as_text, self._copy, self._open):
            row.addWidget(button)
        self._notice_room.setContentsMargins(theme.INSET, 0, theme.INSET, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(self._notice_room)
        column.addWidget(self._stack, 1)

    # Showing

    def show_spot(self, spot: Spot) -> None:
        """Open at ``spot``."""
        self._name.setText(visible(spot.name))
        self.setWindowTitle(visible(spot.name))
        self._read(spot, max(1, spot.page))
        self.show()
        self.raise_()
        self.activateWindow()

    def _read(self, spot: Spot, page: int) -> None:
        self._asked += 1
        self._tell_where(self.tr("Opening…"))
        asked, library = self._asked, self._library
        self._tasks.free(
            lambda: look_at(library, spot, page),
            partial(self._read_done, asked),
            failed=partial(self._failed, asked),
        )

    def _read_done(self, asked: int, sight: Sight) -> None:
        if asked != self._asked:
            return
        self.sight = sight
        self._say("")
        self._show()

    def _failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._tell_where("")
            self._say(words.sentence(error))
            if self.sight is None:
                self._offer_nothing()

    def _offer_nothing(self) -> None:
        """There is nothing on show that could be turned, copied or opened."""
        for button in (self._earlier, self._later, self._back, self._as_text, self._copy, self._open):
            button.hide()
        self.setFocus()

    def _tell_where(self, text: str) -> None:
        self._where.setText(text)
        self._where.setVisible(bool(text))  # else the name would hang above the middle

    def _say(self, text: str) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        edge = theme.INSET if text else 0
        self._notice_room.setContentsMargins(theme.INSET, edge, theme.INSET, edge)
        if text:
            self._notice = Notice(self._look, "danger", self)
            self._notice.say(text)
            self._notice_room.addWidget(self._notice)

    def _show(self) -> None:
        sight = self.sight
        assert sight is not None
        if sight.gone:
            self._show_gone(sight)
            return
        self._tell_where(words.page_of(sight.page, sight.pages, sight.unit))
        self._earlier.setEnabled(sight.page > 1)
        self._later.setEnabled(sight.page < sight.pages)
        for button in (self._earlier, self._later):
            button.setVisible(sight.pages > 1)
        self._back.setVisible(sight.page != max(1, sight.spot.page))
        self._as_text.setVisible(sight.picture is not None)
        self._copy.show()
        self._copy.setEnabled(bool(sight.quote))
        self._open.setVisible(bool(sight.path))
        drawn = sight.picture is not None and not self._as_text.isChecked()
        self._stack.setCurrentWidget(self.page if drawn else self.text)
        (self.page if drawn else self.text).setFocus()
        if drawn and sight.picture is not None:
            self.page.show_page(sight.picture, sight.boxes)
        else:
            self._show_text(sight)

    def _show_gone(self, sight: Sight) -> None:
        """What was cited is kept with the answer: that can still be read and copied."""
        self._tell_where("")
        for button in (self._earlier, self._later, self._back, self._as_text):
            button.hide()
        self._copy.setVisible(bool(sight.quote))
        self._copy.setEnabled(bool(sight.quote))
        self._open.setVisible(bool(sight.path))
        self.gone.show_sight(sight)
        self._stack.setCurrentWidget(self.gone)
        self.gone.setFocus()

    def _show_text(self, sight: Sight) -> None:
        self.text.setFont(self._look.mono if sight.fixed else self._look.reading)
        self.text.setPlainText(sight.text)
        marked = []
        if sight.quote:
            mark = QTextEdit.ExtraSelection()
            ink = QTextCharFormat()
            ink.setBackground(QColor(self._look.palette.selection))
            ink.setForeground(QColor(self._look.palette.text))
            cursor = self.text.textCursor()
            cursor.setPosition(units(sight.text[: sight.spot.start]))
            cursor.setPosition(units(sight.text[: sight.spot.end]), cursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, ink
            marked.append(mark)
            place = self.text.textCursor()
            place.setPosition(cursor.selectionStart())
            self.text.setTextCursor(place)
            self.text.centerCursor()
        self.text.setExtraSelections(marked)

    # What the person does

    def _turn(self, by: int) -> None:
        sight = self.sight
        if sight is not None and 1 <= sight.page + by <= sight.pages:
            self._read(sight.spot, sight.page + by)

    def _return(self) -> None:
        if self.sight is not None:
            self._read(self.sight.spot, max(1, self.sight.spot.page))

    def _switch(self) -> None:
        if self.sight is not None:
            self._show()

    def copy_quotation(self) -> None:
        """The marked words as a quotation, and where they stand."""
        if self.sight is not None and self.sight.quote:
            lines = "\n".join(f"> {line}".rstrip() for line in self.sight.quote.strip().splitlines())
            where = words.place(self.sight.spot.name, self.sight.spot.page)
            QGuiApplication.clipboard().setText(f"{lines}\n\n— {where}")

    def _open_outside(self) -> None:
        if self.sight is not None and self.sight.path:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self.sight.path))
