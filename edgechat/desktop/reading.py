"""One page of a conversation, read and prepared for the transcript on a worker thread. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from edgechat.chat.conversation import Conversation, Message
from edgechat.core.records import dataclass
from edgechat.desktop import drawings
from edgechat.desktop.glimpse import Glimpse
from edgechat.desktop.remembered import Remembered
from edgechat.desktop.structure import Block

if TYPE_CHECKING:
    from edgechat.chat.search import Hit
    from edgechat.desktop.door import ChatDoor

LISTED = 500
"""Conversations in the list of a window that opens: the newest."""

PAGE = 30
"""Messages read at once: more than any window shows."""


SEEN = 100
"""Lines of text that are prepared when the window opens: more than it shows at its first size."""

NOTHING = Remembered()
UNSEEN = Glimpse()

BEFORE_FOUND = 10
"""Messages read above one that was searched for."""


@dataclass(frozen=True)
class Prepared:
    """A message, and its blocks if it is a finished answer."""

    message: Message
    blocks: tuple[Block, ...] | None = None


@dataclass(frozen=True)
class Page:
    """Messages of ``conversation``, oldest first; ``more``: there are older ones."""

    conversation: str
    messages: tuple[Prepared, ...]
    more: bool


@dataclass(frozen=True)
class Opening:
    """What the window shows first: the list, the end of the conversation that was open last, and drafts.

    Where none was, or it is gone, it is the newest; there is no page if there is none at all.
    """

    conversations: list[Conversation]
    page: Page | None
    remembered: Remembered = NOTHING
    drafts: dict[str, str] = field(default_factory=dict)


def read_page(chat: ChatDoor, conversation: str, *, before: str | None = None) -> Page:
    """The last ``PAGE`` messages, or those before the message ``before``. Raises what the chat raises."""
    found = chat.messages(conversation, limit=PAGE, before=before)
    shown = [message for message in found if message.role != "system"]
    return Page(conversation, tuple(map(_prepare, shown)), more=len(found) == PAGE)


def read_path(chat: ChatDoor, conversation: str, *, limit: int) -> Page:
    """The last ``limit`` messages of the branch on show; only the last ``PAGE`` of them are prepared."""
    found = chat.messages(conversation, limit=limit)
    shown = [message for message in found if message.role != "system"]
    bare = [Prepared(message) for message in shown[:-PAGE]]
    return Page(conversation, (*bare, *map(_prepare, shown[-PAGE:])), more=len(found) == limit)


def read_found(chat: ChatDoor, hit: Hit) -> Page:
    """The conversation from a little before the message of ``hit``, on whose branch it then stands."""
    if not hit.shown and hit.message is not None:
        chat.choose(hit.message)
    found = [message for message in chat.messages(hit.conversation) if message.role != "system"]
    at = next((at for at, each in enumerate(found) if each.id == hit.message), len(found))
    first = max(0, min(at - BEFORE_FOUND, len(found) - PAGE))
    ready, bare = found[first : first + PAGE], found[first + PAGE :]
    messages = (*map(_prepare, ready), *map(Prepared, bare))
    return Page(hit.conversation, messages, more=first > 0)


def read_opening(chat: ChatDoor, remembered: Remembered = NOTHING, glimpse: Glimpse = UNSEEN) -> Opening:
    """What to show when the window opens. ``glimpse``: what an earlier window has prepared of it."""
    conversations = chat.conversations(limit=LISTED)
    first = max(conversations, key=lambda each: each.updated_at).id if conversations else None
    if any(each.id == remembered.conversation for each in conversations):
        first = remembered.conversation
    page = _read_end(chat, first, glimpse) if first else None
    return Opening(conversations, page, remembered, chat.drafts())


def restore_last(chat: ChatDoor) -> Conversation | None:
    """The conversation that was deleted last, brought back; ``None``: none that still could be."""
    deleted = chat.deleted()
    return chat.restore(deleted[0].id) if deleted else None


def _read_end(chat: ChatDoor, conversation: str, glimpse: Glimpse) -> Page:
    """The last ``PAGE`` messages; what the first sight needs is prepared, its formulas are drawn later."""
    found = chat.messages(conversation, limit=PAGE)
    shown = [message for message in found if message.role != "system"]
    seen = at_end(shown)
    bare = [Prepared(message) for message in shown[: len(shown) - len(seen)]]
    prepared = (_prepare(message, glimpse, formulas=False) for message in seen)
    return Page(conversation, (*bare, *prepared), more=len(found) == PAGE)


def at_end(messages: Sequence[Message]) -> Sequence[Message]:
    """The last of ``messages``, as many as hold ``SEEN`` lines."""
    first, lines = len(messages), 0
    while first > 0 and lines < SEEN:
        first -= 1
        lines += 2 + sum(1 + len(line) // 90 for line in messages[first].text.split("\n"))
    return messages[first:]


def _prepare(message: Message, glimpse: Glimpse = UNSEEN, *, formulas: bool = True) -> Prepared:
    if message.role != "assistant" or message.state == "streaming":
        return Prepared(message)
    blocks = glimpse.blocks.get(message.text)
    if blocks is None:
        from edgechat.desktop.markdown import render

        blocks = render(message.text)
    if formulas:
        drawings.prepare(blocks)
    return Prepared(message, blocks)
