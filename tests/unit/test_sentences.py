"""Sentences and words, in several scripts, with offsets that hold."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.library.sentences import sentences, words


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_sentences_end_where_they_end():
    assert cut("He paid $3.50. She left! Why?  ") == ["He paid $3.50.", "She left!", "Why?"]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith lives at No. 7 in St. Ives.",
        "See Fig. 3 on p. 12 for this.",
        "It was signed by J. R. Miller in person.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str):
    assert cut(text) == [text]


def test_a_line_break_inside_a_sentence_is_none():
    text = (
        "The tenant may end the lease with a notice of three months to\nthe end of a month. Pets are allowed."
    )
    assert len(cut(text)) == 2


def test_a_short_line_stands_alone():
    assert cut("Deposit\nThe deposit is two months' rent.") == ["Deposit", "The deposit is two months' rent."]


def test_scripts_without_spaces():
    assert cut("你好。世界很大。") == ["你好。", "世界很大。"]
    assert words("世界很大") == ["世界", "界很", "很大"]


def test_words_meet_in_one_form():
    assert words("Naïve INVOICES") == words("naive invoice")
    assert words("3,000.5 items")[0] == "3,000.5"


@given(st.text(max_size=300))
def test_any_text_is_cut_in_order_and_loses_nothing_but_space(text: str):
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    gaps = [0, *[edge for span in spans for edge in span], len(text)]
    assert not "".join(text[gaps[at] : gaps[at + 1]] for at in range(0, len(gaps), 2)).strip()
    words(text)
