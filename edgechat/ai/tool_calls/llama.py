"""Llama 3: ``{"name": …, "parameters": {…}}`` as the answer, or behind ``<|python_tag|>``.

Also ``weather.call(city="Paris")`` behind that tag, ``<function=weather>{…}</function>`` and, from 3.2 on,
``[weather(city="Paris")]``.
"""

from __future__ import annotations

import re

from edgechat.ai.tool_calls._contract import NO, Family, Form, Reading, Tools, checked, shifted
from edgechat.ai.tool_calls._reading import (
    close,
    parse,
    read_json,
    read_python_call,
    read_python_list,
    value_end,
    waiting,
)

_NAME = re.compile(r"([\w.:-]{1,64})>\s{0,8}(?=\{)")


def read_bare(text: str, tools: Tools, over: bool) -> Reading:
    """A JSON object whose brace was the opening."""
    return shifted(read_json("{" + text, tools, over, bare=True), -1)


def read_tag(text: str, tools: Tools, over: bool) -> Reading:
    start = text.lstrip()[:1]
    if not start:
        return waiting(over)
    return read_json(text, tools, over) if start in "{[" else read_python_call(text, tools, over)


def read_named(text: str, tools: Tools, over: bool) -> Reading:
    """``weather>{…}</function>``"""
    name = _NAME.match(text)
    if name is None:
        return waiting(over) if len(text) <= 80 and "{" not in text else NO
    end = value_end(text, name.end())
    if end is None:
        return waiting(over)
    call = checked(name.group(1), parse(text[name.end() : end]), tools)
    return close(text, (call,), end, "</function>", over) if call else NO


BARE = Form(("{",), read_bare, line_start=True)
PYTHONIC = Form(("[",), read_python_list, line_start=True)
TAG = Form(("<|python_tag|>",), read_tag)
FAMILY = Family(
    claims=lambda template: 3 if "<|start_header_id|>" in template or "<|python_tag|>" in template else 0,
    forms=(TAG, Form(("<function=",), read_named), BARE, PYTHONIC),
    arguments_key="parameters",
)
