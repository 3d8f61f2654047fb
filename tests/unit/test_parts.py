"""Parts of a message: they always agree with its text, and survive being stored as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.chat.conversation import Conversation, Message
from edgechat.chat.parts import (
    AttachmentPart,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    agreed,
    from_json,
    text_of,
    to_json,
)
from edgechat.core.errors import InvalidInput

FILE = AttachmentPart("a.pdf", "application/pdf", "ab" * 32, 7)
CALL, RESULT = ToolCallPart("1", "clock", "{}"), ToolResultPart("1", "noon")
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, st.text(min_size=1)),
    st.builds(ReasoningPart, st.text()),
    st.builds(AttachmentPart, st.text(), st.text(), st.text(), st.integers(0)),
    st.builds(ToolCallPart, st.text(), st.text(), st.text()),
    st.builds(ToolResultPart, st.text(), st.text(), st.booleans()),
)


def _message(text: str, *parts: Part) -> Message:
    return Message("m", "c", None, "assistant", text, "complete", created_at=0.0, parts=parts)


def test_text_alone_is_one_part() -> None:
    assert _message("Hi").parts == (TextPart("Hi"),)
    assert _message("").parts == ()


def test_text_that_goes_on_goes_to_the_end() -> None:
    called = _message("Let me look.", TextPart("Let me look."), CALL, RESULT)
    on = replace(called, text="Let me look. It is noon")
    assert on.parts == (TextPart("Let me look."), CALL, RESULT, TextPart(" It is noon"))
    assert replace(on, text=on.text + ".").parts[-1] == TextPart(" It is noon.")


def test_another_text_takes_the_place_of_the_old() -> None:
    old = _message("old", FILE, TextPart("old"), CALL)
    assert replace(old, text="new").parts == (FILE, TextPart("new"), CALL)
    assert replace(old, text="").parts == (FILE, CALL)
    assert _message("with a file", FILE).parts == (FILE, TextPart("with a file"))


@given(st.lists(PARTS).map(tuple), st.text())
def test_parts_and_text_always_agree_and_nothing_else_is_lost(parts: tuple[Part, ...], text: str) -> None:
    made = agreed(parts, text)
    assert text_of(made) == text
    assert [p for p in made if not isinstance(p, TextPart)] == [
        p for p in parts if not isinstance(p, TextPart)
    ]
    assert agreed(parts, text_of(parts)) == parts


@given(PARTS)
def test_a_part_survives_being_json(part: Part) -> None:
    assert from_json(json.loads(json.dumps(to_json(part)))) == part


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        [],
        {},
        {"type": "spell"},
        {"type": []},
        {"type": "text"},
        {"type": "text", "text": 5},
        {"type": "attachment", "name": "a", "media_type": "b", "sha256": "c", "size": True},
    ],
)
def test_what_is_no_part_is_refused(stored: Any) -> None:
    with pytest.raises(InvalidInput):
        from_json(stored)


def test_values_can_be_put_in_a_set() -> None:
    assert len({_message("a"), _message("a"), _message("b")}) == 2
    assert len({Conversation("c", "", 0.0, 0.0, options={"seed": 1})}) == 1
