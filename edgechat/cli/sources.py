"""Where an answer comes from, as the command line tells it."""

from __future__ import annotations

from typing import Any

from edgechat.chat.conversation import Message
from edgechat.chat.parts import CitationPart, SearchedPart
from edgechat.chat.wording import source_of
from edgechat.cli.console import Console


def tell_sources(console: Console, answer: Message) -> None:
    """On standard error: where each marker points, or that the documents held nothing of the kind."""
    if any(isinstance(part, SearchedPart) and not part.found for part in answer.parts):
        console.note("Nothing in the documents bears on this question: the answer is the model's own.")
    for part in citations(answer):
        console.note(f"{source_of(part)}: {' '.join(part.quote.split())}")


def citations(answer: Message) -> list[CitationPart]:
    return [part for part in answer.parts if isinstance(part, CitationPart)]


def describe(part: CitationPart) -> dict[str, Any]:
    """``part`` for ``--json``: ``page`` is null where the document has none, offsets are characters."""
    return {
        "marker": f"[{part.number}]",
        "document": part.document,
        "name": part.name,
        "page": part.page or None,
        "start": part.start,
        "end": part.end,
        "quote": part.quote,
    }
