"""What a library asks of the codes in the ``embed`` child's memory: the types inside a ``body``.

Ids cross as little-endian int64, scores and vectors as float32, one after the other.
"""

from __future__ import annotations

import msgspec


class Hold(msgspec.Struct, frozen=True):
    """``codes-hold``: add vectors to the index ``key``. ``count``: how many it must have already; 0 begins it
    anew. Ids grow from call to call."""

    key: str
    dimensions: int
    count: int
    ids: bytes
    groups: bytes
    vectors: bytes


class Held(msgspec.Struct, frozen=True):
    count: int


class Rank(msgspec.Struct, frozen=True):
    """``codes-rank``: order what the words found and what the vectors find into one list of ``top``.

    ``ids`` and ``scores`` are what the words found. ``groups`` (documents), ``within`` and ``without``
    (chunks) are filters; None filters nothing. ``mode``: "hybrid", or "vectors" for those alone.
    """

    key: str
    count: int
    vector: bytes
    ids: bytes
    scores: bytes
    top: int
    mode: str = "hybrid"
    groups: bytes | None = None
    within: bytes | None = None
    without: bytes | None = None


class Ranked(msgspec.Struct, frozen=True):
    """``stale``: the index does not hold ``count`` vectors, and nothing was ranked. ``cosines``: of all."""

    stale: bool
    ids: bytes = b""
    scores: bytes = b""
    cosines: bytes = b""
