"""Lines read off a picture: in the order one reads them, and where each span of them is."""

from __future__ import annotations

import pytest

from edgechat.library.extract import Box
from edgechat.library.formats._ocr import Seen, _model, _models, in_order, marked, page_of


def line(text: str, left: float, top: float, *, wide: float = 0.4, high: float = 0.02) -> Seen:
    return Seen(text, Box(left, top, left + wide, top + high))


def column(name: str, left: float, top: float, count: int = 6) -> list[Seen]:
    return [line(f"{name} {n} with some more words", left, top + n * 0.03) for n in range(count)]


def test_two_columns_are_read_one_after_the_other_below_their_title() -> None:
    title = line("A title that reaches across both of the columns", 0.05, 0.05, wide=0.9)
    upper = [*column("left", 0.05, 0.1), *column("right", 0.55, 0.1)]
    middle = line("A heading in between that is as wide as the page", 0.05, 0.35, wide=0.9)
    lower = [*column("below", 0.05, 0.4), *column("beside", 0.55, 0.4)]
    wanted = [title, *upper, middle, *lower]
    assert in_order(sorted(wanted, key=lambda each: (each.box.top, each.box.left))) == wanted
    page = page_of(wanted, 1, size=(100, 100))
    assert "left 5 with some more words\n\nright 0" in page.text


def test_a_table_is_read_row_by_row() -> None:
    rows = [[line(f"city {n}", 0.05, 0.1 + n * 0.03), line(f"{n}00", 0.6, 0.1 + n * 0.03)] for n in range(8)]
    wanted = [cell for row in rows for cell in row]
    assert in_order(list(reversed(wanted))) == wanted


def test_a_row_that_is_not_quite_level_stays_a_row() -> None:
    wanted = [line("one", 0.1, 0.105), line("two", 0.5, 0.1), line("three", 0.1, 0.14)]
    assert in_order([wanted[1], wanted[2], wanted[0]]) == wanted


def test_lines_have_marks_and_a_gap_begins_a_paragraph() -> None:
    lines = [line("first line", 0.1, 0.1), line("second line", 0.1, 0.125), line("far below", 0.1, 0.3)]
    page = page_of(lines, 3, size=(800, 600))
    assert page.text == "first line\nsecond line\n\nfar below"
    assert [page.text[b.start : b.end] for b in page.blocks] == ["first line\nsecond line", "far below"]
    assert [page.text[m.start : m.end] for m in page.marks] == ["first line", "second line", "far below"]
    assert (page.ocr, page.number, page.width) == (True, 3, 800)


def test_a_span_is_its_share_of_the_line() -> None:
    page = page_of([line("0123456789", 0.2, 0.1, wide=0.5)], 1, size=(1, 1))
    (box,) = marked(page, 2, 4)
    assert (box.left, box.right) == pytest.approx((0.3, 0.4))
    assert marked(page, 10, 10) == ()


@pytest.mark.parametrize("task", ["det", "rec", "cls"])
def test_every_model_comes_with_the_package(task: str) -> None:
    """One that had to be looked for would be asked for on the network."""
    assert (_models() / _model(_models(), task)).is_file()
