"""First come, first served: who may use the one model that fits into memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from edgechat.core.errors import Busy

MOST_WAITING = 32


class Turnstile:
    """A fair lock. ``enter`` waits its turn, ``leave`` lets the next one in."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._condition = threading.Condition()
        self._line: deque[object] = deque()

    def enter(self, ticket: object, *, gave_up: Callable[[], bool]) -> bool:
        """Wait until ``ticket`` is first; False if ``gave_up()`` came true before.

        Raises ``Busy`` at once when too many wait already.
        """
        with self._condition:
            if len(self._line) > self._most:
                raise Busy(
                    f"{self._most} questions are waiting for the model already.", "Try again in a moment."
                )
            self._line.append(ticket)
            while self._line[0] is not ticket and not gave_up():
                self._condition.wait(0.25)
            if self._line[0] is ticket:
                return True
            self._line.remove(ticket)
            return False

    def leave(self, ticket: object) -> None:
        with self._condition:
            if ticket in self._line:
                self._line.remove(ticket)
            self._condition.notify_all()

    def nudge(self) -> None:
        """Let those who wait look again whether they gave up."""
        with self._condition:
            self._condition.notify_all()

    @property
    def busy(self) -> bool:
        with self._condition:
            return bool(self._line)
