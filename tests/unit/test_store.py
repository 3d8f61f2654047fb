"""Conversations and messages as rows: order, paging, branches, and who wrote what."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from edgechat.chat.store import Store
from edgechat.core.errors import NotFound
from edgechat.core.sqlite import Database


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


def _fill(store: Store, *, messages: int) -> str:
    place = store.create(now=0.0, title="long")
    with store.transaction():
        for number in range(messages):
            role = "assistant" if number % 2 else "user"
            store.append(place.id, role, f"text {number}", state="complete", now=float(number))  # type: ignore[arg-type]
    return place.id


def test_messages_are_a_line_of_parents(store: Store) -> None:
    place = _fill(store, messages=4)
    found = store.messages(place)
    assert [message.text for message in found] == ["text 0", "text 1", "text 2", "text 3"]
    assert [message.parent for message in found] == [None, *(message.id for message in found[:3])]
    assert store.conversation(place).message_count == 4


def test_pages_come_from_the_end(store: Store) -> None:
    place = _fill(store, messages=10)
    newest = store.messages(place, limit=3)
    assert [message.text for message in newest] == ["text 7", "text 8", "text 9"]
    earlier = store.messages(place, limit=3, before=newest[0].id)
    assert [message.text for message in earlier] == ["text 4", "text 5", "text 6"]
    assert store.messages(place, before=store.messages(place)[0].id) == []


def test_ten_thousand_messages_page_and_are_deleted_quickly(store: Store, database: Database) -> None:
    place = _fill(store, messages=10_000)
    plan = database.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM messages WHERE conversation = ? AND on_path = 1"
        " ORDER BY depth DESC LIMIT 50",
        (place,),
    )
    assert "messages_path" in plan[0][3] and len(plan) == 1
    began = time.perf_counter()
    middle = store.messages(place, limit=5_000)[0]
    page_began = time.perf_counter()
    assert len(store.messages(place, limit=50, before=middle.id)) == 50
    page = time.perf_counter() - page_began
    store.delete(place, now=0.0)
    assert store.purge(deleted_before=0.0, now=0.0) == [place]
    assert page < 0.05
    assert time.perf_counter() - began < 3.0
    assert database.value("SELECT count(*) FROM messages") == 0


def test_conversations_are_listed_by_their_last_message(store: Store) -> None:
    first, second = store.create(now=1.0), store.create(now=2.0)
    assert [place.id for place in store.conversations(limit=9)] == [second.id, first.id]
    store.append(first.id, "user", "hi", state="complete", now=3.0)
    assert [place.id for place in store.conversations(limit=9)] == [first.id, second.id]
    assert [place.id for place in store.conversations(limit=1, offset=1)] == [second.id]
    store.change(second.id, title="renamed")
    assert [place.id for place in store.conversations(limit=1)] == [first.id]


def test_a_conversation_is_found_by_a_unique_beginning(store: Store, database: Database) -> None:
    for identity in ("abcd1111", "abcd2222", "abcd"):
        database.execute(
            "INSERT INTO conversations (id, title, created_at, updated_at, revision, writer)"
            " VALUES (?, '', 0, 0, 0, '')",
            (identity,),
        )
    assert store.conversation("abcd1").id == "abcd1111"
    assert store.conversation("abcd").id == "abcd"
    database.execute("DELETE FROM conversations WHERE id = 'abcd'")
    with pytest.raises(NotFound, match="Several"):
        store.conversation("abcd")
    for short in ("a", "abc"):
        with pytest.raises(NotFound, match=f"'{short}' is too short") as caught:
            store.conversation(short)
        assert caught.value.action == "Give at least 4 characters of it."
    for nobody in ("fff", "ffff", "", "abcd%", "ABCD1"):
        with pytest.raises(NotFound, match="no conversation"):
            store.conversation(nobody)


def test_titles_are_one_line_of_at_most_200_characters(store: Store) -> None:
    place = store.create(now=0.0, title="  many\n\twords " + "and more of them, " * 200)
    assert place.title.startswith("many words and more") and place.title.endswith(" them, and more…")
    assert 180 < len(place.title) <= 200 and store.conversation(place.id) == place
    changed = store.change(place.id, title="x" * 3000)
    assert changed.title == "x" * 199 + "…"
    assert store.change(place.id, title="A " + "y" * 300).title == "A " + "y" * 197 + "…", (
        "no word is as long"
    )
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f466"
    assert store.change(place.id, title="z" * 196 + family).title == "z" * 196 + "…"
    assert store.change(place.id, title="e\u0301" * 150).title == "e\u0301" * 99 + "…"
    copied = store.plant(replace(place, title="t " * 500), ())
    assert len(copied.title) <= 200, "what is brought in, too"


def test_an_answer_put_aside_leaves_the_branch_and_stays_stored(store: Store) -> None:
    place = _fill(store, messages=2)
    question, answer = store.messages(place)
    assert store.show(place, question.id)
    again = store.append(place, "assistant", "better", state="complete", now=9.0)
    assert again.parent == answer.parent == question.id
    assert (again.siblings, again.sibling) == (2, 1)
    assert store.messages(place) == [question, again]
    assert store.message(answer.id).text == "text 1"


def test_writing_to_a_deleted_conversation(store: Store) -> None:
    place = _fill(store, messages=2)
    answer = store.messages(place)[1]
    store.delete(place, now=1.0)
    store.save(answer, now=2.0)
    with pytest.raises(NotFound):
        store.append(place, "user", "hi", state="complete", now=2.0)
    with pytest.raises(NotFound):
        store.delete(place, now=2.0)
    with pytest.raises(NotFound):
        store.message(answer.id)


def test_others_changes_are_told_once_and_own_ones_never(store: Store, database: Database) -> None:
    other_connection = Database(database.path)
    other = Store(other_connection)
    mine, theirs = store.create(now=0.0), other.create(now=0.0)
    assert store.elsewhere() == ([theirs.id], [])
    assert store.elsewhere() == ([], [])
    assert other.elsewhere() == ([mine.id], [])
    other.delete(theirs.id, now=1.0)
    assert store.elsewhere() == ([], [theirs.id])
    other_connection.close()


def test_a_change_that_was_written_over_is_still_told(store: Store, database: Database) -> None:
    other_connection = Database(database.path)
    other = Store(other_connection)
    place = store.create(now=0.0)
    other.append(place.id, "user", "from elsewhere", state="complete", now=1.0)
    store.append(place.id, "user", "from here", state="complete", now=2.0)
    assert store.elsewhere() == ([place.id], [])
    other_connection.close()


def test_rows_of_a_newer_version_with_unknown_times_are_read(store: Store, database: Database) -> None:
    place = _fill(store, messages=1)
    database.execute("""UPDATE messages SET timing = '{"total_ms": 5, "unheard_of": 1}'""")
    assert store.messages(place)[0].timing.total_ms == 5
