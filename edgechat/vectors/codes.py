"""Compact codes of many vectors in memory, found through in milliseconds. Belongs into a child: it needs
numpy.

One bit per dimension finds candidates by counting how many differ; one byte per dimension, scaled per vector,
scores them. sqlite-vec is the durable store and the exact measure of what is found here.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from edgechat.vectors.rows import GROWTH, MAPPED, Ids, Rows

Scores = NDArray[np.float32]

SMALL = 8192  # vectors up to which all are scored: cheaper than finding candidates
CANDIDATES = 1200  # scored for a query; recall is measured with these
SIEVE = 32  # of very many vectors, one in so many is left by half of the bits for the other half to judge ...
SAMPLE = 16  # ... and at least so many times the candidates; one in so many tells where that is
BLOCK = 32_768  # vectors whose bits are compared at once: what is made of them stays in a core's cache
MAGIC = b"EDGECOD2"
HEAD = struct.Struct("<8sIQQ")


class Codes:
    """The codes of one index. ``group`` is what a vector belongs to (a document), for filters."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self.count = 0
        self._words = -(-dimensions // 64)
        self._rows = Rows(dimensions)
        self._allot(0)

    def _allot(self, size: int) -> None:
        self.ids = np.zeros(size, np.int64)
        self.groups = np.zeros(size, np.int64)
        self._scales = np.zeros(size, np.float32)
        self._bits = np.zeros((self._words, size), np.uint64)  # the first 64 of all, the next of all, ...

    def add(self, ids: Ids, groups: Ids, vectors: Scores) -> None:
        """Ids must grow from call to call. ``vectors``: [n, dimensions], of length 1."""
        self._make_room(len(ids))
        here = slice(self.count, self.count + len(ids))
        self.ids[here], self.groups[here] = ids, groups
        self._bits[:, here] = self._packed(vectors)
        scale = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
        self._scales[here] = scale
        self._rows.add(np.rint(vectors / scale[:, None]).astype(np.int8))
        self.count += len(ids)

    def save(self, file: Path, mark: int) -> None:
        """Write the codes to ``file``, whole or not at all. ``mark`` comes back from ``load``."""
        part = file.with_suffix(".part")
        with part.open("wb") as out:
            out.write(HEAD.pack(MAGIC, self.dimensions, self.count, mark))
            for column in self._columns():
                column[: self.count].tofile(out)
            self._rows.write(out)
        part.replace(file)
        if MAPPED:
            self._rows.hold(file, self._size(0, self.count), self.count)

    @classmethod
    def load(cls, file: Path) -> tuple[Codes, int] | None:
        """What was saved, and its mark; None for a file that is missing or not whole."""
        try:
            with file.open("rb") as source:
                magic, dimensions, count, mark = HEAD.unpack(source.read(HEAD.size))
                if magic != MAGIC or not 1 <= dimensions <= 8192:
                    return None
                codes = cls(dimensions)
                if codes._size(dimensions, count) != file.stat().st_size:
                    return None
                codes._read(source, count)
            codes._rows.hold(file, codes._size(0, count), count)
        except (OSError, struct.error):
            return None
        return codes, mark

    def _read(self, source: BinaryIO, count: int) -> None:
        self._allot(count)
        for column in self._columns():
            column[:] = np.fromfile(source, column.dtype, count)
        self.count = count

    def _size(self, row: int, count: int) -> int:
        """Bytes of a file with ``row`` bytes of each of ``count`` vectors besides the columns."""
        return HEAD.size + count * (row + sum(each.itemsize for each in self._columns()))

    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.ids, self.groups, self._scales, *self._bits

    def _make_room(self, more: int) -> None:
        if self.count + more <= len(self.ids):
            return
        old = self._columns()
        self._allot(max(1024, self.count + more, int(len(self.ids) * GROWTH)))
        for before, after in zip(old, self._columns(), strict=True):
            after[: self.count] = before[: self.count]

    def _packed(self, vectors: Scores) -> NDArray[np.uint64]:
        """The signs of ``vectors``, as [words, n]."""
        bits = np.packbits(vectors > 0, axis=1)
        padded = np.zeros((len(vectors), self._words * 8), np.uint8)
        padded[:, : bits.shape[1]] = bits
        return padded.view(np.uint64).T

    def vectors(self, places: Ids) -> Scores:
        """The vectors at ``places``, as nearly as one byte per dimension holds them."""
        return self._rows.take(places).astype(np.float32) * self._scales[places, None]

    def places(self, ids: Ids) -> Ids:
        """Where ``ids`` stand; -1 for those that are not here."""
        known = self.ids[: self.count]
        found = np.searchsorted(known, ids)
        found[found == self.count] = 0
        return np.where(known[found] == ids, found, -1) if self.count else np.full(len(ids), -1)

    def allowed(
        self, groups: Ids | None = None, within: Ids | None = None, without: Ids | None = None
    ) -> Ids | None:
        """The places that a filter leaves; None for all."""
        if groups is None and within is None and without is None:
            return None
        keep = np.ones(self.count, bool)
        if groups is not None:
            keep &= np.isin(self.groups[: self.count], groups)
        if within is not None:
            keep &= np.isin(self.ids[: self.count], within)
        if without is not None:
            keep &= ~np.isin(self.ids[: self.count], without)
        return np.flatnonzero(keep)

    def nearest(self, query: Scores, k: int, places: Ids | None = None) -> tuple[Ids, Scores]:
        """The ``k`` nearest among ``places`` (None: all): their places and cosines, the nearest first."""
        return self.best(query, k, self.candidates(query, max(CANDIDATES, 2 * k), places))

    def best(self, query: Scores, k: int, places: Ids) -> tuple[Ids, Scores]:
        """The ``k`` of ``places`` that score highest, the highest first."""
        scores = self.score(query, places)
        order = np.argsort(-scores, kind="stable")[:k]
        return places[order], scores[order]

    def score(self, query: Scores, places: Ids) -> Scores:
        return (self._rows.take(places).astype(np.float32) @ query) * self._scales[places]

    def candidates(self, query: Scores, wanted: int, places: Ids | None) -> Ids:
        """At least ``wanted`` places, as far as there are so many, among them the nearest by their bits."""
        size = self.count if places is None else len(places)
        if size <= max(SMALL, wanted):
            return np.arange(self.count) if places is None else places
        bits = self._bits[:, : self.count] if places is None else self._bits[:, places]
        chosen = _near(bits, self._packed(query[None])[:, 0], wanted)
        return chosen if places is None else places[chosen]


def _apart(bits: NDArray[np.uint64], mine: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """How many bits of each column of ``bits`` are not those of ``mine``."""
    apart = np.zeros(bits.shape[1], np.uint16)
    for start in range(0, len(apart), BLOCK):
        part = apart[start : start + BLOCK]
        differing = np.empty(len(part), np.uint64)
        counted = np.empty(len(part), np.uint8)
        for word, own in zip(bits, mine, strict=True):
            np.bitwise_xor(word[start : start + BLOCK], own, out=differing)
            part += np.bitwise_count(differing, out=counted)
    return apart


def _near(bits: NDArray[np.uint64], mine: NDArray[np.uint64], wanted: int) -> Ids:
    """Which ``wanted`` columns of ``bits`` differ least from ``mine``; of very many, nearly."""
    half, left = len(bits) // 2, max(bits.shape[1] // SIEVE, SAMPLE * wanted)
    if not half or bits.shape[1] < 8 * left:
        return _least(_apart(bits, mine), wanted)
    apart = _apart(bits[:half], mine[:half])
    # What one in SAMPLE lets through, all let through: never fewer than are wanted.
    sieved = np.flatnonzero(apart <= _limit(apart[::SAMPLE], left // SAMPLE))
    apart = apart[sieved]
    for word, own in zip(bits[half:], mine[half:], strict=True):
        apart += np.bitwise_count(word[sieved] ^ own)
    return sieved[_least(apart, wanted)]


def _limit(numbers: NDArray[np.uint16], wanted: int) -> np.intp:
    """The least number up to which there are ``wanted`` of them."""
    return np.searchsorted(np.cumsum(np.bincount(numbers)), wanted)


def _least(numbers: NDArray[np.uint16], wanted: int) -> Ids:
    """Where the ``wanted`` least of ``numbers`` stand, in the order of their places."""
    limit = _limit(numbers, wanted)
    below, tied = np.flatnonzero(numbers < limit), np.flatnonzero(numbers == limit)
    return np.sort(np.concatenate([below, tied[: wanted - len(below)]]))
