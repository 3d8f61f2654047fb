"""Mistral up to Nemo: ``[TOOL_CALLS][{"name": …, "arguments": {…}}]``."""

from __future__ import annotations

from edgechat.ai.tool_calls._contract import Family, Form
from edgechat.ai.tool_calls.mistral_args import read_calls

LISTED = Form(("[TOOL_CALLS]",), read_calls)
FAMILY = Family(
    claims=lambda template: 3 if "[TOOL_CALLS]" in template else 0,
    forms=(LISTED,),
    lead="[TOOL_CALLS][",
    short_ids=True,
)
