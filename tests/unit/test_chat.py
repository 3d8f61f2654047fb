"""A turn of a conversation: stored first, answered, ended in every way it can end."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import (
    ConversationChanged,
    ConversationDeleted,
    Message,
    MessageChanged,
    TextArrived,
)
from edgechat.chat.reply import ReplyStream
from edgechat.chat.store import Store
from edgechat.core.errors import (
    BugError,
    EngineCrashed,
    IncompleteInput,
    InvalidInput,
    ModelNotFound,
    NoRoom,
    NotFound,
)
from edgechat.core.events import Events
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi, FakeClock, FakeStream, Stall

Published = Callable[[type], list[Any]]


def _texts(chat: Chat, conversation: str) -> list[tuple[str, str, str]]:
    return [(each.role, each.text, each.state) for each in chat.messages(conversation)]


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_a_question_is_answered_and_stored(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Four", " of", " them."])
    answer = chat.send("How many?")
    assert (answer.role, answer.text, answer.state) == ("assistant", "Four of them.", "complete")
    assert (answer.model, answer.finish_reason) == ("small", "stop")
    assert (answer.usage.prompt_tokens, answer.timing.tokens_per_second) == (7, 50.0)
    question, stored = chat.messages(answer.conversation)
    assert stored == answer
    assert (question.text, question.id) == ("How many?", answer.parent)
    assert chat.conversation(answer.conversation).title == "How many?"


def test_history_system_and_options_reach_the_model(chat: Chat, fake_ai: FakeAi, settings: Settings) -> None:
    settings.set("chat.temperature", 0.2)
    first = chat.send("One?", system="Be brief.")
    chat.send("Two?", conversation=first.conversation, options={"seed": 7, "max_tokens": 5})
    assert fake_ai.prompt() == [
        ("system", "Be brief."),
        ("user", "One?"),
        ("assistant", "Yes."),
        ("user", "Two?"),
    ]
    inputs = fake_ai.calls[-1][1]
    assert (inputs["temperature"], inputs["seed"], inputs["max_tokens"]) == (0.2, 7, 5)
    assert fake_ai.calls[0][1]["max_tokens"] == 2048


def test_the_settings_system_prompt_is_the_default(chat: Chat, fake_ai: FakeAi, settings: Settings) -> None:
    settings.set("chat.system", "From the settings.")
    chat.send("Hi")
    assert fake_ai.prompt()[0] == ("system", "From the settings.")
    chat.send("Hi", system="")
    assert fake_ai.prompt() == [("user", "Hi")]


def test_a_chosen_model_stays_with_the_conversation(
    database: Database, settings: Settings, events: Events
) -> None:
    ai = FakeAi(models=("small", "large"))
    chat = Chat(Store(database), ai, settings, events)
    answer = chat.send("Hi", model="large")
    chat.send("Hi again", conversation=answer.conversation[:6])
    chat.send("Hello")
    assert [model for model, _ in ai.calls] == ["large", "large", "small"]


def test_pieces_and_states_are_published_in_order(chat: Chat, fake_ai: FakeAi, events: Events) -> None:
    seen: list[str] = []
    events.subscribe(TextArrived, lambda e: seen.append(e.text))
    events.subscribe(MessageChanged, lambda e: seen.append(f"{e.message.role} {e.message.state}"))
    events.subscribe(ConversationChanged, lambda e: seen.append(f"{e.conversation.message_count} messages"))
    fake_ai.replies.append(["a", "b"])
    chat.send("Hi")
    assert seen == [
        "user complete",
        "assistant streaming",
        "2 messages",
        "a",
        "b",
        "assistant complete",
        "2 messages",
    ]


def test_the_question_is_stored_before_the_model_hears_of_it(
    chat: Chat, fake_ai: FakeAi, events: Events, database: Database
) -> None:
    def look(model: str, inputs: Any, stream: bool = False, *, session: str | None = None) -> Any:
        with_other_eyes = Database(database.path)
        stored.extend(with_other_eyes.rows("SELECT role, text, state FROM messages ORDER BY depth"))
        with_other_eyes.close()
        raise EngineCrashed("It died.", "Try again.")

    stored: list[Any] = []
    fake_ai.run = look  # type: ignore[method-assign, assignment]
    with pytest.raises(EngineCrashed):
        chat.send("Hi")
    assert stored == [("user", "Hi", "complete"), ("assistant", "", "streaming")]


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("stream", [True, False])
def test_a_failure_is_stored_and_raised_again(chat: Chat, fake_ai: FakeAi, early: bool, stream: bool) -> None:
    crash = EngineCrashed("The model process died.", "Try again.")
    fake_ai.replies.append(crash if early else ["Half", crash])
    with pytest.raises(EngineCrashed):
        for _ in chat.send("Hi", stream=True) if stream else [chat.send("Hi")]:
            pass
    (place,) = chat.conversations()
    answer = chat.messages(place.id)[-1]
    assert (answer.state, answer.text) == ("failed", "" if early else "Half")
    assert answer.error is not None
    assert (answer.error.code, answer.error.action) == (3043, "Try again.")


def test_a_missing_model_fails_the_answer_and_keeps_the_question(chat: Chat) -> None:
    with pytest.raises(ModelNotFound):
        chat.send("Hi", model="absent")
    (place,) = chat.conversations()
    assert _texts(chat, place.id) == [("user", "Hi", "complete"), ("assistant", "", "failed")]


@pytest.mark.parametrize(("bug", "code"), [(KeyError("oops"), 1000), (BugError("broken"), 1000)])
def test_a_bug_is_stored_as_a_failure_too(chat: Chat, fake_ai: FakeAi, bug: Exception, code: int) -> None:
    fake_ai.replies.append(["Half", bug])
    with pytest.raises(type(bug)):
        chat.send("Hi")
    answer = chat.messages(chat.conversations()[0].id)[-1]
    assert answer.error is not None
    assert answer.error.code == code


def test_ctrl_c_keeps_the_partial_answer(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Half", KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        chat.send("Hi")
    assert _texts(chat, chat.conversations()[0].id)[1] == ("assistant", "Half", "stopped")


def test_stop_from_another_thread_ends_the_iteration(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall, "never"])
    reply = chat.send("Hi", stream=True)

    def stop() -> None:
        stall.reached.wait()
        reply.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    assert list(reply) == ["Half"]
    stopper.join()
    assert (reply.message.state, reply.message.finish_reason) == ("stopped", "cancelled")
    assert chat.messages(reply.conversation)[-1] == reply.message


def test_text_is_saved_while_the_model_is_silent(chat: Chat, fake_ai: FakeAi, database: Database) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall, " done."])
    reply = chat.send("Hi", stream=True)
    next(reply)
    _until(lambda: database.value("SELECT text FROM messages WHERE role = 'assistant'") == "Half")
    assert chat.messages(reply.conversation)[-1].state == "streaming"
    stall.release.set()
    assert list(reply) == [" done."]
    assert chat.messages(reply.conversation)[-1].text == "Half done."


def test_a_save_that_fails_on_the_way_is_tried_again(
    chat: Chat, fake_ai: FakeAi, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, tries = Store.save, 0

    def full_twice(store: Store, message: Message, **options: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= 2:
            raise NoRoom("There is no room.", "Free some.")
        save(store, message, **options)

    monkeypatch.setattr(Store, "save", full_twice)
    fake_ai.replies.append(["Half", Stall()])
    reply = chat.send("Hi", stream=True)
    next(reply)
    _until(lambda: database.value("SELECT text FROM messages WHERE role = 'assistant'") == "Half")
    reply.close()


def test_an_answer_without_a_result_has_failed(
    chat: Chat, fake_ai: FakeAi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeStream, "_end", lambda _: None)
    with pytest.raises(BugError):
        chat.send("Hi")
    assert _texts(chat, chat.conversations()[0].id)[-1] == ("assistant", "Yes.", "failed")


def test_pieces_not_saved_yet_are_listed(
    database: Database, settings: Settings, events: Events, clock: FakeClock
) -> None:
    chat = Chat(Store(database), FakeAi(["Half", Stall()]), settings, events, clock, save_every=60)
    with chat.send("Hi", stream=True) as reply:
        next(reply)
        assert chat.messages(reply.conversation)[-1].text == "Half"
        assert database.value("SELECT text FROM messages WHERE role = 'assistant'") == ""
    assert _texts(chat, reply.conversation)[-1] == ("assistant", "Half", "stopped")


def _leave_by_with(reply: ReplyStream) -> None:
    with reply:
        next(reply)


def _leave_by_close(reply: ReplyStream) -> None:
    next(reply)
    reply.close()
    assert list(reply) == []


def _leave_by_dropping(reply: ReplyStream) -> None:
    next(reply)


@pytest.mark.parametrize("leave", [_leave_by_with, _leave_by_close, _leave_by_dropping])
def test_a_consumer_that_leaves_keeps_the_partial_answer(
    chat: Chat, fake_ai: FakeAi, published: Published, leave: Callable[[ReplyStream], None]
) -> None:
    fake_ai.replies.append(["Half", " and", " more"])
    leave(chat.send("Hi", stream=True))
    gc.collect()
    _until(lambda: published(MessageChanged)[-1].message.state == "stopped")
    assert _texts(chat, chat.conversations()[0].id)[-1] == ("assistant", "Half", "stopped")
    assert fake_ai.streams[0].closed


def test_closing_the_profile_stops_what_is_being_written(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall])
    reply = chat.send("Hi", stream=True)
    reader = threading.Thread(target=list, args=(reply,))
    reader.start()
    stall.reached.wait()
    chat.close()
    reader.join()
    assert reply.message.state == "stopped"


def test_closing_twice_and_with_a_full_disk_raises_nothing(
    database: Database, settings: Settings, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NoRoom("There is no room.", "Free some.")

    chat = Chat(Store(database), FakeAi(["Half", Stall()]), settings, events)
    reply = chat.send("Hi", stream=True)
    next(reply)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save", full)
        chat.close()
    database.close()
    chat.close()


def test_retry_answers_the_same_question_again(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.extend([["Ha", EngineCrashed("It died.", "Try again.")], "Whole."])
    with pytest.raises(EngineCrashed):
        chat.send("Hi")
    question, failed = chat.messages(chat.conversations()[0].id)
    answer = chat.retry(failed.id)
    assert isinstance(answer, Message)
    assert answer.parent == question.id
    assert _texts(chat, answer.conversation) == [
        ("user", "Hi", "complete"),
        ("assistant", "Whole.", "complete"),
    ]
    assert fake_ai.prompt()[1:] == [("user", "Hi")]


def test_retry_can_stream(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.extend([KeyboardInterrupt(), ["a", "b"]])
    with pytest.raises(KeyboardInterrupt):
        chat.send("Hi")
    stopped = chat.messages(chat.conversations()[0].id)[-1]
    assert list(chat.retry(stopped.id, stream=True)) == ["a", "b"]


def test_retry_answers_a_question_that_has_no_answer(chat: Chat, database: Database) -> None:
    place = chat.create()
    question = Store(database).append(place.id, "user", "Hi", state="complete", now=1.0)
    assert chat.retry(question.id).text == "Yes."


def test_only_a_last_answer_that_did_not_work_is_retried(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Half", KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        chat.send("Hi")
    stopped = chat.messages(chat.conversations()[0].id)[-1]
    whole = chat.send("Next", conversation=stopped.conversation)
    for message in (stopped, whole):
        with pytest.raises(InvalidInput):
            chat.retry(message.id)
    with pytest.raises(NotFound):
        chat.retry("nothing")


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_nothing_is_not_sent(chat: Chat, text: str) -> None:
    with pytest.raises(IncompleteInput):
        chat.send(text)
    assert chat.conversations() == []


def test_a_wrong_option_or_place_stores_nothing(chat: Chat, fake_ai: FakeAi) -> None:
    with pytest.raises(InvalidInput):
        chat.send("Hi", options={"model": "x"})
    with pytest.raises(NotFound):
        chat.send("Hi", conversation="nowhere")
    assert (chat.conversations(), fake_ai.calls) == ([], [])


def test_any_text_is_stored(chat: Chat, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["\ud83d", "ok"])
    answer = chat.send("half \ud83d and \x00 and 😀")
    assert _texts(chat, answer.conversation) == [
        ("user", "half \ufffd and \x00 and 😀", "complete"),
        ("assistant", "\ufffdok", "complete"),
    ]


def test_create_rename_and_delete(chat: Chat, published: Published) -> None:
    place = chat.create(system="Be kind.")
    assert chat.send("Hello there", conversation=place.id).conversation == place.id
    assert chat.conversation(place.id).title == "Hello there"
    assert chat.rename(place.id, " New\n name ").title == "New name"
    with pytest.raises(InvalidInput):
        chat.rename(place.id, " ")
    chat.delete(place.id)
    assert published(ConversationDeleted) == [ConversationDeleted(place.id)]
    assert chat.conversations() == []
    with pytest.raises(NotFound):
        chat.messages(place.id)


def test_deleting_stops_the_answer_that_is_being_written(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall])
    reply = chat.send("Hi", stream=True)
    reader = threading.Thread(target=list, args=(reply,))
    reader.start()
    stall.reached.wait()
    chat.delete(reply.conversation)
    reader.join()
    assert chat.conversations() == []


def test_an_answer_that_could_not_be_saved_is_kept_and_saved_later(
    chat: Chat, fake_ai: FakeAi, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NoRoom("There is no room.", "Free some.")

    fake_ai.replies.append(["All", " of it."])
    reply = chat.send("Hi", stream=True)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "save", full)
        with pytest.raises(NoRoom):
            list(reply)
        assert chat.messages(reply.conversation)[-1].text == "All of it."
    assert "streaming" in database.rows("SELECT state FROM messages ORDER BY depth")[-1]
    assert _texts(chat, reply.conversation)[-1] == ("assistant", "All of it.", "complete")
    assert "complete" in database.rows("SELECT state FROM messages ORDER BY depth")[-1]


def test_an_answer_whose_process_died_is_interrupted(
    chat: Chat, database: Database, published: Published
) -> None:
    answer = chat.send("Hi")
    database.execute(
        "UPDATE messages SET state = 'streaming', text = 'Ha', writer_started = 'earlier' WHERE id = ?",
        (answer.id,),
    )
    assert _texts(chat, answer.conversation)[-1] == ("assistant", "Ha", "interrupted")
    assert published(MessageChanged)[-1].message.state == "interrupted"
    assert chat.retry(answer.id).state == "complete"


def test_what_another_process_did_is_published(
    chat: Chat, database: Database, settings: Settings, published: Published
) -> None:
    elsewhere = Database(database.path)
    other = Chat(Store(elsewhere), FakeAi(), settings, Events())
    mine = chat.send("Hi")
    assert not chat.changed_elsewhere()
    assert chat.refresh() == []
    theirs = other.send("Hi", conversation=mine.conversation)
    doomed = other.create()
    other.delete(doomed.id)
    assert chat.changed_elsewhere()
    assert chat.refresh() == [theirs.conversation, doomed.id]
    assert published(ConversationChanged)[-1].conversation.message_count == 4
    assert published(ConversationDeleted) == [ConversationDeleted(doomed.id)]
    assert not chat.changed_elsewhere()
    assert other.refresh() == [mine.conversation]
    elsewhere.close()
