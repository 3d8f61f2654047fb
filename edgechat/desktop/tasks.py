"""Work off the main thread: one serial lane for the databases, one free pool for the rest.

Results come back on Qt's main thread, in the order in which the work ended. Nothing here knows what
the work is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)

T = TypeVar("T")
LANES = {"serial": 1, "free": 8}
"""How many threads each may have."""

Failed = Callable[[Exception], None]


class Tasks(QObject):
    """The two lanes. Build it on the main thread; ``close`` waits for what is running."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._open = True
        self.unhandled: Failed = _log_failure
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def serial(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None
    ) -> None:
        """Do ``work`` after everything handed to this lane before; then ``done(result)``."""
        self._submit("serial", work, done, failed)

    def free(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None
    ) -> None:
        """Do ``work`` beside everything else; then ``done(result)``, or ``failed(error)``."""
        self._submit("free", work, done, failed)

    def post(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the main thread soon. Any thread may ask."""
        if self._open:
            self._posted.emit(call)

    def close(self) -> None:
        """Take no more work, wait for what has begun, and drop the rest: but not of the serial lane, where
        the last that a person wrote may wait to be stored."""
        self._open = False
        for name, lane in self._lanes.items():
            lane.shutdown(wait=True, cancel_futures=name != "serial")

    def _submit(
        self,
        lane: str,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
    ) -> None:
        if self._open:
            self._lane(lane).submit(self._work, work, done, failed)

    def _lane(self, name: str) -> ThreadPoolExecutor:
        """Made at its first work, which comes from the main thread: not before the first paint."""
        if name not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor

            self._lanes[name] = ThreadPoolExecutor(LANES[name], f"edgechat-{name}")
        return self._lanes[name]

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
