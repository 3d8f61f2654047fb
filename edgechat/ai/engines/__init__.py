"""Engines: one file per native runtime, each defining ``ENGINE`` (language), ``EMBEDDER`` or
``RERANKER``.

Only children load what they need. ``text_handlers`` and ``embed_handlers`` are what the ``text`` and the
``embed`` child can be asked to do.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from edgechat.ai.engines._contract import Engine, Session
from edgechat.ai.engines._embedding import Embedder, EmbedServer
from edgechat.ai.engines._reranking import Reranker, RerankServer
from edgechat.ai.protocol import (
    Count,
    Counted,
    Description,
    Examine,
    Examined,
    Generate,
    Generated,
    Load,
    Loaded,
    Nothing,
    Saved,
)
from edgechat.core.discover import discover
from edgechat.core.errors import BugError, ModelUnusable
from edgechat.core.messages import unpack
from edgechat.core.serving import Control, Handler


def engines() -> dict[str, Engine]:
    """Every engine by name. Importing them loads no native library."""
    return discover(sys.modules[__name__], "ENGINE")


def embed_handlers() -> Mapping[str, Handler]:
    known: dict[str, Embedder] = discover(sys.modules[__name__], "EMBEDDER")
    rerankers: dict[str, Reranker] = discover(sys.modules[__name__], "RERANKER")
    return EmbedServer(known).handlers() | RerankServer(rerankers).handlers()


def text_handlers() -> Mapping[str, Handler]:
    server = TextServer(engines())
    return {
        "load": server.load,
        "generate": server.generate,
        "count": server.count,
        "save": server.save,
        "describe": server.describe,
        "examine": examine,
    }


def examine(body: bytes, control: Control) -> Examined:
    """Read by our own bounded reader: no native code sees the file."""
    from edgechat.ai.gguf import check_header

    header = check_header(unpack(body, Examine).path)
    return Examined(header.name, header.architecture, header.parameters, header.context_length, header.size)


class TextServer:
    """Holds the one model that the child has in memory."""

    def __init__(self, known: Mapping[str, Engine]) -> None:
        self._engines = known
        self._session: Session | None = None

    def load(self, body: bytes, control: Control) -> Loaded:
        request = unpack(body, Load)
        if self._session is not None:
            self._session.save()
            self._session.close()
            self._session = None
        for engine in self._engines.values():
            if engine.accepts(request.path):
                self._session = engine.open(request, control)
                return self._session.loaded
        raise ModelUnusable(
            f"No engine here can run {request.path}.", "EdgeChat runs models in the GGUF format."
        )

    def generate(self, body: bytes, control: Control) -> Generated:
        return self._loaded().generate(unpack(body, Generate), control)

    def count(self, body: bytes, control: Control) -> Counted:
        return self._loaded().count(unpack(body, Count))

    def save(self, body: bytes, control: Control) -> Saved:
        unpack(body, Nothing)
        return Saved(self._session.save() if self._session is not None else 0)

    def _loaded(self) -> Session:
        if self._session is None:
            raise BugError("a model was asked for something before it was loaded")
        return self._session

    def describe(self, body: bytes, control: Control) -> Description:
        unpack(body, Nothing)
        return self._engines["llama"].describe()
