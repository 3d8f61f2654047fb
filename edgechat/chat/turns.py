"""Turns of a conversation: a question stored, answered, asked differently, answered again.

The person's words are on the disk before a model hears of them, and whatever is asked or answered again
becomes a branch beside what was there. Knows no window and no engine: the model comes in through ``ports``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from edgechat.chat.conversation import (
    Conversation,
    ConversationChanged,
    Message,
    MessageChanged,
    PathChanged,
)
from edgechat.chat.memory import Memory
from edgechat.chat.parts import AttachmentPart, Part, agreed
from edgechat.chat.prompt import defaults, sampling
from edgechat.chat.reply import ReplyStream, Writing
from edgechat.chat.store import Store
from edgechat.chat.text import title_of, well_formed
from edgechat.core.clock import Clock, SystemClock
from edgechat.core.errors import FixableError, IncompleteInput, InvalidInput, NotFound
from edgechat.core.events import Events
from edgechat.core.records import replace
from edgechat.core.settings import Settings

if TYPE_CHECKING:
    from edgechat.chat.ports import Answering, Context, Finding

log = logging.getLogger(__name__)

SAVE_EVERY = 0.75  # seconds; an answer is promised to be saved at least once a second


class Turns:
    """Asks, answers and keeps the answers that are being written. The ground of ``Chat``.

    ``save_every`` is in seconds; ``context`` makes the prompts
    (None: a memory that writes nothing ahead); ``finding`` looks questions up in documents (None: in none).
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
        context: Context | None = None,
        finding: Finding | None = None,
    ) -> None:
        self._store = store
        self._ai = ai
        self._settings = settings
        self._events = events
        self._clock = clock or SystemClock()
        self._save_every = save_every
        self._context = context or Memory(store, ai, settings)
        self._finding = finding
        self._live: dict[str, Writing] = {}
        self._unsaved: dict[str, Message] = {}
        self._version = store.data_version()
        self._mend()

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
        parts: tuple[Part, ...] = ...,
        collections: Sequence[str] | None = ...,
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
        parts: tuple[Part, ...] = ...,
        collections: Sequence[str] | None = ...,
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
        parts: tuple[Part, ...] = (),
        collections: Sequence[str] | None = None,
    ) -> Message | ReplyStream:
        """Store ``text``, have it answered, store the answer: the answer, or with ``stream`` the reply.

        Without ``conversation`` (an id) one is made. ``model``, ``system`` and ``collections`` (names, in
        whose documents the answer is looked for) stay with the conversation; ``options`` are sampling
        inputs for this answer; ``parts`` are attachments, searched in this conversation alone. Raises
        ``IncompleteInput`` for nothing to send, ``NotFound``, ``InvalidInput``, and what the model
        raises: that is stored first.
        """
        words, chosen = _sendable(text, parts), sampling(options)
        with self._store.transaction():
            place = self._place(
                _title(words, parts),
                conversation,
                model=model,
                system=system and well_formed(system),
                collections=None if collections is None else tuple(collections),
            )
            question, answer = self._append(place.id, words, parts)
        self._events.publish(MessageChanged(question))
        return self._answer(question, answer, chosen, stream=stream)

    def _place(
        self, title: str, conversation: str | None, **wanted: str | tuple[str, ...] | None
    ) -> Conversation:
        columns = {name: value for name, value in wanted.items() if value is not None}
        if conversation is None:
            return self._store.create(title=title, now=self._clock.now(), **columns)
        place = self._store.conversation(conversation)
        if not place.title:
            columns["title"] = title
        return self._store.change(place.id, **columns) if columns else place

    def _append(self, conversation: str, words: str, parts: tuple[Part, ...]) -> tuple[Message, Message]:
        question = self._store.append(
            conversation, "user", words, state="complete", now=self._clock.now(), parts=parts
        )
        return question, self._append_answer(conversation)

    def _append_answer(self, conversation: str) -> Message:
        return self._store.append(conversation, "assistant", "", state="streaming", now=self._clock.now())

    @overload
    def edit(self, message_id: str, text: str, *, stream: Literal[True]) -> ReplyStream: ...

    @overload
    def edit(self, message_id: str, text: str, *, stream: Literal[False] = ...) -> Message: ...

    def edit(self, message_id: str, text: str, *, stream: bool = False) -> Message | ReplyStream:
        """Ask a question differently: a branch beside it, with its attachments, that is answered and shown.

        Raises ``NotFound``, ``IncompleteInput``, ``InvalidInput`` for a message that is not the person's,
        and what the model raises.
        """
        with self._store.transaction():
            old = self._store.message(message_id)
            if old.role != "user":
                raise InvalidInput("Only your own messages can be edited.", "Ask for another answer instead.")
            words = _sendable(text, attached := agreed(old.parts, ""))
            self._store.show(old.conversation, old.parent)
            question, answer = self._append(old.conversation, words, attached)
        self._events.publish(PathChanged(question.conversation))
        self._events.publish(MessageChanged(question))
        return self._answer(question, answer, {}, stream=stream)

    @overload
    def regenerate(
        self,
        message_id: str,
        *,
        model: str | None = ...,
        options: Mapping[str, Any] | None = ...,
        stream: Literal[True],
    ) -> ReplyStream: ...

    @overload
    def regenerate(
        self,
        message_id: str,
        *,
        model: str | None = ...,
        options: Mapping[str, Any] | None = ...,
        stream: Literal[False] = ...,
    ) -> Message: ...

    def regenerate(
        self,
        message_id: str,
        *,
        model: str | None = None,
        options: Mapping[str, Any] | None = None,
        stream: bool = False,
    ) -> Message | ReplyStream:
        """Another answer beside an answer (or to a question), by its id; the new branch is shown.

        ``model`` and ``options`` are for this answer alone. Raises ``NotFound``, ``InvalidInput`` for an
        answer that is still being written or follows nothing, and what the model raises.
        """
        chosen = sampling(options)
        with self._store.transaction():
            question = self._question_of(self._store.message(message_id))
            moved = self._store.show(question.conversation, question.id)
            answer = self._append_answer(question.conversation)
        if moved:
            self._events.publish(PathChanged(question.conversation))
        return self._answer(question, answer, chosen, stream=stream, model=model)

    def _question_of(self, message: Message) -> Message:
        if message.role == "user":
            return message
        if message.state == "streaming":
            raise InvalidInput("This answer is still being written.", "Stop it first.")
        if message.parent is None:
            raise InvalidInput("This message answers nothing.", "Ask in a new message.")
        return self._store.message(message.parent)

    @overload
    def retry(self, message_id: str, *, stream: Literal[True]) -> ReplyStream: ...

    @overload
    def retry(self, message_id: str, *, stream: Literal[False] = ...) -> Message: ...

    def retry(self, message_id: str, *, stream: bool = False) -> Message | ReplyStream:
        """Answer again the question that a failed, stopped or interrupted answer follows.

        Also a question that has no answer. It must be the last message on show. Raises ``NotFound``,
        ``InvalidInput``, and what the model raises.
        """
        message = self._store.message(message_id)
        last = self._store.last(message.conversation)
        if last is None or last.id != message.id:
            raise InvalidInput("Only the last answer can be tried again.", "Ask again in a new message.")
        if message.role != "user" and message.state in ("complete", "streaming"):
            raise InvalidInput("This answer did not fail.", "Ask for another answer instead.")
        return self.regenerate(message_id, stream=True) if stream else self.regenerate(message_id)

    # Answering

    def _answer(
        self,
        question: Message,
        answer: Message,
        options: Mapping[str, Any],
        *,
        stream: bool,
        model: str | None = None,
    ) -> Message | ReplyStream:
        writing = Writing(answer, save=self._store.save, finish=self._finish, publish=self._events.publish)
        self._live[answer.id] = writing
        try:
            self._announce(answer)
            self._run(writing, options, model)
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

    def _run(self, writing: Writing, options: Mapping[str, Any], model: str | None) -> None:
        place = self._store.conversation(writing.message.conversation)
        chosen = self._ai.resolve(model or place.model)
        writing.name_model(chosen.id)
        inputs = {**defaults(self._settings), **place.options, **options}
        # Up the tree from the answer, not along what is on show: another process may show another branch.
        path = self._store.line(writing.message.id)[:-1]
        path = self._ground(writing, place, path, model=chosen.id, answer=inputs["max_tokens"])
        inputs["messages"] = self._context.assemble(place, path, model=chosen.id, answer=inputs["max_tokens"])
        source = self._ai.run(chosen.id, inputs, stream=True, session=place.id)
        writing.start(source, every=self._save_every)

    def _ground(
        self, writing: Writing, place: Conversation, path: list[Message], *, model: str, answer: int
    ) -> list[Message]:
        """``path`` with what the person's documents say before its question, where they are to be asked."""
        attached = any(isinstance(part, AttachmentPart) for each in path for part in each.parts)
        if self._finding is None or not (place.collections or attached):
            return path
        from edgechat.chat.grounding import Room, ground  # late: most conversations have no documents

        room = Room(model, answer, self._settings.get("chat.passage_tokens"))
        grounded = ground(self._finding, self._ai, place, path, room)
        writing.ground(grounded.parts, grounded.finish)
        return list(grounded.path)

    # Keeping what is stored and what is shown alike

    def _announce(self, message: Message) -> None:
        self._events.publish(MessageChanged(message))
        self._announce_conversation(message.conversation)

    def _announce_conversation(self, identity: str) -> None:
        try:
            self._events.publish(ConversationChanged(self._store.conversation(identity)))
        except NotFound:
            log.info("a conversation was deleted while it was being answered")

    def _newest(self, stored: Message) -> Message:
        """``stored`` with what has arrived of it since it was saved."""
        writing = self._live.get(stored.id)
        newest = writing.so_far() if writing else self._unsaved.get(stored.id, stored)
        return replace(newest, siblings=stored.siblings, sibling=stored.sibling, pinned=stored.pinned)

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
        self._tell_end(message)

    def _tell_end(self, ended: Message) -> None:
        """Publish it with what was pinned or branched meanwhile. Its conversation may be deleted."""
        try:
            message = self._store.message(ended.id)
            question = self._store.message(message.parent or "")
        except NotFound:
            self._events.publish(MessageChanged(ended))
            return
        self._announce(message)
        if message.state == "complete":
            self._context.answered(question, message)

    def _mend(self) -> None:
        """Save what could not be saved, and mark answers whose process died. Never fails a listing."""
        try:
            self._save_kept()
            for message in self._store.interrupt_orphans():
                self._announce(message)
        except FixableError as error:
            log.warning("the state of earlier answers could not be saved: %s", error)

    def _save_kept(self) -> None:
        for message in list(self._unsaved.values()):
            self._store.save(message)
            self._unsaved.pop(message.id, None)

    def _stop_in(self, conversation: str) -> None:
        """Stop the answers that are being written in a conversation, and keep what has arrived."""
        for writing in list(self._live.values()):
            if writing.message.conversation == conversation:
                writing.close()


def _sendable(text: str, parts: tuple[Part, ...]) -> str:
    """``text`` as it can be stored. ``IncompleteInput`` for nothing, ``InvalidInput`` for odd ``parts``."""
    if not all(isinstance(part, AttachmentPart) for part in parts):
        raise InvalidInput("Only files can go with a message.", "Send attachment parts.")
    words = well_formed(text)
    if not (words.strip() or parts):
        raise IncompleteInput("There is nothing to send.", "Write a message first.")
    return words


def _title(words: str, parts: tuple[Part, ...]) -> str:
    names = [part.name for part in parts if isinstance(part, AttachmentPart)]
    return title_of(words) or title_of(" ".join(names))
