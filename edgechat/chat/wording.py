"""The few words that exported documents add to what was said."""

from __future__ import annotations

from datetime import datetime

from edgechat.chat.conversation import Conversation, Message
from edgechat.chat.parts import CitationPart
from edgechat.library.units import unit_of

STATES = {
    "complete": "",
    "streaming": "still being written",
    "stopped": "stopped",
    "failed": "failed",
    "interrupted": "interrupted",
}


def title_of(place: Conversation) -> str:
    return " ".join(place.title.split()) or "Untitled conversation"


def heading(message: Message) -> str:
    """Who spoke, and when."""
    who = {"user": "You", "assistant": message.model or "Model", "system": "System"}[message.role]
    return f"{who}, {datetime.fromtimestamp(message.created_at).strftime('%Y-%m-%d %H:%M')}"


def source_of(citation: CitationPart) -> str:
    """Marker, document and page, or what else its parts are called."""
    page = f", {unit_of(citation.name)} {citation.page}" if citation.page else ""
    return f"[{citation.number}] {citation.name}{page}"


def note(message: Message) -> str:
    """What a reader should know of a message: pinned, one of several, not whole, why it failed."""
    said = ["pinned"] if message.pinned else []
    if message.siblings > 1:
        said.append(f"version {message.sibling + 1} of {message.siblings}")
    if STATES[message.state]:
        said.append(STATES[message.state])
    if message.error:
        said.append(" ".join(message.error.message.split()))
    return "; ".join(said)
