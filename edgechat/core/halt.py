"""A stop button that any thread may press: work looks at it, waits on it, or is woken by it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Halt:
    """Pressed once and for good."""

    def __init__(self) -> None:
        self._pressed = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    @property
    def pressed(self) -> bool:
        return self._pressed.is_set()

    def press(self) -> None:
        with self._lock:
            self._pressed.set()
            wakers = list(self._wakers)
        for wake in wakers:
            wake()

    def wait(self, seconds: float) -> bool:
        """Sleep, but not through the press; whether it was pressed."""
        return self._pressed.wait(seconds)

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """Within the block the press calls ``wake``, from the thread that presses."""
        with self._lock:
            self._wakers.append(wake)
        if self.pressed:
            wake()
        try:
            yield
        finally:
            with self._lock:
                self._wakers.remove(wake)
