"""Work that nobody waits for: one thread, one job after another, none that outlives the chat."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from edgechat.core.errors import EdgeError

log = logging.getLogger(__name__)

MOST_WAITING = 8


class Jobs:
    """``submit`` hands over a job; a job that fails is logged and forgotten. ``close`` ends the thread."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, job: Callable[[], None]) -> bool:
        """False when the job was not taken: too many wait, or the chat is closing."""
        with self._lock:
            if self._closed:
                return False
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="chat-jobs", daemon=True)
                self._thread.start()
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            return False
        return True

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                if not self._closed:
                    job()
            except EdgeError as error:
                log.info("a background job gave up: %s", error)
            except Exception:
                log.exception("a background job failed")

    def close(self) -> None:
        """Forget what waits and end the thread; a job that runs is given two seconds."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                break
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(2.0)
