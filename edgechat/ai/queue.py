"""First come, first served: who may use the one model that fits into memory.

Background work waits behind every question, whenever that came.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from itertools import islice

from edgechat.core.errors import Busy

MOST_WAITING = 32


class Turnstile:
    """A fair lock. ``enter`` waits its turn, ``leave`` lets the next one in."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._condition = threading.Condition()
        self._line: deque[object] = deque()
        self._patient: set[int] = set()

    def enter(
        self,
        ticket: object,
        *,
        gave_up: Callable[[], bool],
        patient: bool = False,
        joined: Callable[[], None] = lambda: None,
    ) -> bool:
        """Wait until ``ticket`` is first; False if ``gave_up()`` came true before.

        ``patient`` tickets let all others pass. ``joined`` is called once the ticket stands in line.
        Raises ``Busy`` at once when too many wait already. Whatever else is raised meanwhile (Ctrl-C)
        takes the ticket out of the line again.
        """
        self._join(ticket, patient)
        try:
            joined()
            return self._wait(ticket, gave_up)
        except BaseException:
            self.leave(ticket)
            raise

    def _join(self, ticket: object, patient: bool) -> None:
        with self._condition:
            if len(self._line) > self._most:
                raise Busy(
                    f"{self._most} questions are waiting for the model already.", "Try again in a moment."
                )
            self._line.insert(self._place(patient), ticket)
            if patient:
                self._patient.add(id(ticket))

    def _wait(self, ticket: object, gave_up: Callable[[], bool]) -> bool:
        with self._condition:
            while self._line[0] is not ticket and not gave_up():
                self._condition.wait(0.25)
            if self._line[0] is ticket:
                return True
            self._remove(ticket)
            return False

    def _place(self, patient: bool) -> int:
        """Behind whoever has the turn and before the first patient one; the end for a patient one."""
        if not patient:
            for place in range(1, len(self._line)):
                if id(self._line[place]) in self._patient:
                    return place
        return len(self._line)

    def leave(self, ticket: object) -> None:
        with self._condition:
            self._remove(ticket)
            self._condition.notify_all()

    def _remove(self, ticket: object) -> None:
        self._patient.discard(id(ticket))
        if ticket in self._line:
            self._line.remove(ticket)

    def nudge(self) -> None:
        """Let those who wait look again whether they gave up."""
        with self._condition:
            self._condition.notify_all()

    @property
    def pressing(self) -> bool:
        """Whether anyone waits behind the first who does not let all others pass."""
        with self._condition:
            return any(id(each) not in self._patient for each in islice(self._line, 1, None))

    @property
    def busy(self) -> bool:
        with self._condition:
            return bool(self._line)
