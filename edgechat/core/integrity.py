"""Is a database file whole? Looks without changing a byte of it, nor of its write-ahead log.

Knows SQLite's own checks and what they leave out; must not know any table.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import apsw

from edgechat.core.errors import DataDamaged, EdgeError
from edgechat.core.sqlite import damaged, explain

MAGIC = b"SQLite format 3\0"
TOLD = 20  # findings reported at most
COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
    " WHERE t.type = 'table' AND t.rootpage > 0"
)
LOG_HEADER = 32  # bytes of a write-ahead log that holds nothing


def open_to_look(path: Path, *, alone: bool = False) -> apsw.Connection:
    """A connection that only reads. ``alone``: nobody writes meanwhile, and no file appears beside it.

    Raises what ``explain`` makes of a failure.
    """
    address = f"file:{quote(str(path.absolute()))}" + ("?immutable=1" if alone else "")
    try:
        try:
            return _reading(address, apsw.SQLITE_OPEN_READONLY)
        except apsw.ReadOnlyError:
            # A kill in the middle of a change outside the log: only one who may write can take it back.
            return _reading(address, apsw.SQLITE_OPEN_READWRITE)
        except apsw.CantOpenError:
            if alone or left_log(path) or not path.is_file():
                raise
            # A disk that nobody can write to, where SQLite cannot make the files it shares with writers.
            return open_to_look(path, alone=True)
    except apsw.Error as error:
        raise explain(error, path) from error


def _reading(address: str, mode: int) -> apsw.Connection:
    connection = apsw.Connection(address, flags=mode | apsw.SQLITE_OPEN_URI)
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # the log stays as it is
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def left_log(path: Path) -> bool:
    """Is there a write-ahead log with something in it beside ``path``? A clean end leaves none."""
    try:
        return Path(f"{path}-wal").stat().st_size > LOG_HEADER
    except OSError:
        return False


class Header(NamedTuple):
    """What the first bytes of a file say. ``version`` is its ``user_version``; ``size`` what it holds now."""

    version: int
    size: int
    stated_size: int

    @property
    def cut_off(self) -> bool:
        return self.size < self.stated_size


def header(path: Path) -> Header | None:
    """One read. None for a file that is missing, empty, or not headed by SQLite: it judges that itself.

    With a write-ahead log beside the file the newest header may lie in there.
    """
    try:
        with path.open("rb") as file:
            head, size = file.read(100), os.fstat(file.fileno()).st_size
    except OSError:
        return None
    if len(head) < 100 or not head.startswith(MAGIC):
        return None
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    stamped = head[24:28] == head[92:96]  # without it the count of pages means nothing
    stated = pages * (65536 if page == 1 else page) if stamped else 0
    return Header(int.from_bytes(head[60:64], "big"), size, stated)


def problems(path: Path, *, alone: bool = False, thorough: bool = False) -> list[str]:
    """What is wrong with the structure of ``path``; nothing if it is whole.

    Each table with its indexes by ``quick_check``; ``thorough``: ``integrity_check``, references and that all
    text is text. Full-text indexes are not compared with their words: they can be rebuilt. A file that
    cannot be read at all raises what ``explain`` makes of it, ``DataDamaged`` becomes a finding.
    """
    try:
        connection = open_to_look(path, alone=alone)
        try:
            return _look(connection, thorough=thorough)
        finally:
            connection.close()
    except DataDamaged as error:
        return [error.message]
    except UnicodeDecodeError:
        return [f"{path.name} cannot be read: a name in its schema is no text."]
    except apsw.Error as error:
        return _name(error, path)


def _name(error: apsw.Error, path: Path) -> list[str]:
    named = explain(error, path)
    if isinstance(named, DataDamaged):
        return [named.message]
    if isinstance(error, apsw.SQLError):
        return [f"{path.name} cannot be read: {error}."]  # a schema whose words are damaged
    raise named from error


def _look(connection: apsw.Connection, *, thorough: bool) -> list[str]:
    found: list[str] = []
    check = "integrity_check" if thorough else "quick_check"
    with connection:  # one state of the file for all of it
        for table in ["sqlite_schema", *_tables(connection)]:
            rows = connection.execute(f"PRAGMA {check}('{_escaped(table)}')").fetchall()
            found += [f"{table}: {text}" for (text,) in rows if text != "ok"]
        if thorough and not found:
            found += _loose_ends(connection) + _unreadable_texts(connection)
    return found[:TOLD]


def _tables(connection: apsw.Connection) -> list[str]:
    """Every table that has pages of its own: the ones behind full-text indexes too."""
    # Wrong text in the schema would show as an error of another kind than damage
    rows = connection.execute(
        "SELECT CAST(name AS BLOB) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
    )
    return [bytes(name).decode("utf-8", "replace") for (name,) in rows]


def _loose_ends(connection: apsw.Connection) -> list[str]:
    rows = connection.execute('SELECT "table", count(*), parent FROM pragma_foreign_key_check GROUP BY 1, 3')
    return [f"{table}: {count} rows refer to missing {parent}" for table, count, parent in rows]


def _unreadable_texts(connection: apsw.Connection) -> list[str]:
    return [finding for table in _tables(connection) for finding in _unreadable(connection, table)]


def _unreadable(connection: apsw.Connection, table: str) -> list[str]:
    escaped = _escaped(table)
    columns = connection.execute(f"SELECT name FROM pragma_table_info('{escaped}') WHERE type = 'TEXT'")
    chosen = ", ".join(f'"{name}"' for (name,) in columns)
    if not chosen:
        return []
    try:
        for _ in connection.execute(f'SELECT {chosen} FROM "{escaped}"'):
            pass
    except UnicodeDecodeError:
        return [f"{table}: some text in it is no text"]
    return []


def _escaped(name: str) -> str:
    return name.replace("'", "''").replace('"', '""')


def schema_of(path: Path, *, alone: bool = False) -> tuple[int, set[str]]:
    """``user_version`` of ``path``, and "table.column" of all that has pages. Raises as ``problems``."""
    connection = open_to_look(path, alone=alone)
    try:
        return version_of(connection), columns_of(connection)
    except apsw.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "a name in its schema is no text") from error
    finally:
        connection.close()


def version_of(connection: apsw.Connection) -> int:
    return int(str(connection.execute("PRAGMA user_version").fetchall()[0][0]))


def columns_of(connection: apsw.Connection) -> set[str]:
    return {f"{table}.{column}" for table, column in connection.execute(COLUMNS)}


def is_whole(path: Path, *, newest: int) -> bool:
    """Can the copy at ``path`` be restored: whole, and of a schema up to ``newest``? Never raises."""
    try:
        version, columns = schema_of(path, alone=True)
        return 0 < version <= newest and bool(columns) and not problems(path, alone=True)
    except (EdgeError, OSError):
        return False
