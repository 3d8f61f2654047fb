"""What a model thinks before one answer, while it comes: the pieces, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable

from edgechat.chat.parts import Part, ReasoningPart
from edgechat.chat.text import well_formed


class Thoughts:
    """``grow`` with all of the thought so far, ``end`` at the answer's first word. Not for two threads."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._pieces: list[str] = []
        self._length = 0
        self._began = 0.0
        self._ended = 0.0

    def grow(self, whole: str) -> str:
        """What is new in ``whole``."""
        if len(whole) == self._length:
            return ""
        piece = well_formed(whole[self._length :])
        self._began = self._began or self._ticks()
        self._length = len(whole)
        self._pieces.append(piece)
        return piece

    def end(self) -> None:
        self._ended = self._ended or self._ticks()

    def before(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """``parts`` of the answer with the thought so far before them, if there is one."""
        text = "".join(self._pieces)
        if not text:
            return parts
        took = round(((self._ended or self._ticks()) - self._began) * 1000)
        others = (part for part in parts if not isinstance(part, ReasoningPart))
        return ReasoningPart(text, took), *others
