"""What every embedding engine offers the ``embed`` child, and the child's side of its requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from edgechat.ai.embed_protocol import CountTokens, Embed, Embedded, Opened, OpenModel, TokenCounts
from edgechat.ai.protocol import Nothing
from edgechat.core.errors import BugError, InputTooLong, ModelUnusable
from edgechat.core.messages import unpack
from edgechat.core.serving import Control, Handler

MOST_MODELS = 2  # in memory together
# Of one step, padding included: what is computed on then stays in the cache of a core, a tenth faster than
# with four times as much. Nothing waits longer than a step takes.
BATCH_TOKENS = 512


class Embedding(Protocol):
    """One embedding model in memory."""

    @property
    def opened(self) -> Opened: ...

    def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Tokens of each text, without the marks that the model puts around it."""
        ...

    def embed(self, texts: Sequence[str]) -> bytes:
        """Vectors of length 1, as float32 row after row. No text may be over the limit."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Embedder:
    """One runtime for embedding models. ``accepts`` says by the path whether a model is its own."""

    name: str
    accepts: Callable[[str], bool]
    open: Callable[[OpenModel, Control], Embedding]


class EmbedServer:
    """Holds the embedding models that the child has in memory: while documents are made ready for another
    one, questions are asked of the earlier one, and neither is loaded for each."""

    def __init__(self, known: Mapping[str, Embedder]) -> None:
        self._known = known
        self._models: dict[OpenModel, Embedding] = {}
        self._model: Embedding | None = None

    def handlers(self) -> dict[str, Handler]:
        return {"open": self.open, "embed": self.embed, "tokens": self.tokens}

    def open(self, body: bytes, control: Control) -> Opened:
        request = unpack(body, OpenModel)
        self._model = self._models.pop(request, None)
        if self._model is not None:
            self._models[request] = self._model  # the last in the order of use
            return self._model.opened
        self._make_room(request)
        for embedder in self._known.values():
            if embedder.accepts(request.path):
                self._model = self._models[request] = embedder.open(request, control)
                return self._model.opened
        raise ModelUnusable(f"No engine here can embed with {request.path}.", "Use a model in ONNX format.")

    def _make_room(self, request: OpenModel) -> None:
        """Whatever is older than the last used, and an earlier state of the same file, goes."""
        kept = list(self._models)[-(MOST_MODELS - 1) :]
        for each in list(self._models):
            if each not in kept or each.path == request.path:
                self._models.pop(each).close()

    def tokens(self, body: bytes, control: Control) -> TokenCounts:
        return TokenCounts(self._opened().count(unpack(body, CountTokens).texts))

    def embed(self, body: bytes, control: Control) -> Nothing:
        """Texts of like length together, each step handed over at once: a stop loses at most one step."""
        texts = unpack(body, Embed).texts
        model = self._opened()
        counts = tuple(count + model.opened.marks for count in model.count(texts))
        _refuse_longer(counts, model.opened.longest)
        for places in batches(counts):
            if control.stopped:
                break
            control.beat()
            data = model.embed([texts[place] for place in places])
            control.emit(Embedded(places, tuple(counts[place] for place in places), data))
        return Nothing()

    def _opened(self) -> Embedding:
        if self._model is None:
            raise BugError("an embedding was asked for before a model was loaded")
        return self._model


def batches(counts: Sequence[int], most: int = BATCH_TOKENS) -> list[tuple[int, ...]]:
    """Places of ``counts`` in groups of like length; a group padded to its longest has ``most`` tokens."""
    found: list[tuple[int, ...]] = []
    group: list[int] = []
    for place in sorted(range(len(counts)), key=lambda each: counts[each]):
        if group and (len(group) + 1) * counts[place] > most:
            found.append(tuple(group))
            group = []
        group.append(place)
    return [*found, tuple(group)] if group else found


def _refuse_longer(counts: Sequence[int], longest: int) -> None:
    place = max(range(len(counts)), key=lambda each: counts[each], default=0)
    if counts and counts[place] > longest:
        raise InputTooLong(
            f"Text {place + 1} is {counts[place]} tokens long and the model reads {longest} at once.",
            "Embed it in parts; a library does that by itself.",
            tokens=counts[place],
            context=longest,
        )
