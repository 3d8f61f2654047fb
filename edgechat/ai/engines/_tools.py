"""Tools in a prompt: in the model's own form where its template has one, else described in words.

Knows messages, tools and JSON schemas; no tokenizer, no template language beyond the names it uses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from edgechat.ai.engines._template import Messages, Shield, shield
from edgechat.ai.protocol import ToolUse, Turn
from edgechat.ai.tool_calls import Family

_NAMES_TOOLS = re.compile(r"\{[{%][^{}]*\btools\b")
_SHORT_ID = re.compile(r"[A-Za-z0-9]{9}")
_ANYTHING = {"type": ["string", "number", "boolean", "object", "array", "null"]}
_SHAPES = frozenset(
    ("type", "enum", "const", "oneOf", "anyOf", "allOf", "$ref", "properties", "items", "prefixItems")
)

Tools = list[dict[str, Any]]


def takes_tools(template: str | None) -> bool:
    """Whether the chat template does something with ``tools``."""
    return template is not None and _NAMES_TOOLS.search(template) is not None


def uses_tools(turns: Sequence[Turn]) -> bool:
    return any(turn.calls or turn.role == "tool" for turn in turns)


def by_name(tools: Tools) -> dict[str, Mapping[str, Any]]:
    """Name -> JSON schema of the arguments."""
    return {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}


# -- messages


def native_messages(turns: Sequence[Turn], family: Family) -> Messages:
    """Messages as ``apply_chat_template`` takes them; arguments are objects there, not text."""
    identify = short_id if family.short_ids else str
    return [_native(turn, identify) for turn in turns]


def _native(turn: Turn, identify: Callable[[str], str]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.calls:
        message["tool_calls"] = [
            {
                "type": "function",
                "id": identify(call.id),
                "function": {"name": call.name, "arguments": json.loads(call.arguments)},
            }
            for call in turn.calls
        ]
    if turn.role == "tool":
        message |= {"tool_call_id": identify(turn.call), "name": turn.name}
    return message


def short_id(identity: str) -> str:
    """``identity`` in nine letters and digits, always the same ones."""
    if _SHORT_ID.fullmatch(identity):
        return identity
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:9]


def described_messages(turns: Sequence[Turn], tools: Tools, forced: Sequence[str]) -> Messages:
    """The same for a template that knows no tools: all in words, in the system message."""
    messages = [_described(turn) for turn in turns]
    if not tools:
        return messages
    told = describe(tools, forced)
    if messages and messages[0]["role"] == "system":
        messages[0] = {"role": "system", "content": f"{messages[0]['content']}\n\n{told}".strip()}
        return messages
    return [{"role": "system", "content": told}, *messages]


def _described(turn: Turn) -> dict[str, Any]:
    if turn.role == "tool":
        return {"role": "user", "content": f"Result of the tool {turn.name or 'call'}:\n{turn.content}"}
    parts = [turn.content, *map(_written, turn.calls)]
    return {"role": turn.role, "content": "\n".join(part for part in parts if part)}


def _written(call: ToolUse) -> str:
    return f'{{"name": {json.dumps(call.name)}, "arguments": {call.arguments}}}'


def describe(tools: Tools, forced: Sequence[str]) -> str:
    """The tools in words, and how to call one."""
    listed = "\n".join(json.dumps(tool["function"], ensure_ascii=False) for tool in tools)
    when = f"Call the tool {' or '.join(forced)} now." if forced else "If no tool helps, answer in words."
    return (
        f"You can call these tools, each described by a JSON schema:\n{listed}\n\n"
        'To call a tool, answer with nothing but a JSON object: {"name": "the tool", "arguments": {…}}\n'
        f"{when}"
    )


def shielded(
    messages: Messages, tools: Tools, is_control: Callable[[str], bool]
) -> tuple[Messages, Tools, Shield]:
    """Both with every control token that any of their texts spells out replaced; see ``shield``."""
    texts: dict[str, None] = {}
    _gather([messages, tools], texts)
    replaced, guard = shield([{"content": text} for text in texts], is_control)
    swaps = {text: message["content"] for text, message in zip(texts, replaced, strict=True)}
    return _swap(messages, swaps), _swap(tools, swaps), guard


def _gather(value: Any, texts: dict[str, None]) -> None:
    if isinstance(value, str):
        texts[value] = None
    elif isinstance(value, list):
        for each in value:
            _gather(each, texts)
    elif isinstance(value, dict):
        _gather([*value.keys(), *value.values()], texts)


def _swap(value: Any, swaps: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return swaps[value]
    if isinstance(value, list):
        return [_swap(each, swaps) for each in value]
    if isinstance(value, dict):
        return {swaps[key]: _swap(each, swaps) for key, each in value.items()}
    return value


# -- forced calls


def forced_schema(tools: Tools, forced: Sequence[str], arguments_key: str) -> str:
    """The JSON schema of a call of one of ``forced``, as text, its arguments as that tool wants them."""
    schemas = by_name(tools)
    definitions = {f"tool{index}": _bounded(schemas[name], index) for index, name in enumerate(forced)}
    calls = [
        {
            "type": "object",
            "properties": {"name": {"const": name}, arguments_key: {"$ref": f"#/$defs/tool{index}"}},
            "required": ["name", arguments_key],
        }
        for index, name in enumerate(forced)
    ]
    return json.dumps({"oneOf": calls, "$defs": definitions})


def _bounded(schema: Mapping[str, Any], index: int) -> Any:
    """``schema`` as a place in a larger one: its references point into it, and it is an object."""
    placed = _placed(dict(schema), f"#/$defs/tool{index}")
    if _SHAPES.isdisjoint(placed) or (placed.get("type") == "object" and "properties" not in placed):
        placed = {"type": "object", "properties": {}, **placed}
    return placed


def _placed(schema: Any, root: str) -> Any:
    """References moved below ``root``; a schema that says nothing of a shape allows any value."""
    if isinstance(schema, list):
        return [_placed(each, root) for each in schema]
    if not isinstance(schema, dict):
        return schema
    placed = {key: _placed(each, root) if key != "const" else each for key, each in schema.items()}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        placed["$ref"] = root + reference[1:]
    for key in ("properties", "$defs", "definitions"):
        if isinstance(placed.get(key), dict):
            placed[key] = {name: _shaped(each) for name, each in placed[key].items()}
    if isinstance(placed.get("items"), dict):
        placed["items"] = _shaped(placed["items"])
    return placed


def _shaped(schema: Any) -> Any:
    return _ANYTHING if isinstance(schema, dict) and _SHAPES.isdisjoint(schema) else schema
