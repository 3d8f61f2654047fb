"""Conversations as a person uses them: listed, read, named, pinned, branched, deleted and brought back.

Asking and answering are in ``turns``. Knows no window and no engine.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from edgechat.chat.context import Report
from edgechat.chat.conversation import (
    Conversation,
    ConversationChanged,
    ConversationDeleted,
    Message,
    PathChanged,
)
from edgechat.chat.prompt import sampling
from edgechat.chat.search import Hit
from edgechat.chat.text import well_formed
from edgechat.chat.turns import Turns
from edgechat.core.errors import FixableError, InvalidInput

if TYPE_CHECKING:
    from edgechat.chat.portable import Whole

log = logging.getLogger(__name__)


class Chat(Turns):
    """The conversations of one profile. Safe from several threads.

    Every method may raise what the database raises: ``NoRoom``, ``DataDamaged``, ``DataUnwritable``,
    ``Busy``.
    """

    # Listing

    def conversations(self, *, limit: int = 200, offset: int = 0) -> list[Conversation]:
        """Pinned ones first, then newest first."""
        self._mend()
        return self._store.conversations(limit=limit, offset=offset)

    def conversation(self, conversation_id: str) -> Conversation:
        """By id or a unique beginning of it (4 characters at least). Raises ``NotFound``."""
        return self._store.conversation(conversation_id)

    def messages(
        self, conversation_id: str, *, limit: int | None = None, before: str | None = None
    ) -> list[Message]:
        """The branch on show, oldest first.

        ``limit``: only the last so many, or so many before the message ``before``. Raises ``NotFound``.
        """
        place = self._store.conversation(conversation_id)
        self._mend()
        found = self._store.messages(place.id, limit=limit, before=before)
        return [self._newest(message) for message in found]

    def search(self, query: str, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """Titles, then messages of every branch, the newest first; see ``Search.search`` for the words."""
        return self._store.search(query, limit=limit, offset=offset)

    def index(self) -> None:
        """Take everything into the search index now. Search finds what is not in it too, but slower."""
        self._store.index_all()

    # Carrying away and bringing back

    def export(self, conversation_ids: Sequence[str], kind: str = "json") -> bytes:
        """One UTF-8 document of these conversations: ``kind`` is ``json`` (all branches), ``md`` or ``html``.

        An answer that is being written is in it as far as it has come. Raises ``NotFound``,
        ``InvalidInput`` for another ``kind``.
        """
        from edgechat.chat.export import document

        return document(list(map(self._whole, conversation_ids)), kind, now=self._clock.now())

    def _whole(self, conversation_id: str) -> Whole:
        from edgechat.chat.portable import Whole

        place = self._store.conversation(conversation_id)
        # The last one first: what is added in between is in the tree, so the tree always holds it.
        last = self._store.last(place.id)
        messages = tuple(map(self._newest, self._store.tree(place.id)))
        return Whole(place, messages, last.id if last else None)

    def import_json(self, source: Path | bytes) -> list[Conversation]:
        """Bring in what ``export`` wrote as JSON, all of it or nothing, under new ids: what was made.

        Raises ``InvalidInput``, ``NotFound`` (no such file), ``DataNewer`` (of a later version).
        """
        from edgechat.chat.importing import import_bytes, read_file

        made = import_bytes(self._store, source if isinstance(source, bytes) else read_file(source))
        for place in made:
            self._events.publish(ConversationChanged(place))
        return made

    # What the model sees

    def context(self, conversation_id: str) -> Report:
        """What is in the model's window of the branch on show, and what was folded away.

        Counted by the model itself where it may not fit, which may load it. Raises ``NotFound``.
        """
        place = self._store.conversation(conversation_id)
        model = self._ai.resolve(place.model).id
        answer = {"max_tokens": self._settings.get("chat.max_tokens"), **place.options}["max_tokens"]
        return self._context.report(place, self._store.messages(place.id), model=model, answer=answer)

    # Branches

    def branches(self, message_id: str) -> list[Message]:
        """The message and its siblings, oldest first: what was asked, or answered, in its place.

        Raises ``NotFound``.
        """
        found = self._store.branches(self._store.message(message_id))
        return [self._newest(message) for message in found]

    def choose(self, message_id: str) -> None:
        """Show the branch through this message, below it the newest. Raises ``NotFound``.

        Nothing changes for a message that is on show.
        """
        conversation = self._store.choose(message_id)
        if conversation is not None:
            self._events.publish(PathChanged(conversation))
            self._announce_conversation(conversation)

    # What is not sent yet

    def drafts(self) -> dict[str, str]:
        """What is written and not sent, by conversation; under "" what stands in no conversation yet."""
        return self._store.drafts()

    def keep_draft(self, conversation_id: str, text: str) -> None:
        """Keep ``text`` until it is sent; an empty one is forgotten. No other process is told."""
        self._store.keep_draft(conversation_id, well_formed(text), now=self._clock.now())

    # Changing

    def choose_collections(self, conversation_id: str, names: Sequence[str]) -> Conversation:
        """Look for its answers in the documents of these collections; none: in none. Raises ``NotFound``."""
        return self._change(conversation_id, collections=tuple(dict.fromkeys(names)))

    def create(self, *, title: str = "", system: str | None = None, model: str | None = None) -> Conversation:
        """An empty conversation. Without a title it takes that of its first message."""
        made = self._store.create(
            title=well_formed(title),
            titled_by="person" if title else "first line",
            system=system and well_formed(system),
            model=model,
            now=self._clock.now(),
        )
        self._events.publish(ConversationChanged(made))
        return made

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """A long title is cut. Raises ``NotFound``, or ``InvalidInput`` for an empty one."""
        if not title.strip():
            raise InvalidInput("A conversation's title cannot be empty.", "Give it a few words.")
        return self._change(conversation_id, title=well_formed(title), titled_by="person")

    def pin(self, conversation_id: str, pinned: bool = True) -> Conversation:
        """Keep a conversation at the top of the list, or no longer. Raises ``NotFound``."""
        return self._change(conversation_id, pinned=pinned)

    def pin_message(self, message_id: str, pinned: bool = True) -> Message:
        """Keep a message in the model's view however long the conversation grows. Raises ``NotFound``."""
        changed = self._newest(self._store.pin_message(message_id, pinned=pinned))
        self._announce(changed)
        return changed

    def configure(
        self,
        conversation_id: str,
        *,
        system: str | EllipsisType | None = ...,
        model: str | EllipsisType | None = ...,
        options: Mapping[str, Any] | EllipsisType | None = ...,
    ) -> Conversation:
        """Set what the answers of one conversation are made with; None: what the settings say.

        ``options`` are sampling inputs and replace those of before. Raises ``NotFound``,
        ``ModelNotFound``, or ``InvalidInput`` for an option that is none.
        """
        columns: dict[str, Any] = {}
        if system is not ...:
            columns["system"] = None if system is None else well_formed(system)
        if model is not ...:
            columns["model"] = model and self._ai.resolve(model).id
        if options is not ...:
            columns["options"] = _storable(sampling(options))
        return self._change(conversation_id, **columns)

    def _change(self, conversation_id: str, **columns: Any) -> Conversation:
        place = self._store.conversation(conversation_id)
        changed = self._store.change(place.id, **columns)
        self._events.publish(ConversationChanged(changed))
        return changed

    def duplicate(self, conversation_id: str, *, up_to: str | None = None) -> Conversation:
        """A copy with every branch, or with only the messages that lead to the message ``up_to``.

        An answer that is being written is copied as far as it has been saved. Raises ``NotFound``.
        """
        made = self._store.duplicate(conversation_id, up_to=up_to, now=self._clock.now())
        self._events.publish(ConversationChanged(made))
        return made

    # Deleting

    def delete(self, conversation_id: str) -> None:
        """Take it out of every list until ``restore`` or ``purge``. Raises ``NotFound``.

        An answer that is being written there is stopped.
        """
        place = self._store.conversation(conversation_id)
        self._store.delete(place.id, now=self._clock.now())
        self._stop_in(place.id)
        self._events.publish(ConversationDeleted(place.id))

    def deleted(self) -> list[Conversation]:
        """What ``restore`` can bring back, the last deleted first."""
        return self._store.deleted()

    def restore(self, conversation_id: str) -> Conversation:
        """Undo ``delete``. Raises ``NotFound`` for one that is not deleted, or purged."""
        restored = self._store.restore(conversation_id)
        self._events.publish(ConversationChanged(restored))
        return restored

    def delete_message(self, message_id: str) -> str:
        """Take a message and what follows it out of its conversation until ``restore_message`` or ``purge``.

        Returns the conversation's id, and shows the branch beside it, if there is one. An answer that is
        being written there is stopped. Raises ``NotFound``.
        """
        for identity in self._store.below(message_id):
            writing = self._live.get(identity)
            if writing is not None:
                writing.close()
        conversation = self._store.discard(message_id, now=self._clock.now())
        self._events.publish(PathChanged(conversation))
        self._announce_conversation(conversation)
        return conversation

    def restore_message(self, message_id: str) -> str:
        """Undo ``delete_message`` and show what is back; the conversation's id.

        Raises ``NotFound`` for one that is not deleted, is purged, or whose place is deleted.
        """
        conversation = self._store.bring_back(message_id)
        self._events.publish(PathChanged(conversation))
        self._announce_conversation(conversation)
        return conversation

    def purge(self, older_than_seconds: float) -> int:
        """Remove for good what was deleted at least so long ago; how many conversations that were."""
        now = self._clock.now()
        self._store.purge_messages(deleted_before=now - older_than_seconds)
        return len(self._store.purge(deleted_before=now - older_than_seconds, now=now))

    # Other processes, and the end

    def changed_elsewhere(self) -> bool:
        """Has another process written to this profile since the last ``refresh``? Microseconds."""
        return self._store.data_version() != self._version

    def refresh(self) -> list[str]:
        """Publish what other processes changed or deleted; ids of those conversations."""
        self._mend()
        if not self.changed_elsewhere():
            return []
        self._version = self._store.data_version()
        changed, deleted = self._store.elsewhere()
        for identity in deleted:
            self._stop_in(identity)
            self._events.publish(ConversationDeleted(identity))
        for identity in changed:
            self._events.publish(PathChanged(identity))
            self._announce_conversation(identity)
        return changed + deleted

    def close(self) -> None:
        """Stop the answers that are being written and keep what has arrived of them. Safe to repeat.

        Never raises for a full or damaged disk: what could not be saved is logged.
        """
        self._context.close()
        for writing in list(self._live.values()):
            with suppress(FixableError):  # kept in memory then, and tried once more below
                writing.close()
        try:
            self._save_kept()
        except FixableError as error:
            log.warning("the last words of an answer could not be saved: %s", error)
            self._unsaved.clear()


def _storable(options: dict[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(options, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInput(
            f"These options cannot be stored: {error}.", "Use plain numbers and texts."
        ) from error
    return options
