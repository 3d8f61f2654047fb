"""Takes what was said into the index of words a moment later: beside everything, in nobody's way.

Works in short transactions with rests between them, so that others get to write. Knows no SQL and no window.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

from edgechat.core.errors import EdgeError

log = logging.getLogger(__name__)

QUIET = 1.0  # seconds without a change until it begins
LATEST = 10.0  # seconds after which it begins in any case
REST = 0.02  # seconds between two transactions
AT_CLOSE = 0.5  # seconds spent at the end; what still waits then, the next start takes in


class Behind(Protocol):
    """What it works on."""

    def index_some(self) -> bool: ...
    def can_wait(self) -> bool: ...


class Indexer:
    """``wake`` it when something was stored, ``close`` it before the database. Both are safe to repeat."""

    def __init__(self, store: Behind, *, quiet: float = QUIET, latest: float = LATEST) -> None:
        self._store, self._quiet, self._latest = store, quiet, latest
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self, _event: object = None) -> None:
        """Returns at once; may be called from any thread."""
        self._woken.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                # A daemon: what waits lies in the file, a program need not end later for it.
                self._thread = threading.Thread(target=self._run, name="word-index", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.wait()
            self._wait_for_quiet()
            try:
                self._work()
            except EdgeError as error:
                log.warning("the search index waits: %s", error)
            except Exception:
                log.exception("the search index could not be kept")

    def _wait_for_quiet(self) -> None:
        ends = time.monotonic() + self._latest
        while self._woken.is_set() and time.monotonic() < ends:
            self._woken.clear()
            if self._closing.wait(self._quiet):
                return

    def _work(self) -> None:
        if self._store.can_wait():
            return  # what it waits for wakes it again
        while not self._closing.is_set() and self._store.index_some():
            self._closing.wait(REST)

    def close(self) -> None:
        """End the thread, and take in what a moment allows. Never raises for a full disk."""
        with self._lock:
            self._closing.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        ends = time.monotonic() + AT_CLOSE
        try:
            while self._store.index_some() and time.monotonic() < ends:
                pass
        except EdgeError as error:
            log.warning("the search index waits: %s", error)
