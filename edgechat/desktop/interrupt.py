"""Ctrl-C in the terminal closes the window cleanly: a signal wakes Qt's loop through a socket."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier


class Interrupt(QObject):
    """Calls ``stop`` on the main thread for SIGINT and SIGTERM until ``close``."""

    def __init__(self, stop: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = stop
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._old = signal.set_wakeup_fd(self._writer.fileno())
        self._handlers = {number: signal.signal(number, _noted) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _woken(self) -> None:
        try:
            self._reader.recv(64)
        except OSError:
            return
        self._stop()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Python needs a handler; the work is done when the socket wakes Qt."""
