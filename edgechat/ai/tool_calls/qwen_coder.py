"""Qwen 3 Coder: ``<tool_call><function=NAME><parameter=KEY>value</parameter></function></tool_call>``.

Values are plain text; the tool's schema says which of them are numbers, lists or objects.
"""

from __future__ import annotations

import re
from typing import Any

from edgechat.ai.tool_calls._contract import NO, Family, Form, Reading, Tools, checked, shifted
from edgechat.ai.tool_calls._reading import close, parse, waiting

_BEGIN = re.compile(r"\s*([\w.:-]{1,64})\s*>")
_PARAMETER = re.compile(r"\s*<parameter=([^<>\n]{1,128})>\n?(.*?)\n?</parameter>", re.DOTALL)
_END = re.compile(r"\s*</function>")
_WORDS = {"true": True, "false": False, "null": None, "none": None}


def read_function(text: str, tools: Tools, over: bool) -> Reading:
    """``NAME> <parameter=KEY>value</parameter> … </function></tool_call>``"""
    begin = _BEGIN.match(text)
    if begin is None:
        return waiting(over) if len(text) <= 80 and ">" not in text else NO
    if begin.group(1) not in tools:
        return NO
    properties = tools[begin.group(1)].get("properties") or {}
    arguments: dict[str, Any] = {}
    at = begin.end()
    while parameter := _PARAMETER.match(text, at):
        key = parameter.group(1).strip()
        arguments[key] = _value(parameter.group(2), properties.get(key))
        at = parameter.end()
    end = _END.match(text, at)
    if end is None:
        rest = text[at:].lstrip()
        open_still = "</function>".startswith(rest) or "<parameter=".startswith(rest[:11])
        return waiting(over) if open_still else NO
    call = checked(begin.group(1), arguments, tools)
    return close(text, (call,), end.end(), "</tool_call>", over) if call else NO


def read_wrapped(text: str, tools: Tools, over: bool) -> Reading:
    """The same behind ``<tool_call>``."""
    inner = text.lstrip()
    mark = "<function="
    if len(inner) < len(mark):
        return waiting(over) if mark.startswith(inner) else NO
    if not inner.startswith(mark):
        return NO
    skipped = len(text) - len(inner) + len(mark)
    return shifted(read_function(text[skipped:], tools, over), skipped)


def _value(text: str, schema: Any) -> Any:
    """``text`` as the type that ``schema`` asks for, or as it stands where it is not of that type."""
    wanted = schema.get("type") if isinstance(schema, dict) else None
    if wanted in (None, "string"):
        return text
    if text.strip().lower() in _WORDS:
        return _WORDS[text.strip().lower()]
    value = parse(text)
    return text if value is None else value


FAMILY = Family(
    claims=lambda template: 4 if "<tool_call>" in template and "<function=" in template else 0,
    forms=(Form(("<tool_call>",), read_wrapped), Form(("<function=",), read_function)),
)
