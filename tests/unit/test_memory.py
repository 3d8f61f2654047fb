"""What a conversation remembers, through the real store: folds kept, summaries and titles written ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import ConversationChanged
from edgechat.chat.jobs import Jobs
from edgechat.chat.memory import Memory
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi

Published = Callable[[type], list[Any]]


class QuietJobs(Jobs):
    """Keeps jobs until a test runs them."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def submit(self, job: Callable[[], None]) -> bool:
        self.waiting.append(job)
        return True

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def jobs() -> QuietJobs:
    return QuietJobs()


@pytest.fixture
def remembering(
    database: Database, settings: Settings, events: Events, fake_ai: FakeAi, jobs: QuietJobs
) -> Iterator[Chat]:
    store = Store(database)
    memory = Memory(store, fake_ai, settings, jobs=jobs, publish=events.publish)
    chat = Chat(store, fake_ai, settings, events, context=memory, save_every=0.01)
    yield chat
    chat.close()


def talk(chat: Chat, ai: FakeAi, turns: int, conversation: str | None = None) -> str:
    for turn in range(turns):
        ai.replies.append(f"Answer {turn}. " + "indeed " * 20)
        conversation = chat.send(
            f"Question {turn}. " + "something " * 20, conversation=conversation
        ).conversation
    assert conversation is not None
    return conversation


def test_a_long_conversation_goes_on_and_says_what_it_folded(
    remembering: Chat, fake_ai: FakeAi, settings: Settings
) -> None:
    settings.set("chat.max_tokens", 64)
    place = talk(remembering, fake_ai, 1)
    remembering.pin_message(remembering.messages(place)[0].id)
    fake_ai.size = 400
    talk(remembering, fake_ai, 25, place)
    report = remembering.context(place)
    ids = {message.id for message in remembering.messages(place)}
    assert report.folded and report.used <= report.budget
    assert set(report.shown) | set(report.folded) | set(report.pinned) == ids
    assert "Question 0." in fake_ai.calls[-1][1]["messages"][0]["content"]


def test_another_branch_does_not_stand_on_this_one_s_fold(
    remembering: Chat, fake_ai: FakeAi, settings: Settings
) -> None:
    settings.set("chat.max_tokens", 64)
    fake_ai.size = 400
    place = talk(remembering, fake_ai, 12)
    first = remembering.messages(place)[0]
    remembering.edit(first.id, "Another beginning")
    assert fake_ai.prompt()[-1] == ("user", "Another beginning")
    assert "Question 3" not in str(fake_ai.calls[-1])


def test_a_summary_is_written_ahead_and_used(
    remembering: Chat, fake_ai: FakeAi, settings: Settings, jobs: QuietJobs, database: Database
) -> None:
    settings.set("chat.max_tokens", 64)
    settings.set("chat.titles", False)
    fake_ai.size = 600
    place = talk(remembering, fake_ai, 8)
    assert jobs.waiting
    fake_ai.replies.append("They spoke of something, and of something else again.")
    jobs.waiting.pop(0)()
    jobs.waiting.clear()
    talk(remembering, fake_ai, 3, place)
    assert "They spoke of something, and" in fake_ai.calls[-1][1]["messages"][0]["content"]
    assert Store(database).folds(place, active=True)[0].made_by == "model"


def test_the_first_answer_brings_a_title(
    remembering: Chat, fake_ai: FakeAi, jobs: QuietJobs, published: Published
) -> None:
    fake_ai.replies.extend(["It is Paris, the capital of France.", "Capital of France"])
    place = remembering.send("What is the capital of France, please?").conversation
    jobs.run()
    assert remembering.conversation(place).title == "Capital of France"
    assert remembering.conversation(place).titled_by == "model"
    assert published(ConversationChanged)[-1].conversation.title == "Capital of France"
    remembering.send("And of Italy?", conversation=place)
    assert not jobs.waiting


def test_a_title_never_replaces_the_person_s(remembering: Chat, fake_ai: FakeAi, jobs: QuietJobs) -> None:
    fake_ai.replies.extend(["It is Paris, the capital of France.", "Capital of France"])
    place = remembering.send("What is the capital of France?").conversation
    remembering.rename(place, "Mine")
    jobs.run()
    assert remembering.conversation(place).title == "Mine"


def test_titles_can_be_switched_off(
    remembering: Chat, fake_ai: FakeAi, jobs: QuietJobs, settings: Settings
) -> None:
    settings.set("chat.titles", False)
    remembering.send("What is the capital of France?")
    assert not jobs.waiting


def test_a_title_for_a_deleted_conversation_is_nobody_s(
    remembering: Chat, fake_ai: FakeAi, jobs: QuietJobs
) -> None:
    place = remembering.send("What is the capital of France?").conversation
    remembering.delete(place)
    remembering.purge(0)
    calls = len(fake_ai.calls)
    jobs.run()
    assert len(fake_ai.calls) == calls


def test_closing_ends_the_jobs(
    database: Database, settings: Settings, events: Events, fake_ai: FakeAi
) -> None:
    store, started = Store(database), threading.Event()
    jobs = Jobs()
    chat = Chat(store, fake_ai, settings, events, context=Memory(store, fake_ai, settings, jobs=jobs))
    jobs.submit(started.set)
    assert started.wait(5)
    chat.close()
    assert not jobs.submit(lambda: None)
