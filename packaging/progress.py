"""What set-up says while it works: one line per step, a bar for the long ones. Writes to stderr only.

Also reads progress out of what pip and ninja print. Knows nothing of what the steps do.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

Reader = Callable[[str], float | None]  # a line of output -> how much is done, 0 to 1, if it tells

_NINJA = re.compile(r"\s*\[(\d+)/(\d+)\] ")
BAR = 30  # characters
LINE_EVERY = 15.0  # seconds, where a line cannot be redrawn


def ninja(line: str) -> float | None:
    """The part that is done by a ninja line such as ``[12/193] c++ …``."""
    found = _NINJA.match(line)
    if not found or found[2] == "0":
        return None
    return min(int(found[1]) / int(found[2]), 1.0)


def pip_packages(total: int) -> Reader:
    """A reader that counts the packages pip has begun with; unpacking them is the last tenth."""
    seen: set[str] = set()

    def read(line: str) -> float | None:
        words = line.split()
        if line.startswith("Installing collected packages"):
            return 0.9
        if len(words) < 2 or words[0] != "Collecting":
            return None
        seen.add(words[1])
        return 0.9 * min(len(seen) / max(total, 1), 1.0)

    return read


def duration(seconds: float) -> str:
    """``3.2 s``, ``48 s``, ``5 min 12 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60} s"


def remaining(fraction: float, elapsed: float) -> str:
    """A rough word on the time left, empty while it would be a guess."""
    if fraction < 0.03 or elapsed < 5:
        return ""
    left = elapsed / fraction * (1 - fraction)
    return f", about {round(left / 60)} min left" if left >= 90 else f", about {max(round(left), 1)} s left"


class Step:
    """One step on the screen. On a terminal its line is redrawn; elsewhere it gets lines now and then."""

    def __init__(
        self, title: str, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.title = title
        self._out = out or sys.stderr
        self._clock = clock
        self._live = self._out.isatty()
        self._begun = self._bar_begun = 0.0
        self._last_line = 0.0
        self._fraction: float | None = None

    def __enter__(self) -> Self:
        self._begun = self._clock()
        if self._live:
            self._draw(f"{self.title} ...")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        taken = duration(self._clock() - self._begun)
        self._draw(f"{self.title}: {'done' if kind is None else 'stopped'} ({taken})", end=True)

    def say(self, text: str) -> None:
        """A line of its own above the step's."""
        self._draw(text, end=True)

    def advance(self, fraction: float) -> None:
        """Show ``fraction`` (0 to 1) as done. The first call starts the clock of the estimate."""
        now = self._clock()
        if self._fraction is None:
            self._bar_begun = now
        self._fraction = fraction
        text = f"{fraction * 100:3.0f} %{remaining(fraction, now - self._bar_begun)}"
        if self._live:
            filled = round(fraction * BAR)
            self._draw(f"{self.title} [{'#' * filled}{'.' * (BAR - filled)}] {text}")
        elif now - max(self._last_line, self._begun) >= LINE_EVERY:
            self._last_line = now
            self._draw(f"{self.title}: {text.strip()}", end=True)

    def _draw(self, text: str, *, end: bool = False) -> None:
        before = "\r\x1b[K" if self._live else ""
        self._out.write(f"{before}{text}{chr(10) if end else ''}")
        self._out.flush()
