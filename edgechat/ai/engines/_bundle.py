"""Text of tokens that come fast is handed on together: waking the reader costs more than what it reads.

Each message wakes the app and two of its threads, a quarter of a millisecond of processor time; a small
model writes a token in eight. A token that comes after a pause is handed on at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from edgechat.ai.protocol import Piece

EVERY = 0.02  # seconds; nobody sees that letters came together within it


class Bundle:
    """Collects for ``emit``; ``every`` is in seconds. ``flush`` at the end hands on the rest."""

    def __init__(
        self,
        emit: Callable[[Piece], None],
        *,
        every: float = EVERY,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._emit = emit
        self._every = every
        self._ticks = ticks
        self._text = ""
        self._tokens = 0
        self._due = 0.0

    def add(self, text: str) -> None:
        """What one more token made final; may be empty."""
        self._tokens += 1
        self._text += text
        if self._text and (now := self._ticks()) >= self._due:
            self._due = now + self._every
            self.flush()

    def flush(self, rest: str = "") -> None:
        """Hand on what is there and ``rest``."""
        if self._text or rest:
            self._emit(Piece(self._text + rest, self._tokens))
            self._text, self._tokens = "", 0
