"""What each task accepts: one schema per task, checked before anything runs.

Ranges are the reference's (llama-3-8b-instruct's schema) where it has one, widened where it is narrow
for no local reason: any ``top_k``, negative frequency and presence penalties as OpenAI's clients send.
Error codes: 1001 prompt and messages together, 3003 incomplete, 5004 invalid.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edgechat.ai import tool_inputs
from edgechat.ai.protocol import Generate, Turn
from edgechat.core.errors import ExclusiveInput, IncompleteInput, InvalidInput
from edgechat.core.messages import MAX_FRAME

MAX_CHARACTERS = 4_000_000  # of all text in one request; far more than any local context window
MAX_JOB = MAX_FRAME // 2  # bytes of all inputs as they are sent to a child
MAX_SCHEMA = 64 * 1024  # characters of a JSON schema
ANY_OBJECT = '{"type": "object"}'

Penalty = Annotated[float, Meta(ge=-2, le=2)]


class TextPart(msgspec.Struct, frozen=True):
    type: Literal["text"]
    text: str


class MessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Literal["system", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = None
    name: Annotated[str, Meta(max_length=64)] | None = None
    tool_calls: tool_inputs.Calls | None = None
    tool_call_id: tool_inputs.Identity | None = None
    reasoning_content: str | None = None  # of an earlier answer: taken back, and never told to a model


class ResponseFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: dict[str, Any] | None = None


class TextGeneration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inputs of ``text-generation``. ``stream`` here is the reference's way to ask for a stream.

    ``think``: whether to think before the answer, for models that leave the choice.
    """

    prompt: str | None = None
    messages: list[MessageIn] | None = None
    raw: bool = False
    stream: bool = False
    max_tokens: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=5)] = 0.6
    top_p: Annotated[float, Meta(ge=0, le=2)] = 0.95
    top_k: Annotated[int, Meta(ge=0, le=1_000_000)] = 40
    min_p: Annotated[float, Meta(ge=0, le=1)] = 0.05
    seed: Annotated[int, Meta(ge=0, le=9_999_999_999)] | None = None
    repetition_penalty: Annotated[float, Meta(ge=0, le=2)] = 1.0
    frequency_penalty: Penalty = 0.0
    presence_penalty: Penalty = 0.0
    stop: str | Annotated[list[str], Meta(max_length=16)] | None = None
    response_format: ResponseFormat | None = None
    tools: tool_inputs.Tools | None = None
    tool_choice: tool_inputs.Choice | None = None
    think: bool | None = None


def text_generation(inputs: Mapping[str, Any]) -> tuple[Generate, bool]:
    """The checked job, and whether the inputs ask for a stream.

    Raises ``InvalidInput`` (5004), ``ExclusiveInput`` (1001) or ``IncompleteInput`` (3003).
    """
    try:
        checked = _convert(inputs)
        job = _job(checked)
        # What cannot be written as UTF-8, or is too large for one message, cannot be sent to a child either.
        size = len(msgspec.msgpack.encode(job))
    except UnicodeEncodeError as error:
        raise InvalidInput(
            "A text holds half a character (a lone surrogate).", "Send whole characters."
        ) from error
    if size > MAX_JOB:
        raise InvalidInput(f"The inputs take {size} bytes; at most {MAX_JOB} are accepted.", "Shorten them.")
    return job, checked.stream


def _job(checked: TextGeneration) -> Generate:
    tools, forced = tool_inputs.offered(checked.tools, checked.tool_choice)
    schema = _schema(checked.response_format)
    if tools and (schema or checked.raw):
        other = "response_format" if schema else "raw"
        raise ExclusiveInput(f"tools and {other} are mutually exclusive.", "Give one of them.")
    turns = _turns(checked)
    _check_sizes(checked, turns)
    return Generate(
        messages=turns,
        prompt=checked.prompt or "",
        raw=checked.raw,
        max_tokens=checked.max_completion_tokens or checked.max_tokens or 256,
        temperature=checked.temperature,
        top_p=min(checked.top_p, 1.0),
        top_k=checked.top_k,
        min_p=checked.min_p,
        seed=-1 if checked.seed is None else checked.seed,
        repetition_penalty=checked.repetition_penalty or 1.0,
        frequency_penalty=checked.frequency_penalty,
        presence_penalty=checked.presence_penalty,
        stop=_stops(checked.stop),
        schema=schema,
        tools=tools,
        forced=forced,
        think=checked.think,
    )


