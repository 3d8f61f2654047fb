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


class Keep(msgspec.Struct, frozen=True):
    """``codes-keep``: write the index to ``path``, so that it need not be built again. ``mark`` comes
    back."""

    key: str
    path: str
    mark: int


class Fetch(msgspec.Struct, frozen=True):
    """``codes-fetch``: take the index from ``path``."""

    key: str
    path: str
    dimensions: int


class Fetched(msgspec.Struct, frozen=True):
    """``count`` 0: there was none. ``newest`` is the last id; ``samples`` are vectors of ``ids``, as nearly
    as the codes hold them: whoever asked sees whether they are the right ones."""

    count: int
    newest: int = 0
    mark: int = 0
    ids: bytes = b""
    samples: bytes = b""


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
