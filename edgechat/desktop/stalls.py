"""How long Qt's main thread did not come round to its timers: samples, for tests and for the bench."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

EVERY_MS = 5


class Stalls(QObject):
    """Between ``begin`` and ``end``, ``samples`` are the delays in ms beyond the expected step."""

    def __init__(self) -> None:
        super().__init__()
        self.samples: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=EVERY_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self.samples.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        self._tick()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.samples.append(max(0.0, (now - self._last) * 1000 - EVERY_MS))
        self._last = now

    @property
    def longest_ms(self) -> float:
        return max(self.samples, default=0.0)

    def over(self, limit_ms: float) -> int:
        """How many delays were longer than ``limit_ms``."""
        return sum(sample > limit_ms for sample in self.samples)
