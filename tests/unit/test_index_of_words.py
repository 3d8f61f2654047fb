"""The index of words: in step with every message and title, whoever writes them, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.migrations import migrate
from edgechat.core.paths import Profile
from edgechat.core.profile_database import STEPS
from edgechat.core.searchable import searchable
from edgechat.core.sqlite import Database
from edgechat.core.word_index import index_all
from tests.fakes import FakeAi, Stall

TEXTS = {
    "English": ("Café naïve RÉSUMÉ", ["cafe", "naive", "résumé", "res*"]),
    "Chinese": ("我们明天去北京大学。", ["北京", "京", "明天去"]),
    "Japanese": ("東京タワーはﾄｳｷｮｳにあります", ["東京", "タワー", "トウキョウ"]),
    "Korean": ("학교에서 만나요", ["학교", "만나"]),
    "Thai": ("ภาษาไทยไม่เว้นวรรค", ["ภาษา", "ไทย", "วรรค"]),
    "Arabic": ("ذَهَبَ الطَّالِبُ إلى المـدرسة", ["الطالب", "ذهب", "المدرسة"]),
    "Hebrew": ("שָׁלוֹם עולם", ["שלום", "עולם"]),
    "Hindi": ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    "Russian": ("Привет, МИР", ["привет", "мир"]),
    "full width": ("ＥｄｇｅＣｈａｔ", ["edgechat"]),
}


def _found(database: Database, words: str, *, table: str = "messages_fts") -> list[int]:
    index_all(database)
    asked = searchable(words)
    query = asked if words.endswith("*") else '"' + asked.strip() + '"'
    found = database.rows(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid", (query,))
    return [rowid for (rowid,) in found]


@pytest.mark.parametrize("script", TEXTS)
def test_words_of_every_script_are_found(chat: Chat, database: Database, script: str) -> None:
    text, words = TEXTS[script]
    chat.send("something else entirely")
    answer = chat.send(text)
    wanted = database.value("SELECT seq FROM messages WHERE id = ?", (answer.parent,))
    for word in words:
        assert _found(database, word) == [wanted], word
    assert _found(database, "大北") == []


def test_ascii_is_taken_as_it_is() -> None:
    assert searchable("As it is, 1-2 c++") == "As it is, 1-2 c++"


@given(st.text())
def test_no_text_is_refused_and_taking_it_twice_changes_no_word(text: str) -> None:
    once = searchable(text)
    assert searchable(once).split() == once.split()


def test_an_answer_is_found_once_it_has_ended(chat: Chat, fake_ai: FakeAi, database: Database) -> None:
    stall = Stall()
    fake_ai.replies.append(["unfinished", stall, " business"])
    reply = chat.send("Hi", stream=True)
    next(reply)
    assert _found(database, "unfinished") == []
    stall.release.set()
    list(reply)
    assert len(_found(database, "unfinished business")) == 1


def test_an_interrupted_answer_is_found(chat: Chat, database: Database) -> None:
    answer = chat.send("Hi")
    database.execute(
        "UPDATE messages SET state = 'streaming', text = 'torn', writer_started = 'x' WHERE id = ?",
        (answer.id,),
    )
    assert _found(database, "torn") == _found(database, "Yes") == []
    chat.conversations()
    assert len(_found(database, "torn")) == 1


def test_titles_follow_their_conversation(chat: Chat, database: Database) -> None:
    place = chat.create(title="Holidays in Québec")
    assert len(_found(database, "quebec", table="titles_fts")) == 1
    chat.rename(place.id, "Work")
    assert _found(database, "quebec", table="titles_fts") == []
    assert len(_found(database, "work", table="titles_fts")) == 1


def test_what_is_purged_is_found_no_more(chat: Chat, database: Database) -> None:
    answer = chat.send("a secret plan")
    chat.delete(answer.conversation)
    chat.purge(0)
    assert _found(database, "secret") == _found(database, "secret", table="titles_fts") == []
    other = chat.send("nothing to see")
    assert _found(database, "secret") == []
    assert len(_found(database, "nothing to see")) == len(chat.branches(other.parent or "")) == 1


def test_an_older_file_is_taken_over_whole(profile: Profile) -> None:
    database = Database(profile.database)
    migrate(database, STEPS[:3], backups=profile.backups)
    database.execute(
        "INSERT INTO conversations (id, title, created_at, updated_at, message_count, revision, writer)"
        " VALUES ('abcd', 'An old title', 1, 2, 2, 1, 'x'), ('ef01', '', 1, 1, 0, 2, 'x')"
    )
    database.execute(
        "INSERT INTO messages (id, conversation, parent, depth, on_path, role, text, state, created_at)"
        " VALUES ('a', 'abcd', NULL, 0, 1, 'user', 'An old question', 'complete', 1),"
        " ('b', 'abcd', 'a', 1, 0, 'assistant', 'Half', 'failed', 1),"
        " ('c', 'abcd', 'a', 1, 1, 'assistant', 'An old answer', 'complete', 2)"
    )
    migrate(database, STEPS, backups=profile.backups)
    store = Store(database)
    places = store.conversations(limit=9)
    assert [(each.id, each.titled_by, each.pinned) for each in places] == [
        ("abcd", "person", False),
        ("ef01", "first line", False),
    ]
    assert [(m.text, m.sibling, m.siblings) for m in store.messages("abcd")] == [
        ("An old question", 0, 1),
        ("An old answer", 1, 2),
    ]
    assert len(_found(database, "old")) == 2
    assert len(_found(database, "title", table="titles_fts")) == 1
    assert store.choose("b") == "abcd"
    assert database.value("PRAGMA integrity_check") == "ok"
    database.close()
