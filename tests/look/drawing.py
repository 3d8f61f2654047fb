"""Makes one picture: a window or page in one state, theme, size and language, with whatever stands before it.

The day is always the same, so that two runs draw the same pixels.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from edgechat.desktop.appearance import Appearance
from edgechat.desktop.language import Language
from edgechat.desktop.tasks import Tasks
from tests.look.scene import nothing
from tests.look.scenes import SCENES
from tests.ui.fakes import FakeEdge
from tests.ui.making import made_window

NOON = datetime(2026, 3, 12, 12, 0)
STEP_MS, LEAST_MS, MOST_MS = 40, 120, 3000
"""Between two looks at whether anything still moves; how long it is at least and at most waited for."""

QUIET = 2
"""Looks in a row that must find nothing moved."""


class Noon(date):
    """A calendar that stands still."""

    @classmethod
    def today(cls) -> date:
        return cls(NOON.year, NOON.month, NOON.day)


@dataclass(frozen=True)
class View:
    """One picture to be made."""

    scene: str
    theme: str = "light"
    size: tuple[int, int] = (900, 600)
    language: str = "en"

    @property
    def name(self) -> str:
        spoken = "" if self.language == "en" else f"-{self.language}"
        return f"{self.scene}-{self.theme}-{self.size[0]}x{self.size[1]}{spoken}"


@contextmanager
def shown(app: QApplication, view: View) -> Iterator[tuple[FakeEdge, list[QWidget]]]:
    """The scene on the screen: its Edge and the windows in sight, the one at the back first."""
    scene = SCENES[view.scene]
    app.setCursorFlashTime(0)
    with tempfile.TemporaryDirectory() as folder, still(), _patched_home(Path(folder)):
        edge = FakeEdge(Path(folder), now=NOON.timestamp())
        edge.settings.values |= {"window.theme": view.theme, "window.language": view.language}
        scene.fill(edge)
        if scene.page is not None:
            with _page(app, edge, view) as page:
                settle(page)
                yield edge, windows(page)
            return
        with made_window(app, edge) as window:
            window.resize(*view.size)
            settle(window)
            if scene.act is not nothing:
                scene.act(edge, window)
                settle(window)
            yield edge, windows(window)
            for front in windows(window)[1:]:
                front.close()
            edge.chat.gate.set()


@contextmanager
def still() -> Iterator[None]:
    """It is noon of one day, for everything that the window shows."""
    with (
        patch("edgechat.desktop.conversations.date", Noon),
        patch("edgechat.desktop.hits.date", Noon),
        patch("tests.ui.fakes.time.time", NOON.timestamp),
        patch("edgechat.desktop.meter.PAUSE_MS", 10),
    ):
        yield


@contextmanager
def _patched_home(folder: Path) -> Iterator[None]:
    with patch.dict("os.environ", {"HOME": str(folder), "TZ": "UTC"}):
        time.tzset() if hasattr(time, "tzset") else None
        yield


@contextmanager
def _page(app: QApplication, edge: FakeEdge, view: View) -> Iterator[QWidget]:
    """A page that stands in place of the window."""
    plain, make = app.font(), SCENES[view.scene].page
    assert make is not None
    language, tasks = Language(app, view.language), Tasks()
    appearance = Appearance(app, view.theme)
    page = make(edge, appearance.look, tasks)
    page.show()
    try:
        yield page
    finally:
        page.close()
        tasks.close()
        language.end()
        for part in (page, appearance, language):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.setStyleSheet("")
        app.setFont(plain)


def windows(back: QWidget) -> list[QWidget]:
    """``back`` and what stands in front of it: menus, popovers, dialogs."""
    front = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not back]
    return [back, *(each for each in front if type(each).__name__ != "QTipLabel")]


def settle(window: QWidget) -> None:
    """Let timers, workers and paints run until the pictures stay the same."""
    before, waited, same = None, 0, 0
    while waited < MOST_MS:
        step = STEP_MS if waited else LEAST_MS
        _run(step)
        waited += step
        now = [each.grab().toImage() for each in windows(window)]
        same = same + 1 if now == before else 0
        if same == QUIET:
            return
        before = now


def _run(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def picture(parts: list[QWidget]) -> QPixmap:
    """The windows as they stand before each other."""
    back, made = parts[0], parts[0].grab()
    painter = QPainter(made)
    for front in parts[1:]:
        where, size = _place(back, front), front.size()
        painter.drawPixmap(where, front.grab())
        if front.isModal():  # a frame, as window systems draw it
            painter.setPen(QColor(128, 128, 128))
            painter.drawRect(where.x(), where.y(), size.width() - 1, size.height() - 1)
    painter.end()
    return made


def _place(back: QWidget, front: QWidget) -> QPoint:
    """Where ``front`` stands in the picture of ``back``; a dialog in its middle, as window systems put it."""
    if front.isModal():
        return back.rect().center() - front.rect().center()
    return back.mapFromGlobal(front.pos())


Inspect = Callable[[FakeEdge, list[QWidget]], list[str]]
