"""What each SQLite failure means, and that a transaction is all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw
import pytest

from edgechat.core.errors import (
    BugError,
    Busy,
    DataDamaged,
    DataUnwritable,
    FixableError,
    InvalidInput,
    NoRoom,
)
from edgechat.core.sqlite import Database, Row, explain


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "t.db", patience=0.05)
    database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY)")
    yield database
    database.close()


def _failure(kind: type[apsw.Error], extended: int = 0) -> apsw.Error:
    error = kind("some detail")
    setattr(error, "extendedresult", extended)  # noqa: B010 - the stubs do not know it
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (_failure(apsw.FullError), NoRoom),
        (_failure(apsw.IOError, apsw.SQLITE_IOERR_WRITE), NoRoom),
        (_failure(apsw.IOError, apsw.SQLITE_IOERR_SHMSIZE), NoRoom),
        (_failure(apsw.IOError, apsw.SQLITE_IOERR_READ), DataDamaged),
        (_failure(apsw.CorruptError), DataDamaged),
        (_failure(apsw.NotADBError), DataDamaged),
        (_failure(apsw.ReadOnlyError), DataUnwritable),
        (_failure(apsw.CantOpenError), DataUnwritable),
        (_failure(apsw.BusyError), Busy),
        (_failure(apsw.TooBigError), InvalidInput),
        (_failure(apsw.SQLError), BugError),
    ],
)
def test_each_failure_has_a_meaning(error: apsw.Error, meaning: type[Exception]) -> None:
    explained = explain(error, Path("/data/profile.db"))
    assert type(explained) is meaning
    if isinstance(explained, FixableError):
        assert explained.message.endswith(".") and explained.action.endswith(".")


def test_files_are_opened_durably(table: Database) -> None:
    assert table.value("PRAGMA journal_mode") == "wal"
    assert table.value("PRAGMA synchronous") == 2
    assert table.value("PRAGMA foreign_keys") == 1


def test_an_exception_rolls_the_transaction_back(table: Database) -> None:
    with pytest.raises(KeyError), table.write():
        table.execute("INSERT INTO t VALUES (1)")
        raise KeyError
    assert table.rows("SELECT * FROM t") == []


def test_an_inner_transaction_joins_the_outer(table: Database) -> None:
    with pytest.raises(KeyError), table.write():
        with table.write():
            table.execute("INSERT INTO t VALUES (1)")
        raise KeyError
    assert table.rows("SELECT * FROM t") == []


def test_wrong_sql_is_our_bug(table: Database) -> None:
    with pytest.raises(BugError, match="nowhere"):
        table.rows("SELECT * FROM nowhere")


def test_a_lock_held_too_long_is_named(table: Database) -> None:
    other = Database(table.path)
    with other.write(), pytest.raises(Busy):
        table.execute("INSERT INTO t VALUES (1)")
    table.execute("INSERT INTO t VALUES (1)")
    other.close()


def test_data_version_tells_of_other_connections_only(table: Database) -> None:
    other = Database(table.path)
    before = table.data_version()
    table.execute("INSERT INTO t VALUES (1)")
    assert table.data_version() == before
    other.execute("INSERT INTO t VALUES (2)")
    assert table.data_version() != before
    other.close()


def test_one_connection_serves_many_threads(table: Database) -> None:
    def write(start: int) -> None:
        for number in range(start, start + 20):
            with table.write():
                table.execute("INSERT INTO t VALUES (?)", (number,))

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 100, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.value("SELECT count(*) FROM t") == 100


def test_what_is_no_text_is_named(table: Database) -> None:
    with pytest.raises(InvalidInput, match="no character"):
        table.rows("SELECT * FROM t WHERE x = ?", ("\udcff",))
    with pytest.raises(InvalidInput, match="no character"):
        Database(table.path.with_name("caf\udce9.db"))


def test_ctrl_c_right_after_begin_leaves_no_transaction_behind(
    table: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table.rows

    def interrupted(sql: str, bindings: Sequence[object] = ()) -> list[Row]:
        found = rows(sql, bindings)
        if sql.startswith("BEGIN"):
            raise KeyboardInterrupt
        return found

    with monkeypatch.context() as patch:
        patch.setattr(table, "rows", interrupted)
        with pytest.raises(KeyboardInterrupt), table.write():
            pass
    with table.write():
        table.execute("INSERT INTO t VALUES (1)")
    other = Database(table.path)
    assert other.rows("SELECT x FROM t") == [(1,)]
    other.close()
