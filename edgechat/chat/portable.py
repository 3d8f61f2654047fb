"""Conversations as a file that other programs can read: the format "edgechat-conversations", version 1.

UTF-8 JSON, one object::

    {"format": "edgechat-conversations", "version": 1, "exported_at": seconds, "conversations": [
        {"id", "title", "titled_by", "created_at", "updated_at", "pinned", "model", "system",
         "options": {sampling inputs}, "shown": id of the last message on show or null,
         "messages": [
            {"id", "parent": id or null, "role", "state", "created_at", "pinned", "model",
             "finish_reason", "usage": {…}, "timing": {…}, "error": {"code", "message", "action"} or null,
             "parts": [{"type": "text" | "reasoning" | "attachment" | "tool_call" | "tool_result", …}]}
        ]}
    ]}

All branches are there; a message comes after its parent. Of a message only id, parent, role, state,
created_at and parts are always there, of a conversation id, title, the times and messages: what is left
out is empty (``titled_by``: "first line"). Times are seconds since 1970, UTC; timings
milliseconds. Attachments are named by SHA-256, their bytes are not in the file. An answer that was still
being written is "interrupted". A reader must refuse a higher version and fields that it does not know.
Knows no database and no disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edgechat.ai.values import Timing, Usage
from edgechat.chat import parts
from edgechat.chat.conversation import Conversation, Failure, Message, Role, TitledBy

FORMAT: Literal["edgechat-conversations"] = "edgechat-conversations"
VERSION = 1

MAX_CONVERSATIONS = 20_000
MAX_MESSAGES = 1_000_000  # of one conversation; a file is bounded by its size as well
MAX_TEXT = 50_000_000  # characters of one part
LAST_SECOND = 253_402_300_799.0  # of the year 9999

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(max_length=100_000)]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Time = Annotated[float, Meta(ge=0, le=LAST_SECOND)]
Count = Annotated[int, Meta(ge=0, le=1 << 53)]
Measure = Annotated[float, Meta(ge=0, le=1e15)]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is read from a file holds no fields but those named; those with a default may be left out."""


class PortableUsage(Strict, frozen=True):
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    cached_tokens: Count = 0


class PortableTiming(Strict, frozen=True):
    queue_ms: Measure = 0.0
    load_ms: Measure = 0.0
    prompt_ms: Measure = 0.0
    first_token_ms: Measure = 0.0
    total_ms: Measure = 0.0
    tokens_per_second: Measure = 0.0


class PortableFailure(Strict, frozen=True):
    code: Annotated[int, Meta(ge=0, le=1_000_000)]
    message: Name
    action: Name


class PortableText(Strict, frozen=True, tag_field="type", tag="text"):
    text: Text


class PortableReasoning(Strict, frozen=True, tag_field="type", tag="reasoning"):
    text: Text
    milliseconds: Count = 0


class PortableAttachment(Strict, frozen=True, tag_field="type", tag="attachment"):
    name: Name
    media_type: Name
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    size: Count


class PortableToolCall(Strict, frozen=True, tag_field="type", tag="tool_call"):
    id: Name
    name: Name
    arguments: Text


class PortableToolResult(Strict, frozen=True, tag_field="type", tag="tool_result"):
    call: Name
    content: Text
    is_error: bool = False


class PortableSearched(Strict, frozen=True, tag_field="type", tag="searched"):
    found: Count


class PortableCitation(Strict, frozen=True, tag_field="type", tag="citation"):
    number: Count
    document: Name
    name: Name
    page: Count
    start: Count
    end: Count
    quote: Text


PortablePart = (
    PortableText
    | PortableReasoning
    | PortableAttachment
    | PortableToolCall
    | PortableToolResult
    | PortableSearched
    | PortableCitation
)

PORTABLE: Mapping[type[parts.Part], type[PortablePart]] = {
    parts.TextPart: PortableText,
    parts.ReasoningPart: PortableReasoning,
    parts.AttachmentPart: PortableAttachment,
    parts.ToolCallPart: PortableToolCall,
    parts.ToolResultPart: PortableToolResult,
    parts.SearchedPart: PortableSearched,
    parts.CitationPart: PortableCitation,
}
ORIGINAL = {portable: kind for kind, portable in PORTABLE.items()}


