"""Gemma up to 3, which learnt no form of its own: ```` ```tool_code ```` blocks, Python lists, JSON."""

from __future__ import annotations

from edgechat.ai.tool_calls._contract import Called, Family, Form, Reading, Tools
from edgechat.ai.tool_calls._reading import calls_in, fenced, parse, read_json, read_python
from edgechat.ai.tool_calls.llama import BARE, PYTHONIC


def _code(text: str, tools: Tools) -> tuple[Called, ...]:
    return read_python(text, tools) or calls_in(parse(text), tools)


def read_fenced_json(text: str, tools: Tools, over: bool) -> Reading:
    return read_json(text, tools, over, closing="```", bare=True)


CODE = Form(("```tool_code", "```tool_call"), fenced(_code), line_start=True)
FENCED_JSON = Form(("```json", "```"), read_fenced_json, line_start=True)
FAMILY = Family(
    claims=lambda template: 2 if "<start_of_turn>" in template else 0,
    forms=(CODE, FENCED_JSON, BARE, PYTHONIC),
)
