"""Chunks: within the limit, nothing lost, headings and table headers with them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgechat.library import chunks as chunks_module
from edgechat.library.chunks import Chunk, cut
from edgechat.library.extract import Block, Page


def words(texts: Sequence[str]) -> list[int]:
    """Counts as a model would that takes ten signs at once at most."""
    return [sum(len(word) // 10 + 1 for word in text.split()) for text in texts]


def page(*parts: tuple[str, dict[str, object]], number: int = 1) -> Page:
    text, blocks = "", []
    for piece, options in parts:
        begin = len(text)
        text += piece
        blocks.append(Block(begin, len(text), **options))  # type: ignore[arg-type]
        text += "\n\n"
    return Page(number, text, tuple(blocks))


def chunks(one: Page, title: str = "", limit: int = 30) -> list[Chunk]:
    (found,) = cut([one], title, count=words, limit=limit)
    return found


def plain(count: int, word: str = "word") -> str:
    return " ".join(f"{word}{number}" for number in range(count))


def test_a_short_text_is_one_chunk_and_knows_its_place() -> None:
    (only,) = chunks(page(("One line.", {})), title="A title")
    assert (only.page, only.start, only.end, only.text) == (1, 0, 9, "One line.")
    assert only.embedded == "A title\nOne line."


def test_paragraphs_go_together_until_it_is_full() -> None:
    found = chunks(page((plain(10), {}), (plain(10), {}), (plain(15), {})))
    assert [len(each.text.split()) for each in found] == [20, 15]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(20))
    found = chunks(page((text, {})))
    assert len(found) > 2 and all(each.text.endswith(".") for each in found)
    assert " ".join(each.text for each in found) == text


def test_a_sentence_without_an_end_is_cut_at_spaces_and_a_word_without_end_anywhere() -> None:
    assert all(words([each.embedded])[0] <= 30 for each in chunks(page((plain(300), {}))))
    found = chunks(page(("x" * 5000, {})))
    assert "".join(each.text for each in found) == "x" * 5000
    assert all(words([each.embedded])[0] <= 30 for each in found)


def test_headings_stand_before_what_is_under_them() -> None:
    found = chunks(
        page(
            ("Chapter", {"kind": "heading", "level": 1}),
            ("Section", {"kind": "heading", "level": 2, "path": ("Chapter",)}),
            (plain(20), {"path": ("Chapter", "Section")}),
            (plain(25), {"path": ("Chapter", "Section")}),
        ),
        title="Book",
    )
    assert [each.head for each in found] == ["Book\nChapter\nSection"] * 2
    assert "Section" not in found[0].text


def test_a_heading_with_nothing_under_it_is_text() -> None:
    (only,) = chunks(page(("Only a heading", {"kind": "heading", "level": 1})))
    assert only.text == "Only a heading"


def test_a_new_heading_begins_a_new_chunk_once_there_is_something() -> None:
    found = chunks(
        page(
            (plain(18), {"path": ("A",)}),
            ("B", {"kind": "heading", "level": 1}),
            (plain(8), {"path": ("B",)}),
        )
    )
    assert [each.head for each in found] == ["A", "B"]
    assert "B" not in found[0].text and found[1].text == plain(8)


def test_short_sections_share_a_chunk_with_their_headings_in_it() -> None:
    parts: list[tuple[str, dict[str, object]]] = []
    for number in range(12):
        parts.append((f"Heading {number}", {"kind": "heading", "level": 1}))
        parts.append((plain(4), {"path": (f"Heading {number}",)}))
    found = chunks(page(*parts))
    assert 1 < len(found) < 12
    assert "Heading 1" in found[0].text and found[0].head == "Heading 0"
    assert all(words([each.embedded])[0] <= 30 for each in found)


def test_rows_of_a_table_keep_their_header() -> None:
    header = "Name\tAge"
    rows = [(f"Person{number}\t{number}", {"kind": "table-row"}) for number in range(40)]
    found = chunks(page((header, {"kind": "table-header", "cells": ((0, 4), (5, 8))}), *rows), title="List")
    assert len(found) > 2
    assert all("Name | Age" in each.embedded or "Name\tAge" in each.embedded for each in found)
    assert found[1].head == "List\nName | Age"


def test_a_sheet_that_goes_on_brings_its_header() -> None:
    one = page(("Ann\t7", {"kind": "table-row"}))
    (only,) = chunks(Page(2, one.text, one.blocks, header=("Name", "Age")))
    assert only.head == "Name | Age"


def test_a_head_that_is_too_long_is_shortened_for_the_model_alone() -> None:
    path = tuple(f"Heading {number} {plain(5)}" for number in range(6))
    (only,) = chunks(page(("Text.", {"path": path})))
    assert only.head.count("\n") == 5
    assert words([only.embedded])[0] <= 30 and "Text." in only.embedded


def test_text_outside_all_blocks_is_not_lost() -> None:
    found = chunks(Page(1, "before inside after", (Block(7, 13),)))
    assert " ".join(each.text.strip() for each in found) == "before inside after"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=300), max_size=6),
    st.text(max_size=60),
    st.sampled_from([12, 30, 254]),
)
def test_whatever_the_text_nothing_is_lost_and_all_fits(parts: list[str], title: str, limit: int) -> None:
    text, blocks = "", []
    path: tuple[str, ...] = ()
    for part in parts:
        if part:
            heading = len(part) % 3 == 0
            blocks.append(
                Block(len(text), len(text) + len(part), "heading" if heading else "paragraph", path)
            )
            path = (part,) if heading else path
        text += part + "\n"
    found = chunks(Page(1, text, tuple(blocks)), title=title, limit=limit)
    at = 0
    for each in found:
        assert each.text == text[each.start : each.end] and each.start >= at
        before = " ".join(text[at : each.start].split())
        assert not before or any(" ".join(line.split()) in before for line in each.head.split("\n") if line)
        assert words([each.embedded])[0] <= limit or len(each.text) < 2
        at = each.end
    assert not text[at:].strip()


@pytest.mark.parametrize("script", ["機械学習とは何か。", "การเรียนรู้ของเครื่อง ", "تعلم الآلة هو. "])
def test_scripts_without_spaces_are_cut_too(script: str) -> None:
    def signs(texts: Sequence[str]) -> list[int]:
        return [len(text.replace(" ", "")) for text in texts]

    (found,) = cut([page((script * 40, {}))], "", count=signs, limit=100)
    assert len(found) > 2 and all(signs([each.text])[0] <= 100 for each in found)


def test_a_long_text_asks_for_its_tokens_a_few_times_and_is_cut_as_if_it_had_asked_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def count(texts: Sequence[str]) -> list[int]:
        asked.append(len(texts))
        return words(texts)

    sentences = [f"This is sentence {number} of many." for number in range(60)]
    parts = [(f"{number} {' '.join(sentences)}", {"path": (f"Part {number}",)}) for number in range(20)]
    one = page(*parts, (plain(500), {}), ("y" * 900, {}))
    found = cut([one], "A title", count=count, limit=40)
    assert len(found[0]) > 200 and len(asked) <= 5
    monkeypatch.setattr(chunks_module, "GUESSES", 0)
    assert cut([one], "A title", count=count, limit=40) == found
    assert len(asked) > 100
