"""Reads what can still be read of a damaged database, row by row, into a whole one.

Must not know any table: which of two versions of a row counts is handed in.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import apsw

from edgechat.core.errors import EdgeError
from edgechat.core.integrity import MAGIC, open_to_look
from edgechat.core.sqlite import Database

FARTHEST = 1 << 62
Rules = Mapping[str, Mapping[str, str]]
"""Table -> column -> SQL for its value where the row is in both: ``excluded`` is the damaged file's row."""


def salvage(damaged: Path, target: Database, *, rules: Rules, tables: Sequence[str] = ()) -> dict[str, int]:
    """Copy every readable row of ``damaged`` that ``target`` lacks or has older; table -> rows taken.

    ``tables``: only these. Inside one transaction of ``target``, whose unique indexes and references are
    *not* held meanwhile (``indexes_dropped``). Never raises for damage in ``damaged``.
    """
    try:
        source = open_to_look(damaged)
    except EdgeError:
        return {}
    try:
        wanted = tables or [name for (name,) in target.rows(ORDINARY)]
        return {table: _merge(source, target, table, rules.get(table, {})) for table in wanted}
    finally:
        source.close()


ORDINARY = (
    "SELECT name FROM pragma_table_list"
    " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
)


def _merge(source: apsw.Connection, target: Database, table: str, rules: Mapping[str, str]) -> int:
    info = target.rows("SELECT name, pk FROM pragma_table_info(?)", (table,))
    columns = [name for name, _ in info if name in _columns(source, table)]
    keys = [name for name, key in info if key]
    if not keys or not set(keys) <= set(columns):
        return 0
    sql = _upsert(table, columns, keys, rules)
    return sum(_put(target, sql, row) for row in _readable(source, table, columns))


def _columns(source: apsw.Connection, table: str) -> set[str]:
    try:
        return {name for (name,) in source.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    except (apsw.Error, UnicodeDecodeError):
        return set()


def _upsert(table: str, columns: list[str], keys: list[str], rules: Mapping[str, str]) -> str:
    new = ", ".join(
        f'"{name}" = {rules.get(name, f"excluded.{name}")}' for name in columns if name not in keys
    )
    held = ", ".join(f'"{name}"' for name in columns)
    action = f"UPDATE SET {new}" if new else "NOTHING"
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({held}) VALUES ({marks}) ON CONFLICT ({", ".join(keys)}) DO {action}'


def _put(target: Database, sql: str, row: list[Any]) -> int:
    """1 if the row was taken; a row that breaks the table's own rules is damage, and left."""
    try:
        return target.execute(sql, row)
    except EdgeError:
        return 0


def _readable(source: apsw.Connection, table: str, columns: list[str]) -> Iterator[list[Any]]:
    """The rows in their order; where pages cannot be read, on behind them with growing steps."""
    chosen = ", ".join(
        f'CASE typeof("{c}") WHEN \'text\' THEN CAST("{c}" AS BLOB) ELSE "{c}" END, typeof("{c}")'
        for c in columns
    )
    sql = f'SELECT rowid, {chosen} FROM "{table}" WHERE rowid > ? ORDER BY rowid'
    last, step = -FARTHEST, 1
    while last < FARTHEST:
        try:
            for rowid, *cells in source.execute(sql, (last,)):
                last, step = rowid, 1
                yield _row(cells)
            return
        except apsw.SQLError:  # a table without row numbers: as far as it can be read
            yield from _until_damage(source, f'SELECT {chosen} FROM "{table}"')
            return
        except apsw.Error:
            last, step = max(last, 0) + step, step * 2


def _until_damage(source: apsw.Connection, sql: str) -> Iterator[list[Any]]:
    try:
        for cells in source.execute(sql):
            yield _row(cells)
    except apsw.Error:
        return


def _row(cells: Sequence[Any]) -> list[Any]:
    return [_cell(*pair) for pair in zip(cells[::2], cells[1::2], strict=True)]


def _cell(value: Any, kind: str) -> Any:
    return value.decode("utf-8", "replace") if kind == "text" and isinstance(value, bytes) else value


def with_header(damaged: Path, donor: Path, copy: Path) -> bool:
    """Make ``copy`` of a file whose first page is gone, with the first page of ``donor`` in its place.

    Copies of one database share the places of their tables. False if the file's own first page is there.
    """
    with damaged.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            return False
    with donor.open("rb") as file:
        size = int.from_bytes(file.read(18)[16:18], "big")
        file.seek(0)
        page = bytearray(file.read(65536 if size == 1 else size))
    page[18:20] = b"\1\1"  # no write-ahead log
    page[24:28], page[92:96] = b"\0\0\0\1", b"\0\0\0\0"  # the count of pages is not the donor's
    page[32:40] = bytes(8)  # nor are its free pages
    shutil.copyfile(damaged, copy)
    with copy.open("r+b") as file:
        file.write(page)
    return True
