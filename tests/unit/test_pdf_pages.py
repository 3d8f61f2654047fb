"""What a PDF's lines become, and where a span of the text stands on the page."""

from __future__ import annotations

from itertools import pairwise

import pytest

from edgechat.library.extract import Box
from tests.documents.opening import opened, pages, told
from tests.documents.pdf import A4, form, pdf, words

STORY = [
    "The kestrel hovers above the",
    "meadow and looks for mice. It does not tire of that in any",
    "weather, and comes back to the same place the next morn-",
    "ing, whatever the farmer may think of it.",
]
RED, BLACK = b"1 0 0 rg ", b"0 g "


def page(*content: bytes):
    return pages(pdf([b"".join(content)]), "a.pdf")[0]


def test_lines_are_joined_and_words_cut_at_their_end_made_whole() -> None:
    made = page(words(STORY))
    assert told(made) == [("paragraph", " ".join(STORY).replace("morn- ing", "morning"))]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a well-", "known thing, so well-known", "a well-known thing, so well-known"),
        ("the Anglo-", "Saxon one", "the Anglo-Saxon one"),
        ("a meas-", "ure", "a measure"),
    ],
)
def test_a_hyphen_stays_where_it_belongs_to_the_word(first: str, second: str, joined: str) -> None:
    assert page(words([first, second])).text == joined


def test_paragraphs_are_told_by_gaps_indents_and_short_last_lines() -> None:
    long = "one line that is quite long and goes to the right edge of it"
    made = page(
        words([long, "and ends."], y=770),
        words([long, long.replace("one", "two")], y=720),
        words([f"Third {long}"[:60], long], x=90, y=689),
    )
    assert len(made.blocks) == 3 and made.text.count("\n\n") == 2


def test_headings_are_larger_or_bold_and_stand_above_what_follows() -> None:
    made = page(
        words(["Birds"], size=20, y=780),
        words(STORY, y=740),
        words(["Kestrels"], bold=True, y=660),
        words(STORY, y=635),
    )
    kinds = [kind for kind, _ in told(made)]
    assert kinds == ["heading", "paragraph", "heading", "paragraph"]
    assert [each.path for each in made.blocks] == [(), ("Birds",), ("Birds",), ("Birds", "Kestrels")]


def test_items_of_a_list_are_blocks_of_their_own() -> None:
    made = page(words(["- one thing that is needed", "- another thing", "1. a third"]))
    assert [kind for kind, _ in told(made)] == ["list"] * 3
    assert made.text == "- one thing that is needed\n- another thing\n1. a third"


def test_columns_are_read_one_after_the_other() -> None:
    left = ["The left column begins here and", "goes on below, until it ends in the"]
    right = ["middle of a sentence. The right one", "follows then."]
    made = page(words(left, y=700), words(right, x=320, y=700))
    assert made.text == " ".join(left + right)


def test_the_table_of_contents_says_what_a_heading_is() -> None:
    entries = [("Rain", 0), ("Wind", 1)]
    data = pdf([words(["2.1 Rain"]) + words(STORY, y=740), words(STORY)], contents=entries)
    first, second = pages(data, "a.pdf")
    assert [kind for kind, _ in told(first)] == ["heading", "paragraph"]
    assert first.blocks[1].path == ("2.1 Rain",)
    assert second.blocks[0].path == ("2.1 Rain",)  # "Wind" is not found on the page: it stands above the next


def test_what_a_page_says_does_not_depend_on_the_pages_before() -> None:
    """Places are looked up in a page alone: its text has to be the same as in the whole document."""
    content = [
        words([f"Part {n}"], size=14 + n) + words(["- " + STORY[0], *STORY[1:]], y=700) for n in range(4)
    ]
    data = pdf(content)
    whole = pages(data, "a.pdf")
    for number in range(1, 5):
        book = opened(data, "a.pdf")
        assert next(book.pages(number)).text == whole[number - 1].text
        book.close()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_span_is_where_its_ink_is(rotate: int) -> None:
    """The words looked for are drawn in red: the boxes hold all red and little else."""
    lines = [f"line {n} with some words of a text that is long enough to look for" for n in range(12)]
    for target in (0, 11):
        content = b"".join(
            (RED if n == target else BLACK) + words([line], y=760 - 40 * n) for n, line in enumerate(lines)
        )
        book = opened(pdf([content], rotate=rotate), "a.pdf")
        made = next(book.pages(1))
        at = made.text.index(lines[target])
        boxes = book.boxes(1, at, at + len(lines[target])).boxes
        assert len(boxes) == 1
        assert share_of_red_inside(book, boxes[0]) > 0.97
        assert overlap(red_box(book), boxes[0]) > 0.8
        book.close()


def test_a_span_over_lines_has_a_box_for_each() -> None:
    book = opened(pdf([words(STORY)]), "a.pdf")
    made = next(book.pages(1))
    at = made.text.index("meadow")
    boxes = book.boxes(1, at, made.text.index("whatever")).boxes
    assert len(boxes) == 3
    assert all(a.bottom <= b.top + 0.005 for a, b in pairwise(boxes))
    word = book.boxes(1, at, at + 6).boxes
    assert len(word) == 1 and word[0].right - word[0].left < 0.1
    assert book.boxes(1, 0, 0).boxes == ()
    book.close()


def test_what_was_filled_into_a_form_is_read_and_found() -> None:
    book = opened(form("Kestrel Street 7"), "form.pdf")
    made = next(book.pages(1))
    assert "Address:" in made.text and "Kestrel Street 7" in made.text
    at = made.text.index("Kestrel")
    (box,) = book.boxes(1, at, at + 16).boxes
    assert box.left > 150 / A4[0] and box.right < 400 / A4[0]
    book.close()


def test_a_page_is_drawn_as_wide_as_asked() -> None:
    book = opened(pdf([words(STORY)]), "a.pdf")
    for width in (100, 595, 1200):
        drawn = book.render(1, width)
        assert drawn.width == width and abs(drawn.height / width - A4[1] / A4[0]) < 0.02
        assert len(drawn.rgba) == drawn.width * drawn.height * 4
        assert set(drawn.rgba[3::4]) == {255}
    book.close()


def _red(book) -> tuple[int, int, list[tuple[int, int]]]:
    drawn = book.render(1, 1000)
    spots = [
        (index % drawn.width, index // drawn.width)
        for index in range(drawn.width * drawn.height)
        if drawn.rgba[index * 4] > 180 and drawn.rgba[index * 4 + 1] < 120
    ]
    return drawn.width, drawn.height, spots


def red_box(book) -> Box:
    width, height, spots = _red(book)
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return Box(min(xs) / width, min(ys) / height, (max(xs) + 1) / width, (max(ys) + 1) / height)


def share_of_red_inside(book, box: Box) -> float:
    width, height, spots = _red(book)
    slack = 1.5  # pixels: ink runs over the edges of letters
    inside = sum(
        box.left * width - slack <= x <= box.right * width + slack
        and box.top * height - slack <= y <= box.bottom * height + slack
        for x, y in spots
    )
    return inside / len(spots)


def overlap(a: Box, b: Box) -> float:
    across = max(0.0, min(a.right, b.right) - max(a.left, b.left))
    down = max(0.0, min(a.bottom, b.bottom) - max(a.top, b.top))
    both = (a.right - a.left) * (a.bottom - a.top) + (b.right - b.left) * (b.bottom - b.top)
    return across * down / (both - across * down)
