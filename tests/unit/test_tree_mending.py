"""Trees that a damaged file gave back in part are whole again, and hold all that came back."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.sqlite import Database
from edgechat.core.tree_mending import MEND_TREES


def _branched(chat: Chat) -> str:
    place = chat.send("1").conversation
    for text in "2345":
        chat.send(text, conversation=place)
    shown = chat.messages(place)
    chat.edit(shown[4].id, "other")
    chat.regenerate(shown[1].id)
    chat.choose(shown[9].id)
    return place


def _lose(database: Database, identities: set[str]) -> None:
    database.rows("PRAGMA foreign_keys = OFF")
    for identity in identities:
        database.execute("DELETE FROM messages WHERE id = ?", (identity,))


def _mend(database: Database) -> None:
    with database.write():
        for statement in MEND_TREES:
            database.execute(statement)
    database.rows("PRAGMA foreign_keys = ON")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lost=st.sets(st.integers(0, 12)))
def test_what_is_left_is_a_whole_tree(chat: Chat, database: Database, lost: set[int]) -> None:
    place, store = _branched(chat), Store(database)
    before = [message.id for message in store.tree(place)]
    shown = [message.id for message in store.messages(place)]
    gone = {before[number] for number in lost if number < len(before)}
    _lose(database, gone)
    _mend(database)
    assert database.rows("PRAGMA foreign_key_check") == []
    tree = {message.id: message.parent for message in store.tree(place)}
    assert list(tree) == [each for each in before if each not in gone]
    now = [message.id for message in chat.messages(place)]
    assert [tree[each] for each in now] == [None, *now][: len(now)]
    assert not now or now[-1] not in tree.values()
    assert bool(now) == bool(tree)
    assert [each for each in now if each in shown] == [each for each in shown if each not in gone]
    assert chat.conversation(place).message_count == len(tree)
    if tree:
        chat.choose(next(iter(tree)))
        chat.send("and on", conversation=place)


def test_a_whole_tree_stays_as_it_is(chat: Chat, database: Database) -> None:
    place, store = _branched(chat), Store(database)
    before = store.tree(place), store.messages(place)
    depths = database.rows("SELECT id, depth, on_path FROM messages ORDER BY seq")
    _mend(database)
    assert (store.tree(place), store.messages(place)) == before
    assert database.rows("SELECT id, depth, on_path FROM messages ORDER BY seq") == depths


def test_a_gap_in_the_line_is_closed(chat: Chat, database: Database) -> None:
    place = _branched(chat)
    shown = chat.messages(place)
    _lose(database, {shown[4].id, shown[5].id})
    _mend(database)
    assert [m.id for m in chat.messages(place)] == [m.id for m in [*shown[:4], *shown[6:]]]