class PortableMessage(Strict, frozen=True):
    id: Id
    parent: Id | None
    role: Role
    state: Literal["complete", "stopped", "failed", "interrupted"]
    created_at: Time
    parts: Annotated[list[PortablePart], Meta(max_length=10_000)]
    pinned: bool = False
    model: Name | None = None
    finish_reason: Name | None = None
    usage: PortableUsage | None = None
    timing: PortableTiming | None = None
    error: PortableFailure | None = None


class PortableConversation(Strict, frozen=True):
    id: Id
    title: Name
    created_at: Time
    updated_at: Time
    messages: Annotated[list[PortableMessage], Meta(max_length=MAX_MESSAGES)]
    shown: Id | None = None
    titled_by: TitledBy = "first line"
    pinned: bool = False
    model: Name | None = None
    system: Text | None = None
    options: dict[str, Any] = {}


class Portable(Strict, frozen=True):
    format: Literal["edgechat-conversations"]
    version: Annotated[int, Meta(ge=1, le=VERSION)]
    conversations: Annotated[list[PortableConversation], Meta(max_length=MAX_CONVERSATIONS)]
    exported_at: Time = 0.0


@dataclass(frozen=True)
class Whole:
    """A conversation with all its branches, parents first. ``shown``: the last message on show."""

    conversation: Conversation
    messages: tuple[Message, ...]
    shown: str | None = None

    def path(self) -> list[Message]:
        """The branch on show, oldest first."""
        by_id = {message.id: message for message in self.messages}
        found, at = [], self.shown
        while at is not None:
            found.append(by_id[at])
            at = by_id[at].parent
        return found[::-1]


def encode(wholes: Iterable[Whole], *, now: float) -> bytes:
    """The file's bytes; ``now`` goes into ``exported_at``."""
    written = [_written(whole) for whole in wholes]
    document = Portable(format=FORMAT, version=VERSION, exported_at=now, conversations=written)
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _written(whole: Whole) -> PortableConversation:
    place = whole.conversation
    return PortableConversation(
        id=place.id,
        title=place.title,
        created_at=place.created_at,
        updated_at=place.updated_at,
        messages=[_written_message(message) for message in whole.messages],
        shown=whole.shown,
        titled_by=place.titled_by,
        pinned=place.pinned,
        model=place.model,
        system=place.system,
        options=dict(place.options),
    )


def _written_message(message: Message) -> PortableMessage:
    return PortableMessage(
        id=message.id,
        parent=message.parent,
        role=message.role,
        state="interrupted" if message.state == "streaming" else message.state,
        created_at=message.created_at,
        parts=[PORTABLE[type(part)](**asdict(part)) for part in message.parts],
        pinned=message.pinned,
        model=message.model,
        finish_reason=message.finish_reason,
        usage=None if message.usage == Usage() else PortableUsage(**asdict(message.usage)),
        timing=None if message.timing == Timing() else PortableTiming(**asdict(message.timing)),
        error=PortableFailure(**asdict(message.error)) if message.error else None,
    )


def values(conversations: Sequence[PortableConversation]) -> list[Whole]:
    """What was read, as values. Whether its messages make a tree is for the caller to check."""
    return [_read(each) for each in conversations]


def _read(each: PortableConversation) -> Whole:
    place = Conversation(
        each.id,
        each.title,
        created_at=each.created_at,
        updated_at=each.updated_at,
        model=each.model,
        system=each.system,
        message_count=len(each.messages),
        pinned=each.pinned,
        options=each.options,
        titled_by=each.titled_by,
    )
    return Whole(place, tuple(_read_message(message, each.id) for message in each.messages), each.shown)


def _read_message(message: PortableMessage, conversation: str) -> Message:
    found = tuple(ORIGINAL[type(part)](**msgspec.structs.asdict(part)) for part in message.parts)
    return Message(
        message.id,
        conversation,
        message.parent,
        message.role,
        parts.text_of(found),
        message.state,
        created_at=message.created_at,
        model=message.model,
        finish_reason=message.finish_reason,
        usage=Usage(**msgspec.structs.asdict(message.usage)) if message.usage else Usage(),
        timing=Timing(**msgspec.structs.asdict(message.timing)) if message.timing else Timing(),
        error=Failure(**msgspec.structs.asdict(message.error)) if message.error else None,
        parts=found,
        pinned=message.pinned,
    )
