"""CSV and TSV in any encoding, whatever parts the cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from edgechat.library.extract import Page
from edgechat.library.formats._composing import FULL_BLOCKS
from edgechat.library.formats._contract import Format
from edgechat.library.formats._head import Head
from edgechat.library.formats._table import Row, table_pages
from edgechat.library.formats.text import TextBook

EXTENSIONS = frozenset({"csv", "tsv", "tab"})
DELIMITERS = ",;\t|"
LOOKED_AT = 50  # rows
LONGEST_CELL = 10_000_000


class CsvBook(TextBook):
    def pages(self, first: int) -> Iterator[Page]:
        yield from table_pages(self._rows(), 1, most=FULL_BLOCKS)

    def _rows(self) -> Iterator[Row]:
        delimiter = delimiter_of(self.text)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter)
        number = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self.note(0, "part-failed", f"Row {number + 1} makes no sense ({error}) and is missing.")
                number += 1
                continue
            if cells is None:
                return
            number += 1
            yield number, cells


def delimiter_of(text: str) -> str:
    """What parts most rows into the same number of cells, more than one."""
    sample = "\n".join(text[:100_000].split("\n")[:LOOKED_AT])
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (usual > 1) * (widths.count(usual) / len(widths)) + usual / 10_000
        if score > most:
            best, most = delimiter, score
    return best


def _sniff(head: Head) -> int:
    return 2 if head.suffix in EXTENSIONS and head.text else 0


FORMAT = Format("csv", EXTENSIONS, _sniff, CsvBook)
