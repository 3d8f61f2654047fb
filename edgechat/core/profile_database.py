"""The schema of ``profile.db``, step by step. Released steps are never edited: a change is a new step.

Knows the tables and nothing of what the rooms do with them.
"""

from __future__ import annotations

from collections.abc import Iterable

from edgechat.core.migrations import Step, migrate
from edgechat.core.paths import Profile
from edgechat.core.sqlite import Database

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


def open_profile_database(profile: Profile) -> Database:
    """``profile``'s database, at the newest schema. The folders must exist (``Profile.create``).

    Raises ``DataNewer``, ``DataDamaged``, ``DataUnwritable``, ``NoRoom`` or ``Busy``.
    """
    database = Database(profile.database)
    try:
        migrate(database, STEPS, backups=profile.backups)
    except BaseException:
        database.close()
        raise
    return database


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


STEPS: tuple[Step, ...] = (m001_conversations, m002_quota, m003_analytics)
