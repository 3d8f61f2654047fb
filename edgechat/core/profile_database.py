"""The schema of ``profile.db``, step by step. Released steps are never edited: a change is a new step.

Knows the tables and nothing of what the rooms do with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import apsw

from edgechat.core.errors import DataDamaged
from edgechat.core.integrity import COLUMNS, open_to_look
from edgechat.core.migrations import Step, migrate, take_steps
from edgechat.core.opening import enter, with_backup
from edgechat.core.paths import Profile
from edgechat.core.sqlite import Database, explain
from edgechat.core.tree_mending import MEND_TREES
from edgechat.core.word_index import SCHEMA as WORD_INDEX

# Messages form a tree by `parent`. The branch on show carries `on_path` and is a line numbered by `depth`:
# its last N rows come from an index and nobody walks the tree to page.
# `revision` grows with every write of any process, `writer` is who wrote: together they tell a process
# which conversations others have touched.
CONVERSATIONS = (
    """CREATE TABLE conversations (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        model TEXT,
        system TEXT,
        message_count INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL,
        writer TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX conversations_newest ON conversations (updated_at, seq)",
    "CREATE INDEX conversations_revision ON conversations (revision)",
    """CREATE TABLE messages (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        parent TEXT REFERENCES messages (id),
        depth INTEGER NOT NULL,
        on_path INTEGER NOT NULL DEFAULT 1,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT,
        finish_reason TEXT,
        prompt_tokens INTEGER NOT NULL DEFAULT 0,
        completion_tokens INTEGER NOT NULL DEFAULT 0,
        cached_tokens INTEGER NOT NULL DEFAULT 0,
        timing TEXT,
        error_code INTEGER,
        error_message TEXT,
        error_action TEXT,
        writer_pid INTEGER,
        writer_started TEXT
    ) STRICT""",
    "CREATE UNIQUE INDEX messages_path ON messages (conversation, depth) WHERE on_path = 1",
    "CREATE INDEX messages_parent ON messages (parent)",
    "CREATE INDEX messages_streaming ON messages (writer_pid) WHERE state = 'streaming'",
    "CREATE TABLE revisions (one INTEGER PRIMARY KEY CHECK (one = 1), value INTEGER NOT NULL) STRICT",
    "INSERT INTO revisions VALUES (1, 0)",
    """CREATE TABLE deletions (
        conversation TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        writer TEXT NOT NULL,
        deleted_at REAL NOT NULL
    ) STRICT""",
)

# `quota_clock` holds the latest quota time seen and the monotonic tick at which it was seen.
QUOTA = (
    "CREATE TABLE quota_limits (face TEXT PRIMARY KEY, per_minute INTEGER NOT NULL) STRICT",
    """CREATE TABLE quota_leases (
        seq INTEGER PRIMARY KEY,
        face TEXT NOT NULL,
        background INTEGER NOT NULL,
        admitted_at REAL NOT NULL,
        expires_at REAL NOT NULL,
        pid INTEGER NOT NULL,
        started TEXT NOT NULL,
        settled_at REAL,
        neurons REAL,
        outcome TEXT
    ) STRICT""",
    "CREATE INDEX quota_leases_window ON quota_leases (face, background, admitted_at)",
    "CREATE INDEX quota_leases_age ON quota_leases (admitted_at)",
    """CREATE TABLE quota_clock (
        one INTEGER PRIMARY KEY CHECK (one = 1), latest REAL NOT NULL, ticks REAL NOT NULL
    ) STRICT""",
    "INSERT INTO quota_clock VALUES (1, 0, 0)",
)

# A deleted conversation stays, out of sight, until it is purged. `parts` is JSON where a message is more than
# its text. Titles of before may have been typed by a person: no model may touch them.
TREE = (
    "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN options TEXT",
    "ALTER TABLE conversations ADD COLUMN titled_by TEXT NOT NULL DEFAULT 'first line'",
    "ALTER TABLE conversations ADD COLUMN deleted_at REAL",
    "UPDATE conversations SET titled_by = 'person' WHERE title <> ''",
    "DROP INDEX conversations_newest",
    "CREATE INDEX conversations_listed ON conversations (pinned, updated_at, seq) WHERE deleted_at IS NULL",
    "CREATE INDEX conversations_deleted ON conversations (deleted_at) WHERE deleted_at IS NOT NULL",
    "ALTER TABLE messages ADD COLUMN parts TEXT",
    "ALTER TABLE messages ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX messages_parent",
    "CREATE INDEX messages_siblings ON messages (parent, conversation)",
    "CREATE INDEX messages_conversation ON messages (conversation)",
)

