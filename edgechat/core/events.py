"""What changed, told to whoever asked: a write publishes one frozen value, views subscribe by type.

Subscribers run on the publishing thread and must return at once; a view hands the value to its own
thread. A subscriber that raises is logged and does not stop the others or the write.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

Subscriber = Callable[[Any], None]


class Events:
    """A bus for one profile. ``subscribe`` returns the callable that ends the subscription."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: list[tuple[type, Subscriber]] = []

    def subscribe(self, kind: type, subscriber: Subscriber) -> Callable[[], None]:
        """Call ``subscriber`` with every published value that is an instance of ``kind``."""
        entry = (kind, subscriber)
        with self._lock:
            self._subscribers.append(entry)
        return lambda: self._remove(entry)

    def _remove(self, entry: tuple[type, Subscriber]) -> None:
        with self._lock:
            if entry in self._subscribers:
                self._subscribers.remove(entry)

    def publish(self, value: object) -> None:
        with self._lock:
            chosen = [call for kind, call in self._subscribers if isinstance(value, kind)]
        for call in chosen:
            try:
                call(value)
            except Exception:
                log.exception("a subscriber failed on %s", type(value).__name__)
