"""The index of words of all messages: what of them is not in it yet, and how it gets there.

Storing a message writes nothing of the index: that would be half of what a commit costs. Messages behind
the mark wait, and earlier ones that were changed or taken out are listed; both lie in the file, so that no
end of a process loses them. Whoever asks the index minds what waits. Owns its SQL; knows not who asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from edgechat.core.sqlite import Database, Row

SLICE = 0.025  # seconds in which one transaction takes messages in: others who write wait no longer
MOST = 500  # messages of one slice

INDEXED = "new.seq <= (SELECT seq FROM indexed_upto)"
# What is newer than the mark is known to wait by its number alone: only the others are listed. A number may
# come again after its message is gone.
SCHEMA = (
    "DROP TRIGGER messages_made",
    "DROP TRIGGER messages_changed",
    "DROP TRIGGER messages_gone",
    "CREATE TABLE indexed_upto (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT",
    "INSERT INTO indexed_upto SELECT 1, coalesce(max(seq), 0) FROM messages",
    "CREATE TABLE to_index (seq INTEGER PRIMARY KEY) STRICT",
    f"""CREATE TRIGGER messages_made AFTER INSERT ON messages WHEN {INDEXED} BEGIN
        INSERT INTO to_index VALUES (new.seq) ON CONFLICT DO NOTHING;
    END""",
    f"""CREATE TRIGGER messages_changed AFTER UPDATE OF text, state ON messages
    WHEN ((old.text <> new.text AND new.state <> 'streaming')
        OR (old.state = 'streaming') <> (new.state = 'streaming')) AND {INDEXED}
    BEGIN
        INSERT INTO to_index VALUES (new.seq) ON CONFLICT DO NOTHING;
    END""",
    """CREATE TRIGGER messages_gone AFTER DELETE ON messages
    WHEN old.seq <= (SELECT seq FROM indexed_upto) BEGIN
        INSERT INTO to_index VALUES (old.seq) ON CONFLICT DO NOTHING;
    END""",
)
BEHIND = """SELECT EXISTS (SELECT 1 FROM to_index)
    OR coalesce((SELECT max(seq) FROM messages), 0) > (SELECT seq FROM indexed_upto)"""
CHANGED = "SELECT seq FROM to_index ORDER BY seq LIMIT ?"
FRESH = "SELECT seq FROM messages WHERE seq > (SELECT seq FROM indexed_upto) ORDER BY seq LIMIT ?"
TAKE_OUT = "DELETE FROM messages_fts WHERE rowid = ?"
# An answer goes in once it has ended.
PUT_IN = """INSERT INTO messages_fts (rowid, text)
    SELECT seq, searchable(text) FROM messages WHERE seq = ? AND state <> 'streaming'"""
DUE = """SELECT seq FROM messages WHERE state <> 'streaming'
    AND seq <= (SELECT seq FROM indexed_upto) AND seq NOT IN (SELECT seq FROM to_index)"""
LACKING = (
    ("messages", f"SELECT count(*) FROM ({DUE}) WHERE seq NOT IN (SELECT id FROM messages_fts_docsize)"),
    ("titles", "SELECT count(*) FROM conversations WHERE seq NOT IN (SELECT id FROM titles_fts_docsize)"),
)
LEFT_OVER = (
    (
        "messages",
        f"SELECT count(*) FROM messages_fts_docsize WHERE id NOT IN ({DUE} UNION SELECT seq FROM to_index)",
    ),
    ("titles", "SELECT count(*) FROM titles_fts_docsize WHERE id NOT IN (SELECT seq FROM conversations)"),
)
ANEW = (
    "INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')",
    "DELETE FROM to_index",
    "UPDATE indexed_upto SET seq = 0",
    "INSERT INTO titles_fts (titles_fts) VALUES ('delete-all')",
    "INSERT INTO titles_fts (rowid, title) SELECT seq, searchable(title) FROM conversations",
)


def is_behind(database: Database) -> bool:
    """Does any message wait? Microseconds."""
    return bool(database.value(BEHIND))


def index_some(database: Database, *, seconds: float = SLICE) -> bool:
    """Take in what waits for about so long, in one transaction; whether more waits."""
    if not is_behind(database):
        return False
    ends = time.perf_counter() + seconds
    with database.write():
        for (seq,) in database.rows(CHANGED, (MOST,)):
            database.execute(TAKE_OUT, (seq,))
            database.execute(PUT_IN, (seq,))
            database.execute("DELETE FROM to_index WHERE seq = ?", (seq,))
            if time.perf_counter() > ends:
                return True
        _index_fresh(database, ends)
    return is_behind(database)


def _index_fresh(database: Database, ends: float) -> None:
    upto = None
    for (seq,) in database.rows(FRESH, (MOST,)):
        database.execute(PUT_IN, (seq,))
        upto = seq
        if time.perf_counter() > ends:
            break
    if upto is not None:
        database.execute("UPDATE indexed_upto SET seq = ?", (upto,))


def index_all(database: Database) -> None:
    """Take in everything that waits, slice by slice."""
    while index_some(database):
        pass


def out_of_step(rows: Callable[[str], Sequence[Row]]) -> list[str]:
    """Where the indexes of words do not hold what they should, in sentences; what waits is not missed.

    ``rows`` runs a statement on the database, whose structure is whole, and may be one that only reads.
    """
    found = [
        f"the search index is damaged: {text}"
        for name in ("messages_fts", "titles_fts")
        for (text,) in rows(f"PRAGMA integrity_check('{name}')")
        if text != "ok"
    ]
    for said, statements in (("lacks {} {}", LACKING), ("holds {} {} that are gone", LEFT_OVER)):
        for what, statement in statements:
            count = rows(statement)[0][0]
            found += [f"the search index {said.format(count, what)}"] if count else []
    return found


def begin_anew(database: Database) -> None:
    """Forget what the indexes hold; every message waits then."""
    with database.write():
        for statement in ANEW:
            database.execute(statement)
