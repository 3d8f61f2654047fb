"""What every re-ranking engine offers the ``embed`` child, and the child's side of its requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from edgechat.ai.embed_protocol import OpenReranker, Rerank, Reranked, RerankerOpened
from edgechat.ai.protocol import Nothing
from edgechat.core.errors import BugError, ModelUnusable
from edgechat.core.messages import unpack
from edgechat.core.serving import Control, Handler


class Reranking(Protocol):
    """One re-ranker in memory."""

    @property
    def opened(self) -> RerankerOpened: ...

    def rerank(self, query: str, texts: Sequence[str], control: Control) -> Reranked:
        """Beats and looks at ``control.stopped`` between steps; a stopped one scores nothing."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Reranker:
    """One runtime for re-rankers. ``accepts`` says by the path whether a model is its own."""

    name: str
    accepts: Callable[[str], bool]
    open: Callable[[OpenReranker, Control], Reranking]


class RerankServer:
    """Holds the one re-ranker that the child has in memory."""

    def __init__(self, known: Mapping[str, Reranker]) -> None:
        self._known = known
        self._request: OpenReranker | None = None
        self._model: Reranking | None = None

    def handlers(self) -> dict[str, Handler]:
        return {"rerank-open": self.open, "rerank": self.rerank, "rerank-close": self.close}

    def open(self, body: bytes, control: Control) -> RerankerOpened:
        request = unpack(body, OpenReranker)
        if self._model is not None and self._request == request:
            return self._model.opened
        self._put_away()
        for reranker in self._known.values():
            if reranker.accepts(request.path):
                self._model, self._request = reranker.open(request, control), request
                return self._model.opened
        raise ModelUnusable(f"No engine here can re-rank with {request.path}.", "Use a model in ONNX format.")

    def close(self, body: bytes, control: Control) -> Nothing:
        unpack(body, Nothing)
        self._put_away()
        return Nothing()

    def _put_away(self) -> None:
        if self._model is not None:
            self._model.close()
            self._model = None

    def rerank(self, body: bytes, control: Control) -> Reranked:
        asked = unpack(body, Rerank)
        if self._model is None:
            raise BugError("a re-ranking was asked for before a model was loaded")
        return self._model.rerank(asked.query, asked.texts, control)
