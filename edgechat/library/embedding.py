"""What a library needs of an embedding model, and what it does where there is none: words alone.

Hands texts down to the runner; must not know what a vector is good for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from edgechat.core.errors import FixableError, ModelNotFound

if TYPE_CHECKING:
    from edgechat.ai.embed_host import EmbedHost
    from edgechat.ai.values import EmbeddingResult, ModelInfo

AT_ONCE = 64  # texts of one run
PAUSE = 30.0  # seconds after a failure until the model is tried again: each file must not start a child anew


class Runner(Protocol):
    """The part of ``Ai`` that is used here."""

    @property
    def embedder(self) -> EmbedHost: ...
    def embedding_model(self, model: str | None = None) -> ModelInfo: ...
    def embed(
        self,
        model: str | None,
        inputs: Mapping[str, Any],
        *,
        background: bool = False,
        cancelled: Callable[[], bool] = ...,
    ) -> EmbeddingResult: ...


@dataclass(frozen=True)
class Model:
    """The embedding model in use. ``longest``: tokens of a text that it takes, its own marks not counted."""

    info: ModelInfo
    dimensions: int
    longest: int

    @property
    def key(self) -> str:
        return self.info.id


class Embedding:
    """The embedding model of one library. ``why`` says why there is none."""

    def __init__(self, runner: Callable[[], Runner]) -> None:
        self._runner = runner
        self._model: Model | None = None
        self._failed_at = -PAUSE
        self.why = ""

    @property
    def host(self) -> EmbedHost:
        return self._runner().embedder

    def model(self) -> Model | None:
        """The model, loaded; None where none is installed or it cannot be loaded."""
        if self._model is not None:
            return self._model
        if time.monotonic() - self._failed_at < PAUSE:
            return None
        try:
            info = self._runner().embedding_model()
            opened = self.host.open(info)
        except ModelNotFound as error:
            self._failed_at, self.why = time.monotonic(), str(error)
            return None
        except FixableError as error:
            self._failed_at = time.monotonic()
            self.why = f"The embedding model could not be loaded. {error}"
            return None
        self._model = Model(info, opened.dimensions, opened.longest - opened.marks)
        self.why = ""
        return self._model

    def count(self, model: Model, texts: Sequence[str]) -> Sequence[int]:
        return self.host.count(model.info, texts)

    def embed(self, model: Model, texts: Sequence[str], cancelled: Callable[[], bool]) -> list[bytes]:
        """The vectors of ``texts``, as background work."""
        width = model.dimensions * 4
        found: list[bytes] = []
        for start in range(0, len(texts), AT_ONCE):
            made = self._runner().embed(
                model.key,
                {"text": list(texts[start : start + AT_ONCE])},
                background=True,
                cancelled=cancelled,
            )
            found += [made.vectors[at : at + width] for at in range(0, len(made.vectors), width)]
        return found

    def question(self, model: Model, text: str) -> bytes:
        """The vector of what somebody asks, ahead of all background work."""
        return self._runner().embed(model.key, {"text": text}).vectors
