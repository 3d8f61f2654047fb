"""Vectors of another embedding model, made from stored chunks while the earlier ones go on answering.

The new table is filled beside the old one, a batch per transaction: how far it is, is what its rows say, so
a kill costs one batch. Once no chunk is missing the old table goes, and the new one answers. Chunks that have
no vectors because there was no model are given them in the same way. Owns this order; must not know how
documents are read.
"""

from __future__ import annotations

import logging
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from edgechat.core.errors import (
    Busy,
    DataDamaged,
    DataUnwritable,
    EngineCrashed,
    FixableError,
    NoRoom,
    TimedOut,
)
from edgechat.core.sqlite import Database
from edgechat.library.chunks import cut_again
from edgechat.library.document import Renewed
from edgechat.library.embedding import Embedding, Model
from edgechat.library.shelves import Shelves
from edgechat.vectors.table import VectorTable

log = logging.getLogger(__name__)

BATCH = 64  # chunks of one transaction
ATTEMPTS = 3  # at a batch whose embedding crashes


class Renewal:
    """Brings the vectors of one library to the model that is wanted. One thread calls ``run``."""

    def __init__(
        self,
        database: Database,
        shelves: Shelves,
        embedding: Embedding,
        *,
        publish: Callable[[Renewed], None],
        dropped: Callable[[Iterable[str]], None],
    ) -> None:
        self._database = database
        self._shelves = shelves
        self._embedding = embedding
        self._publish = publish
        self._dropped = dropped
        self._looked = ("", 0)  # a model, and the chunk up to which none lacks its vector
        self._why = ""

    def is_due(self) -> bool:
        """Whether ``run`` has something to do; nothing is loaded for knowing it."""
        newest = self._shelves.newest()
        wanted = self._embedding.wanted_id() if newest else None
        if wanted is None:
            return False
        table = self._shelves.held(wanted)
        return table is None or self._shelves.indexed() != [wanted] or self._gaps(wanted, table) > 0

    def status(self) -> Renewed | None:
        """How far it is; None where there is nothing to do. Nothing is loaded for knowing it."""
        if not self.is_due():
            return None
        wanted = self._embedding.wanted_id() or ""
        table, total = self._shelves.held(wanted), self._shelves.size()
        gaps = total if table is None else self._gaps(wanted, table)
        return Renewed(wanted, total - gaps, total, None, self._why, self._earlier(wanted))

    def run(self, may_go_on: Callable[[], bool]) -> bool:
        """Fill what is missing until it is done or ``may_go_on`` says no; whether another model answers now.

        Somebody may want another model meanwhile. What is wrong with a model is told and ends it; what is
        wrong with the disk is raised.
        """
        while self.is_due():
            model = self._embedding.wanted()
            if model is None:
                return False
            try:
                renewed = self._renew(model, may_go_on)
            except (NoRoom, DataUnwritable, DataDamaged, Busy):
                raise
            except FixableError as error:
                log.warning("vectors of %s were not made: %s", model.key, error)
                self._why = str(error)
                self._publish(Renewed(model.key, 0, 0, None, self._why, self._earlier(model.key)))
                return False
            if self._is_wanted(model):
                return renewed
        return False

    def _renew(self, model: Model, may_go_on: Callable[[], bool]) -> bool:
        table = self._shelves.vectors(model.key, model.dimensions)
        began, done, last = time.monotonic(), 0, self._seen(model.key)
        missing, earlier = self._gaps(model.key, table), self._earlier(model.key)
        before = self._shelves.size() - missing
        self._why = ""
        while rows := self._shelves.lacking(table, after=last, limit=BATCH):
            if not (may_go_on() and self._is_wanted(model)):
                return False
            made = self._vectors(model, [(head, text) for _, head, text in rows], may_go_on)
            self._shelves.complete(table, [(row[0], each) for row, each in zip(rows, made, strict=True)])
            done, last = done + len(rows), rows[-1][0]
            left = (time.monotonic() - began) / done * max(missing - done, 0)
            told = Renewed(model.key, before + done, before + max(missing, done), left, "", earlier)
            if done < missing:
                self._publish(told)
        return self._switch(model, table, done)

    def _is_wanted(self, model: Model) -> bool:
        return self._embedding.wanted_id() == model.key

    def _earlier(self, model: str) -> str:
        """The model that answers meanwhile."""
        indexed = self._shelves.indexed()
        return indexed[0] if indexed and indexed[0] != model else ""

    def _switch(self, model: Model, table: VectorTable, done: int) -> bool:
        """Let ``model`` answer from now on, unless another process has added something meanwhile."""
        with self._database.write():
            newest = self._shelves.newest()
            if self._shelves.lack(table, after=self._seen(model.key)):
                return False
            earlier = self._earlier(model.key)
            dropped = self._shelves.drop_all_but(model.key)
        self._looked = model.key, newest
        self._dropped(dropped)
        if done or dropped:
            size = self._shelves.size()
            self._publish(Renewed(model.key, size, size, 0.0, switched=bool(earlier)))
        return bool(done or dropped)

    def _vectors(
        self, model: Model, chunks: Sequence[tuple[str, str]], may_go_on: Callable[[], bool]
    ) -> list[bytes]:
        """A vector per chunk: of one that the model does not take whole, the mean of its parts'."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                parts = list(
                    cut_again(
                        chunks, count=lambda texts: self._embedding.count(model, texts), limit=model.longest
                    )
                )
                flat = [text for each in parts for text in each]
                rows = iter(self._embedding.embed(model, flat, lambda: False))
                return [mean([next(rows) for _ in each]) for each in parts]
            except (EngineCrashed, TimedOut):
                if attempt == ATTEMPTS or not may_go_on():
                    raise
        raise AssertionError

    def _gaps(self, model: str, table: VectorTable) -> int:
        return self._shelves.lack(table, after=self._seen(model))

    def _seen(self, model: str) -> int:
        """Chunk ids only grow: what had all its vectors once needs no second look."""
        return self._looked[1] if self._looked[0] == model else 0


def mean(rows: Sequence[bytes]) -> bytes:
    """The mean of vectors of length 1, of length 1 again."""
    if len(rows) == 1:
        return rows[0]
    total = [sum(each) for each in zip(*(array("f", row) for row in rows), strict=True)]
    length = sqrt(sum(each * each for each in total)) or 1.0
    return array("f", [each / length for each in total]).tobytes()
