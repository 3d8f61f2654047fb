"""Time, as a value that can be handed in: the two clocks the app reads, and the fake tests turn."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """``now`` is wall time in seconds since 1970 (UTC); ``ticks`` never goes backwards."""

    def now(self) -> float: ...
    def ticks(self) -> float: ...


class SystemClock:
    def now(self) -> float:
        return time.time()

    def ticks(self) -> float:
        return time.monotonic()
