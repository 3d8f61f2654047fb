"""Tools among a task's inputs: both shapes that are accepted, checked and brought into OpenAI's.

The reference's older shape is ``{name, description, parameters}``, OpenAI's wraps it as
``{"type": "function", "function": {…}}``; calls come in the same two shapes. What is wrong is named by
its place ("tools[0].parameters").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edgechat.ai.protocol import ToolUse
from edgechat.core.errors import IncompleteInput, InvalidInput

MOST_TOOLS = 128
MAX_TOOLS = 256 * 1024  # characters of all tools as JSON

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Identity = Annotated[str, Meta(max_length=256)]
Description = Annotated[str, Meta(max_length=16_384)]


class FunctionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    description: Description | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class ToolIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either ``type`` and ``function``, or the other three."""

    type: Literal["function"] | None = None
    function: FunctionIn | None = None
    name: Name | None = None
    description: Description | None = None
    parameters: dict[str, Any] | None = None


class CalledFunctionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    arguments: str | dict[str, Any] = ""


class CallIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Either ``function`` (with ``id`` and ``type``), or ``name`` and ``arguments``."""

    id: Identity | None = None
    type: Literal["function"] | None = None
    index: int | None = None
    function: CalledFunctionIn | None = None
    name: Name | None = None
    arguments: str | dict[str, Any] | None = None


class ChosenFunctionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name


class ChoiceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: Literal["function"]
    function: ChosenFunctionIn


Tools = Annotated[list[ToolIn], Meta(max_length=MOST_TOOLS)]
Calls = Annotated[list[CallIn], Meta(max_length=MOST_TOOLS)]
Choice = Literal["auto", "none", "required"] | ChoiceIn


def offered(tools: Sequence[ToolIn] | None, choice: Choice | None) -> tuple[str, tuple[str, ...]]:
    """The tools as JSON text in OpenAI's shape, and the names of which one must be called.

    Both empty where there are no tools or none may be called. Raises ``InvalidInput``.
    """
    functions = [_function(tool, f"tools[{index}]") for index, tool in enumerate(tools or ())]
    names = [each.name for each in functions]
    forced = _forced(names, choice)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"tools: two of them are named {twice!r}.", "Give each its own name.")
    if not functions or choice == "none":
        return "", ()
    text = _json([_shape(each) for each in functions], "tools")
    if len(text) > MAX_TOOLS:
        raise InvalidInput(f"tools: over {MAX_TOOLS} characters of JSON.", "Offer fewer or shorter ones.")
    return text, forced


def _forced(names: list[str], choice: Choice | None) -> tuple[str, ...]:
    if isinstance(choice, ChoiceIn):
        if choice.function.name not in names:
            raise InvalidInput(
                f"tool_choice.function.name: no tool is named {choice.function.name!r}.",
                "Name one of tools.",
            )
        return (choice.function.name,)
    if choice != "required":
        return ()
    if not names:
        raise IncompleteInput("tool_choice is required, and tools is empty.", "Give at least one tool.")
    return tuple(names)


def _function(tool: ToolIn, place: str) -> FunctionIn:
    flat = (tool.name, tool.description, tool.parameters)
    if tool.function is not None:
        if any(each is not None for each in flat):
            raise InvalidInput(f"{place}: has function and fields beside it.", "Give one of the shapes.")
        function, inner = tool.function, f"{place}.function.parameters"
    elif tool.name is None:
        raise IncompleteInput(f"{place}: has neither function nor name.", "Name the tool.")
    else:
        function = FunctionIn(tool.name, tool.description, tool.parameters)
        inner = f"{place}.parameters"
    if (function.parameters or {}).get("type", "object") != "object":
        raise InvalidInput(f"{inner}: is not the schema of an object.", 'Its type must be "object".')
    return function


def _shape(function: FunctionIn) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {}} | (function.parameters or {})
    return {
        "type": "function",
        "function": {
            "name": function.name,
            "description": function.description or "",
            "parameters": parameters,
        },
    }


def _json(value: Any, place: str) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{place}: is not JSON: {error}.", "Give plain JSON values.") from error
    return text


def calls(given: Iterable[CallIn] | None, place: str) -> tuple[ToolUse, ...]:
    """The calls of an earlier answer. Raises ``InvalidInput``."""
    return tuple(_call(each, f"{place}[{index}]") for index, each in enumerate(given or ()))


def _call(given: CallIn, place: str) -> ToolUse:
    if given.function is not None:
        if given.name is not None or given.arguments is not None:
            raise InvalidInput(f"{place}: has function and fields beside it.", "Give one of the shapes.")
        name, arguments, inner = given.function.name, given.function.arguments, f"{place}.function"
    elif given.name is None:
        raise IncompleteInput(f"{place}: has neither function nor name.", "Name the tool that was called.")
    else:
        name, arguments, inner = given.name, given.arguments or "", place
    return ToolUse(given.id or "", name, _arguments(arguments, f"{inner}.arguments"))


def _arguments(given: str | dict[str, Any], place: str) -> str:
    """The JSON text of an object; empty text means no arguments."""
    value: Any = given
    if isinstance(given, str):
        try:
            value = json.loads(given) if given.strip() else {}
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict):
        raise InvalidInput(f"{place}: is not a JSON object.", "Give the arguments as an object.")
    return _json(value, place)
