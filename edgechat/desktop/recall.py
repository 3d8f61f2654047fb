"""The person's earlier questions, stepped through from the empty field and back to it. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Recall:
    """``questions``: those of the open conversation, the newest first."""

    def __init__(self, questions: Callable[[], Sequence[str]]) -> None:
        self._questions = questions
        self._at = -1
        self._shown = ""

    def step(self, text: str, by: int) -> str | None:
        """What stands in the field after a step to older (1) or newer (-1) ones; ``None``: no step.

        ``text`` is in the field now: once it was changed it is the person's own, and stays.
        """
        if text != self._shown:
            self._at, self._shown = -1, ""
        if self._at < 0 and text:
            return None
        known = list(dict.fromkeys(self._questions()))
        at = self._at + by
        if not -1 <= at < len(known):
            return None
        self._at, self._shown = at, known[at] if at >= 0 else ""
        return self._shown
