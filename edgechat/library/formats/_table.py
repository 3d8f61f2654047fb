"""Rows of a sheet or a CSV file as pages: which row is the header, and where a long table goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from edgechat.library.extract import Page
from edgechat.library.formats._composing import Composer

ROWS = 2000  # of a page; the header goes with each
LONGEST_NAME = 60  # characters of a column's name
_NUMBER = re.compile(r"[-+(]?[\d.,\s%$€£)]*\d[\d.,\s%$€£)]*")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")

Row = tuple[int, Sequence[str]]  # its number in the file, counted from 1, and its cells


def names_columns(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a row looks like the names of columns: short words, where below there may be figures."""
    words = [cell.strip() for cell in first]
    filled = [word for word in words if word]
    if len(filled) < max(2, len(words) * 0.6) or len(set(filled)) < len(filled):
        return False
    if any(len(word) > LONGEST_NAME or is_value(word) for word in filled):
        return False
    return any(cell.strip() for cell in second)


def is_value(word: str) -> bool:
    return bool(_NUMBER.fullmatch(word) or _DATE.match(word))


def table_pages(
    rows: Iterable[Row], first_page: int, *, label: str = "", column: int = 0, most: int = ROWS
) -> Iterator[Page]:
    """The rows in pages from number ``first_page`` on, ``most`` rows on each. ``column``: number of the first
    cell's column."""
    composer, number, count = Composer(), first_page, 0
    header: tuple[str, ...] = ()
    above: tuple[str, ...] = ()  # the header, where it stands on an earlier page
    waiting: Row | None = None
    for row in rows:
        if waiting is not None:
            is_header = not header and count == 0 and names_columns(waiting[1], row[1])
            header = tuple(waiting[1]) if is_header else header
            count += _write(composer, waiting, column, header=is_header)
        waiting = row
        if composer.full or count >= most:
            yield composer.page(number, label=label, header=above)
            composer, number, count, above = Composer(), number + 1, 1, header
    if waiting is not None:
        _write(composer, waiting, column, header=False)
    if not composer.empty:
        yield composer.page(number, label=label, header=above)


def _write(composer: Composer, row: Row, column: int, *, header: bool) -> int:
    number, cells = row
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return 0
    place = f"{letters(column)}{number}:{letters(column + filled[-1])}{number}"
    composer.row(cells, header=header, place=place)
    return 1


def letters(column: int) -> str:
    """A column's name: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
