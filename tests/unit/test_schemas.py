"""What text generation accepts and refuses, with the reference's codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edgechat.ai.schemas import MAX_CHARACTERS, text_generation
from edgechat.core.errors import ExclusiveInput, IncompleteInput, InvalidInput


def test_defaults_are_the_reference_s() -> None:
    job, stream = text_generation({"prompt": "hello"})
    assert (job.prompt, job.max_tokens, job.temperature, stream) == ("hello", 256, 0.6, False)


def test_messages_of_both_shapes() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    job, _ = text_generation(
        {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": parts}]}
    )
    assert [(turn.role, turn.content) for turn in job.messages] == [("system", "s"), ("user", "ab")]


def test_null_content_is_empty() -> None:
    job, _ = text_generation({"messages": [{"role": "assistant", "content": None}]})
    assert job.messages[0].content == ""


def test_stream_may_be_asked_for_in_the_inputs() -> None:
    assert text_generation({"prompt": "x", "stream": True})[1]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({}, 3003),
        ({"prompt": ""}, 3003),
        ({"messages": []}, 3003),
        ({"prompt": "x", "messages": [{"role": "user", "content": "y"}]}, 1001),
        ({"prompt": "x", "temperature": 5.1}, 5004),
        ({"prompt": "x", "temperature": -0.1}, 5004),
        ({"prompt": "x", "temperature": float("nan")}, 5004),
        ({"prompt": "x", "top_p": float("inf")}, 5004),
        ({"prompt": "x", "max_tokens": 0}, 5004),
        ({"prompt": "x", "max_tokens": 10**12}, 5004),
        ({"prompt": "x", "max_tokens": "many"}, 5004),
        ({"prompt": "x", "seed": -1}, 5004),
        ({"prompt": "x", "seed": 10**12}, 5004),
        ({"prompt": 7}, 5004),
        ({"prompt": "x", "temprature": 1}, 5004),
        ({"messages": [{"role": "wizard", "content": "x"}]}, 5004),
        ({"messages": "hello"}, 5004),
        ({"prompt": "x", "stop": ["a"] * 17}, 5004),
        ({"prompt": "x", "response_format": {"type": "yaml"}}, 5004),
        ({"prompt": "x", "response_format": {"type": "json_schema"}}, 3003),
        ({"prompt": "x" * (MAX_CHARACTERS + 1)}, 5004),
        ({"raw": True, "messages": [{"role": "user", "content": "x"}]}, 1001),
    ],
)
def test_refusals(inputs: dict[str, Any], code: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        text_generation(inputs)
    assert caught.value.code == code
    assert caught.value.action


def test_each_code_has_its_class() -> None:
    assert (ExclusiveInput.code, IncompleteInput.code, InvalidInput.code) == (1001, 3003, 5004)


def test_json_schema_plain_and_as_openai_wraps_it() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    for given in (schema, {"name": "answer", "strict": True, "schema": schema}):
        job, _ = text_generation(
            {"prompt": "x", "response_format": {"type": "json_schema", "json_schema": given}}
        )
        assert json.loads(job.schema) == schema


def test_json_object_is_a_schema_too() -> None:
    job, _ = text_generation({"prompt": "x", "response_format": {"type": "json_object"}})
    assert json.loads(job.schema) == {"type": "object"}


def test_an_oversized_schema_is_refused() -> None:
    schema = {"enum": ["x" * 70_000]}
    with pytest.raises(InvalidInput, match="over"):
        text_generation({"prompt": "x", "response_format": {"type": "json_schema", "json_schema": schema}})


def test_top_p_above_one_means_off() -> None:
    assert text_generation({"prompt": "x", "top_p": 1.7})[0].top_p == 1.0


def test_openai_s_name_for_max_tokens() -> None:
    assert text_generation({"prompt": "x", "max_completion_tokens": 9})[0].max_tokens == 9


def test_empty_stop_strings_are_passed_over() -> None:
    assert text_generation({"prompt": "x", "stop": ["", "b"]})[0].stop == ("b",)


def test_half_a_character_is_named() -> None:
    """Cut strings of JavaScript hold them; they cannot be written as UTF-8."""
    half = "\ud83d"
    schema = {"type": "object", "properties": {half: {}}}
    for inputs in (
        {"prompt": half},
        {"messages": [{"role": "user", "content": half}]},
        {"prompt": "x", "stop": half},
        {"prompt": "x", "response_format": {"type": "json_schema", "json_schema": schema}},
        {half: "x"},
    ):
        with pytest.raises(InvalidInput, match="half a character"):
            text_generation(inputs)


@pytest.mark.parametrize(
    "inputs",
    [
        {"prompt": "x", "stop": ["y" * 4_000_000] * 16},
        {"messages": [{"role": "user", "content": ""}] * 1_000_000},
    ],
)
def test_inputs_too_large_for_one_message_are_refused(inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="bytes"):
        text_generation(inputs)
