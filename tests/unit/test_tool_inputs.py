"""Tools, choices, calls and results as inputs: both shapes accepted, what is wrong named by its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edgechat.ai.protocol import ToolUse, Turn
from edgechat.ai.schemas import text_generation
from edgechat.ai.tool_inputs import MAX_TOOLS, MOST_TOOLS
from edgechat.ai.values import TextResult, ToolCall
from edgechat.core.errors import InvalidInput

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
LEGACY = {"name": "weather", "description": "Of a city", "parameters": SCHEMA}
OPENAI = {"type": "function", "function": LEGACY}
NOW = {"name": "now"}


def asked(**inputs: Any) -> Any:
    return text_generation({"prompt": "x"} | inputs)[0]


def talk(*messages: dict[str, Any]) -> tuple[Turn, ...]:
    return text_generation({"messages": [{"role": "user", "content": "x"}, *messages]})[0].messages[1:]


def test_both_shapes_become_openai_s() -> None:
    legacy, openai = asked(tools=[LEGACY]), asked(tools=[OPENAI])
    assert legacy.tools == openai.tools and json.loads(legacy.tools) == [OPENAI]
    assert legacy.forced == ()


def test_a_tool_may_be_a_name_alone() -> None:
    function = json.loads(asked(tools=[NOW]).tools)[0]["function"]
    assert function == {
        "name": "now",
        "description": "",
        "parameters": {"type": "object", "properties": {}},
    }


@pytest.mark.parametrize(
    ("choice", "forced"),
    [
        (None, ()),
        ("auto", ()),
        ("required", ("weather", "now")),
        ({"type": "function", "function": {"name": "now"}}, ("now",)),
    ],
)
def test_who_must_be_called(choice: Any, forced: tuple[str, ...]) -> None:
    assert asked(tools=[LEGACY, NOW], tool_choice=choice).forced == forced


def test_no_tools_on_offer_when_none_may_be_called() -> None:
    assert asked(tools=[LEGACY], tool_choice="none").tools == "" == asked(tools=[]).tools


def test_calls_of_both_shapes_and_their_results() -> None:
    arguments = {"city": "Zürich"}
    turns = talk(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "a",
                    "type": "function",
                    "function": {"name": "weather", "arguments": json.dumps(arguments)},
                },
                {"name": "weather", "arguments": arguments},
                {"name": "now"},
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "Sunny"},
        {"role": "tool", "name": "now", "content": "12:00"},
    )
    text = '{"city": "Zürich"}'
    calls = (ToolUse("a", "weather", text), ToolUse("", "weather", text), ToolUse("", "now", "{}"))
    assert turns[0] == Turn("assistant", "", calls)
    assert turns[1] == Turn("tool", "Sunny", call="a", name="weather")
    assert turns[2] == Turn("tool", "12:00", name="now")


def test_an_answer_s_message_can_be_sent_back() -> None:
    call = ToolCall("call_1", "weather", {"city": "Zürich"})
    result = TextResult("m", "", "", "tool_calls", tool_calls=(call,))
    assert result["tool_calls"] == [{"id": "call_1", "name": "weather", "arguments": {"city": "Zürich"}}]
    message = result.to_openai_message()
    assert message["content"] is None
    assert talk(message)[0].calls == (ToolUse("call_1", "weather", '{"city": "Zürich"}'),)
    plain = TextResult("m", "Hi", "Hi", "stop")
    assert plain.to_openai_message() == {"role": "assistant", "content": "Hi"}
    assert "tool_calls" not in plain.to_dict()


CHOSEN = {"type": "function", "function": {"name": "b"}}
CYCLE: dict[str, Any] = {"type": "object"}
CYCLE["properties"] = CYCLE


@pytest.mark.parametrize(
    ("inputs", "place", "code"),
    [
        ({"tools": "weather"}, "tools", 5004),
        ({"tools": [{}]}, "tools[0]", 3003),
        ({"tools": [{"type": "function"}]}, "tools[0]", 3003),
        ({"tools": [NOW, {"type": "plugin", "function": NOW}]}, "tools[1].type", 5004),
        ({"tools": [{"name": "a b"}]}, "tools[0].name", 5004),
        ({"tools": [{"name": "x" * 65}]}, "tools[0].name", 5004),
        ({"tools": [{"type": "function", "function": {"name": ""}}]}, "tools[0].function.name", 5004),
        ({"tools": [{"name": "a", "colour": 1}]}, "colour", 5004),
        ({"tools": [{"name": "a", "function": NOW}]}, "tools[0]", 5004),
        ({"tools": [{"name": "a", "parameters": {"type": "string"}}]}, "tools[0].parameters", 5004),
        ({"tools": [{"name": "a", "parameters": {"default": {1, 2}}}]}, "tools", 5004),
        ({"tools": [{"name": "a", "parameters": {"default": float("nan")}}]}, "tools", 5004),
        ({"tools": [{"name": "a", "parameters": {"default": "\ud800"}}]}, "tools", 5004),
        ({"tools": [{"name": "a", "parameters": CYCLE}]}, "tools", 5004),
        ({"tools": [NOW, NOW]}, "tools", 5004),
        ({"tools": [{"name": f"t{n}"} for n in range(MOST_TOOLS + 1)]}, "tools", 5004),
        ({"tools": [{"name": "a", "parameters": {"x": "y" * MAX_TOOLS}}]}, "tools", 5004),
        ({"tools": [NOW], "tool_choice": "any"}, "tool_choice", 5004),
        ({"tools": [NOW], "tool_choice": CHOSEN}, "tool_choice", 5004),
        ({"tool_choice": "required"}, "tool_choice", 3003),
        ({"tools": [NOW], "response_format": {"type": "json_object"}}, "tools and response_format", 1001),
        ({"tools": [NOW], "raw": True}, "tools and raw", 1001),
    ],
)  # fmt: skip
def test_wrong_tools_are_named(inputs: dict[str, Any], place: str, code: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        asked(**inputs)
    assert place in caught.value.message and caught.value.code == code and caught.value.action


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ({"role": "user", "content": "x", "tool_calls": [NOW]}, "messages[1].tool_calls"),
        ({"role": "user", "content": "x", "tool_call_id": "a"}, "messages[1].tool_call_id"),
        ({"role": "tool", "tool_call_id": "x" * 257, "content": "y"}, "messages[1].tool_call_id"),
        ({"role": "assistant", "tool_calls": [{}]}, "messages[1].tool_calls[0]"),
        ({"role": "assistant", "tool_calls": [{"id": "a"}]}, "messages[1].tool_calls[0]"),
        ({"role": "assistant", "tool_calls": [NOW | {"function": NOW}]}, "messages[1].tool_calls[0]"),
        (
            {"role": "assistant", "tool_calls": [NOW, {"name": "a", "arguments": "[1]"}]},
            "messages[1].tool_calls[1].arguments",
        ),
        (
            {"role": "assistant", "tool_calls": [{"function": {"name": "a", "arguments": "{"}}]},
            "messages[1].tool_calls[0].function.arguments",
        ),
    ],
)
def test_wrong_calls_are_named(message: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        talk(message)
    assert place in caught.value.message
