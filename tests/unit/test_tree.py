"""A conversation is a tree: asked differently, answered again, shown by branch, and never overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import (
    Conversation,
    ConversationChanged,
    ConversationDeleted,
    Message,
    MessageChanged,
    PathChanged,
)
from edgechat.chat.memory import Memory
from edgechat.chat.parts import AttachmentPart, TextPart, ToolCallPart
from edgechat.chat.prompt import assemble
from edgechat.chat.store import Store
from edgechat.core.errors import (
    EngineCrashed,
    IncompleteInput,
    InvalidInput,
    ModelNotFound,
    NotFound,
)
from edgechat.core.events import Events
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi, FakeClock, Stall

Published = Callable[[type], list[Any]]
FILE = AttachmentPart("notes.txt", "text/plain", "0" * 64, 5)


@pytest.fixture
def place(chat: Chat, fake_ai: FakeAi) -> str:
    """A conversation of two questions and their answers: One, A, Two, B."""
    fake_ai.replies.extend(["A", "B"])
    first = chat.send("One")
    chat.send("Two", conversation=first.conversation)
    return first.conversation


def _shown(chat: Chat, place: str) -> list[str]:
    return [message.text for message in chat.messages(place)]


def _places(chat: Chat, place: str) -> list[tuple[int, int]]:
    return [(message.sibling, message.siblings) for message in chat.messages(place)]


# Branches


def test_an_edited_question_is_a_branch_beside_it(
    chat: Chat, fake_ai: FakeAi, place: str, published: Published
) -> None:
    old = chat.messages(place)
    fake_ai.replies.append("C")
    answer = chat.edit(old[2].id, "Three")
    assert fake_ai.prompt()[1:] == [("user", "One"), ("assistant", "A"), ("user", "Three")]
    assert _shown(chat, place) == ["One", "A", "Three", "C"]
    assert _places(chat, place) == [(0, 1), (0, 1), (1, 2), (0, 1)]
    assert [m.text for m in chat.branches(chat.messages(place)[2].id)] == ["Two", "Three"]
    assert chat.messages(place)[3] == answer
    assert published(PathChanged) == [PathChanged(place)]
    assert chat.conversation(place).message_count == 6


def test_the_first_question_can_be_edited(chat: Chat, fake_ai: FakeAi, place: str) -> None:
    chat.send("elsewhere")
    fake_ai.replies.append("Z")
    chat.edit(chat.messages(place)[0].id, "Other")
    assert fake_ai.prompt()[1:] == [("user", "Other")]
    assert _shown(chat, place) == ["Other", "Z"]
    assert _places(chat, place) == [(1, 2), (0, 1)]


def test_an_edit_keeps_the_attachments(chat: Chat) -> None:
    asked = chat.send("What is this?", parts=(FILE,))
    question = chat.messages(asked.conversation)[0]
    assert question.parts == (FILE, TextPart("What is this?"))
    chat.edit(question.id, "And this?")
    assert chat.messages(asked.conversation)[0].parts == (FILE, TextPart("And this?"))


def test_only_questions_are_edited_and_not_into_nothing(chat: Chat, place: str) -> None:
    question, answer = chat.messages(place)[:2]
    with pytest.raises(InvalidInput, match="your own"):
        chat.edit(answer.id, "Better")
    with pytest.raises(IncompleteInput):
        chat.edit(question.id, " ")
    with pytest.raises(NotFound):
        chat.edit("nothing", "x")
    assert _shown(chat, place) == ["One", "A", "Two", "B"]


def test_another_answer_is_a_branch_beside_it(
    chat: Chat, fake_ai: FakeAi, place: str, published: Published
) -> None:
    answer = chat.messages(place)[1]
    fake_ai.replies.append("A2")
    again = chat.regenerate(answer.id, options={"seed": 3})
    assert (again.parent, again.siblings, again.sibling) == (answer.parent, 2, 1)
    assert _shown(chat, place) == ["One", "A2"]
    assert fake_ai.calls[-1][1]["seed"] == 3
    assert published(PathChanged) == [PathChanged(place)]
    assert published(MessageChanged)[-1].message.siblings == 2


def test_another_model_answers_this_once(database: Database, settings: Settings, events: Events) -> None:
    ai = FakeAi(models=("small", "large"))
    chat = Chat(Store(database), ai, settings, events)
    answer = chat.send("Hi")
    assert chat.regenerate(answer.id, model="large").model == "large"
    assert chat.send("On", conversation=answer.conversation).model == "small"


def test_a_question_is_answered_again_by_its_own_id(chat: Chat, place: str) -> None:
    question = chat.messages(place)[2]
    assert list(chat.regenerate(question.id, stream=True)) == ["Yes."]
    assert _shown(chat, place) == ["One", "A", "Two", "Yes."]


def test_what_cannot_be_answered_again(chat: Chat, fake_ai: FakeAi, database: Database) -> None:
    greeting = Store(database).append(chat.create().id, "assistant", "Welcome", state="complete", now=0.0)
    with pytest.raises(InvalidInput, match="answers nothing"):
        chat.regenerate(greeting.id)
    fake_ai.replies.append(["Half", Stall()])
    with chat.send("Hi", stream=True) as reply:
        next(reply)
        with pytest.raises(InvalidInput, match="still being written"):
            chat.regenerate(reply.message.id)


def test_a_failed_answer_stays_beside_the_one_that_worked(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Ha", EngineCrashed("It died.", "Try again.")])
    with pytest.raises(EngineCrashed):
        chat.send("Hi")
    failed = chat.messages(chat.conversations()[0].id)[-1]
    whole = chat.retry(failed.id)
    assert [m.state for m in chat.branches(whole.id)] == ["failed", "complete"]
    assert chat.branches(failed.id)[0].text == "Ha"


def test_choosing_shows_a_branch_down_to_its_newest_message(
    chat: Chat, fake_ai: FakeAi, place: str, published: Published
) -> None:
    one, a, two, b = chat.messages(place)
    fake_ai.replies.extend(["B2", "Z"])
    chat.regenerate(b.id)
    chat.edit(one.id, "Other")
    assert _shown(chat, place) == ["Other", "Z"]
    chat.choose(two.id)
    assert _shown(chat, place) == ["One", "A", "Two", "B2"]
    assert published(PathChanged)[-1] == PathChanged(place)
    chat.choose(b.id)
    assert _shown(chat, place) == ["One", "A", "Two", "B"]
    before = len(published(object))
    chat.choose(a.id)
    assert _shown(chat, place) == ["One", "A", "Two", "B"]
    assert len(published(object)) == before
    with pytest.raises(NotFound):
        chat.choose("nothing")


def test_a_question_goes_on_from_the_branch_on_show(chat: Chat, fake_ai: FakeAi, place: str) -> None:
    old = chat.messages(place)
    chat.edit(old[2].id, "Three")
    chat.choose(old[2].id)
    chat.send("Four", conversation=place)
    assert _shown(chat, place) == ["One", "A", "Two", "B", "Four", "Yes."]
    assert fake_ai.prompt()[1:] == [(m.role, m.text) for m in chat.messages(place)[:-1]]


def test_an_answer_goes_on_while_another_branch_is_shown(chat: Chat, fake_ai: FakeAi, place: str) -> None:
    old = chat.messages(place)
    fake_ai.replies.append(["Half", " and", " half"])
    reply = chat.regenerate(old[3].id, stream=True)
    next(reply)
    chat.choose(old[3].id)
    assert [m.text for m in chat.branches(old[3].id)] == ["B", "Half"]
    assert list(reply) == [" and", " half"]
    assert _shown(chat, place) == ["One", "A", "Two", "B"]
    assert chat.branches(old[3].id)[1] == reply.message


def test_the_prompt_follows_the_answer_and_not_what_another_process_shows(
    chat: Chat, fake_ai: FakeAi, place: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = chat.messages(place)
    resolve = fake_ai.resolve

    def meanwhile(model: str | None) -> Any:
        Store(database).choose(old[2].id)
        return resolve(model)

    monkeypatch.setattr(fake_ai, "resolve", meanwhile)
    chat.edit(old[2].id, "Three")
    assert fake_ai.prompt()[1:] == [("user", "One"), ("assistant", "A"), ("user", "Three")]


def test_pages_of_a_branch_that_is_no_longer_shown(chat: Chat, place: str) -> None:
    old = chat.messages(place)
    chat.edit(old[2].id, "Three")
    assert [m.text for m in chat.messages(place, limit=5, before=old[2].id)] == ["One", "A"]


# What goes with a message


def test_attachments_alone_are_sent_and_other_parts_are_not(chat: Chat) -> None:
    answer = chat.send("", parts=(FILE,))
    assert chat.conversation(answer.conversation).title == "notes.txt"
    assert chat.messages(answer.conversation)[0].parts == (FILE,)
    with pytest.raises(InvalidInput, match="files"):
        chat.send("Hi", parts=(ToolCallPart("1", "clock", "{}"),))


def test_parts_are_stored_with_their_answer(chat: Chat, place: str, database: Database) -> None:
    answer = chat.messages(place)[1]
    store = Store(database)
    called = Message(**{**vars(answer), "parts": (TextPart("A"), ToolCallPart("1", "clock", "{}"))})
    store.save(called)
    assert chat.messages(place)[1] == called
    database.execute(
        "UPDATE messages SET parts = json_insert(parts, '$[#]', json('{\"type\": \"unheard of\"}'))"
        " WHERE id = ?",
        (answer.id,),
    )
    assert chat.messages(place)[1] == called


class Short(Memory):
    """Tells the title and the question alone."""

    def assemble(
        self, conversation: Conversation, path: Sequence[Message], *, model: str, answer: int
    ) -> list[dict[str, Any]]:
        return assemble(conversation.title, path[-1:])


def test_a_context_makes_the_prompt(
    database: Database, fake_ai: FakeAi, settings: Settings, events: Events
) -> None:
    store = Store(database)
    chat = Chat(store, fake_ai, settings, events, context=Short(store, fake_ai, settings))
    first = chat.send("One")
    chat.send("Two", conversation=first.conversation)
    assert fake_ai.prompt() == [("system", "One"), ("user", "Two")]


# Conversations


def test_pinned_conversations_come_first(chat: Chat, published: Published, clock: FakeClock) -> None:
    old, new = chat.create(), chat.create()
    assert chat.pin(old.id).pinned
    assert [each.id for each in chat.conversations()] == [old.id, new.id]
    assert published(ConversationChanged)[-1].conversation.pinned
    chat.pin(old.id, False)
    assert [each.id for each in chat.conversations()] == [new.id, old.id]


def test_a_message_is_pinned(chat: Chat, place: str, published: Published) -> None:
    message = chat.messages(place)[1]
    assert chat.pin_message(message.id).pinned
    assert [m.pinned for m in chat.messages(place)] == [False, True, False, False]
    assert published(MessageChanged)[-1].message.pinned
    assert not chat.pin_message(message.id, False).pinned


def test_a_pin_set_while_an_answer_is_written_stays(
    chat: Chat, fake_ai: FakeAi, published: Published
) -> None:
    fake_ai.replies.append(["Half", " and half"])
    reply = chat.send("Hi", stream=True)
    next(reply)
    chat.pin_message(reply.message.id)
    assert list(reply) == [" and half"]
    assert chat.messages(reply.conversation)[1] == published(MessageChanged)[-1].message
    assert chat.messages(reply.conversation)[1].pinned


def test_options_of_a_conversation(chat: Chat, fake_ai: FakeAi, place: str) -> None:
    made = chat.configure(place, system="Be odd.", options={"temperature": 0.1, "seed": 5, "top_k": None})
    assert made.options == {"temperature": 0.1, "seed": 5}
    assert chat.conversation(place) == made
    chat.send("Hi", conversation=place, options={"seed": 6})
    inputs = fake_ai.calls[-1][1]
    assert (inputs["temperature"], inputs["seed"], inputs["max_tokens"]) == (0.1, 6, 2048)
    assert fake_ai.prompt()[0] == ("system", "Be odd.")
    assert chat.configure(place, options=None).system == "Be odd."
    assert chat.configure(place, system=None, model="small").model == "small"
    assert chat.configure(place, model=None).model is None
    assert chat.conversation(place).options == {}


@pytest.mark.parametrize("options", [{"messages": []}, {"stop": object()}, {"seed": float("nan")}])
def test_options_that_are_none_are_refused(chat: Chat, place: str, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        chat.configure(place, options=options)
    with pytest.raises(ModelNotFound):
        chat.configure(place, model="absent")
    assert chat.conversation(place).options == {}


def test_who_gave_the_title(chat: Chat, place: str, database: Database) -> None:
    store = Store(database)
    assert chat.conversation(place).titled_by == "first line"
    renamed = store.retitle(place, "Numbers")
    assert renamed is not None and (renamed.title, renamed.titled_by) == ("Numbers", "model")
    assert chat.rename(place, "Mine").titled_by == "person"
    assert store.retitle(place, "Not mine") is None
    assert chat.conversation(place).title == "Mine"
    assert chat.create(title="Given").titled_by == "person"


def test_a_copy_holds_every_branch(chat: Chat, fake_ai: FakeAi, place: str) -> None:
    old = chat.messages(place)
    chat.edit(old[2].id, "Three")
    chat.choose(old[3].id)
    chat.pin_message(old[1].id)
    chat.configure(place, options={"seed": 1})
    made = chat.duplicate(place[:6])
    assert (made.title, made.message_count, made.options) == ("One", 6, {"seed": 1})
    copied = chat.messages(made.id)
    assert [m.text for m in copied] == ["One", "A", "Two", "B"]
    assert [m.pinned for m in copied] == [False, True, False, False]
    assert [m.text for m in chat.branches(copied[2].id)] == ["Two", "Three"]
    assert not {m.id for m in copied} & {m.id for m in old}
    chat.edit(copied[0].id, "Changed")
    assert _shown(chat, place) == ["One", "A", "Two", "B"]


def test_a_copy_up_to_a_message_of_a_hidden_branch(chat: Chat, place: str) -> None:
    old = chat.messages(place)
    chat.edit(old[2].id, "Three")
    made = chat.duplicate(place, up_to=old[2].id)
    assert _shown(chat, made.id) == ["One", "A", "Two"]
    with pytest.raises(NotFound):
        chat.duplicate(place, up_to=chat.messages(made.id)[0].id)


def test_a_copy_of_what_is_being_written_and_of_nothing(chat: Chat, fake_ai: FakeAi) -> None:
    assert chat.messages(chat.duplicate(chat.create().id).id) == []
    fake_ai.replies.append(["Half", Stall()])
    with chat.send("Hi", stream=True) as reply:
        next(reply)
        made = chat.duplicate(reply.conversation)
        assert chat.messages(made.id)[1].state == "stopped"


def test_messages_that_make_no_tree_are_refused(chat: Chat, place: str, database: Database) -> None:
    store, messages = Store(database), chat.messages(place)
    for wrong in (messages[1:], [*messages, messages[0]], messages[::-1]):
        with pytest.raises(InvalidInput):
            store.plant(chat.conversation(place), wrong)
    assert len(chat.conversations()) == 1


# Deleting


def test_a_deleted_conversation_comes_back_whole(
    chat: Chat, place: str, published: Published, clock: FakeClock
) -> None:
    before, listed = chat.messages(place), chat.conversation(place)
    chat.delete(place)
    assert chat.conversations() == []
    assert [(each.id, each.deleted_at) for each in chat.deleted()] == [(place, clock.now())]
    for gone in (chat.conversation, chat.messages, chat.duplicate, chat.delete, chat.pin):
        with pytest.raises(NotFound):
            gone(place)
    for hidden in (chat.branches, chat.choose, chat.pin_message, chat.regenerate):
        with pytest.raises(NotFound):
            hidden(before[0].id)
    with pytest.raises(NotFound):
        chat.send("Hi", conversation=place)
    assert chat.restore(place[:8]) == listed
    assert published(ConversationChanged)[-1].conversation == listed
    assert (chat.messages(place), chat.deleted()) == (before, [])
    with pytest.raises(NotFound):
        chat.restore(place)


def test_what_arrived_before_the_deletion_is_kept(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall])
    reply = chat.send("Hi", stream=True)
    reader = threading.Thread(target=list, args=(reply,))
    reader.start()
    stall.reached.wait()
    chat.delete(reply.conversation)
    reader.join()
    chat.restore(reply.conversation)
    assert [(m.text, m.state) for m in chat.messages(reply.conversation)][1] == ("Half", "stopped")


def test_purging_removes_what_was_deleted_long_ago(
    chat: Chat, place: str, clock: FakeClock, database: Database
) -> None:
    chat.delete(place)
    clock.pass_time(100)
    later = chat.send("Later").conversation
    chat.delete(later)
    assert chat.purge(50) == 1
    assert [each.id for each in chat.deleted()] == [later]
    assert database.value("SELECT count(*) FROM messages WHERE conversation = ?", (place,)) == 0
    with pytest.raises(NotFound):
        chat.restore(place)
    assert chat.purge(0) == 1
    assert database.value("SELECT count(*) FROM messages") == 0


def test_what_others_delete_bring_back_and_branch_is_told(
    chat: Chat, place: str, database: Database, settings: Settings, published: Published
) -> None:
    connection = Database(database.path)
    other = Chat(Store(connection), FakeAi(), settings, Events())
    other.delete(place)
    assert chat.refresh() == [place]
    assert published(ConversationDeleted) == [ConversationDeleted(place)]
    other.restore(place)
    other.edit(other.messages(place)[0].id, "Other")
    assert chat.refresh() == [place]
    assert published(PathChanged)[-1] == PathChanged(place)
    assert _shown(chat, place) == ["Other", "Yes."]
    other.delete(place)
    other.purge(0)
    assert chat.refresh() == [place]
    connection.close()


def test_an_answer_is_stopped_when_others_delete_its_conversation(
    chat: Chat, fake_ai: FakeAi, database: Database, settings: Settings
) -> None:
    connection = Database(database.path)
    fake_ai.replies.append(["Half", Stall()])
    reply = chat.send("Hi", stream=True)
    next(reply)
    Chat(Store(connection), FakeAi(), settings, Events()).delete(reply.conversation)
    chat.refresh()
    assert list(reply) == []
    assert reply.message.state == "stopped"
    connection.close()


def test_a_deletion_by_others_is_told_though_an_answer_was_saved_after_it(
    chat: Chat, fake_ai: FakeAi, database: Database, clock: FakeClock
) -> None:
    store, elsewhere = Store(database), Store(database)
    answer = chat.send("Hi")
    store.elsewhere()
    elsewhere.delete(answer.conversation, now=clock.now())
    store.save(answer)
    assert store.elsewhere() == ([], [answer.conversation])
    assert store.elsewhere() == ([], [])


def test_an_answer_may_end_in_a_conversation_that_others_deleted(
    chat: Chat, fake_ai: FakeAi, database: Database, clock: FakeClock
) -> None:
    fake_ai.replies.append(["Half", " and half"])
    reply = chat.send("Hi", stream=True)
    next(reply)
    Store(database).delete(reply.conversation, now=clock.now())
    assert list(reply) == [" and half"]
    chat.restore(reply.conversation)
    assert chat.messages(reply.conversation)[1] == reply.message
    assert reply.message.state == "complete"
