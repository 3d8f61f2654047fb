"""The values of a conversation. Pure data: no storage, no model, no window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from edgechat.ai.values import Timing, Usage
from edgechat.chat.parts import Part, ReasoningPart, agreed
from edgechat.core.records import dataclass, field

Role = Literal["system", "user", "assistant"]
State = Literal["complete", "streaming", "stopped", "failed", "interrupted"]
"""``stopped``: by the person. ``failed``: an error, in ``Message.error``. ``interrupted``: the process
that was writing it died; what had arrived (at most a second less) is in ``text``."""

TitledBy = Literal["first line", "model", "person"]


@dataclass(frozen=True)
class Failure:
    """Why an answer failed, as it is stored and shown: the error's sentence and the next action."""

    code: int
    message: str
    action: str


@dataclass(frozen=True)
class Message:
    """One message. ``parent`` is the message it follows (none: a first one).

    ``text`` is the text of its parts joined. They always agree: a message made from text alone has one
    text part, and where both are given ``text`` decides (build it with ``parts.text_of``).
    ``siblings`` counts the messages that follow the same parent, this one included; it is the
    ``sibling``-th of them by age, from 0. ``pinned`` ones stay in the model's view.
    """

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
    parts: tuple[Part, ...] = ()
    pinned: bool = False
    siblings: int = 1
    sibling: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", agreed(self.parts, self.text))

    @property
    def reasoning(self) -> ReasoningPart | None:
        """What the model thought before this answer."""
        return next((part for part in self.parts if isinstance(part, ReasoningPart)), None)


@dataclass(frozen=True)
class Conversation:
    """One conversation as a list shows it. Times are seconds since 1970, UTC.

    ``message_count`` counts every branch. ``options`` are the sampling inputs chosen for it.
    ``collections`` are those whose documents its questions are looked for in.
    ``deleted_at`` is set while its deletion can still be undone.
    """

    id: str
    title: str
    created_at: float
    updated_at: float
    model: str | None = None
    system: str | None = None
    message_count: int = 0
    pinned: bool = False
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    titled_by: TitledBy = "first line"
    deleted_at: float | None = None
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConversationChanged:
    """Published after a conversation was made, renamed or touched."""

    conversation: Conversation


@dataclass(frozen=True)
class ConversationDeleted:
    conversation: str


@dataclass(frozen=True)
class PathChanged:
    """Published after another branch of a conversation is shown: its messages are to be read again."""

    conversation: str


@dataclass(frozen=True)
class MessageChanged:
    """Published after a message was stored or changed state; never for a mere piece of text."""

    message: Message


@dataclass(frozen=True)
class ReasoningArrived:
    """A piece of what the model thinks before it answers; it is no part of the message's text."""

    conversation: str
    message: str
    text: str


@dataclass(frozen=True)
class TextArrived:
    """A piece of the answer that is being written. Pieces in order make up the message's text."""

    conversation: str
    message: str
    text: str
