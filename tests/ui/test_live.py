"""Pages, pieces and states come on different ways and in any order: the newest text wins."""

from __future__ import annotations

from dataclasses import replace

from edgechat.chat.conversation import Message
from edgechat.desktop.live import Live
from edgechat.desktop.reading import Page, Prepared

ANSWER = Message("m", "c", None, "assistant", "", "streaming", 0.0)


def refreshed(live: Live, message: Message) -> Message:
    return live.refresh(Page("c", (Prepared(message),), more=False)).messages[0].message


def test_pieces_are_ahead_of_the_store() -> None:
    live = Live()
    live.see(ANSWER)
    live.add("m", "one ")
    assert live.add("m", "two") == "one two"
    assert refreshed(live, replace(ANSWER, text="one ")).text == "one two"


def test_pieces_are_not_taken_twice_from_the_store() -> None:
    live = Live()
    live.add("m", "one ")
    live.see(replace(ANSWER, text="one two"))
    assert live.add("m", "two") == "one two"


def test_another_process_brings_whole_texts() -> None:
    live = Live()
    live.see(replace(ANSWER, text="one"))
    live.see(replace(ANSWER, text="one two"))
    assert refreshed(live, ANSWER).text == "one two"


def test_a_page_that_comes_late_does_not_bring_an_answer_back_to_life() -> None:
    live = Live()
    live.add("m", "one")
    live.see(replace(ANSWER, text="one", state="complete"))
    assert refreshed(live, replace(ANSWER, text="on")) == replace(ANSWER, text="one", state="complete")
