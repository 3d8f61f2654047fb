"""What was said is found at once, though it goes into the index of words later; and what was not is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgechat.chat.chat import Chat
from edgechat.chat.indexer import Indexer
from edgechat.chat.query import parse
from edgechat.chat.store import Store
from edgechat.core.paths import Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.recovery import inspect, repair
from edgechat.core.sqlite import Database
from edgechat.core.word_index import index_all, index_some, is_behind, out_of_step
from tests.fakes import FakeAi, Stall

IN_THE_INDEX = "SELECT count(*) FROM messages_fts_docsize"


def put(store: Store, *texts: str, title: str = "") -> list[str]:
    place = store.create(now=1.0, title=title)
    return [store.append(place.id, "user", text, state="complete", now=2.0).id for text in texts]


def found(store: Store, typed: str) -> list[str | None]:
    return [hit.message for hit in store.search(typed)]


def test_a_message_is_stored_without_its_words_and_found_at_once(database: Database) -> None:
    store = Store(database)
    [identity] = put(store, "The kettle is on")
    assert is_behind(database) and database.value(IN_THE_INDEX) == 0
    assert found(store, "ket") == [identity]
    assert not is_behind(database) and database.value(IN_THE_INDEX) == 1
    assert found(store, "ket") == [identity]


def test_what_cannot_be_written_to_the_index_is_found_too(database: Database) -> None:
    store = Store(database)
    old, new = put(store, "red and blue", "red and green")
    index_all(database)
    newer, newest = put(store, "red alone", "reddish")
    with database.write(), closing(Database(database.path, patience=0.0)) as impatient:
        reading = Store(impatient)
        assert found(reading, "red") == [newest, newer, new, old]
        assert found(reading, "red ") == [newer, new, old]
        assert found(reading, "red -green") == [newer, old]
        assert found(reading, '"red and"') == [new, old]
        pages = [reading.search("re", limit=1, offset=place) for place in range(5)]
        assert [[hit.message for hit in page] for page in pages] == [[newest], [newer], [new], [old], []]
        assert is_behind(impatient)


def test_a_waiting_message_that_is_deleted_and_brought_back(chat: Chat, database: Database) -> None:
    answer = chat.send("A secret plan")
    question = answer.parent or ""
    chat.delete_message(question)
    assert [hit.message for hit in chat.search("secret")] == [None]  # the title
    chat.restore_message(question)
    assert question in [hit.message for hit in chat.search("secret")]
    chat.delete_message(question)
    assert question not in [hit.message for hit in chat.search("secret")]
    index_all(database)
    assert out_of_step(database.rows) == [] and database.value(IN_THE_INDEX) == 0


def test_a_number_that_comes_again_does_not_bring_the_words_of_before(database: Database) -> None:
    store = Store(database)
    first, last = put(store, "apples", "oranges")
    index_all(database)
    place = store.message(last).conversation
    store.discard(last, now=3.0)
    again = store.append(place, "user", "lemons", state="complete", now=4.0).id
    seq = "SELECT seq FROM messages WHERE id = ?"
    assert database.value(seq, (again,)) == database.value("SELECT max(seq) FROM messages")
    assert is_behind(database)
    assert found(store, "oranges") == [] and found(store, "lemons") == [again]
    assert found(store, "apples") == [first]
    assert out_of_step(database.rows) == []


def test_an_answer_changed_after_it_was_indexed(database: Database) -> None:
    store = Store(database)
    [identity] = put(store, "early words")
    index_all(database)
    database.execute("UPDATE messages SET text = 'late words' WHERE id = ?", (identity,))
    database.execute("UPDATE messages SET pinned = 1 WHERE id = ?", (identity,))
    assert found(store, "early") == [] and found(store, "late") == [identity]


def test_an_answer_that_the_index_went_past_is_found_when_it_ends(chat: Chat, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["unfinished", stall, " business"])
    reply = chat.send("Hi", stream=True)
    next(reply)
    chat.index()
    assert chat.search("unfinished") == []
    stall.release.set()
    list(reply)
    assert [hit.message for hit in chat.search("unfinished business")] == [reply.message.id]


def test_what_is_brought_in_is_found_before_and_after_it_is_indexed(chat: Chat, database: Database) -> None:
    for number in range(3):
        chat.send(f"The lighthouse, part {number}", conversation=None)
    exported = chat.export([each.id for each in chat.conversations()])
    index_all(database)
    before = database.value(IN_THE_INDEX)
    made = chat.import_json(exported)
    assert len(made) == 3 and database.value(IN_THE_INDEX) == before
    places = {hit.conversation for hit in chat.search("lighthouse", limit=99) if hit.message}
    assert {each.id for each in made} <= places
    chat.index()
    assert {hit.conversation for hit in chat.search("lighthouse", limit=99) if hit.message} == places


def test_a_slice_ends_when_its_time_is_over(database: Database) -> None:
    put(Store(database), *(f"word {number}" for number in range(20)))
    slices = 1
    while index_some(database, seconds=0.0):
        slices += 1
    assert slices == 20 and out_of_step(database.rows) == []


WORDS = st.sampled_from(
    ["red", "Grün", "café", "天气", "好", "東京", "reddish", "os.path", "한국어", "-", "1"]
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, max_size=4).map(" ".join), min_size=1, max_size=4), st.data())
def test_texts_are_judged_as_the_index_judges_them(
    database: Database, texts: list[str], data: st.DataObject
) -> None:
    store = Store(database)
    identities = put(store, *texts)
    typed = data.draw(
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join) | st.sampled_from(['"red 好"', "re -天"])
    )
    query = parse(typed)
    fitting = [identity for identity, text in zip(identities, texts, strict=True) if query.fits(text)]
    found = [hit.message for hit in store.search(typed, limit=10_000)]
    assert [each for each in found if each in identities] == (fitting[::-1] if query.expression else [])


# Beside everything else


class Slices:
    """A store that only counts."""

    def __init__(self, waiting: int) -> None:
        self.waiting, self.answering = waiting, False

    def index_some(self) -> bool:
        self.waiting = max(0, self.waiting - 1)
        return self.waiting > 0

    def can_wait(self) -> bool:
        return self.answering


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_the_indexer_takes_in_what_waits_once_it_is_quiet() -> None:
    store = Slices(5)
    indexer = Indexer(store, quiet=0.0)
    indexer.wake()
    until(lambda: store.waiting == 0)
    store.waiting = 3
    indexer.wake()
    until(lambda: store.waiting == 0)
    indexer.close()
    indexer.close()
    indexer.wake()


def test_the_indexer_leaves_question_and_answer_together_and_takes_the_rest_at_the_end() -> None:
    store = Slices(2)
    store.answering = True
    indexer = Indexer(store, quiet=0.0)
    indexer.wake()
    time.sleep(0.05)
    assert store.waiting == 2
    indexer.close()
    assert store.waiting == 0


# Checked and made anew


@pytest.fixture
def told(profile: Profile) -> Profile:
    """A profile in whose index everything is, closed."""
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        put(store, *(f"message {number}" for number in range(30)), title="The title")
        store.index_all()
        put(store, "waits")
    return profile


def harm(file: Path, statement: str) -> None:
    with closing(Database(file)) as database:
        database.execute(statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM messages_fts WHERE rowid IN (3, 4)", "the search index lacks 2 messages"),
        ("DELETE FROM titles_fts", "the search index lacks 2 titles"),
        (
            "INSERT INTO messages_fts (rowid, text) VALUES (4711, 'of nobody')",
            "the search index holds 1 messages that are gone",
        ),
        ("UPDATE messages_fts_data SET block = zeroblob(20) WHERE id > 100", "the search index is damaged"),
    ],
)
def test_a_torn_index_is_found_and_made_anew_in_its_place(told: Profile, statement: str, said: str) -> None:
    assert inspect(told).problems == ()
    harm(told.database, statement)
    [problem] = inspect(told).problems
    assert problem.startswith(said)
    repaired = repair(told)
    assert repaired is not None and repaired.index_only and repaired.kept is None
    assert inspect(told).problems == () and repair(told) is None
    with closing(open_profile_database(told)) as database:
        store = Store(database)
        assert len(store.search("message", limit=99)) == 30
        assert len(store.search("title")) == len(store.search("waits")) == 1
