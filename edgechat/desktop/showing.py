"""From the window that is built to the one that is ready."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from edgechat.desktop import journal
from edgechat.desktop.first_paint import FirstPaint
from edgechat.desktop.window import Window


class Showing:
    """``settle``: what can wait until a person sees something. ``then`` gets the window when it is ready."""

    def __init__(self, window: Window, settle: Callable[[], None], then: Callable[[Window], None]) -> None:
        self._window, self._settle, self._then = window, settle, then
        self._first: FirstPaint | None = None

    def begin(self) -> None:
        if self._window.covered:
            QTimer.singleShot(0, self._window, self._behind_the_cover)
        else:
            self._window.show()
            self._first = FirstPaint(self._window, "first_paint", self._seen)

    def close(self) -> None:
        if self._first is not None:
            self._first.close()

    def _seen(self) -> None:
        self._settle()
        self._ready()

    def _behind_the_cover(self) -> None:
        """The picture shows all there will be: it goes when all of that is there and laid out."""
        if self._window.closing:
            return
        self._settle()
        QTimer.singleShot(0, self._window, self._uncover)

    def _uncover(self) -> None:
        if self._window.closing:
            return
        seen = self._window.uncover()
        self._first = FirstPaint(self._window, "uncovered" if seen else "first_paint", self._ready)

    def _ready(self) -> None:
        journal.note("ready")
        self._then(self._window)
