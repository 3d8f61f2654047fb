"""A window on a fake Edge, shown, and taken down without leaving anything running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from edgechat.desktop.appearance import Appearance
from edgechat.desktop.glimpse import take_glimpse
from edgechat.desktop.language import Language
from edgechat.desktop.reading import read_opening
from edgechat.desktop.remembered import REMEMBERED, read_remembered
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge


@contextmanager
def made_window(app: QApplication, edge: FakeEdge) -> Iterator[Window]:
    """The window as the program makes it, without the lock and the signals."""
    plain = app.font()
    language = Language(app, edge.settings.get("window.language"))
    tasks = Tasks()
    appearance = Appearance(app, edge.settings.get("window.theme"))
    remembered = read_remembered(edge.profile.root / REMEMBERED)
    glimpse = take_glimpse(edge.profile.glimpse)
    window = Window()
    window.build(edge, tasks, appearance, read_opening(edge.chat, remembered, glimpse))
    window.show()
    window.finish_opening()
    try:
        yield window
    finally:
        edge.chat.gate.set()
        window.close()
        tasks.close()
        window.deleteLater()
        appearance.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        language.end()
        language.deleteLater()
        app.setStyleSheet("")
        app.setFont(plain)
