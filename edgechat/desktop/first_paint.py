"""The moment from which a person can read: the list and the last messages are painted. Told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from edgechat.desktop import journal

if TYPE_CHECKING:
    from edgechat.desktop.window import Window


class FirstPaint(QObject):
    """Watches for the paint of every part that must be seen, then notes ``event`` in the log and calls
    ``then``, from the event loop."""

    def __init__(self, window: Window, event: str, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._event, self._then = event, then
        canvas, cards = window.canvas, window.canvas.transcript.cards()
        sidebar = window.sidebar.list.viewport() if window.conversations.ids() else window.sidebar
        empty = canvas.welcome if canvas.welcoming else canvas.transcript.viewport()
        page = cards[-1].document.viewport() if cards else empty
        self._counts = {"conversations": len(window.conversations.ids()), "messages": len(cards)}
        self._awaited: set[QObject] = {sidebar, page}
        for part in self._awaited:
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self._awaited:
            watched.removeEventFilter(self)
            self._awaited.discard(watched)
            if not self._awaited:
                QTimer.singleShot(0, self, self._painted)
        return False

    def close(self) -> None:
        """Watch no longer."""
        for part in self._awaited:
            part.removeEventFilter(self)
        self._awaited.clear()

    def _painted(self) -> None:
        journal.note(self._event, **self._counts)
        self._then()
