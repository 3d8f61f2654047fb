"""What the app and the ``embed`` child say of embeddings and re-ranking: the types inside a ``body``.

Vectors cross as little-endian float32, row after row: neither side needs numpy to hand them on.
"""

from __future__ import annotations

import msgspec


class OpenModel(msgspec.Struct, frozen=True):
    """``open``: make the embedding model in ``path`` ready. ``threads`` 0: the engine decides; ``stamp`` is
    another one when the file was replaced by another of the same name."""

    path: str
    threads: int = 0
    stamp: str = ""


class Opened(msgspec.Struct, frozen=True):
    """``longest`` counts the tokens that a text may have, the model's own marks included."""

    dimensions: int
    longest: int
    marks: int
    threads: int
    load_ms: float


class Embed(msgspec.Struct, frozen=True):
    """``embed``: one vector per text. A text over the limit is refused, never cut."""

    texts: tuple[str, ...]


class Embedded(msgspec.Struct, frozen=True):
    """Part of ``embed``: the vectors of the texts at ``places``, in that order, and their token counts."""

    places: tuple[int, ...]
    tokens: tuple[int, ...]
    data: bytes


class CountTokens(msgspec.Struct, frozen=True):
    """``tokens``: how many tokens each text has, the model's own marks not counted."""

    texts: tuple[str, ...]


class TokenCounts(msgspec.Struct, frozen=True):
    counts: tuple[int, ...]


class OpenReranker(msgspec.Struct, frozen=True):
    """``rerank-open``: make the re-ranker in the file ``path`` ready. ``threads`` and ``stamp`` as above."""

    path: str
    threads: int = 0
    stamp: str = ""


class RerankerOpened(msgspec.Struct, frozen=True):
    """``longest``: tokens of a question, a text and the model's marks together. ``token_ms``: what one token
    took when it was tried."""

    longest: int
    threads: int
    load_ms: float
    token_ms: float


class Rerank(msgspec.Struct, frozen=True):
    """``rerank``: how well each of ``texts`` answers ``query``. A long text is cut, the query never."""

    query: str
    texts: tuple[str, ...]


class Reranked(msgspec.Struct, frozen=True):
    """``scores``: float32, one per text, not bounded; the higher the better. ``tokens`` of all pairs; places
    of texts that were ``cut``."""

    scores: bytes
    tokens: int
    cut: tuple[int, ...] = ()
