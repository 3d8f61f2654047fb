"""Tool calls through the door and a real child, with the scripted engine in place of a model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edgechat import open_edge
from edgechat.ai.protocol import ToolUse
from edgechat.ai.runner import _tool_call
from edgechat.core.errors import EngineCrashed
from edgechat.edge import Edge

CALL = '{"name": "weather", "arguments": {"city": "Paris"}}'
NOW = '{"name": "now", "arguments": {}}'


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "m.echo"
    path.write_text("{}")
    return str(path)


def asked(text: str, **inputs: Any) -> dict[str, Any]:
    script = json.dumps({"echo": 1, "text": text})
    return {"prompt": script, "tools": [{"name": "weather"}, {"name": "now"}]} | inputs


def test_text_is_streamed_and_calls_come_with_the_result(edge: Edge, model: str) -> None:
    with edge.ai.run(model, asked(f"Let me look.\n{CALL}\n{NOW}"), stream=True) as stream:
        pieces = list(stream)
    result = stream.result
    assert "".join(pieces) == result.text == result.response == "Let me look." and len(pieces) == 3
    assert [(call.name, call.arguments) for call in result.tool_calls] == [
        ("weather", {"city": "Paris"}),
        ("now", {}),
    ]
    assert len({call.id for call in result.tool_calls}) == 2 and result.finish_reason == "tool_calls"


def test_broken_and_unknown_calls_are_text(edge: Edge, model: str) -> None:
    for text in (CALL[:-1], CALL.replace("weather", "format_disk"), f"Such as {CALL} here."):
        result = edge.ai.run(model, asked(text))
        assert (result.text, result.tool_calls, result.finish_reason) == (text, (), "stop")


def test_no_calls_are_heard_without_tools(edge: Edge, model: str) -> None:
    for more in ({"tools": []}, {"tool_choice": "none"}):
        result = edge.ai.run(model, asked(CALL, **more))
        assert result.text == CALL and result.tool_calls == ()


def test_a_stop_inside_a_call_keeps_its_text(edge: Edge, model: str) -> None:
    script = json.dumps({"echo": 1, "text": f"Wait. {CALL[:30]} " + "x " * 400, "delay": 0.01})
    with edge.ai.run(model, asked("") | {"prompt": script, "max_tokens": 500}, stream=True) as stream:
        for _ in stream:
            stream.stop()
    assert stream.result.finish_reason == "cancelled" and stream.result.text == stream.text != ""


@pytest.mark.parametrize("arguments", ["", "[1]", "{", "[" * 100_000, '{"a": NaN}'])
def test_a_child_that_sends_a_broken_call_is_not_believed(arguments: str) -> None:
    with pytest.raises(EngineCrashed):
        _tool_call(ToolUse("call_1", "weather", arguments))
