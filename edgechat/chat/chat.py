"""Conversations as a person uses them: sent, answered, tried again, listed, renamed, deleted.

The person's words are on the disk before a model hears of them. Knows no window and no engine: the
model comes in through ``ports``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal, overload

from edgechat.chat.conversation import (
    Conversation,
    ConversationChanged,
    ConversationDeleted,
    Message,
    MessageChanged,
)
from edgechat.chat.ports import Answering
from edgechat.chat.prompt import assemble, sampling
from edgechat.chat.reply import ReplyStream, Writing
from edgechat.chat.store import Store
from edgechat.chat.text import title_of, well_formed
from edgechat.core.clock import Clock, SystemClock
from edgechat.core.errors import FixableError, IncompleteInput, InvalidInput, NotFound
from edgechat.core.events import Events
from edgechat.core.settings import Settings

log = logging.getLogger(__name__)

SAVE_EVERY = 0.75  # seconds; an answer is promised to be saved at least once a second


class Chat:
    """The conversations of one profile. Safe from several threads.

    Every method may raise what the database raises: ``NoRoom``, ``DataDamaged``, ``DataUnwritable``,
    ``Busy``. ``save_every`` is in seconds.
    """

    def __init__(
        self,
        store: Store,
        ai: Answering,
        settings: Settings,
        events: Events,
        clock: Clock | None = None,
        *,
        save_every: float = SAVE_EVERY,
    ) -> None:
        self._store = store
        self._ai = ai
        self._settings = settings
        self._events = events
        self._clock = clock or SystemClock()
        self._save_every = save_every
        self._live: dict[str, Writing] = {}
        self._unsaved: dict[str, Message] = {}
        self._version = store.data_version()
        self._mend()

    # Listing

    def conversations(self, *, limit: int = 200, offset: int = 0) -> list[Conversation]:
        """Newest first."""
        self._mend()
        return self._store.conversations(limit=limit, offset=offset)

    def conversation(self, conversation_id: str) -> Conversation:
        """By id or a unique beginning of it (4 characters at least). Raises ``NotFound``."""
        return self._store.conversation(conversation_id)

    def messages(
        self, conversation_id: str, *, limit: int | None = None, before: str | None = None
    ) -> list[Message]:
        """Oldest first. ``limit``: only the last so many, or so many before the message ``before``.

        Raises ``NotFound``.
        """
        place = self._store.conversation(conversation_id)
        self._mend()
        found = self._store.messages(place.id, limit=limit, before=before)
        return [self._newest(message) for message in found]

    def _newest(self, stored: Message) -> Message:
        writing = self._live.get(stored.id)
        return writing.so_far() if writing else self._unsaved.get(stored.id, stored)

    # Changing

    def create(self, *, title: str = "", system: str | None = None, model: str | None = None) -> Conversation:
        """An empty conversation. Without a title it takes that of its first message."""
        made = self._store.create(
            title=well_formed(title),
            system=system and well_formed(system),
            model=model,
            now=self._clock.now(),
        )
        self._events.publish(ConversationChanged(made))
        return made

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Raises ``NotFound``, or ``InvalidInput`` for an empty title."""
        if not title.strip():
            raise InvalidInput("A conversation's title cannot be empty.", "Give it a few words.")
        place = self._store.conversation(conversation_id)
        renamed = self._store.change(place.id, title=" ".join(well_formed(title).split()))
        self._events.publish(ConversationChanged(renamed))
        return renamed

    def delete(self, conversation_id: str) -> None:
        """Delete it with all its messages; an answer being written there is stopped. ``NotFound``."""
        place = self._store.conversation(conversation_id)
        self._store.delete(place.id, now=self._clock.now())
        for writing in list(self._live.values()):
            if writing.message.conversation == place.id:
                writing.close()
        self._events.publish(ConversationDeleted(place.id))

    # Asking

    @overload
    def send(
        self,
        text: str,
        *,
        conversation: str | None = ...,
        model: str | None = ...,
        system: str | None = ...,
        stream: Literal[True],
        options: Mapping[str, Any] | None = ...,
    ) -> ReplyStream: ...

    @overload
    def send(
        self,
        text: str,
        *,
        conversation: str | None = ...,
        model: str | None = ...,
        system: str | None = ...,
        stream: Literal[False] = ...,
        options: Mapping[str, Any] | None = ...,
    ) -> Message: ...

    def send(
        self,
        text: str,
        *,
        conversation: str | None = None,
        model: str | None = None,
        system: str | None = None,
        stream: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> Message | ReplyStream:
        """Store ``text``, have it answered, store the answer: the answer, or with ``stream`` the reply.

        Without ``conversation`` (an id) one is made. ``model`` and ``system`` stay with the
        conversation; ``options`` are sampling inputs for this answer. Raises ``IncompleteInput`` for
        no text, ``NotFound``, ``InvalidInput``, and what the model raises: that is stored first.
        """
        words, chosen = well_formed(text), sampling(options)
        if not words.strip():
            raise IncompleteInput("There is nothing to send.", "Write a message first.")
        with self._store.transaction():
            place = self._place(words, conversation, model=model, system=system and well_formed(system))
            question = self._store.append(place.id, "user", words, state="complete", now=self._clock.now())
            answer = self._store.append(place.id, "assistant", "", state="streaming", now=self._clock.now())
        self._events.publish(MessageChanged(question))
        return self._answer(question, answer, chosen, stream=stream)

    def _place(
        self, words: str, conversation: str | None, *, model: str | None, system: str | None
    ) -> Conversation:
        if conversation is None:
            now = self._clock.now()
            return self._store.create(title=title_of(words), system=system, model=model, now=now)
        place = self._store.conversation(conversation)
        wanted = {"model": model, "system": system, "title": None if place.title else title_of(words)}
        columns = {name: value for name, value in wanted.items() if value is not None}
        return self._store.change(place.id, **columns) if columns else place

    @overload
    def retry(self, message_id: str, *, stream: Literal[True]) -> ReplyStream: ...

    @overload
    def retry(self, message_id: str, *, stream: Literal[False] = ...) -> Message: ...

    def retry(self, message_id: str, *, stream: bool = False) -> Message | ReplyStream:
        """Answer again the question that a failed, stopped or interrupted answer follows.

        Also a question that has no answer. It must be the last message; the earlier answer is put
        aside, not deleted. Raises ``NotFound``, ``InvalidInput``, and what the model raises.
        """
        with self._store.transaction():
            question = self._question_of(self._store.message(message_id))
            answer = self._store.append(
                question.conversation, "assistant", "", state="streaming", now=self._clock.now()
            )
        return self._answer(question, answer, {}, stream=stream)

    def _question_of(self, message: Message) -> Message:
        last = self._store.last(message.conversation)
        if last is None or last.id != message.id:
            raise InvalidInput("Only the last answer can be tried again.", "Ask again in a new message.")
        if message.role == "user":
            return message
        if message.state in ("complete", "streaming") or message.parent is None:
            raise InvalidInput("This answer did not fail.", "Ask again in a new message.")
        self._store.put_aside(message)
        return self._store.message(message.parent)

    def _answer(
        self, question: Message, answer: Message, options: Mapping[str, Any], *, stream: bool
    ) -> Message | ReplyStream:
        writing = Writing(answer, save=self._store.save, finish=self._finish, publish=self._events.publish)
        self._live[answer.id] = writing
        try:
            self._announce(answer)
            self._run(writing, options)
        except BaseException as error:
            writing.fail(error)
            raise
        reply = ReplyStream(question, writing)
        if stream:
            return reply
        with reply:
            for _ in reply:
                pass
        return reply.message

    def _run(self, writing: Writing, options: Mapping[str, Any]) -> None:
        place = self._store.conversation(writing.message.conversation)
        chosen = self._ai.resolve(place.model)
        writing.name_model(chosen.id)
        inputs = {
            "messages": self._told(place, writing.message),
            "max_tokens": self._settings.get("chat.max_tokens"),
            "temperature": self._settings.get("chat.temperature"),
            "repetition_penalty": self._settings.get("chat.repetition_penalty"),
        }
        writing.start(self._ai.run(chosen.id, inputs | dict(options), stream=True), every=self._save_every)

    def _told(self, place: Conversation, answer: Message) -> list[dict[str, str]]:
        system = self._settings.get("chat.system") if place.system is None else place.system
        return assemble(system, self._store.messages(place.id, before=answer.id))

    # Keeping what is stored and what is shown alike

    def _announce(self, message: Message) -> None:
        self._events.publish(MessageChanged(message))
        self._announce_conversation(message.conversation)

    def _announce_conversation(self, identity: str) -> None:
        try:
            self._events.publish(ConversationChanged(self._store.conversation(identity)))
        except NotFound:
            log.info("a conversation was deleted while it was being answered")

    def _finish(self, message: Message) -> None:
        """Store an answer that has ended. One that cannot be stored is kept, and tried again later."""
        try:
            self._store.save(message, now=self._clock.now())
        except FixableError:
            self._unsaved[message.id] = message
            self._events.publish(MessageChanged(message))
            raise
        finally:
            self._live.pop(message.id, None)
        self._announce(message)

    def _mend(self) -> None:
        """Save what could not be saved, and mark answers whose process died. Never fails a listing."""
        try:
            self._save_kept()
            for message in self._store.interrupt_orphans():
                self._announce(message)
        except FixableError:
            log.exception("the state of earlier answers could not be saved")

    def _save_kept(self) -> None:
        for message in list(self._unsaved.values()):
            self._store.save(message)
            self._unsaved.pop(message.id, None)

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
            self._events.publish(ConversationDeleted(identity))
        for identity in changed:
            self._announce_conversation(identity)
        return changed + deleted

    def close(self) -> None:
        """Stop the answers that are being written and keep what has arrived of them. Safe to repeat.

        Never raises for a full or damaged disk: what could not be saved is logged.
        """
        for writing in list(self._live.values()):
            with suppress(FixableError):  # kept in memory then, and tried once more below
                writing.close()
        try:
            self._save_kept()
        except FixableError:
            log.exception("the last words of an answer could not be saved")
            self._unsaved.clear()
