"""A deleted message takes what follows it along, and comes back as it was; drafts outlive the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import PathChanged
from edgechat.chat.store import Store
from edgechat.core.errors import NotFound
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi

Published = Callable[[type], list[Any]]


@pytest.fixture
def place(chat: Chat, fake_ai: FakeAi) -> str:
    """One, A, Two, B."""
    fake_ai.replies.extend(["A", "B"])
    first = chat.send("One")
    chat.send("Two", conversation=first.conversation)
    return first.conversation


def shown(chat: Chat, place: str) -> list[str]:
    return [message.text for message in chat.messages(place)]


def ids(chat: Chat, place: str) -> dict[str, str]:
    return {message.text: message.id for message in chat.messages(place)}


def test_what_follows_goes_along_and_comes_back(chat: Chat, place: str) -> None:
    before, two = chat.messages(place), ids(chat, place)["Two"]
    assert chat.delete_message(two) == place
    assert shown(chat, place) == ["One", "A"]
    assert chat.conversation(place).message_count == 2
    assert chat.restore_message(two) == place
    assert chat.messages(place) == before
    assert chat.conversation(place).message_count == 4


def test_the_version_beside_it_is_shown_instead(chat: Chat, place: str, fake_ai: FakeAi) -> None:
    fake_ai.replies.append("C")
    chat.edit(ids(chat, place)["Two"], "Three")
    three = ids(chat, place)["Three"]
    chat.delete_message(three)
    assert shown(chat, place) == ["One", "A", "Two", "B"]
    assert [(each.sibling, each.siblings) for each in chat.messages(place)] == [(0, 1)] * 4
    chat.restore_message(three)
    assert shown(chat, place) == ["One", "A", "Three", "C"]
    assert chat.messages(place)[2].sibling == 1


def test_a_branch_out_of_sight_goes_without_changing_what_is_shown(
    chat: Chat, place: str, fake_ai: FakeAi
) -> None:
    two = ids(chat, place)["Two"]
    fake_ai.replies.append("C")
    chat.edit(two, "Three")
    chat.delete_message(two)
    assert shown(chat, place) == ["One", "A", "Three", "C"]


def test_the_first_message_may_go_and_a_new_one_begin(chat: Chat, place: str, fake_ai: FakeAi) -> None:
    one = ids(chat, place)["One"]
    chat.delete_message(one)
    assert shown(chat, place) == []
    fake_ai.replies.append("N")
    chat.send("New", conversation=place)
    chat.restore_message(one)
    assert shown(chat, place) == ["One", "A", "Two", "B"]
    assert {each.text for each in chat.branches(one)} == {"One", "New"}


def test_what_follows_a_deleted_message_comes_back_after_it(chat: Chat, place: str) -> None:
    known = ids(chat, place)
    chat.delete_message(known["B"])
    chat.delete_message(known["Two"])
    with pytest.raises(NotFound):
        chat.restore_message(known["B"])
    chat.restore_message(known["Two"])
    chat.restore_message(known["B"])
    assert shown(chat, place) == ["One", "A", "Two", "B"]


def test_search_export_and_copies_are_without_it(chat: Chat, place: str) -> None:
    chat.delete_message(ids(chat, place)["Two"])
    assert not [hit for hit in chat.search("Two") if hit.message]
    assert b"Two" not in chat.export([place], "json")
    assert chat.duplicate(place).message_count == 2


def test_it_is_told(chat: Chat, place: str, published: Published) -> None:
    two = ids(chat, place)["Two"]
    chat.delete_message(two)
    assert published(PathChanged)[-1].conversation == place


def test_unknown_and_purged_ones_are_not_found(chat: Chat, place: str) -> None:
    two = ids(chat, place)["Two"]
    for call in (chat.delete_message, chat.restore_message):
        with pytest.raises(NotFound):
            call("nonsense")
    with pytest.raises(NotFound):
        chat.restore_message(two)
    chat.delete_message(two)
    chat.purge(3600)
    chat.restore_message(two)
    chat.delete_message(two)
    chat.purge(-1)
    with pytest.raises(NotFound):
        chat.restore_message(two)


def test_it_outlives_the_program(chat: Chat, place: str, database: Database) -> None:
    two = ids(chat, place)["Two"]
    chat.delete_message(two)
    again = Store(database)
    assert again.bring_back(two) == place
    assert again.last(place) is not None


def test_a_purged_conversation_takes_them_along(chat: Chat, place: str, database: Database) -> None:
    chat.delete_message(ids(chat, place)["Two"])
    chat.delete(place)
    chat.purge(-1)
    assert database.value("SELECT count(*) FROM deleted_messages") == 0


def test_drafts_are_kept_until_they_are_empty(chat: Chat, place: str) -> None:
    before = chat.conversation(place)
    chat.keep_draft("", "new one")
    chat.keep_draft(place, "half a sen")
    chat.keep_draft(place, "half a sentence \ud800")
    chat.keep_draft("gone", "never")
    assert chat.drafts() == {"": "new one", place: "half a sentence \ufffd"}
    assert chat.conversation(place) == before
    chat.keep_draft(place, "  ")
    assert chat.drafts() == {"": "new one"}
