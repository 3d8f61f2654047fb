"""What a run returns and what a model tells of itself. Pure data; imports nothing heavy."""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import asdict
from typing import Any, Literal

from edgechat.core.records import dataclass, field

FinishReason = Literal["stop", "length", "cancelled", "tool_calls"]


@dataclass(frozen=True)
class Usage:
    """Tokens of one run; ``cached_tokens`` of the prompt were already in the model's memory."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def to_dict(self) -> dict[str, int]:
        """The reference's ``usage`` object, with ``cached_tokens`` added."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.total_tokens,
            "cached_tokens": self.cached_tokens,
        }


@dataclass(frozen=True)
class Timing:
    """How long one run took: milliseconds, and tokens per second while writing.

    ``first_token_ms`` counts from the call, loading and waiting in the queue included.
    """

    queue_ms: float = 0.0
    load_ms: float = 0.0
    prompt_ms: float = 0.0
    first_token_ms: float = 0.0
    total_ms: float = 0.0
    tokens_per_second: float = 0.0

    def to_dict(self) -> dict[str, float]:
        return {key: round(value, 3) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants called. It has run nothing: ``arguments`` are a stranger's words."""

    id: str
    name: str
    arguments: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The reference's shape; the ``id`` is given besides."""
        return {"id": self.id, "name": self.name, "arguments": self.arguments}

    def to_openai(self) -> dict[str, Any]:
        """OpenAI's shape, whose arguments are text."""
        arguments = json.dumps(self.arguments, ensure_ascii=False)
        return {
            "id": self.id,
            "type": "function",
            "function": {"name": self.name, "arguments": arguments},
        }


@dataclass(frozen=True)
class TextResult:
    """The answer of a text-generation run.

    ``response`` is the text, or the parsed object when JSON was asked for (as in the reference);
    ``text`` is always the text. ``result["response"]`` works too, so reference code reads on.
    ``tool_calls`` and ``reasoning`` (what the model thought before it answered) are never part of the text.
    """

    model: str
    text: str
    response: Any
    finish_reason: FinishReason
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)
    tool_calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""

    def to_dict(self) -> dict[str, Any]:
        calls = {"tool_calls": [call.to_dict() for call in self.tool_calls]} if self.tool_calls else {}
        thought = {"reasoning": self.reasoning} if self.reasoning else {}
        return {
            "response": self.response,
            **thought,
            **calls,
            "finish_reason": self.finish_reason,
            "usage": self.usage.to_dict(),
            "timing": self.timing.to_dict(),
            "model": self.model,
        }

    def to_openai_message(self) -> dict[str, Any]:
        """The answer as OpenAI's assistant message; may go back into ``messages`` as it is."""
        message: dict[str, Any] = {"role": "assistant", "content": self.text}
        if self.reasoning:
            message["reasoning_content"] = self.reasoning
        if self.tool_calls:
            message["content"] = self.text or None
            message["tool_calls"] = [call.to_openai() for call in self.tool_calls]
        return message

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]


@dataclass(frozen=True)
class EmbeddingResult:
    """One vector per text, of length 1. ``vectors`` is float32, little-endian, row after row.

    ``to_dict`` and ``result["data"]`` give the reference's shape.
    """

    model: str
    dimensions: int
    vectors: bytes
    pooling: str = "mean"
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.vectors) // (4 * self.dimensions), self.dimensions

    @property
    def data(self) -> list[list[float]]:
        numbers = array("f", self.vectors)
        if sys.byteorder == "big":
            numbers.byteswap()
        count, width = self.shape
        return [numbers[row * width : (row + 1) * width].tolist() for row in range(count)]

    def to_dict(self) -> dict[str, Any]:
        return {
            "shape": list(self.shape),
            "data": self.data,
            "pooling": self.pooling,
            "usage": self.usage.to_dict(),
            "timing": self.timing.to_dict(),
            "model": self.model,
        }

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]


@dataclass(frozen=True)
class RerankingResult:
    """How well each context answers the query: (its place, score), the best first. A score is between 0 and
    1: what the model says, through the logistic function, as the reference describes it.

    ``to_dict`` and ``result["response"]`` give the reference's shape. ``left``: contexts for which there was
    no time; ``cut``: places of those that the model did not take whole.
    """

    model: str
    scores: tuple[tuple[int, float], ...]
    left: int = 0
    cut: tuple[int, ...] = ()
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)

    def to_dict(self) -> dict[str, Any]:
        return {
            "response": [{"id": place, "score": score} for place, score in self.scores],
            "usage": self.usage.to_dict(),
            "timing": self.timing.to_dict(),
            "model": self.model,
        }

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]


@dataclass(frozen=True)
class ModelInfo:
    """One model that this machine has or could have. ``size`` in bytes, ``context`` in tokens.

    ``state``: ``installed`` (checked and usable), ``missing`` (known, not here), ``damaged``.
    """

    id: str
    name: str
    task: str
    state: Literal["installed", "missing", "damaged"]
    source: str
    size: int
    context: int
    licence: str
    note: str = ""
    path: str | None = None
    aliases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"aliases": list(self.aliases)}


@dataclass(frozen=True)
class ModelStatus:
    """What the model process is doing. Published as an event at each change.

    ``progress`` runs 0..1 while loading. ``device`` is what llama.cpp really uses, ``reason`` says
    why a GPU does not compute all that was asked for, or why loading failed. ``layers`` is how many the
    model has; ``thinks`` and ``can_choose``: whether it thinks before it answers, and leaves the choice.
    """

    state: Literal["unloaded", "loading", "ready", "busy", "failed"]
    model: str | None = None
    progress: float = 0.0
    device: str = ""
    gpu_layers: int = 0
    context: int = 0
    reason: str = ""
    layers: int = 0
    thinks: bool = False
    can_choose: bool = False


@dataclass(frozen=True)
class Offer:
    """A model that could be pulled. Bytes: ``memory`` it takes with a usual window, ``free`` here now,
    ``arrived`` of an earlier pull. ``fits``: it runs here as things are."""

    model: ModelInfo
    memory: int
    free: int
    fits: bool
    arrived: int = 0

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"model": self.model.to_dict()}


PullState = Literal["waiting", "downloading", "checking", "ready", "stopped", "failed"]


@dataclass(frozen=True)
class PullStatus:
    """How far a model is on its way here. Published at each change of state, and some times a second.

    Bytes, bytes per second, seconds; ``left`` is None while nobody can tell. ``waiting``: another process
    is fetching it, or the host wants a pause. After ``failed`` there is a ``message`` and an ``action``.
    """

    model: str
    name: str
    state: PullState
    done: int = 0
    total: int = 0
    speed: float = 0.0
    left: float | None = None
    code: int = 0
    message: str = ""
    action: str = ""

    @property
    def running(self) -> bool:
        return self.state in ("waiting", "downloading", "checking")

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
