"""How far indexing is, told as events: a few times a second, and at every change of a document's state."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from edgechat.core.errors import DataDamaged, FixableError
from edgechat.library.document import Halted, Progress, State

EVERY = 0.2  # seconds between two events that tell no change of state


class Tally:
    """Counts since the queue was last empty. Safe from several threads."""

    def __init__(self, publish: Callable[[Progress | Halted], None]) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._paused = False
        self._told = 0.0
        self._begin(0)

    def _begin(self, total: int) -> None:
        self._total, self._done = total, 0
        self._pages = self._chunks = 0
        self._began = time.monotonic()

    def begin(self, total: int) -> None:
        with self._lock:
            self._begin(total)

    def add(self, count: int) -> None:
        """More was queued meanwhile."""
        with self._lock:
            self._total += count

    @property
    def chunks(self) -> int:
        return self._chunks

    def stored(self, *, pages: int, chunks: int) -> None:
        with self._lock:
            self._pages += pages
            self._chunks += chunks
            now = time.monotonic()
            tell = now - self._told >= EVERY
        if tell:
            self._tell()

    def changed(self, identity: str, name: str, state: State, *, done: bool = False) -> None:
        with self._lock:
            self._done += done
            self._total = max(self._total, self._done)
        self._tell(identity, name, state)

    def pause(self, paused: bool) -> None:
        self._paused = paused
        self._tell()

    def end(self) -> None:
        self._tell()

    def halted(self, error: FixableError) -> None:
        """Nothing more can be stored."""
        if isinstance(error, DataDamaged):
            error = DataDamaged(
                error.message,
                "Close EdgeChat and open it again: documents are then put right by themselves.",
            )
        self._publish(Halted(error))

    def _tell(self, changed: str | None = None, name: str = "", state: State | None = None) -> None:
        with self._lock:
            self._told = time.monotonic()
            spent = self._told - self._began
            left = spent / self._done * (self._total - self._done) if self._done else None
            rate = self._pages / spent if spent > 0 else 0.0
            progress = Progress(
                self._done, self._total, self._pages, self._chunks, rate, left,
                self._paused, changed, name, state,
            )  # fmt: skip
        self._publish(progress)
