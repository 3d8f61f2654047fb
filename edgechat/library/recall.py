"""The app's side of the codes in the ``embed`` child: keeps them in step with the store, asks for rankings.

What the child holds is gone with it and is brought in again from sqlite-vec. Chunks that were removed stay in
the codes until a tenth is gone: no row answers for them, so nobody sees them.
"""

from __future__ import annotations

import logging
import struct
import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from edgechat.core.messages import pack, unpack
from edgechat.library.embedding import Embedding, Model
from edgechat.library.ranking_messages import Held, Hold, Rank, Ranked
from edgechat.library.shelves import Shelves
from edgechat.vectors.table import VectorTable

log = logging.getLogger(__name__)

PORTION = 8192  # vectors sent at once: 13 MB
GONE_SHARE = 10  # codes are brought in anew when one in so many is of a chunk that is gone


@dataclass
class _State:
    """What a child holds: ``life`` names it."""

    life: int = 0
    count: int = 0
    newest: int = 0
    removals: int = 0


@dataclass(frozen=True)
class Ranking:
    """One chunk that was found."""

    chunk: int
    score: float
    cosine: float


@dataclass(frozen=True)
class Filters:
    """``documents``, and chunks to look ``within`` and ``without``; None filters nothing."""

    documents: Sequence[int] | None = None
    within: Sequence[int] | None = None
    without: Sequence[int] | None = None


class Recall:
    """The codes of one library. Safe from several threads: they take turns."""

    def __init__(self, shelves: Shelves, embedding: Embedding, *, key: str) -> None:
        self._shelves = shelves
        self._embedding = embedding
        self._key = key
        self._lock = threading.Lock()
        self._state = _State()

    def rank(
        self,
        model: Model,
        vector: bytes,
        words: Sequence[tuple[int, float]],
        filters: Filters,
        *,
        top: int,
        mode: str = "hybrid",
    ) -> list[Ranking]:
        """What ``words`` (chunk, score) and the vectors nearest to ``vector`` give together."""
        table = self._shelves.vectors(model.key, model.dimensions)
        with self._lock:
            for _ in range(2):  # the child may be replaced between two requests
                self._bring_up_to_date(table)
                asked = Rank(
                    self._key,
                    self._state.count,
                    vector,
                    _ids(chunk for chunk, _ in words),
                    array("f", [score for _, score in words]).tobytes(),
                    top,
                    mode,
                    *(None if each is None else _ids(each)
                      for each in (filters.documents, filters.within, filters.without)),
                )  # fmt: skip
                ranked = self._ask("codes-rank", asked, Ranked)
                if not ranked.stale:
                    return _rankings(ranked)
                self._state = _State()
        return []

    def warm(self, model: Model) -> None:
        """Bring the codes in before somebody asks."""
        with self._lock:
            self._bring_up_to_date(self._shelves.vectors(model.key, model.dimensions))

    def _bring_up_to_date(self, table: VectorTable) -> None:
        removals = self._shelves.removals()
        state = self._state
        gone = removals - state.removals
        if state.life != self._embedding.host.life or gone * GONE_SHARE > state.count:
            self._state = state = _State(removals=removals)
        new = table.after(state.newest)
        for start in range(0, len(new), PORTION):
            self._send(table, new[start : start + PORTION])
        if not new and not state.life:
            self._send(table, [])
        state.life = self._embedding.host.life

    def _send(self, table: VectorTable, ids: Sequence[int]) -> None:
        state = self._state
        documents, vectors = self._shelves.documents_of(ids), table.get(ids)
        there = [each for each in ids if each in documents and each in vectors]
        told = Hold(
            self._key,
            table.dimensions,
            state.count,
            _ids(there),
            _ids(documents[each] for each in there),
            b"".join(vectors[each] for each in there),
        )
        state.count = self._ask("codes-hold", told, Held).count
        state.newest = ids[-1] if ids else 0

    def _ask(self, op: str, body: Any, kind: type[Any]) -> Any:
        return unpack(self._embedding.host.ask(op, pack(body)), kind)


def _ids(numbers: Iterable[int]) -> bytes:
    found = list(numbers)
    return struct.pack(f"<{len(found)}q", *found)


def _rankings(ranked: Ranked) -> list[Ranking]:
    ids = struct.unpack(f"<{len(ranked.ids) // 8}q", ranked.ids)
    scores, cosines = array("f", ranked.scores), array("f", ranked.cosines)
    return [Ranking(*each) for each in zip(ids, scores, cosines, strict=True)]
