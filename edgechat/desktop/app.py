"""Starts the window: one profile's Edge is opened on a thread while Qt starts, then both meet.

Where a picture of the last window may be shown, Qt comes first and the Edge second: a person sees at once
what they will have in their hands a moment later.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from edgechat.desktop import journal
from edgechat.desktop.bindings import quick_start
from edgechat.desktop.last_look import LastLook, lies_there

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from edgechat.core.paths import Profile
    from edgechat.core.watch import Watch
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.instance import Instance
    from edgechat.desktop.language import Language
    from edgechat.desktop.reading import Opening
    from edgechat.desktop.window import Window

    Then = Callable[[Window], None]

PATIENCE, BREATH = 0.25, 0.05
"""Seconds: most profiles are opened in less than the first; from then on the window is seen to so often."""


class Start:
    """The Edge being opened, and what the window shows first being read."""

    def __init__(self, open_edge: Callable[[], EdgeDoor]) -> None:
        self.edge: EdgeDoor | None = None
        self.opening: Opening | None = None
        self.error: Exception | None = None
        self._watch: Watch | None = None
        self._open_edge = open_edge
        self._thread = threading.Thread(target=self._run, name="edgechat-start")
        self._thread.start()

    def _run(self) -> None:
        try:
            self.edge = self._open_edge()
            from edgechat.desktop.glimpse import take_glimpse
            from edgechat.desktop.highlight import learn
            from edgechat.desktop.reading import read_opening
            from edgechat.desktop.remembered import REMEMBERED, read_remembered

            self._watch = _watch(self.edge)
            remembered = read_remembered(self.edge.profile.root / REMEMBERED)
            glimpse = take_glimpse(self.edge.profile.glimpse)
            learn(glimpse.colours)
            self.opening = read_opening(self.edge.chat, remembered, glimpse)
        except Exception as error:
            self.error = error

    def wait(self, window: Window | None = None) -> None:
        """``window`` is on the screen already: should this take long, it is painted and can be closed."""
        self._thread.join(PATIENCE if window is not None else None)
        while window is not None and self._thread.is_alive():
            window.breathe()
            self._thread.join(BREATH)

    def close(self) -> None:
        """Let go of the Edge, if it was opened at all."""
        if self.edge is not None:
            self.edge.close()
        if self._watch is not None:
            self._watch.end()


def _watch(edge: EdgeDoor) -> Watch:
    """From here on no fault goes by unreported."""
    from edgechat.core.reports import Reports
    from edgechat.core.watch import Watch

    watch = Watch(Reports(edge.profile.root / "reports"))
    watch.begin()
    return watch


def run_window(
    open_edge: Callable[[], EdgeDoor],
    argv: list[str],
    *,
    profile: Profile | None = None,
    then: Then = lambda window: None,
) -> int:
    """Show the window of the Edge that ``open_edge`` opens, until it is closed. The exit status.

    0 also when another window of the same profile was brought forward instead; 1 if the profile
    cannot be opened, which the person is told. ``profile``: where a picture of the window is kept from one
    time to the next. ``then`` gets the window once it is ready.
    """
    gc.disable()  # until the first paint; `__main__` has done so already
    pictured = profile is not None and lies_there(profile)
    start = None if pictured else Start(open_edge)
    with quick_start():
        from PySide6.QtWidgets import QApplication
    app = QApplication(argv)
    app.setApplicationName("EdgeChat")
    app.setDesktopFileName("edgechat")
    last = LastLook(profile, app.font())
    if pictured:
        last.show()
    start = start or Start(open_edge)
    start.wait(last.window)
    if last.window is not None and last.window.closing:
        start.close()
        return 0  # the person has changed their mind already
    while start.edge is None or start.opening is None:
        last.drop()
        if not _trouble(app, start):
            return 1
        start = Start(open_edge)
        start.wait()
    try:
        return _open(app, start.edge, start.opening, last, then)
    finally:
        start.close()


def _trouble(app: QApplication, start: Start) -> bool:
    """Tell why there is no window; whether to try once more, perhaps after a repair."""
    from edgechat.desktop.trouble import show_trouble

    start.close()
    assert start.error is not None
    journal.note("cannot_open", error=type(start.error).__name__)
    language = _language(app, "system")  # the person's choice lies in what cannot be opened
    try:
        return show_trouble(app, start.error)
    finally:
        language.end()


def _language(app: QApplication, choice: str) -> Language:
    from edgechat.desktop.language import Language

    return Language(app, choice)


def _open(app: QApplication, edge: EdgeDoor, opening: Opening, last: LastLook, then: Then) -> int:
    from edgechat.desktop.instance import Instance
    from edgechat.desktop.window import Window

    instance = Instance(edge.profile.root)
    if not instance.claim():
        last.drop()
        raised = instance.raise_other()
        journal.note("raised_other", answered=raised)
        return 0
    last.forget()  # what a window has left that closed while this one was opened
    window = last.window or Window()
    try:
        status = _show(app, window, edge, opening, lambda: _settle(app, window, instance), then)
        last.leave(window, edge)
        return status
    finally:
        instance.release()


def _show(
    app: QApplication,
    window: Window,
    edge: EdgeDoor,
    opening: Opening,
    settle: Callable[[], None],
    then: Then,
) -> int:
    from edgechat.desktop.appearance import Appearance
    from edgechat.desktop.showing import Showing
    from edgechat.desktop.tasks import Tasks

    language = _language(app, edge.settings.get("window.language"))
    tasks = Tasks()
    window.build(edge, tasks, Appearance(app, edge.settings.get("window.theme")), opening)
    showing = Showing(window, settle, then)
    showing.begin()
    status = app.exec()
    showing.close()
    window.close()
    tasks.close()
    language.end()
    journal.note("closed", status=status)
    return status


def _settle(app: QApplication, window: Window, instance: Instance) -> None:
    """What can wait until the person sees something."""
    from edgechat.desktop.icons import app_icon
    from edgechat.desktop.interrupt import Interrupt

    gc.freeze()
    gc.enable()
    app.setWindowIcon(app_icon())
    interrupt = Interrupt(window.close, window)
    app.aboutToQuit.connect(interrupt.close)
    instance.listen(lambda: _raise(window))
    window.activateWindow()
    window.finish_opening()


def _raise(window: Window) -> None:
    window.setWindowState(window.windowState() & ~_minimized())
    window.show()
    window.raise_()
    window.activateWindow()
    journal.note("raised")


def _minimized() -> Qt.WindowState:
    from PySide6.QtCore import Qt

    return Qt.WindowState.WindowMinimized
