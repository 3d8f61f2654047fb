"""What the model is told, and what a title is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.chat.conversation import Message, Role, State
from edgechat.chat.prompt import assemble, sampling
from edgechat.chat.text import TITLE_LENGTH, title_of, well_formed
from edgechat.core.errors import InvalidInput


def _said(role: Role, text: str, state: State = "complete") -> Message:
    return Message("id", "c", None, role, text, state, created_at=0.0)


def _told(system: str, *path: Message) -> list[tuple[str, str]]:
    return [(each["role"], each["content"]) for each in assemble(system, path)]


def test_the_system_prompt_comes_first_unless_empty() -> None:
    assert _told("Be brief.", _said("user", "Hi")) == [("system", "Be brief."), ("user", "Hi")]
    assert _told("  \n", _said("user", "Hi")) == [("user", "Hi")]


@pytest.mark.parametrize("state", ["complete", "stopped", "interrupted"])
def test_answers_that_hold_text_are_told(state: State) -> None:
    path = _said("user", "1+1?"), _said("assistant", "2", state), _said("user", "2+2?")
    assert _told("", *path) == [("user", "1+1?"), ("assistant", "2"), ("user", "2+2?")]


@pytest.mark.parametrize(("text", "state"), [("half", "failed"), ("", "stopped"), ("half", "streaming")])
def test_failed_and_empty_answers_are_left_out_and_roles_alternate(text: str, state: State) -> None:
    path = _said("user", "One?"), _said("assistant", text, state), _said("user", "Two?")
    assert _told("", *path) == [("user", "One?\n\nTwo?")]


def test_options_are_sampling_inputs() -> None:
    assert sampling({"seed": 1, "top_p": None}) == {"seed": 1}
    assert sampling(None) == {}
    with pytest.raises(InvalidInput, match="messages"):
        sampling({"messages": []})


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  What   is\tthis?\nmore", "What is this?"),
        ("word " * 30, "word " * 11 + "word…"),
        ("eleven chars " + "y" * 47 + " more", "eleven chars…"),
        ("x" * 100, "x" * 59 + "…"),
        ("a" * 60, "a" * 60),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_a_title_is_short_and_one_line(text: str) -> None:
    assert len(title_of(text)) <= TITLE_LENGTH
    assert len(title_of(text).splitlines()) <= 1


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_can_be_stored(text: str) -> None:
    well_formed(text).encode("utf-8")


def test_well_formed_text_is_untouched_and_halves_are_joined() -> None:
    assert well_formed("Grüße 😀") == "Grüße 😀"
    assert well_formed("\ud83d\ude00") == "😀"
    assert well_formed("a\udc80b") == "a\ufffdb"
