"""Windows on fake Edges, offscreen. Any warning from Qt fails the test that caused it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge
from tests.ui.making import made_window

HARMLESS = ("This plugin does not support",)
"""What the offscreen platform says of windows it cannot raise or grab."""


@pytest.fixture(autouse=True)
def no_qt_warnings() -> Iterator[None]:
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not text.startswith(HARMLESS):
            said.append(text)

    before = qInstallMessageHandler(hear)
    yield
    qInstallMessageHandler(before)
    assert not said, f"Qt warned: {said}"


@pytest.fixture(autouse=True, scope="session")
def clipboard_emptied() -> Iterator[None]:
    """What Python put on the offscreen clipboard must not outlive Python: it would crash the exit."""
    yield
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


@pytest.fixture
def edge(tmp_path: Path) -> FakeEdge:
    return FakeEdge(tmp_path)


@pytest.fixture
def window(qapp: QApplication, edge: FakeEdge) -> Iterator[Window]:
    """A window on ``edge`` as the test left it when it first asks for the window."""
    with made_window(qapp, edge) as made:
        yield made


@pytest.fixture
def open_window(qapp: QApplication, edge: FakeEdge) -> Iterator[Callable[[], Window]]:
    """``open_window()`` after the test has filled ``edge``."""
    contexts = []

    def make() -> Window:
        context = made_window(qapp, edge)
        contexts.append(context)
        return context.__enter__()

    yield make
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
