"""One page of a conversation, read and prepared for the transcript on a worker thread. Knows no Qt."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from edgechat.chat.conversation import Conversation, Message
from edgechat.core.records import dataclass
from edgechat.desktop import drawings
from edgechat.desktop.door import ChatDoor
from edgechat.desktop.markdown import render
from edgechat.desktop.remembered import Remembered
from edgechat.desktop.structure import Block

if TYPE_CHECKING:
    from edgechat.chat.search import Hit

PAGE = 30
"""Messages read at once: more than any window shows."""


SEEN = 100
"""Lines of text that are prepared when the window opens: more than it shows at its first size."""

NOTHING = Remembered()

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


def read_page(chat: ChatDoor, conversation: str, *, before: str | None = None, opening: bool = False) -> Page:
    """The last ``PAGE`` messages, or those before the message ``before``. Raises what the chat raises.

    ``opening``: only what the first sight needs is prepared, and formulas are drawn later.
    """
    found = chat.messages(conversation, limit=PAGE, before=before)
    shown = [message for message in found if message.role != "system"]
    prepared = _prepare_end(shown) if opening else map(_prepare, shown)
    return Page(conversation, tuple(prepared), more=len(found) == PAGE)


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


def read_opening(chat: ChatDoor, remembered: Remembered = NOTHING) -> Opening:
    """What to show when the window opens."""
    conversations = chat.conversations(limit=500)
    first = max(conversations, key=lambda each: each.updated_at).id if conversations else None
    if any(each.id == remembered.conversation for each in conversations):
        first = remembered.conversation
    page = read_page(chat, first, opening=True) if first else None
    return Opening(conversations, page, remembered, chat.drafts())


def _prepare_end(messages: list[Message]) -> list[Prepared]:
    """The last of ``messages`` prepared, as many as hold ``SEEN`` lines."""
    prepared: list[Prepared] = []
    lines = 0
    for message in reversed(messages):
        prepared.append(_prepare(message, formulas=False) if lines < SEEN else Prepared(message))
        lines += 2 + sum(1 + len(line) // 90 for line in message.text.split("\n"))
    return prepared[::-1]


def _prepare(message: Message, *, formulas: bool = True) -> Prepared:
    if message.role != "assistant" or message.state == "streaming":
        return Prepared(message)
    blocks = render(message.text)
    if formulas:
        drawings.prepare(blocks)
    return Prepared(message, blocks)
