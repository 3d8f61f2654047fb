"""``edge.vectors``: a person's own vector indexes, in the reference's words: insert, upsert, query.

Search is exact. Metadata filters are not here yet. Knows vectors and ids, not what they stand for.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from edgechat.core.errors import InvalidInput, NotFound
from edgechat.core.migrations import Step
from edgechat.core.paths import Place
from edgechat.core.sqlite import Database
from edgechat.vectors.opening import open_with_vectors
from edgechat.vectors.table import METRICS, Metric, VectorTable

INDEX_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
MOST_DIMENSIONS, MOST_AT_ONCE, MOST_FOUND = 1536, 1000, 100
LONGEST_ID, LONGEST_METADATA = 64, 10 * 1024  # bytes


@dataclass(frozen=True)
class IndexInfo:
    name: str
    dimensions: int
    metric: str
    count: int


@dataclass(frozen=True)
class Match:
    """``score``: cosine, higher is nearer; by "euclidean" the distance, lower is nearer."""

    id: str
    score: float
    namespace: str
    metadata: dict[str, Any]
    values: tuple[float, ...] = ()


class Vectors:
    """The indexes of one profile. Safe from several threads and processes."""

    def __init__(self, place: Place) -> None:
        # FULL: these vectors are the person's own data, and nothing here could make them again.
        self._database = open_with_vectors(place, STEPS, synchronous="FULL")

    def create(self, name: str, *, dimensions: int, metric: str = "cosine") -> Index:
        """A new index. Raises ``InvalidInput``, also where there is one of that name."""
        if not INDEX_NAME.fullmatch(name):
            raise InvalidInput(f"{name!r} cannot be an index's name.", "Use a-z, 0-9 and -, at most 64.")
        if not isinstance(dimensions, int) or not 1 <= dimensions <= MOST_DIMENSIONS:
            raise InvalidInput(f"dimensions cannot be {dimensions!r}.", f"Give 1 to {MOST_DIMENSIONS}.")
        if metric not in METRICS:
            raise InvalidInput(f"metric cannot be {metric!r}.", f"Give one of {', '.join(METRICS)}.")
        with self._database.write():
            if self._database.row("SELECT 1 FROM indexes WHERE name = ?", (name,)):
                raise InvalidInput(f"There is an index {name!r} already.", "Choose another name.")
            self._database.execute(
                "INSERT INTO indexes (name, dimensions, metric) VALUES (?, ?, ?)", (name, dimensions, metric)
            )
            made = self.index(name)
            made.table.create()
        return made

    def index(self, name: str) -> Index:
        """Raises ``NotFound``."""
        row = self._database.row("SELECT seq, dimensions, metric FROM indexes WHERE name = ?", (name,))
        if row is None:
            raise NotFound(f"There is no vector index {name!r}.", "Make it with create.")
        seq, dimensions, metric = row
        table = VectorTable(self._database, f"vectors_{seq}", dimensions, metric=cast(Metric, metric))
        return Index(self._database, int(seq), name, table)

    def list(self) -> list[IndexInfo]:
        rows = self._database.rows(
            "SELECT i.name, i.dimensions, i.metric, count(e.seq) FROM indexes i"
            " LEFT JOIN entries e ON e.of = i.seq GROUP BY i.seq ORDER BY i.name"
        )
        return [IndexInfo(*row) for row in rows]

    def delete(self, name: str) -> None:
        """Remove an index and all in it. Raises ``NotFound``."""
        with self._database.write():
            gone = self.index(name)
            gone.table.drop()
            self._database.execute("DELETE FROM indexes WHERE seq = ?", (gone.seq,))

    def close(self) -> None:
        self._database.close()


class Index:
    """One index. A vector is a mapping: ``id``, ``values``, and if wanted ``namespace`` and ``metadata``."""

    def __init__(self, database: Database, seq: int, name: str, table: VectorTable) -> None:
        self._database = database
        self.seq = seq
        self.name = name
        self.table = table

    def insert(self, vectors: Sequence[Mapping[str, Any]]) -> int:
        """Add those whose ids are new; how many that were."""
        return self._put(vectors, replace=False)

    def upsert(self, vectors: Sequence[Mapping[str, Any]]) -> int:
        """Add, or replace wholly; how many."""
        return self._put(vectors, replace=True)

    def _put(self, vectors: Sequence[Mapping[str, Any]], *, replace: bool) -> int:
        if len(vectors) > MOST_AT_ONCE:
            raise InvalidInput(f"{len(vectors)} vectors at once are too many.", f"Give {MOST_AT_ONCE}.")
        rows = [self._checked(each) for each in vectors]
        done = 0
        with self._database.write():
            for identity, data, namespace, metadata in rows:
                known = self._database.value(
                    "SELECT seq FROM entries WHERE of = ? AND id = ?", (self.seq, identity)
                )
                if known is not None and not replace:
                    continue
                if known is not None:
                    self._remove(int(known))
                number = self._database.value(
                    "INSERT INTO entries (of, id, namespace, metadata) VALUES (?, ?, ?, ?) RETURNING seq",
                    (self.seq, identity, namespace, metadata),
                )
                self.table.insert([(int(number), data)])
                done += 1
        return done

    def _checked(self, vector: Mapping[str, Any]) -> tuple[str, bytes, str, str]:
        identity, namespace = vector.get("id"), vector.get("namespace", "")
        for what, given in (("id", identity), ("namespace", namespace)):
            if not isinstance(given, str) or len(given.encode("utf-8", "replace")) > LONGEST_ID:
                raise InvalidInput(
                    f"{what} {given!r} is no text of at most {LONGEST_ID} bytes.", "Change it."
                )
        if not identity:
            raise InvalidInput("A vector has no id.", "Give each one.")
        try:
            metadata = json.dumps(vector.get("metadata") or {}, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise InvalidInput(f"The metadata of {identity!r} is not JSON.", "Give plain values.") from error
        if len(metadata) > LONGEST_METADATA or not metadata.startswith("{"):
            raise InvalidInput(f"The metadata of {identity!r} is no object of 10 KB.", "Shorten it.")
        return str(identity), self._packed(vector.get("values")), namespace, metadata

    def _packed(self, values: Any) -> bytes:
        try:
            numbers = array("f", values)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidInput("The values are no list of numbers.", "Give numbers.") from error
        if len(numbers) != self.table.dimensions or not all(map(math.isfinite, numbers)):
            raise InvalidInput(
                f"The values are {len(numbers)}; {self.name} has {self.table.dimensions} finite ones.",
                "Use the model that the index was made for.",
            )
        return numbers.tobytes()

    def query(
        self,
        values: Sequence[float],
        *,
        top_k: int = 5,
        namespace: str | None = None,
        with_values: bool = False,
    ) -> list[Match]:
        """The nearest, the nearest first. ``namespace``: look only there. Raises ``InvalidInput``."""
        if not isinstance(top_k, int) or not 1 <= top_k <= MOST_FOUND:
            raise InvalidInput(f"top_k cannot be {top_k!r}.", f"Give 1 to {MOST_FOUND}.")
        vector, among, bindings = self._packed(values), "", ()
        if namespace is not None:
            among = "SELECT seq FROM entries WHERE of = ? AND namespace = ?"
            bindings = (self.seq, namespace)  # type: ignore[assignment]
        near = self.table.nearest(vector, top_k, among=among, bindings=bindings)
        return [self._match(number, score, with_values=with_values) for number, score in near]

    def get(self, ids: Sequence[str]) -> list[Match]:
        """Those of ``ids`` that are there, with their values; their scores mean nothing."""
        rows = [
            self._database.value("SELECT seq FROM entries WHERE of = ? AND id = ?", (self.seq, each))
            for each in ids
        ]
        return [self._match(int(each), 0.0, with_values=True) for each in rows if each is not None]

    def _match(self, number: int, score: float, *, with_values: bool) -> Match:
        row = self._database.row("SELECT id, namespace, metadata FROM entries WHERE seq = ?", (number,))
        assert row is not None
        values = tuple(array("f", self.table.get([number])[number])) if with_values else ()
        return Match(row[0], float(score), row[1], json.loads(row[2]), values)

    def delete(self, ids: Sequence[str]) -> int:
        """How many there were."""
        done = 0
        with self._database.write():
            for each in ids:
                number = self._database.value(
                    "SELECT seq FROM entries WHERE of = ? AND id = ?", (self.seq, each)
                )
                if number is not None:
                    self._remove(int(number))
                    done += 1
        return done

    def _remove(self, number: int) -> None:
        self.table.delete([number])
        self._database.execute("DELETE FROM entries WHERE seq = ?", (number,))


def m001_indexes(database: Database) -> None:
    database.execute(
        """CREATE TABLE indexes (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            dimensions INTEGER NOT NULL,
            metric TEXT NOT NULL
        ) STRICT"""
    )
    database.execute(
        """CREATE TABLE entries (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            of INTEGER NOT NULL REFERENCES indexes (seq) ON DELETE CASCADE,
            id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            metadata TEXT NOT NULL
        ) STRICT"""
    )
    database.execute("CREATE UNIQUE INDEX entries_id ON entries (of, id)")
    database.execute("CREATE INDEX entries_namespace ON entries (of, namespace)")


STEPS: tuple[Step, ...] = (m001_indexes,)
