"""What a library needs of an embedding model, and what it does where there is none: words alone.

Hands texts down to the runner; must not know what a vector is good for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from edgechat.core.errors import EngineCrashed, FixableError, ModelNotFound, TimedOut
from edgechat.library.reordering import Ranker

if TYPE_CHECKING:
    from edgechat.ai.embed_host import EmbedHost
    from edgechat.ai.values import EmbeddingResult, ModelInfo

T = TypeVar("T")

AT_ONCE = 64  # texts of one run
PAUSE = 30.0  # seconds after a failure until the model is tried again: each file must not start a child anew


class Runner(Ranker, Protocol):
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


def twice(work: Callable[[], T]) -> T:
    """What ``work`` gives, in a new child where the first was killed: once, as ``work`` may be what kills."""
    try:
        return work()
    except (EngineCrashed, TimedOut):
        return work()


class Embedding:
    """The embedding models of one library. ``why`` says why there is none.

    ``indexed``: the models that it has vectors of, the first is the one that answers. ``chosen``: the one
    that a person wants; empty for no wish: what has been indexed with stays then.
    """

    def __init__(
        self,
        runner: Callable[[], Runner],
        *,
        indexed: Callable[[], Sequence[str]] = lambda: (),
        chosen: Callable[[], str] = lambda: "",
    ) -> None:
        self._runner = runner
        self._indexed = indexed
        self._chosen = chosen
        self._models: dict[str, Model] = {}
        self._failed: dict[str, tuple[float, str]] = {}
        self.why = ""

    @property
    def host(self) -> EmbedHost:
        return self._runner().embedder

    def model(self) -> Model | None:
        """The model that answers, loaded: the one whose vectors there are; if it cannot be had, or there are
        none yet, the one that is wanted. None where neither can be had."""
        return self._first() or self.wanted()

    def wanted(self) -> Model | None:
        """The model whose vectors there ought to be; None where it cannot be had."""
        chosen = self._chosen()
        return self._loaded(chosen) if chosen else self._first() or self._loaded("")

    def wanted_id(self) -> str | None:
        """What ``wanted`` would be, by the catalogue alone: nothing is loaded."""
        for name in [self._chosen()] if self._chosen() else [*self._indexed()[:1], ""]:
            try:
                return self._runner().embedding_model(name or None).id
            except FixableError:
                continue
        return None

    def _first(self) -> Model | None:
        indexed = self._indexed()
        return self._loaded(indexed[0]) if indexed else None

    def _loaded(self, name: str) -> Model | None:
        model = self._models.get(name)
        if model is None:
            failed_at, self.why = self._failed.get(name, (-PAUSE, self.why))
            if time.monotonic() - failed_at < PAUSE:
                return None
            model = self._load(name)
        if model is not None:
            self.why = ""
        return model

    def _load(self, name: str) -> Model | None:
        try:
            info = self._runner().embedding_model(name or None)
            opened = twice(lambda: self.host.open(info))
        except FixableError as error:
            told = "" if isinstance(error, ModelNotFound) else "The embedding model could not be loaded. "
            self.why = f"{told}{error}"
            self._failed[name] = time.monotonic(), self.why
            return None
        model = Model(info, opened.dimensions, opened.longest - opened.marks)
        self._models[name] = self._models[model.key] = model
        return model

    def count(self, model: Model, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text, without the marks around it."""
        return twice(lambda: self.host.count(model.info, texts))

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
