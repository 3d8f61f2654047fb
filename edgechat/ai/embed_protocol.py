"""What the app and the ``embed`` child say to each other about embeddings: the types inside a ``body``.

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
