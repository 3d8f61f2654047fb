"""The least a Qt program can do with an answer that arrives: put it behind the text that is there.

What the window's own streaming is measured beside. One plain text field in a window of the app's size.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from edgechat.desktop.rehearsal import Done, on_main
from edgechat.desktop.stalls import Stalls
from edgechat.desktop.tasks import Tasks


class BareText(QObject):
    """``write`` belongs to another thread."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks = Tasks()
        self._stalls = Stalls()
        self.field = QPlainTextEdit()
        self.field.setReadOnly(True)
        self.field.resize(1180, 780)
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)

    def write(self, pieces: Sequence[str], every: float, watched: bool) -> dict[str, Any]:
        """One piece each ``every`` seconds into the empty field, its end in sight. ``cpu`` and ``wall`` are
        seconds of this process; ``watched``: ``longest`` stall, in milliseconds."""
        return on_main(self._tasks, lambda done: self._begin(pieces, every, watched, done))

    def close(self) -> None:
        """End the program."""
        self._tasks.post(QApplication.quit)

    def _begin(self, pieces: Sequence[str], every: float, watched: bool, done: Done[dict[str, Any]]) -> None:
        self.field.clear()
        written, began = 0, time.perf_counter()
        cpu = time.process_time()

        def tick() -> None:
            nonlocal written
            due = min(len(pieces), int((time.perf_counter() - began) / every))
            if due > written:
                self._append("".join(pieces[written:due]))
                written = due
            if written == len(pieces):
                self._timer.stop()
                self._timer.timeout.disconnect()
                done(self._told(cpu, began, watched=watched))

        if watched:
            self._stalls.begin()
        self._timer.timeout.connect(tick)
        self._timer.start(int(every * 1000))

    def _append(self, text: str) -> None:
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.insertPlainText(text)
        self.field.ensureCursorVisible()

    def _told(self, cpu: float, began: float, *, watched: bool) -> dict[str, Any]:
        if watched:
            self._stalls.end()
        longest = self._stalls.longest_ms if watched else None
        return {
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - began,
            "longest": longest,
        }


def run_bare_text(then: Callable[[BareText], None]) -> int:
    """Show it, call ``then`` with it once the event loop runs, and stay until it is closed."""
    app = QApplication(sys.argv[:1])
    bare = BareText()
    bare.field.show()
    QTimer.singleShot(0, bare, lambda: then(bare))
    return app.exec()
