"""The app's side of the codes in the ``embed`` child: keeps them in step with the store, asks for rankings.

What the child holds is gone with it and is brought in again, from the file where it was last kept and what
sqlite-vec has besides. Chunks that were removed stay in
the codes until a tenth is gone: no row answers for them, so nobody sees them.
"""

from __future__ import annotations

import logging
import struct
import threading
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgechat.core.messages import pack, unpack
from edgechat.library.embedding import Embedding, Model
from edgechat.library.ranking_messages import Fetch, Fetched, Held, Hold, Keep, Rank, Ranked
from edgechat.library.shelves import Shelves
from edgechat.vectors.table import VectorTable

log = logging.getLogger(__name__)

PORTION = 8192  # vectors sent at once: 13 MB
KEPT_EVERY = 4096  # vectors that have come since the codes were last kept on disk ...
KEPT_SHARE = 64  # ... and one in so many of those there are: what is written is the whole file
KEPT_AMID = 262_144  # vectors brought in at one go after which they are kept: only the rest is in memory
SAME = 0.99  # cosine by which a vector is known again in its codes
GONE_SHARE = 10  # codes are brought in anew when one in so many is of a chunk that is gone


@dataclass
class _State:
    """What a child holds of ``table``: ``life`` names it."""

    table: str = ""
    life: int = 0
    count: int = 0
    newest: int = 0
    removals: int = 0
    kept: int = 0


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

    def __init__(self, shelves: Shelves, embedding: Embedding, *, folder: Path) -> None:
        self._shelves = shelves
        self._embedding = embedding
        self._folder = folder
        self._key = str(folder)
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
    ) -> list[Ranking] | None:
        """What ``words`` (chunk, score) and the vectors nearest to ``vector`` give together; None where there
        are no vectors of this model (any more)."""
        table = self._shelves.held(model.key)
        if table is None:
            return None
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
        table = self._shelves.held(model.key)
        if table is not None:
            with self._lock:
                self._bring_up_to_date(table)

    def forget(self, tables: Iterable[str]) -> None:
        """What was kept of tables that are gone goes, too."""
        for name in tables:
            with suppress(OSError):
                (self._folder / f"{name}.codes").unlink(missing_ok=True)

    def _bring_up_to_date(self, table: VectorTable) -> None:
        removals = self._shelves.removals()
        state = self._state
        gone = removals - state.removals
        here = state.life and state.life == self._embedding.host.life and state.table == table.name
        if not here or gone * GONE_SHARE > state.count:
            self._state = state = self._fetched(table, removals)
        new = table.after(state.newest)
        for start in range(0, len(new), PORTION):
            self._send(table, new[start : start + PORTION])
            self._keep(table, KEPT_AMID)
        if not new and not state.count:
            self._send(table, [])
        state.life = self._embedding.host.life
        self._keep(table, max(KEPT_EVERY, state.count // KEPT_SHARE))

    def _keep(self, table: VectorTable, due: int) -> None:
        """On the disk, once ``due`` vectors are not there yet."""
        state = self._state
        if state.count - state.kept >= due:
            self._ask("codes-keep", Keep(self._key, self._file(table), state.removals), Held)
            state.kept = state.count  # on a full disk, too: the next question is not to try it again

    def _fetched(self, table: VectorTable, removals: int) -> _State:
        """What was kept on disk, if it belongs to this store; else the beginning."""
        asked = Fetch(self._key, self._file(table), table.dimensions)
        fetched = self._ask("codes-fetch", asked, Fetched)
        gone = removals - fetched.mark
        if not fetched.count or not 0 <= gone * GONE_SHARE <= fetched.count:
            return _State(table.name, removals=removals)
        if fetched.newest > self._shelves.newest() + gone or not self._are_ours(table, fetched):
            return _State(table.name, removals=removals)
        return _State(table.name, 0, fetched.count, fetched.newest, fetched.mark, kept=fetched.count)

    def _are_ours(self, table: VectorTable, fetched: Fetched) -> bool:
        ids = struct.unpack(f"<{len(fetched.ids) // 8}q", fetched.ids)
        width, known = table.dimensions * 4, table.get(ids)
        for place, number in enumerate(ids):
            if number in known:  # others have been removed since
                ours = array("f", known[number])
                theirs = array("f", fetched.samples[place * width : (place + 1) * width])
                if sum(one * other for one, other in zip(ours, theirs, strict=True)) < SAME:
                    return False
        return bool(known)

    def _file(self, table: VectorTable) -> str:
        return str(self._folder / f"{table.name}.codes")

    def _send(self, table: VectorTable, ids: Sequence[int]) -> None:
        state = self._state
        documents, vectors = self._shelves.documents_of(ids), table.bulk(ids)
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
        state.newest = ids[-1] if ids else state.newest

    def _ask(self, op: str, body: Any, kind: type[Any]) -> Any:
        return unpack(self._embedding.host.ask(op, pack(body)), kind)


def _ids(numbers: Iterable[int]) -> bytes:
    found = list(numbers)
    return struct.pack(f"<{len(found)}q", *found)


def _rankings(ranked: Ranked) -> list[Ranking]:
    ids = struct.unpack(f"<{len(ranked.ids) // 8}q", ranked.ids)
    scores, cosines = array("f", ranked.scores), array("f", ranked.cosines)
    return [Ranking(*each) for each in zip(ids, scores, cosines, strict=True)]
