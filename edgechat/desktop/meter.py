"""How full the model's window is: a quiet ring beside the send button, and what the model sees behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from edgechat.chat.context import Report
from edgechat.desktop import direction, style, theme, words
from edgechat.desktop.look import Look
from edgechat.desktop.popover import Popover
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor

PAUSE_MS = 250
FULL = 0.9
"""Share of the window from which the ring warns."""

WIDE = 340
SUMMARY_ROOM = 160


class Ring(QToolButton):
    """An arc as long as the window is full."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("ring")
        self.setFixedSize(theme.CONTROL, theme.CONTROL)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.look = look
        self._share = 0.0
        self.hide()

    def show_share(self, share: float, said: str) -> None:
        self._share = min(1.0, max(0.0, share))
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colours = self.look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(10, 10, -10, -10)
        painter.setPen(QPen(QColor(colours.border), 3))
        painter.drawEllipse(circle)
        ink = colours.warning if self._share >= FULL else colours.accent
        painter.setPen(QPen(QColor(ink), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(circle, 90 * 16, -round(max(0.02, self._share) * 360 * 16))
        painter.end()


class Bar(QWidget):
    """The same share as a line, above its explanation."""

    def __init__(self, look: Look, share: float) -> None:
        super().__init__()
        self.setFixedHeight(6)
        self._look, self._share = look, min(1.0, share)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, ink in (
            (float(self.width()), colours.border),
            (
                max(6.0, self.width() * self._share),
                colours.warning if self._share >= FULL else colours.accent,
            ),
        ):
            painter.setBrush(QColor(ink))
            left = self.width() - width if direction.mirrored() else 0
            painter.drawRoundedRect(QRectF(left, 0, width, 6), 3, 3)
        painter.end()


class Sight(Popover):
    """The popover: what the model sees of the conversation. Closes by Esc or a click beside it."""

    def __init__(self, report: Report, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setFixedWidth(WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(6)
        heading = QLabel(self.tr("What the model sees"))
        heading.setFont(style.scaled(look.base, theme.BODY, bold=True))
        heading.setWordWrap(True)
        column.addWidget(heading)
        column.addSpacing(4)
        column.addWidget(Bar(look, report.told / max(1, report.budget)))
        column.addSpacing(2)
        lines = words.sight(report)
        for line in lines:
            column.addWidget(self._line(line))
            if line is lines[0]:
                column.addWidget(self._line(words.counted(), muted=True))
        if report.summary:
            column.addSpacing(6)
            column.addWidget(self._line(words.summary_by(report), muted=True))
            column.addWidget(self._summary(report.summary))
        self.setAccessibleName(heading.text())
        self.setAccessibleDescription("\n".join([*lines, report.summary]))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _line(self, text: str, *, muted: bool = False) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if muted:
            label.setFont(self._look.caption)
            label.setProperty("tone", "muted")
        return label

    def _summary(self, text: str) -> QScrollArea:
        inside = self._line(text)
        inside.setObjectName("summary")
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        area = QScrollArea()
        area.setObjectName("summaryArea")
        area.setAccessibleName(text)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFixedHeight(min(SUMMARY_ROOM, inside.heightForWidth(WIDE - 32) + 2))
        return area


class Meter(QObject):
    """Asks the chat what is in the window, off the main thread, when something may have changed it."""

    def __init__(self, edge: EdgeDoor, tasks: Tasks, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.ring = Ring(look)
        self._edge, self._tasks, self._window = edge, tasks, parent
        self._conversation = ""
        self._busy = False
        self._wanted = False
        self._report: Report | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.ring.clicked.connect(self.open)

    def follow(self, conversation: str) -> None:
        """``conversation`` is open, or has changed; empty: there is none."""
        if conversation != self._conversation:
            self._conversation, self._report, self._wanted = conversation, None, False
            self.ring.hide()
        if conversation:
            self._pause.start()

    def set_look(self, look: Look) -> None:
        self.ring.look = look
        self.ring.update()

    def open(self) -> None:
        """Show what the model sees, above the ring; as soon as it is known, if it is not yet."""
        self._wanted = self._report is None and bool(self._conversation)
        if self._report is None:
            return
        sight = Sight(self._report, self.ring.look, self._window)
        sight.fit()
        size: QSize = sight.size()
        beyond = 0 if direction.mirrored() else self.ring.width() - size.width()
        sight.move(self.ring.mapToGlobal(QPoint(beyond, -size.height() - 8)))
        sight.show()
        sight.setFocus()

    def _ask(self) -> None:
        if self._busy:
            self._pause.start()
            return
        self._busy = True
        chat, asked = self._edge.chat, self._conversation
        self._tasks.free(
            lambda: chat.context(asked),
            lambda report: self._show(asked, report),
            failed=lambda _error: self._show(asked, None),
        )

    def _show(self, asked: str, report: Report | None) -> None:
        """No report, because there is no model or the conversation went: no ring."""
        self._busy = False
        if asked != self._conversation:
            return
        self._report = report
        if report is None:
            self.ring.hide()
            self._wanted = False
            return
        self.ring.show_share(report.told / max(1, report.budget), words.fullness(report))
        if self._wanted:
            self.open()
