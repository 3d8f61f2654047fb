"""Hermes, Qwen 2.5 and 3, and the many that learnt from them: ``<tool_call>{…}</tool_call>``."""

from __future__ import annotations

from edgechat.ai.tool_calls._contract import Family, Form, Reading, Tools
from edgechat.ai.tool_calls._reading import read_json


def read_tagged(text: str, tools: Tools, over: bool) -> Reading:
    """``{"name": …, "arguments": {…}}</tool_call>``"""
    return read_json(text, tools, over, closing="</tool_call>")


TAGGED = Form(("<tool_call>",), read_tagged)
FAMILY = Family(
    claims=lambda template: 2 if "<tool_call>" in template else 0, forms=(TAGGED,), lead="<tool_call>\n"
)
