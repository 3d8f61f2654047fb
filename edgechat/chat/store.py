"""Conversations and their messages as rows: the shelf and the tree in one, and what needs both.

Owns their SQL together with those two; knows no model, no event and no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edgechat.chat.conversation import Conversation, Message
from edgechat.chat.drafts import Drafts
from edgechat.chat.folds import Folds
from edgechat.chat.search import Search
from edgechat.chat.shelf import Shelf
from edgechat.chat.trash import Trash
from edgechat.core.errors import NotFound


class Store(Shelf, Trash, Search, Folds, Drafts):
    """The conversations of one profile. Times are seconds since 1970, UTC.

    Every method raises what ``Database`` raises; each write is one transaction unless the caller
    opened one with ``transaction``.
    """

    def plant(
        self, place: Conversation, messages: Sequence[Message], *, shown: str | None = None
    ) -> Conversation:
        """Store a whole conversation under fresh ids: all that ``place`` says, and every branch.

        Parents come before what follows them. On show is the branch through the message ``shown`` (an
        id in ``messages``) down to its newest one; None: down to the last of ``messages``.
        Raises ``InvalidInput`` for messages that make no tree.
        """
        with self.transaction():
            made = self.create(
                now=place.updated_at,
                title=place.title,
                created_at=place.created_at,
                model=place.model,
                system=place.system,
                pinned=place.pinned,
                options=place.options,
                titled_by=place.titled_by,
                collections=place.collections,
            )
            copies = self.copy_in(made.id, messages)
            last = messages[-1].id if messages else ""
            self.choose_in(made.id, copies.get(shown or last))
            return self.conversation(made.id)

    def duplicate(self, identity: str, *, up_to: str | None, now: float) -> Conversation:
        """A copy: every branch, or only the messages that lead to ``up_to``. Raises ``NotFound``."""
        with self.transaction():
            place = self.conversation(identity)
            shown = self.last(place.id)
            messages = self.tree(place.id) if up_to is None else self._line_in(place.id, up_to)
            fresh = replace(place, created_at=now, updated_at=now, pinned=False)
            return self.plant(fresh, messages, shown=up_to or (shown.id if shown else None))

    def _line_in(self, conversation: str, up_to: str) -> list[Message]:
        if self.message(up_to).conversation != conversation:
            raise NotFound(f"There is no message {up_to!r} in this conversation.", "Choose one of its own.")
        return self.line(up_to)
