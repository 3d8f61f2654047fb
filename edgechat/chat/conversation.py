"""The values of a conversation. Pure data: no storage, no model, no window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edgechat.ai.values import Timing, Usage

Role = Literal["system", "user", "assistant"]
State = Literal["complete", "streaming", "stopped", "failed", "interrupted"]
"""``stopped``: by the person. ``failed``: an error, in ``Message.error``. ``interrupted``: the process
that was writing it died; what had arrived (at most a second less) is in ``text``."""


@dataclass(frozen=True)
class Failure:
    """Why an answer failed, as it is stored and shown: the error's sentence and the next action."""

    code: int
    message: str
    action: str


@dataclass(frozen=True)
class Message:
    """One message. ``parent`` is the message it follows (none: the first)."""

    id: str
    conversation: str
    parent: str | None
    role: Role
    text: str
    state: State
    created_at: float
    model: str | None = None
    finish_reason: str | None = None
    usage: Usage = Usage()
    timing: Timing = Timing()
    error: Failure | None = None


@dataclass(frozen=True)
class Conversation:
    """One conversation as a list shows it. Times are seconds since 1970, UTC."""

    id: str
    title: str
    created_at: float
    updated_at: float
    model: str | None = None
    system: str | None = None
    message_count: int = 0


@dataclass(frozen=True)
class ConversationChanged:
    """Published after a conversation was made, renamed or touched."""

    conversation: Conversation


@dataclass(frozen=True)
class ConversationDeleted:
    conversation: str


@dataclass(frozen=True)
class MessageChanged:
    """Published after a message was stored or changed state; never for a mere piece of text."""

    message: Message


@dataclass(frozen=True)
class TextArrived:
    """A piece of the answer that is being written. Pieces in order make up the message's text."""

    conversation: str
    message: str
    text: str
