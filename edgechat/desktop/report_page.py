"""The page of reports: what went wrong inside EdgeChat, when, the whole text, and what to do with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.core.errors import NotFound
from edgechat.core.reports import Report, Reports
from edgechat.desktop import style, theme
from edgechat.desktop.look import Look
from edgechat.desktop.tasks import Tasks

Read = list[tuple[Report, str]]
ROWS = 4
"""Reports in sight above the text of one."""


class ReportPage(QDialog):
    """Stays open beside the window. Everything on the disk is done off the main thread."""

    def __init__(self, reports: Reports, tasks: Tasks, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Problem reports"))
        self.resize(720, 540)
        self.setMinimumSize(480, 360)
        self._reports, self._tasks, self._look = reports, tasks, look
        self._found: Read = []
        self._gone = False
        self.finished.connect(self._leave)
        self._headline = QLabel()
        self._headline.setFont(style.scaled(look.base, theme.TITLE, bold=True))
        self._note = QLabel(
            self.tr(
                "A report says where the program was, never what was written. It stays on this machine and "
                "is not sent anywhere; copy it if you want to show it to somebody."
            )
        )
        self._note.setProperty("tone", "muted")
        self._note.setWordWrap(True)
        self.list = self._make_list()
        self.text = self._make_text()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(8)
        for part in (self._headline, self._note, self.list):
            column.addWidget(part)
        column.addWidget(self.text, 1)
        column.addStretch(0)  # where there is no report
        column.addSpacing(8)
        column.addLayout(self._buttons())
        self._show([])
        self._read()

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("reports")
        made.setAccessibleName(self.tr("Problem reports"))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentRowChanged.connect(self._chosen)
        return made

    def _make_text(self) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setObjectName("reportText")
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setFont(self._look.mono)
        made.setAccessibleName(self.tr("The report"))
        made.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.delete = self._button(self.tr("Delete"), self._delete)
        self.file = self._button(self.tr("Show file"), self._show_file)
        self.mute = self._button(self.tr("Do not tell me of this one again"), self._mute)
        self.copy = self._button(self.tr("Copy"), self._copy)
        self.leave = self._button(self.tr("Close"), self.close)
        for button in (self.delete, self.file, self.mute):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.copy, self.leave):
            row.addWidget(button)
        return row

    def _button(self, name: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(name)
        button.setAccessibleName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _read(self) -> None:
        self._tasks.free(lambda: _read_all(self._reports), self._show)

    def _leave(self) -> None:
        """What is still being read comes too late."""
        self._gone = True

    def _show(self, found: Read) -> None:
        if self._gone:
            return
        self._found = found
        self.list.clear()
        for report, _text in found:
            item = QListWidgetItem(f"{_when(report)}   {report.what}")
            item.setToolTip(report.what)
            self.list.addItem(item)
        line = self.list.sizeHintForRow(0) if found else 0
        self.list.setFixedHeight(min(len(found), ROWS) * line + 12)
        self.list.setVisible(len(found) > 1)
        for part in (self.delete, self.file, self.mute, self.copy):
            part.setVisible(bool(found))
        self.text.setVisible(bool(found))
        if found:
            self.list.setCurrentRow(0)
        else:
            self._headline.setText(self.tr("Nothing has gone wrong inside EdgeChat"))

    def _chosen(self, row: int) -> None:
        if 0 <= row < len(self._found):
            report, text = self._found[row]
            self.text.setPlainText(text)
            self._headline.setText(self._title(report))
            self.mute.setEnabled(True)

    def _title(self, report: Report) -> str:
        said = {
            "crash": self.tr("EdgeChat ended unexpectedly, %1"),
            "child": self.tr("A process of EdgeChat ended unexpectedly, %1"),
        }.get(report.kind, self.tr("Something went wrong inside EdgeChat, %1"))
        return said.replace("%1", _when(report))

    def _current(self) -> Report | None:
        row = self.list.currentRow()
        return self._found[row][0] if 0 <= row < len(self._found) else None

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _show_file(self) -> None:
        report = self._current()
        if report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(report.path).parent)))

    def _delete(self) -> None:
        report = self._current()
        if report is not None:
            name = report.name
            self._tasks.free(lambda: _gone(self._reports, name), lambda _none: self._read_if_open())

    def _mute(self) -> None:
        report = self._current()
        if report is not None:
            sign = report.sign
            self._tasks.free(lambda: self._reports.mute(sign))
            self.mute.setEnabled(False)

    def _read_if_open(self) -> None:
        if not self._gone:
            self._read()


def _when(report: Report) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(report.at))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _read_all(reports: Reports) -> Read:
    """All of them with their texts; from now on the person knows."""
    found: Read = []
    for report in reports.all():
        try:
            found.append((report, reports.text(report.name)))
        except NotFound:
            continue  # another process has just taken it away
    reports.see()
    return found


def _gone(reports: Reports, name: str) -> None:
    try:
        reports.delete(name)
    except NotFound:
        return
