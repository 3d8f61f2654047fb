"""Where each message of a transcript stands: heights, some only estimated, and their running sum. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Extents:
    """Heights of rows in pixels, ``gap`` pixels apart, after ``head`` pixels of room."""

    def __init__(self, *, head: int, gap: int) -> None:
        self._head = head
        self._gap = gap
        self._heights: list[int] = []
        self._tops: list[int] = []

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def end(self) -> int:
        """Where the row after the last would begin, less the gap."""
        return self._tops[-1] + self._heights[-1] if self._heights else self._head

    def reset(self, heights: Iterable[int]) -> None:
        self._heights = list(heights)
        self._sum(0)

    def prepend(self, heights: Iterable[int]) -> None:
        self._heights[:0] = heights
        self._sum(0)

    def append(self, height: int) -> None:
        self._heights.append(height)
        self._sum(len(self._heights) - 1)

    def cut(self, length: int) -> None:
        """Keep the first ``length`` rows."""
        del self._heights[length:], self._tops[length:]

    def set(self, row: int, height: int) -> bool:
        """The height of ``row``; whether that is a change."""
        if self._heights[row] == height:
            return False
        self._heights[row] = height
        self._sum(row)
        return True

    def top(self, row: int) -> int:
        return self._tops[row]

    def height(self, row: int) -> int:
        return self._heights[row]

    def rows(self, begin: int, end: int) -> range:
        """The rows that touch the pixels from ``begin`` to ``end``."""
        first = max(0, bisect_right(self._tops, begin) - 1)
        last = bisect_right(self._tops, end)
        return range(min(first, len(self._tops)), last)

    def _sum(self, row: int) -> None:
        del self._tops[row:]
        top = self._tops[-1] + self._heights[row - 1] + self._gap if row else self._head
        for height in self._heights[row:]:
            self._tops.append(top)
            top += height + self._gap


def estimate(text: str, width: int, *, em: float, line: float) -> int:
    """About how tall ``text`` will be at ``width``: pixels of ``em`` a character, ``line`` a line."""
    per_line = max(10, int(width / em))
    lines = sum(1 + len(part) // per_line for part in text.split("\n"))
    return int(lines * line) + 40
