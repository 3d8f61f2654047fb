"""Work off the main thread: one serial lane for the databases, one free pool for the rest.

Results come back on Qt's main thread, in the order in which the work ended. Nothing here knows what
the work is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

T = TypeVar("T")
Failed = Callable[[Exception], None]


class Tasks(QObject):
    """The two lanes. Build it on the main thread; ``close`` waits for what is running."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serial = ThreadPoolExecutor(1, "edgechat-serial")
        self._free = ThreadPoolExecutor(8, "edgechat-free")
        self._open = True
        self.unhandled: Failed = _log_failure
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def serial(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None
    ) -> None:
        """Do ``work`` after everything handed to this lane before; then ``done(result)``."""
        self._submit(self._serial, work, done, failed)

    def free(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None
    ) -> None:
        """Do ``work`` beside everything else; then ``done(result)``, or ``failed(error)``."""
        self._submit(self._free, work, done, failed)

    def post(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the main thread soon. Any thread may ask."""
        if self._open:
            self._posted.emit(call)

    def close(self) -> None:
        """Take no more work, drop what has not begun, wait for what has."""
        self._open = False
        for lane in (self._serial, self._free):
            lane.shutdown(wait=True, cancel_futures=True)

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
    ) -> None:
        if self._open:
            lane.submit(self._work, work, done, failed)

    def _work(
        self, work: Callable[[], Any], done: Callable[[Any], None] | None, failed: Failed | None
    ) -> None:
        try:
            result = work()
        except Exception as error:
            caught = error
            self.post(lambda: (failed or self.unhandled)(caught))
            return
        if done is not None:
            self.post(lambda: done(result))

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        if self._open:
            call()


def _log_failure(error: Exception) -> None:
    log.error("work behind the window failed", exc_info=error)
