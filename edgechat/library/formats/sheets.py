"""XLSX, XLS and ODS: each sheet a page, or several where it is long; every row knows its range."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted, DocumentTooLarge
from edgechat.library.extract import Page
from edgechat.library.formats._archive import Archive
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._head import ENCRYPTED_OFFICE, OLE, Head
from edgechat.library.formats._table import Row, table_pages

MOST_CELLS = 10_000_000  # of a sheet, the empty ones between included
EXTENSIONS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods", "xltx", "xlt"})
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d+)"')


class SheetsBook(Book):
    def __init__(self, blob: Blob) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        super().__init__(blob, unit="sheet")
        if not blob.data.startswith(OLE):
            _measure(Archive(blob.data, blob.name, blob.beat), blob.name)
        try:
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(blob.data))
        except PasswordError as error:
            raise _locked(blob.name) from error
        except CalamineError as error:
            if ENCRYPTED_OFFICE in blob.data or "password" in str(error).lower():
                raise _locked(blob.name) from error
            raise DocumentDamaged(
                f"{blob.name} is damaged and cannot be opened.",
                "Open it in the program it was made with and save it again.",
            ) from error

    def pages(self, first: int) -> Iterator[Page]:
        number = 1
        for index, name in enumerate(self._workbook.sheet_names):
            self.blob.beat()
            try:
                sheet = self._workbook.get_sheet_by_index(index)
                if sheet.total_height * max(1, sheet.total_width) > MOST_CELLS:
                    self.note(
                        number,
                        "cut",
                        f"The sheet {name} has more cells than a sheet may have; it was not read.",
                    )
                    continue
                for page in _pages(sheet, number, name):
                    number = page.number + 1
                    yield page
            except (MemoryError, GeneratorExit):
                raise
            except Exception as error:
                self.note(
                    number, "part-failed", f"The sheet {name} could not be read ({type(error).__name__})."
                )

    def close(self) -> None:
        self._workbook.close()


def _pages(sheet: Any, number: int, name: str) -> Iterator[Page]:
    _, left = sheet.start or (0, 0)
    yield from table_pages(_rows(sheet), number, label=name, column=left)


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows come from the sheet's first on; their cells from the first column that is filled."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [shown(cell) for cell in cells]


def shown(value: object) -> str:
    """A cell as a person would write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _measure(archive: Archive, name: str) -> None:
    """Refuse, before a table is made of it, a file whose few cells span more room than there is."""
    for member in archive.names:
        if member.endswith((".xml", ".bin", ".rels", ".vml")) and not member.startswith("xl/media"):
            data = archive.read(member)  # counts what comes out
            if member.startswith("xl/worksheets/"):
                _measure_sheet(data, name)
            elif member == "content.xml":
                _measure_repeats(data, name)


def _measure_sheet(data: bytes, name: str) -> None:
    cells = _CELL.findall(data)
    if not cells:
        return
    rows = [int(row) for _, row in cells]
    columns = [_column(letters) for letters, _ in cells]
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MOST_CELLS:
        raise _too_wide(name)


def _measure_repeats(data: bytes, name: str) -> None:
    """OpenDocument says how often an element counts; the empty ones at the end do no harm."""
    found = _REPEATED.findall(data)
    rows = sum(int(count) for what, count in found if what == b"rows" and int(count) < 1_000_000)
    columns = max(
        (int(count) for what, count in found if what == b"columns" and int(count) < 16_000), default=1
    )
    if rows * columns > MOST_CELLS * 5:
        raise _too_wide(name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_wide(name: str) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"{name} has cells so far apart that the table between them is too large.",
        "Delete the stray cell at its edge, or save the part you need as CSV.",
    )


def _locked(name: str) -> DocumentEncrypted:
    return DocumentEncrypted(
        f"{name} is encrypted in a way that EdgeChat cannot open.",
        "Open it in the program it was made with and save it without a password.",
    )


def _sniff(head: Head) -> int:
    if head.mimetype == "application/vnd.oasis.opendocument.spreadsheet":
        return 4
    if "[Content_Types].xml" in head.members:
        return 4 if any(name.startswith("xl/") for name in head.members) else 0
    if head.starts(OLE) and ENCRYPTED_OFFICE not in head.data:
        return 4 if any(word.encode("utf-16-le") in head.data for word in ("Workbook", "Book\0")) else 0
    return 0


FORMAT = Format("sheets", EXTENSIONS, _sniff, SheetsBook)
