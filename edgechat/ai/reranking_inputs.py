"""What the task ``text-reranking`` accepts, in the reference's shape, checked before anything runs.

The reference (``@cf/baai/bge-reranker-base``) puts no bounds on the number and length of the contexts; a
machine of one's own has some.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from edgechat.ai.embedding_inputs import Text, require_whole
from edgechat.core.errors import IncompleteInput, InvalidInput

MOST_CONTEXTS = 1000
MOST_CHARACTERS = 10_000_000  # of all contexts


class ContextIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Text


class TextReranking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``top_k``: at most so many come back, the best first; without it all do."""

    query: Text
    contexts: Annotated[list[ContextIn], Meta(max_length=MOST_CONTEXTS)]
    top_k: Annotated[int, Meta(ge=1)] | None = None


def text_reranking(inputs: Mapping[str, Any]) -> TextReranking:
    """The checked inputs. Raises ``InvalidInput`` (5004) or ``IncompleteInput`` (3003)."""
    for key in ("query", "contexts"):
        if key not in inputs:
            raise IncompleteInput(f"{key} was not given.", 'Give query, and contexts: [{"text": …}, …].')
    try:
        checked = msgspec.convert(dict(inputs), TextReranking)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The inputs are not valid: {error}.",
            f'Give query, and at most {MOST_CONTEXTS} contexts: [{{"text": …}}, …].',
        ) from error
    if sum(len(each.text) for each in checked.contexts) > MOST_CHARACTERS:
        raise InvalidInput(f"The contexts have over {MOST_CHARACTERS} characters.", "Send fewer at once.")
    require_whole("query", checked.query)
    for place, each in enumerate(checked.contexts):
        require_whole(f"contexts[{place}].text", each.text)
    return checked
