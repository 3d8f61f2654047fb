"""What is typed to search documents: operators, any typing, scripts without spaces."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgechat.library.query import parse, plain_query


def test_words_are_wishes_and_stop_words_say_nothing() -> None:
    query = parse("What is the effect of a slipstream on lift?")
    assert query.wishes == ("effect", "slipstream", "lift")
    assert query.words == '"effect" OR "slipstream" OR "lift"'
    assert query.text == "What is the effect of a slipstream on lift?"


def test_stop_words_alone_are_looked_for() -> None:
    assert parse("to be or not to be").wishes == ("to", "be", "or", "not")


def test_operators() -> None:
    query = parse('lift "boundary layer" -heat -"ground effect" type:pdf in:"My papers" in:work TYPE:.docx')
    assert (query.wishes, query.phrases) == (("lift",), ("boundary layer",))
    assert query.unwanted == ("heat", "ground effect")
    assert (query.types, query.collections) == (("pdf", "docx"), ("My papers", "work"))
    assert query.required == '"boundary layer"'
    assert query.text == "lift boundary layer"
    assert query.words == (
        '(("boundary layer") OR (("boundary layer") AND ("lift"))) NOT ("heat" OR "ground effect")'
    )


@pytest.mark.parametrize("typed", ["", "   ", "-", '""', "?!", "-only", "type:pdf", '"'])
def test_what_asks_for_nothing(typed: str) -> None:
    assert not parse(typed).asks


def test_neighbouring_signs_are_looked_for_together() -> None:
    assert parse("機械学習").wishes == ("機 械", "械 学", "学 習")
    assert parse("学").wishes == ("学",)
    assert all(len(each.split()) == 4 for each in parse("การเรียนรู้").wishes)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_nothing_of_the_index_language_gets_through(typed: str) -> None:
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5 (head, body, tokenize = 'porter unicode61')")
    query = parse(typed)
    chosen = query.chosen_by(query.wishes[:1]) if len(query.wishes) > 1 else ""
    for expression in (query.words, query.required, query.forbidden, chosen):
        if expression:
            connection.execute("SELECT rowid FROM f WHERE f MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ('What is "the notice"\n  in months?', "What is the notice in months?"),
        ("- in: work -type:pdf - -x --", "in work type pdf x"),
        ("well-known type: e-mail", "well-known type e-mail"),
    ],
)
def test_what_a_person_said_is_no_operator(said: str, plain: str) -> None:
    assert plain_query(said) == plain


@given(st.text())
def test_what_is_plain_has_no_operators(said: str) -> None:
    query = parse(plain_query(said))
    assert not (query.phrases or query.unwanted or query.types or query.collections)
