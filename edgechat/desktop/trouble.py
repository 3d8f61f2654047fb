"""The page in place of the window when a profile cannot be opened: what happened, where, and what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from edgechat.core.errors import DataDamaged, DataNewer, DataUnwritable, FixableError, NoRoom
from edgechat.desktop import direction, style, theme, words
from edgechat.desktop.language import said
from edgechat.desktop.look import Look
from edgechat.desktop.placement import room
from edgechat.desktop.tasks import Tasks

WIDTH = 620


class Trouble(QWidget):
    """``again``: the person wants the profile to be opened once more."""

    again = Signal()

    def __init__(self, error: Exception, look: Look, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("EdgeChat")
        self.setFixedWidth(WIDTH)
        self._look, self._tasks = look, tasks
        self._details = error.details if isinstance(error, FixableError) else {}
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 40, 32)
        column.setSpacing(0)
        column.addWidget(self._mark(), 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(16)
        headline = QLabel(self._headline(error))
        headline.setFont(style.scaled(look.base, theme.HEADLINE, bold=True))
        headline.setWordWrap(True)
        column.addWidget(headline)
        column.addSpacing(12)
        self.said = self._text(_what(error))
        column.addWidget(self.said)
        column.addSpacing(8)
        self.then = self._text(self._next_step(error))
        column.addWidget(self.then)
        if "file" in self._details:
            column.addSpacing(16)
            column.addWidget(self._place(str(self._details["file"])))
        column.addSpacing(24)
        column.addStretch(1)
        column.addLayout(self._buttons())
        (self.repair if self.repairable else self.retry).setFocus()
        self.setAccessibleName(f"{headline.text()} {self.said.text()} {self.then.text()}")

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need it: known once they have the fonts that they are shown in."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        high = min(layout.heightForWidth(WIDTH), room(self).height())
        self.setMinimumHeight(high)
        self.resize(WIDTH, high)
        super().showEvent(event)

    # What it says

    def _headline(self, error: Exception) -> str:
        match error:
            case DataDamaged():
                return self.tr("Your conversations cannot be read as they are")
            case DataNewer():
                return self.tr("A newer EdgeChat has written your conversations")
            case DataUnwritable():
                return self.tr("Your conversations cannot be written to")
            case NoRoom():
                return self.tr("There is no room left on the disk")
        return self.tr("EdgeChat cannot open this profile")

    def _next_step(self, error: Exception) -> str:
        if not isinstance(error, DataDamaged) or not self.repairable:
            return said(error.action) if isinstance(error, FixableError) else ""
        kept = str(self._details["kept_in"])
        if "backup" in self._details:
            back = self.tr(
                "Repairing keeps the damaged file in %1 and goes back to the backup of %2 with what is newer "
                "and can still be read. Nothing was changed yet."
            )
            return back.replace("%2", words.age(float(self._details["backup_age"]))).replace("%1", kept)
        save = self.tr(
            "Repairing keeps the damaged file in %1 and saves what can still be read of it. There is no "
            "backup. Nothing was changed yet."
        )
        return save.replace("%1", kept)

    @property
    def repairable(self) -> bool:
        return "kept_in" in self._details and Path(str(self._details.get("file", ""))).name == "profile.db"

    # Its parts

    def _mark(self) -> QLabel:
        mark = QLabel()
        mark.setPixmap(self._look.icons.pixmap("shield", "warning", 40))
        mark.setContentsMargins(
            direction.margins(-8, 0, 0, 0)
        )  # the icon's own margin: it stands in line with the text
        return mark

    def _text(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        label.setVisible(bool(text))
        return label

    def _place(self, file: str) -> QFrame:
        frame = QFrame()
        frame.setObjectName("place")
        row = QHBoxLayout(frame)
        row.setContentsMargins(direction.margins(12, 8, 8, 8))
        row.setSpacing(8)
        name = self._text(file)
        name.setFont(self._look.mono)
        show = self._button(self.tr("Show folder"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(file).parent))))
        row.addWidget(name, 1)
        row.addWidget(show)
        return frame

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.close_button = self._button(self.tr("Close"))
        self.close_button.clicked.connect(self.close)
        self.retry = self._button(self.tr("Try again"))
        self.retry.clicked.connect(self.again)
        row.addWidget(self.close_button)
        row.addStretch(1)
        row.addWidget(self.retry)
        self.repair = self._button(self.tr("Repair"))
        self.repair.setProperty("kind", "primary")
        self.repair.clicked.connect(self._repair)
        self.repair.setVisible(self.repairable)
        row.addWidget(self.repair)
        return row

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(name)
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    # Repairing

    def _repair(self) -> None:
        file = Path(str(self._details["file"]))
        for button in (self.repair, self.retry):
            button.setEnabled(False)
        self.repair.setText(self.tr("Repairing…"))
        self._tasks.free(lambda: _repair(file), lambda _none: self.again.emit(), failed=self._not_repaired)

    def _not_repaired(self, error: Exception) -> None:
        for button in (self.repair, self.retry):
            button.setEnabled(True)
        self.repair.setText(self.tr("Repair"))
        self.said.setText(words.sentence(error))


def show_trouble(app: QApplication, error: Exception) -> bool:
    """Show the page until it is closed; whether the profile is to be opened once more."""
    from edgechat.desktop.appearance import Appearance

    tasks = Tasks()
    page = Trouble(error, Appearance(app, "system").look, tasks)
    wanted: list[bool] = []
    page.again.connect(lambda: wanted.append(True))
    page.again.connect(page.close)
    page.show()
    app.exec()
    tasks.close()
    return bool(wanted)


def _what(error: Exception) -> str:
    """What went wrong; what to do about it is said below."""
    return said(error.message) if isinstance(error, FixableError) else words.sentence(error)


def _repair(file: Path) -> None:
    from edgechat.core.paths import Home
    from edgechat.core.recovery import repair

    repair(Home(file.parents[2]).profile(file.parent.name))
