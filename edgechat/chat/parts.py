"""What a message is made of: text, reasoning, attachments, tool calls and their results, sources.

Pure data, and its form as JSON (the stored one, and the one that is exported).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from edgechat.core.errors import InvalidInput
from edgechat.core.records import dataclass


@dataclass(frozen=True)
class TextPart:
    text: str


@dataclass(frozen=True)
class ReasoningPart:
    """What a model thought before it answered, and how long; shown folded, never told to a model again."""

    text: str
    milliseconds: int = 0


@dataclass(frozen=True)
class AttachmentPart:
    """A file, by the SHA-256 (hexadecimal) of its content. ``size`` in bytes."""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ToolCallPart:
    """A tool the model asks for. ``arguments`` is JSON."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class ToolResultPart:
    """What came of the tool call with the id ``call``."""

    call: str
    content: str
    is_error: bool = False


@dataclass(frozen=True)
class SearchedPart:
    """The person's documents were searched for this answer; ``found`` passages were shown to the model."""

    found: int


@dataclass(frozen=True)
class CitationPart:
    """Marker ``[number]`` of the text points to characters ``start`` to ``end`` of ``page`` (from 1; 0: of a
    document without pages) of the document with the id ``document``. ``quote`` is what stands there."""

    number: int
    document: str
    name: str
    page: int
    start: int
    end: int
    quote: str


Part = TextPart | ReasoningPart | AttachmentPart | ToolCallPart | ToolResultPart | SearchedPart | CitationPart

KINDS: Mapping[str, type[Part]] = {
    "text": TextPart,
    "reasoning": ReasoningPart,
    "attachment": AttachmentPart,
    "tool_call": ToolCallPart,
    "tool_result": ToolResultPart,
    "searched": SearchedPart,
    "citation": CitationPart,
}
NAMES = {kind: name for name, kind in KINDS.items()}
TYPES = {"str": str, "int": int, "bool": bool}


def text_of(parts: Iterable[Part]) -> str:
    """The text parts, joined."""
    return "".join(part.text for part in parts if isinstance(part, TextPart))


def agreed(parts: tuple[Part, ...], text: str) -> tuple[Part, ...]:
    """``parts`` with ``text`` for their text: what it has more goes to the end, another one into one part."""
    known = text_of(parts)
    if known == text:
        return parts
    if known and text.startswith(known):
        return _longer(parts, text[len(known) :])
    others = [part for part in parts if not isinstance(part, TextPart)]
    at = next((place for place, part in enumerate(parts) if isinstance(part, TextPart)), len(others))
    written = [TextPart(text)] if text else []
    return (*others[:at], *written, *others[at:])


def _longer(parts: tuple[Part, ...], more: str) -> tuple[Part, ...]:
    last = parts[-1]
    if isinstance(last, TextPart):
        return (*parts[:-1], TextPart(last.text + more))
    return (*parts, TextPart(more))


def to_json(part: Part) -> dict[str, Any]:
    """``part`` as an object with its kind under ``type``."""
    return {"type": NAMES[type(part)], **asdict(part)}


def from_json(stored: object) -> Part:
    """What ``to_json`` made. Raises ``InvalidInput`` for anything that is no part."""
    if not isinstance(stored, Mapping) or str(stored.get("type")) not in KINDS:
        raise InvalidInput("This is not a part of a message.", f"Its type must be one of {', '.join(KINDS)}.")
    kind = KINDS[str(stored["type"])]
    values = {field.name: stored[field.name] for field in fields(kind) if field.name in stored}
    for field in fields(kind):
        if field.name in values and type(values[field.name]) is not TYPES[str(field.type)]:
            raise InvalidInput(f"{stored['type']}.{field.name} must be of type {field.type}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise InvalidInput(f"A part of type {stored['type']} is not whole.") from error
