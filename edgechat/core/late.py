"""A part that is made when it is first asked for, so that nobody waits for it who does not use it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from edgechat.core.errors import BugError

T = TypeVar("T")


class Late(Generic[T]):
    """``get`` makes it once, whichever thread asks first, and raises ``BugError`` after ``end``."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None
        self._ended = False
        self._lock = threading.Lock()

    def get(self) -> T:
        with self._lock:
            if self._ended:
                raise BugError("asked for after the end")
            if self._made is None:
                self._made = self._make()
            return self._made

    def end(self) -> T | None:
        """Nothing is made from here on. What was made, if anything was. Safe to repeat."""
        with self._lock:
            self._ended = True
            return self._made
