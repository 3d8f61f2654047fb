"""Mistral from Small 3.1 on: ``[TOOL_CALLS]name[ARGS]{…}``, some with ``[CALL_ID]`` before the arguments."""

from __future__ import annotations

import re

from edgechat.ai.tool_calls._contract import NO, Family, Form, Found, Reading, Tools, checked
from edgechat.ai.tool_calls._reading import parse, read_json, value_end, waiting

_NAME = re.compile(r"\s{0,8}([\w.:-]{1,64})\s{0,8}(?:\[CALL_ID\]\w{1,64})?\s{0,8}(?:\[ARGS\])?\s{0,8}(?=\{)")
_LONGEST_NAME = 200


def read_calls(text: str, tools: Tools, over: bool) -> Reading:
    """Either form, whichever follows ``[TOOL_CALLS]``."""
    start = text.lstrip()[:1]
    if not start:
        return waiting(over)
    return read_json(text, tools, over) if start in "{[" else _read_named(text, tools, over)


def _read_named(text: str, tools: Tools, over: bool) -> Reading:
    name = _NAME.match(text)
    if name is None:
        return waiting(over) if len(text) <= _LONGEST_NAME and "{" not in text else NO
    end = value_end(text, name.end())
    if end is None:
        return waiting(over)
    call = checked(name.group(1), parse(text[name.end() : end]), tools)
    return Found((call,), end) if call else NO


FAMILY = Family(
    claims=lambda template: 4 if "[TOOL_CALLS]" in template and "[ARGS]" in template else 0,
    forms=(Form(("[TOOL_CALLS]",), read_calls),),
    short_ids=True,
)