def _convert(inputs: Mapping[str, Any]) -> TextGeneration:
    for key, value in inputs.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidInput(f"{key} is not a number.", "Give a finite number.")
    try:
        checked = msgspec.convert(dict(inputs), TextGeneration)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The inputs are not valid: {error}.", "The README lists them under From Python."
        ) from error
    if checked.prompt is not None and checked.messages is not None:
        raise ExclusiveInput("prompt and messages are mutually exclusive.", "Give one of them.")
    if not checked.prompt and not checked.messages:
        raise IncompleteInput("Neither prompt nor messages was given.", "Give one of them, not empty.")
    if checked.raw and checked.messages:
        raise ExclusiveInput("raw and messages are mutually exclusive.", "raw goes with prompt.")
    return checked


def _turns(checked: TextGeneration) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    names: dict[str, str] = {}  # of the tools called so far, by the id of the call
    for index, message in enumerate(checked.messages or ()):
        _check_role(message, f"messages[{index}]")
        calls = tool_inputs.calls(message.tool_calls, f"messages[{index}].tool_calls")
        names |= {call.id: call.name for call in calls}
        identity = message.tool_call_id or ""
        name = (message.name or names.get(identity, "")) if message.role == "tool" else ""
        turns.append(Turn(message.role, _plain(message.content), calls, identity, name))
    return tuple(turns)


def _check_role(message: MessageIn, place: str) -> None:
    if message.tool_calls and message.role != "assistant":
        raise InvalidInput(f"{place}.tool_calls: only an assistant calls tools.", "Leave it out.")
    if message.tool_call_id and message.role != "tool":
        raise InvalidInput(f"{place}.tool_call_id: only a tool answers a call.", 'Give it the role "tool".')


def _plain(content: str | list[TextPart] | None) -> str:
    if isinstance(content, list):
        return "".join(part.text for part in content)
    return content or ""


def _check_sizes(checked: TextGeneration, turns: tuple[Turn, ...]) -> None:
    size = len(checked.prompt or "") + sum(map(_size, turns))
    if size > MAX_CHARACTERS:
        raise InvalidInput(
            f"The text is {size} characters long; at most {MAX_CHARACTERS} are accepted.", "Shorten it."
        )


def _size(turn: Turn) -> int:
    return len(turn.content) + sum(len(call.arguments) for call in turn.calls)


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    given = (stop,) if isinstance(stop, str) else tuple(stop or ())
    return tuple(each for each in given if each)


def _schema(wanted: ResponseFormat | None) -> str:
    """The JSON schema as text. OpenAI's clients wrap it once more: ``{"name":…, "schema": {…}}``."""
    if wanted is None or wanted.type == "text":
        return ""
    if wanted.type == "json_object":
        return ANY_OBJECT
    if not wanted.json_schema:
        raise IncompleteInput("response_format json_schema has no schema.", "Put it under json_schema.")
    inner = wanted.json_schema.get("schema")
    schema = inner if isinstance(inner, dict) and "name" in wanted.json_schema else wanted.json_schema
    try:
        text = msgspec.json.encode(schema).decode("utf-8")
    except (TypeError, RecursionError, msgspec.MsgspecError) as error:
        raise InvalidInput(f"The JSON schema is not JSON: {error}.", "Give plain JSON values.") from error
    if len(text) > MAX_SCHEMA:
        raise InvalidInput(f"The JSON schema is over {MAX_SCHEMA} characters long.", "Shorten it.")
    return text
