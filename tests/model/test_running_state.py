"""Models in the shapes of the recommended ones, one of which cannot forget single tokens: right and quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edgechat import open_edge
from edgechat.ai.engines._context import TAIL
from edgechat.ai.values import TextResult
from edgechat.edge import Edge
from tests.models.tiny_qwen import write_tiny_qwen

SHAPES = ("qwen3", "qwen35")
STORY = "the man and the in the an her the other the than " * 8


@pytest.fixture(params=SHAPES)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(write_tiny_qwen(tmp_path / f"{request.param}.gguf", request.param))


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


def run(edge: Edge, model: str, prompt: str, **more: Any) -> TextResult:
    inputs = {"prompt": prompt, "raw": True, "max_tokens": 8, "temperature": 0, **more}
    return edge.ai.run(model, inputs, session="one")


def test_a_prompt_that_ends_otherwise_costs_only_its_end(edge: Edge, model: str) -> None:
    first = run(edge, model, STORY + "one")
    again = run(edge, model, STORY + "two")
    read_before = first.usage.prompt_tokens
    assert read_before > 3 * TAIL
    assert again.usage.cached_tokens >= read_before - TAIL - 4
    edge.ai.unload()
    for path in (edge.profile.state).glob("*"):
        path.unlink()
    fresh = run(edge, model, STORY + "two")
    assert fresh.usage.cached_tokens == 0 and fresh.text == again.text


def test_what_was_written_is_gone_back_over(edge: Edge, model: str) -> None:
    """The same question once more: everything is known but its end."""
    first = run(edge, model, STORY, max_tokens=30)
    second = run(edge, model, STORY, max_tokens=30)
    assert second.text == first.text and second.usage.cached_tokens >= first.usage.prompt_tokens - TAIL - 1


def test_an_earlier_end_still_answers_right(edge: Edge, model: str) -> None:
    """Further back than the mark: read anew, and right."""
    run(edge, model, STORY)
    short = run(edge, model, STORY[:100])
    edge.ai.unload()
    for path in (edge.profile.state).glob("*"):
        path.unlink()
    assert run(edge, model, STORY[:100]).text == short.text


def test_stopped_while_reading_and_asked_again(edge: Edge, model: str) -> None:
    long = STORY * 8
    expected = run(edge, model, long).text
    edge.ai.unload()
    for path in (edge.profile.state).glob("*"):
        path.unlink()
    for _ in range(3):
        stream = edge.ai.run(model, {"prompt": long, "raw": True, "max_tokens": 8}, True, session="one")
        stream.stop()
        assert stream.model and not list(stream)
        stopped = edge.ai.run(model, {"prompt": long[:-40] + "x", "raw": True}, True, session="one")
        next(iter(stopped), "")  # a model of random weights may have nothing to say
        stopped.close()
    assert run(edge, model, long).text == expected


def test_a_conversation_goes_on_from_disk(edge: Edge, model: str) -> None:
    first = run(edge, model, STORY * 2, max_tokens=1)
    edge.ai.unload()
    again = run(edge, model, STORY * 2 + " and")
    assert again.usage.cached_tokens >= first.usage.prompt_tokens - 1
