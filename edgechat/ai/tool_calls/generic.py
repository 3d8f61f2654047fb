"""Every other model: it is told to answer with a JSON object, and whatever common form it writes is read."""

from __future__ import annotations

from edgechat.ai.tool_calls._contract import Family, Form, Reading, Tools, shifted
from edgechat.ai.tool_calls._reading import read_json
from edgechat.ai.tool_calls.gemma import CODE, FENCED_JSON
from edgechat.ai.tool_calls.hermes import TAGGED
from edgechat.ai.tool_calls.llama import BARE, PYTHONIC, TAG
from edgechat.ai.tool_calls.mistral import LISTED


def read_marked(text: str, tools: Tools, over: bool) -> Reading:
    """Granite's and Phi's: a JSON list behind a mark, with or without a mark after it."""
    return read_json(text, tools, over, closing="<|/tool_call|>")


def read_list(text: str, tools: Tools, over: bool) -> Reading:
    return shifted(read_json("[" + text, tools, over, bare=True), -1)


MARKED = Form(("<|tool_call|>",), read_marked)
LIST = Form(("[",), read_list, line_start=True)
FAMILY = Family(
    claims=lambda template: 1,
    forms=(TAGGED, TAG, LISTED, MARKED, CODE, FENCED_JSON, BARE, PYTHONIC, LIST),
)
