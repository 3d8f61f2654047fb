"""The last word on the order of what a search found: a model that reads question and passage together.

Only the first candidates, and only as many as there is time for. Where it cannot be done the order stays as
it was, and why is said. Must not know how passages are found.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any, Protocol

from edgechat.core.errors import (
    BugError,
    Busy,
    Cancelled,
    FixableError,
    InputTooLong,
    InvalidInput,
    QuotaExceeded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edgechat.ai.values import ModelInfo, RerankingResult
    from edgechat.library.search import Hit

CANDIDATES = 30
MODEL_SHARE = (
    0.8  # of the score; the rest is the search's own: a model that is far from its field errs loudly
)
FLOOR = 1e-6  # of a spread, and of a share
STEP = 1e-4  # between those that were not read, below those that were
PAUSE = 30.0  # seconds after a failure until the model is tried again
PASSING = (Busy, Cancelled, InputTooLong, InvalidInput, QuotaExceeded)  # of this question, not of the model
SLOW = "It would take too long here. Choose a smaller one, or turn it off."


class Ranker(Protocol):
    """The part of ``Ai`` that is used here."""

    def reranker(self) -> ModelInfo | None: ...
    def rerank(
        self,
        model: str | None,
        inputs: Mapping[str, Any],
        *,
        background: bool = False,
        seconds: float | None = None,
        cancelled: Callable[[], bool] = ...,
    ) -> RerankingResult: ...


@dataclass(frozen=True)
class Ordered:
    """``model``: the id of the one that decided; empty where none did. ``why``: why it did not, where there
    is one. ``read``: how many of the first hits it read."""

    hits: list[Hit]
    model: str = ""
    read: int = 0
    why: str = ""


class Reordering:
    """Safe from several threads."""

    def __init__(self, ranker: Callable[[], Ranker]) -> None:
        self._ranker = ranker
        self._failed: tuple[str, float, str] = ("", -PAUSE, "")

    @property
    def there(self) -> bool:
        """Whether there is a model for it, and it is wanted."""
        try:
            return self._ranker().reranker() is not None
        except FixableError:
            return False

    def order(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        seconds: float,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Ordered:
        """``hits`` by how well they answer ``question``, in at most ``seconds``; as they were once
        ``cancelled()`` is true."""
        same = list(hits)
        if not question.strip() or len(same) < 2:
            return Ordered(same)
        try:
            info = self._ranker().reranker()
        except FixableError as error:
            return Ordered(same, why=str(error))
        if info is None:
            return Ordered(same)
        model, failed_at, why = self._failed
        if model == info.id and time.monotonic() - failed_at < PAUSE:
            return Ordered(same, why=why)
        try:
            inputs = {"query": question, "contexts": [{"text": text_of(hit)} for hit in same[:CANDIDATES]]}
            result = self._ranker().rerank(
                info.id, inputs, background=True, seconds=seconds, cancelled=cancelled
            )
        except PASSING as error:
            return Ordered(same, why=str(error))
        except (FixableError, BugError) as error:
            self._failed = info.id, time.monotonic(), str(error)
            return Ordered(same, why=str(error))
        if len(result.scores) < 2:
            return Ordered(same, why=SLOW)
        return Ordered(merged(same, dict(result.scores)), info.id, len(result.scores))


def text_of(hit: Hit) -> str:
    """What the model reads of a passage: under which heading it stands, and what it says."""
    heading, text = hit.found.heading, hit.found.text
    return f"{heading}\n{text}" if heading and not text.startswith(heading) else text or heading or " "


def merged(hits: Sequence[Hit], scores: Mapping[int, float]) -> list[Hit]:
    """``hits`` anew: those with a score (between 0 and 1, by place) by it and by what they had, both in their
    standard deviations; then the others as they were."""
    read = sorted(scores)
    said = scaled([_spread(scores[place]) for place in read])
    had = scaled([hits[place].found.score for place in read])
    both = {
        place: MODEL_SHARE * one + (1 - MODEL_SHARE) * other
        for place, one, other in zip(read, said, had, strict=True)
    }
    lowest = min(both.values())
    rest = [place for place in range(len(hits)) if place not in both]
    both |= {place: lowest - STEP * number for number, place in enumerate(rest, start=1)}
    order = sorted(range(len(hits)), key=lambda place: -both[place])
    return [_told(hits[place], both[place], scores.get(place)) for place in order]


def scaled(values: Sequence[float]) -> list[float]:
    """Distances from the mean, in standard deviations; 0 where all are the same."""
    centre, spread = fmean(values), pstdev(values)
    return [(each - centre) / spread if spread > FLOOR else 0.0 for each in values]


def _spread(score: float) -> float:
    """A share as the number that the model gave: near 0 and 1 shares hardly differ."""
    kept = min(max(score, FLOOR * FLOOR), 1 - FLOOR * FLOOR)
    return math.log(kept / (1 - kept))


def _told(hit: Hit, score: float, own: float | None) -> Hit:
    scores = hit.found.scores if own is None else {**hit.found.scores, "rerank": round(own, 4)}
    return replace(hit, found=replace(hit.found, score=round(score, 4), scores=scores))
