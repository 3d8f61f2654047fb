"""The folders that are followed, in a dialog: how it stands with each, to look at once, to let go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from edgechat.desktop import document_words, style, theme
from edgechat.desktop.language import plural, said
from edgechat.desktop.look import Look
from edgechat.library.watched import WatchedFolder

if TYPE_CHECKING:
    from edgechat.desktop.door import LibraryDoor
    from edgechat.desktop.tasks import Tasks

MOST_SHOWN = 5
"""Problems of one folder that are told; the others are counted."""


class Folders(QDialog):
    """``failed`` with an error that concerns no single folder; ``add_wanted``: another is to be followed."""

    failed = Signal(object)
    add_wanted = Signal()

    def __init__(self, library: LibraryDoor, tasks: Tasks, look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Followed folders"))
        self.resize(600, 440)
        self._library, self._tasks, self._look = library, tasks, look
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        inner = QWidget()
        inner.setObjectName("canvas")
        inner.setLayout(self._column)
        area = QScrollArea()
        area.setObjectName("welcomeArea")
        area.setAccessibleName(self.tr("Followed folders"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 20)
        whole.setSpacing(16)
        whole.addWidget(area, 1)
        whole.addWidget(self._buttons())
        self.read()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        add = buttons.addButton(self.tr("Add a folder…"), QDialogButtonBox.ButtonRole.ActionRole)
        add.setAutoDefault(False)
        add.clicked.connect(self.add_wanted)
        buttons.rejected.connect(self.reject)
        return buttons

    def read(self) -> None:
        """Look again at what is followed."""
        self._tasks.serial(self._library.watched, self.show_folders, failed=self.failed.emit)

    def show_folders(self, folders: list[WatchedFolder]) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, each in enumerate(folders):
            if at:
                self._column.addWidget(_rule())
            self._column.addWidget(self._row(each))
        if not folders:
            self._column.addWidget(self._line(self.tr("No folder is followed yet."), "muted"))
        self._column.addStretch(1)

    def _row(self, folder: WatchedFolder) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        title = self._line(document_words.shown(folder.path), "")
        title.setFont(style.scaled(self._look.base, theme.BODY, bold=True))
        column.addWidget(title)
        away = folder.state == "away"
        column.addWidget(self._line(state(folder), "warning" if away else "muted"))
        for problem in folder.problems[:MOST_SHOWN]:
            column.addWidget(self._line(said(problem), "warning"))
        more = len(folder.problems) - MOST_SHOWN
        if more > 0:
            column.addWidget(self._line(plural("Folders", "and 1 more", "and %n more", more), "warning"))
        buttons = QHBoxLayout()
        buttons.setSpacing(20)
        name = document_words.shown(folder.path)
        for text, run in (
            (self.tr("Look now"), partial(self._look_now, folder)),
            (self.tr("Stop following"), partial(self._leave, folder)),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.setProperty("kind", "text")
            button.setAccessibleName(f"{text}: {name}")
            button.clicked.connect(lambda _checked=False, run=run: run())
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return row

    def _line(self, text: str, tone: str) -> QLabel:
        line = QLabel(text)
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.setWordWrap(True)
        if tone:
            line.setProperty("tone", tone)
            line.setFont(self._look.caption)
        return line

    def _look_now(self, folder: WatchedFolder) -> None:
        self._do(lambda: self._library.look(folder.path))

    def _leave(self, folder: WatchedFolder) -> None:
        self._do(lambda: self._library.unwatch(folder.path, folder.collection))

    def _do(self, work: Callable[[], object]) -> None:
        self._tasks.free(work, lambda _done: self.read(), failed=self.failed.emit)


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def state(folder: WatchedFolder) -> str:
    """How it stands with a folder, in one line."""
    parts = [plural("Folders", "1 document", "%n documents", folder.documents)]
    parts.append(document_words.collection(folder.collection))
    if folder.reason:
        parts.insert(0, said(folder.reason))
    if folder.left_out:
        parts.append(plural("Folders", "1 removed by you", "%n removed by you", folder.left_out))
    if folder.looked_at:
        then = QDateTime.fromSecsSinceEpoch(int(folder.looked_at))
        parts.append(QLocale().toString(then, QLocale.FormatType.ShortFormat))
    return " · ".join(parts)
