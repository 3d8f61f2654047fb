"""What the tests with hostile models share: the question they ask, and what counts as a good end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from edgechat.ai.values import TextResult
from edgechat.core.errors import FixableError
from edgechat.edge import Edge

PATIENCE = 30.0
"""Seconds within which a question has ended, whatever the model is."""
MEGABYTE = 1 << 20
STARTER = "smollm2-135m-instruct"
QUESTION = (
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi there"},
)


@dataclass(frozen=True)
class End:
    """``error`` None: answered with ``text``."""

    text: str
    error: FixableError | None
    seconds: float


def ask(edge: Edge, model: Path | str, *, tokens: int = 6) -> End:
    """Ask one question. Anything but an answer or an error with advice fails the test."""
    began = time.monotonic()
    text, error = "", None
    try:
        result = edge.ai.run(str(model), {"messages": list(QUESTION), "max_tokens": tokens, "seed": 1})
        assert isinstance(result, TextResult)
        text = result.text
    except FixableError as caught:
        error = caught
    assert error is None or (error.message and error.action), repr(error)
    seconds = time.monotonic() - began
    assert seconds < PATIENCE, f"{model} took {seconds:.1f} s and ended with {error!r}"
    return End(text, error, seconds)


def own_memory() -> int:
    """Bytes of memory that this process, which plays the app, has in use."""
    return int(psutil.Process().memory_info().rss)


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)