# Which part of a conversation is told to the model by which text. `active`: in force, else written ahead.
FOLDS = (
    """CREATE TABLE folds (
        seq INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        upto TEXT NOT NULL,
        text TEXT NOT NULL,
        made_by TEXT NOT NULL,
        active INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX folds_of_conversation ON folds (conversation, active, seq)",
)

# Contentless: the words are found here, the text is read from its row. Nothing to keep in step by hand:
# whatever writes to a row, triggers run. Those of messages only note since `m010` what is to be indexed.
# The prefix lists make one and two typed letters as quick as words (100 ms without, at 100,000 messages).
TOKENS = """prefix = '1 2', tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'\""""
SEARCH = (
    f"CREATE VIRTUAL TABLE messages_fts USING fts5 (text, content = '', contentless_delete = 1, {TOKENS})",
    f"CREATE VIRTUAL TABLE titles_fts USING fts5 (title, content = '', contentless_delete = 1, {TOKENS})",
    """CREATE TRIGGER messages_made AFTER INSERT ON messages WHEN new.state <> 'streaming' BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.seq, searchable(new.text));
    END""",
    """CREATE TRIGGER messages_changed AFTER UPDATE OF text, state ON messages
    WHEN (old.text <> new.text AND new.state <> 'streaming')
        OR (old.state = 'streaming') <> (new.state = 'streaming')
    BEGIN
        DELETE FROM messages_fts WHERE rowid = old.seq;
        INSERT INTO messages_fts (rowid, text)
            SELECT new.seq, searchable(new.text) WHERE new.state <> 'streaming';
    END""",
    """CREATE TRIGGER messages_gone AFTER DELETE ON messages BEGIN
        DELETE FROM messages_fts WHERE rowid = old.seq;
    END""",
    """CREATE TRIGGER titles_made AFTER INSERT ON conversations BEGIN
        INSERT INTO titles_fts (rowid, title) VALUES (new.seq, searchable(new.title));
    END""",
    """CREATE TRIGGER titles_changed AFTER UPDATE OF title ON conversations WHEN old.title <> new.title BEGIN
        DELETE FROM titles_fts WHERE rowid = old.seq;
        INSERT INTO titles_fts (rowid, title) VALUES (new.seq, searchable(new.title));
    END""",
    """CREATE TRIGGER titles_gone AFTER DELETE ON conversations BEGIN
        DELETE FROM titles_fts WHERE rowid = old.seq;
    END""",
    "INSERT INTO titles_fts (rowid, title) SELECT seq, searchable(title) FROM conversations",
    "INSERT INTO messages_fts (rowid, text)"
    " SELECT seq, searchable(text) FROM messages WHERE state <> 'streaming'",
)

# `collections`: JSON, the names of those in which a conversation's questions are looked for.
SOURCES = ("ALTER TABLE conversations ADD COLUMN collections TEXT",)

# Messages that were deleted, as they were; `root` is the one that was deleted with all that followed it.
DELETED = (
    """CREATE TABLE deleted_messages (
        id TEXT PRIMARY KEY,
        root TEXT NOT NULL,
        deleted_at REAL NOT NULL,
        seq INTEGER NOT NULL,
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        parent TEXT,
        depth INTEGER NOT NULL,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT,
        finish_reason TEXT,
        prompt_tokens INTEGER NOT NULL DEFAULT 0,
        completion_tokens INTEGER NOT NULL DEFAULT 0,
        cached_tokens INTEGER NOT NULL DEFAULT 0,
        timing TEXT,
        error_code INTEGER,
        error_message TEXT,
        error_action TEXT,
        writer_pid INTEGER,
        writer_started TEXT,
        parts TEXT,
        pinned INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX deleted_messages_root ON deleted_messages (root, seq)",
    "CREATE INDEX deleted_messages_conversation ON deleted_messages (conversation)",
    "CREATE INDEX deleted_messages_age ON deleted_messages (deleted_at)",
)

# What is written and not yet sent, by conversation; the empty one is a new conversation's.
DRAFTS = (
    """CREATE TABLE drafts (
        conversation TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        changed_at REAL NOT NULL
    ) STRICT""",
)

# What every message has to write is kept small. What others signed is found by reading the few conversations;
# one index tells the branch on show, unique in its depths, and which messages are a conversation's. A change
# of a conversation takes the next number with it.
LATER_INDEXING = (
    *WORD_INDEX,
    "DROP INDEX conversations_revision",
    "DROP INDEX messages_conversation",
    "DROP INDEX messages_path",
    "CREATE UNIQUE INDEX messages_path ON messages (conversation, on_path, depth, iif(on_path = 1, 0, seq))",
    """CREATE TRIGGER conversations_signed AFTER UPDATE OF revision ON conversations BEGIN
        UPDATE revisions SET value = new.revision WHERE value < new.revision;
    END""",
)

# Where a damaged file and its backup both hold a message, its words are the backup's unless they were still
# being written: a flipped bit in the damaged one is not to win over what was whole.
MERGING: dict[str, dict[str, str]] = {
    "messages": {
        "id": "messages.id",
        "conversation": "messages.conversation",
        "parent": "messages.parent",
        "depth": "messages.depth",
        "role": "messages.role",
        "created_at": "messages.created_at",
        "text": "iif(messages.state = 'streaming', excluded.text, messages.text)",
        "parts": "iif(messages.state = 'streaming', excluded.parts, messages.parts)",
        "state": "iif(messages.state = 'streaming', excluded.state, messages.state)",
    },
    "conversations": {"id": "conversations.id", "created_at": "conversations.created_at"},
    "revisions": {"value": "max(revisions.value, excluded.value)"},
    "indexed_upto": {
        "seq": "indexed_upto.seq"
    },  # what is in the index of the backup, not of the damaged file
}
# Run over what was put together from a backup and a damaged file, until it keeps the rules of the schema.
MENDING = (
    "UPDATE messages SET on_path = 0 WHERE on_path = 1 AND EXISTS (SELECT 1 FROM messages AS other"
    " WHERE other.conversation = messages.conversation AND other.depth = messages.depth"
    " AND other.on_path = 1 AND other.seq > messages.seq)",
    "INSERT INTO conversations (id, title, created_at, updated_at, message_count, revision, writer)"
    " SELECT conversation, 'Recovered conversation', min(created_at), max(created_at), count(*), 0, ''"
    " FROM messages WHERE conversation NOT IN (SELECT id FROM conversations) GROUP BY conversation",
    "DELETE FROM conversations WHERE id IN (SELECT conversation FROM deletions)"
    " AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation = conversations.id)",
    "DELETE FROM deleted_messages WHERE id IN (SELECT id FROM messages)",
    "UPDATE revisions SET value = value + 1",
)


def mend(database: Database) -> None:
    """Settle what a salvage left; rows that still refer to nothing go (the damaged file keeps them)."""
    _run(database, (*MENDING, *MEND_TREES))
    for table, rowid, *_ in database.rows("PRAGMA foreign_key_check"):
        database.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))


def open_profile_database(profile: Profile) -> Database:
    """``profile``'s database, at the newest schema. The folders must exist (``Profile.create``).

    Raises ``DataNewer``, ``DataDamaged``, ``DataUnwritable``, ``NoRoom`` or ``Busy``.
    """
    here = enter(profile, newest=len(STEPS), columns=columns_of_schema)
    try:
        database = Database(profile.database, closed=lambda damaged: here.leave(clean=not damaged))
    except DataDamaged as error:
        here.leave(clean=False)
        raise with_backup(profile, error, newest=len(STEPS)) from error
    except BaseException:
        here.leave()
        raise
    try:
        migrate(database, STEPS, backups=profile.backups)
    except BaseException:
        database.close()
        raise
    return database


def revision(file: Path, *, alone: bool = False) -> int:
    """The number that grows with every change of a conversation, of a file that may be in use.

    ``alone``: it is a copy that nobody writes to. Raises what ``explain`` makes of a failure.
    """
    connection = open_to_look(file, alone=alone)
    try:
        return int(str(connection.execute("SELECT value FROM revisions").fetchall()[0][0]))
    except apsw.Error as error:
        raise explain(error, file) from error
    finally:
        connection.close()


def columns_of_schema(version: int) -> set[str]:
    """What a database of that version holds, as "table.column"."""
    blank = Database(Path(":memory:"))
    try:
        take_steps(blank, STEPS[:version])
        found = blank.rows(COLUMNS)
    finally:
        blank.close()
    return {f"{table}.{column}" for table, column in found}


def _run(database: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        database.execute(statement)


def m001_conversations(database: Database) -> None:
    _run(database, CONVERSATIONS)


def m002_quota(database: Database) -> None:
    _run(database, QUOTA)


def m003_analytics(database: Database) -> None:
    """Data points with the reference's columns, so that its queries can be run over them."""
    blobs = ", ".join(f"blob{n} TEXT" for n in range(1, 21))
    doubles = ", ".join(f"double{n} REAL" for n in range(1, 21))
    database.execute(
        f"""CREATE TABLE points (
            seq INTEGER PRIMARY KEY,
            dataset TEXT NOT NULL,
            timestamp REAL NOT NULL,
            _sample_interval INTEGER NOT NULL DEFAULT 1,
            index1 TEXT,
            {blobs},
            {doubles}
        ) STRICT"""
    )
    database.execute("CREATE INDEX points_time ON points (dataset, timestamp)")


def m004_tree(database: Database) -> None:
    _run(database, TREE)


def m005_search(database: Database) -> None:
    _run(database, SEARCH)


def m006_folds(database: Database) -> None:
    _run(database, FOLDS)


def m007_sources(database: Database) -> None:
    _run(database, SOURCES)


def m008_deleted_messages(database: Database) -> None:
    _run(database, DELETED)


def m009_drafts(database: Database) -> None:
    _run(database, DRAFTS)


def m010_later_indexing(database: Database) -> None:
    _run(database, LATER_INDEXING)


STEPS: tuple[Step, ...] = (
    m001_conversations,
    m002_quota,
    m003_analytics,
    m004_tree,
    m005_search,
    m006_folds,
    m007_sources,
    m008_deleted_messages,
    m009_drafts,
    m010_later_indexing,
)
