"""Vectors in SQLite by sqlite-vec: the durable store. Exact search over it is the measure of any faster one.

Vectors cross as little-endian float32 bytes: nothing here needs numpy. Knows ids, not what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import apsw

from edgechat.core.errors import BugError
from edgechat.core.sqlite import Database

Metric = Literal["cosine", "euclidean"]
METRICS: dict[Metric, str] = {"cosine": "cosine", "euclidean": "l2"}
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


def load_extension(connection: apsw.Connection) -> None:
    """Make sqlite-vec known to a connection; hand it to ``Database`` as ``prepare``."""
    connection.enable_load_extension(True)
    try:
        connection.load_extension(_extension())
    finally:
        connection.enable_load_extension(False)


def _extension() -> str:
    """Where sqlite-vec's library lies, without its ending. The package itself would import all of numpy."""
    found = find_spec("sqlite_vec")
    if found is None or found.origin is None:
        raise BugError("sqlite-vec is not installed")
    return str(Path(found.origin).with_name("vec0"))


class VectorTable:
    """The vectors of one model in one database. Writes belong into the caller's transaction."""

    def __init__(self, database: Database, name: str, dimensions: int, *, metric: Metric = "cosine") -> None:
        if not NAME.fullmatch(name) or not 1 <= dimensions <= 8192:
            raise BugError(f"no vectors can be kept as {name!r} with {dimensions} dimensions")
        self._database = database
        self.name = name
        self.dimensions = dimensions
        self.metric = metric

    def create(self) -> None:
        self._database.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name}"
            f" USING vec0 (embedding float[{self.dimensions}] distance_metric={METRICS[self.metric]})"
        )

    def drop(self) -> None:
        self._database.execute(f"DROP TABLE IF EXISTS {self.name}")

    def insert(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Add vectors under ids that are not there yet. Raises ``BugError`` for a wrong length."""
        self._database.execute_many(f"INSERT INTO {self.name} (rowid, embedding) VALUES (?, ?)", rows)

    def delete(self, ids: Iterable[int]) -> None:
        self._database.execute_many(f"DELETE FROM {self.name} WHERE rowid = ?", ((each,) for each in ids))

    def count(self) -> int:
        return int(self._database.value(f"SELECT count(*) FROM {self.name}"))

    def bulk(self, ids: Sequence[int]) -> dict[int, bytes]:
        """``get`` for thousands of neighbouring ids, ten times as fast: read from the blocks in which
        sqlite-vec keeps its vectors. Where that is not how this version keeps them, it is ``get``."""
        if not ids:
            return {}
        width, found = self.dimensions * 4, dict[int, bytes]()
        blocks: dict[int, list[tuple[int, int]]] = {}
        for number, block, offset in self._database.rows(
            f"SELECT rowid, chunk_id, chunk_offset FROM {self.name}_rowids WHERE rowid BETWEEN ? AND ?",
            (ids[0], ids[-1]),
        ):
            blocks.setdefault(block, []).append((int(number), int(offset) * width))
        for block, members in blocks.items():
            data = self._database.value(
                f"SELECT vectors FROM {self.name}_vector_chunks00 WHERE rowid = ?", (block,)
            )
            found.update((number, data[at : at + width]) for number, at in members)
        return found if self.get(ids[:1]).items() <= found.items() else self.get(ids)

    def get(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The vectors of ``ids``, as far as there are any."""
        found = {}
        for each in ids:
            vector = self._database.value(f"SELECT embedding FROM {self.name} WHERE rowid = ?", (each,))
            if vector is not None:
                found[each] = vector
        return found

    def after(self, last: int) -> list[int]:
        """The ids above ``last``, in order. A range over the virtual table itself would read all of it."""
        rows = self._database.rows(
            f"SELECT rowid FROM {self.name}_rowids WHERE rowid > ? ORDER BY rowid", (last,)
        )
        return [int(number) for (number,) in rows]

    def nearest(
        self, vector: bytes, k: int, *, among: str = "", bindings: Sequence[object] = ()
    ) -> list[tuple[int, float]]:
        """Exactly the ``k`` nearest, the nearest first: (id, cosine), or (id, distance) by "euclidean".

        ``among``: a SELECT of the ids that count; all for none.
        """
        within = f" AND rowid IN ({among})" if among else ""
        rows = self._database.rows(
            f"SELECT rowid, distance FROM {self.name} WHERE embedding MATCH ? AND k = ?{within}"
            " ORDER BY distance",
            (vector, k, *bindings),
        )
        if self.metric == "euclidean":
            return [(int(number), distance) for number, distance in rows]
        return [(int(number), 1.0 - distance) for number, distance in rows]
