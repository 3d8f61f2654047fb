"""Tools for real: the starter model made to call them, heard in a stream, and told the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import validate

from edgechat import open_edge
from edgechat.core.errors import InvalidInput
from edgechat.edge import Edge

STARTER = "smollm2-135m-instruct"
QUESTION = {"role": "user", "content": "What is the weather in Paris?"}
WEATHER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "Its name", "maxLength": 20},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "place": {"$ref": "#/$defs/place"},
    },
    "required": ["city", "unit", "place"],
    "$defs": {
        "place": {
            "type": "object",
            "properties": {"indoors": {"type": "boolean"}, "floor": {"type": ["integer", "null"]}},
            "required": ["indoors"],
        }
    },
}
TOOLS = [
    {"name": "weather", "description": "The weather of a city", "parameters": WEATHER},
    {"type": "function", "function": {"name": "now", "description": "The time of day"}},
]

pytestmark = pytest.mark.leaves_running


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with open_edge(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def inputs(choice: Any = "auto", *more: dict[str, Any]) -> dict[str, Any]:
    return {
        "messages": [QUESTION, *more],
        "tools": TOOLS,
        "tool_choice": choice,
        "max_tokens": 150,
        "repetition_penalty": 1.1,
        "seed": 1,
    }


def named(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


def test_a_named_tool_is_called_with_arguments_of_its_schema(edge: Edge) -> None:
    result = edge.ai.run(STARTER, inputs(named("weather")))
    (call,) = result.tool_calls
    validate(call.arguments, WEATHER)
    assert (call.name, result.finish_reason, result.text) == ("weather", "tool_calls", "")
    assert call.id.startswith("call_") and result.usage.completion_tokens > 5
    assert result["tool_calls"] == [{"id": call.id, "name": "weather", "arguments": call.arguments}]


def test_one_tool_or_the_other_is_called_where_one_must_be(edge: Edge) -> None:
    for seed in range(4):
        (call,) = edge.ai.run(STARTER, inputs("required") | {"seed": seed, "temperature": 1.5}).tool_calls
        assert call.name in ("weather", "now")
        validate(call.arguments, WEATHER if call.name == "weather" else {"maxProperties": 0})


def test_a_stream_shows_no_call_and_ends_with_it(edge: Edge) -> None:
    with edge.ai.run(STARTER, inputs(named("now")), stream=True) as stream:
        pieces = list(stream)
    assert pieces == [] and stream.result.finish_reason == "tool_calls"
    assert [(call.name, call.arguments) for call in stream.result.tool_calls] == [("now", {})]
    assert edge.analytics.recent(1)[0].outcome == "tool_calls"


def test_a_call_that_is_cut_off_is_text(edge: Edge) -> None:
    result = edge.ai.run(STARTER, inputs(named("weather")) | {"max_tokens": 4})
    assert (result.tool_calls, result.finish_reason) == ((), "length")
    assert result.text.startswith("{") and result.usage.completion_tokens == 4


def test_a_result_is_read_and_answered_in_words(edge: Edge) -> None:
    first = edge.ai.run(STARTER, inputs(named("weather")))
    told = {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": "Sunny, 21 degrees"}
    answer = edge.ai.run(STARTER, inputs("none", first.to_openai_message(), told))
    assert answer.text and answer.tool_calls == ()
    assert answer.usage.prompt_tokens > 40


def test_free_answers_with_tools_at_hand_lose_no_text(edge: Edge) -> None:
    with edge.ai.run(STARTER, inputs() | {"max_tokens": 60, "temperature": 0}, stream=True) as stream:
        text = "".join(stream)
    assert text == stream.result.text and (text or stream.result.tool_calls)


def test_tools_whose_schema_no_grammar_can_follow_are_named(edge: Edge) -> None:
    odd = {"type": "object", "properties": {"x": {"$ref": "https://example.test/x.json"}}}
    with pytest.raises(InvalidInput, match="schema"):
        edge.ai.run(STARTER, inputs("required") | {"tools": [{"name": "odd", "parameters": odd}]})
