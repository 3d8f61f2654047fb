"""Tool calls in what a model writes: one file per model family, each defining ``FAMILY``.

A family knows the forms in which its models write calls and how a forced call begins. Which family a
model belongs to is seen from its chat template. Knows text only: no engine, no template language.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping

from edgechat.ai.tool_calls._contract import Called, Family
from edgechat.ai.tool_calls._listener import Listener
from edgechat.ai.tool_calls.generic import FAMILY as GENERIC
from edgechat.ai.tool_calls.llama import BARE
from edgechat.core.discover import discover

__all__ = ["FORCED", "GENERIC", "Called", "Family", "Listener", "families", "family_of"]

FORCED = (BARE,)
"""How a call is written that a grammar asked for: a JSON object and nothing else."""


@functools.cache
def families() -> Mapping[str, Family]:
    """Every family by name."""
    return discover(sys.modules[__name__], "FAMILY")


def family_of(template: str | None) -> Family:
    """The family whose marks ``template`` carries; the generic one where there is none."""
    return max(families().values(), key=lambda family: family.claims(template or ""))
