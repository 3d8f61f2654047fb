"""The schema of ``library.db``, step by step, and how the file is opened. Released steps are never edited.

``synchronous=NORMAL``: a power cut may undo the last seconds of indexing, and never tears anything. Their
documents are then queued as they were, for state and content change in one transaction; what was added is in
the vault. A chat message could not be made again, so ``profile.db`` is FULL.
"""

from __future__ import annotations

from edgechat.core.migrations import Step
from edgechat.core.paths import Place
from edgechat.core.sqlite import Database
from edgechat.vectors.opening import open_with_vectors

LEDGER = ("collections", "documents", "watched", "left_out")
"""The tables that cannot be made again from the vault."""

WORDS = """CREATE VIRTUAL TABLE chunks_fts USING fts5 (
    head, body, content = '', contentless_delete = 1,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
)"""

# `digest` is the key in the vault. `replaces` is an older version of the same file: it goes once this one is
# indexed. A `reading` row belongs to the process `worker_pid`, `worker_started`.
# Chunk ids are never used again: what another process still holds of one that is gone finds no row.
LIBRARY = (
    """CREATE TABLE collections (
        seq INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created_at REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE documents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        collection INTEGER NOT NULL REFERENCES collections (seq),
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        action TEXT NOT NULL DEFAULT '',
        notes TEXT NOT NULL DEFAULT '[]',
        digest TEXT,
        size INTEGER NOT NULL DEFAULT 0,
        modified INTEGER NOT NULL DEFAULT 0,
        duplicate_of INTEGER REFERENCES documents (seq) ON DELETE SET NULL,
        replaces INTEGER REFERENCES documents (seq) ON DELETE SET NULL,
        format TEXT NOT NULL DEFAULT '',
        unit TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL DEFAULT '',
        pages INTEGER NOT NULL DEFAULT 0,
        characters INTEGER NOT NULL DEFAULT 0,
        chunks INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        added_at REAL NOT NULL,
        finished_at REAL,
        worker_pid INTEGER,
        worker_started TEXT
    ) STRICT""",
    "CREATE INDEX documents_state ON documents (state, seq)",
    "CREATE INDEX documents_path ON documents (collection, path)",
    "CREATE INDEX documents_digest ON documents (digest, collection)",
    "CREATE INDEX documents_duplicate ON documents (duplicate_of)",
    "CREATE INDEX documents_replaces ON documents (replaces)",
    # `place` is where the page begins in the text of the whole document. `total` is how many chunks it has.
    """CREATE TABLE pages (
        seq INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (seq) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        place INTEGER NOT NULL,
        total INTEGER NOT NULL,
        ocr INTEGER NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        marks BLOB
    ) STRICT""",
    "CREATE UNIQUE INDEX pages_number ON pages (document, number)",
    # `start` and `stop` count characters of the page's text; `head`: titles above it, a table's header too.
    """CREATE TABLE chunks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (seq) ON DELETE CASCADE,
        page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        head TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX chunks_place ON chunks (document, page, start)",
    WORDS,
    # The vectors of one model each, in a table of its own called `vectors_<seq>`.
    """CREATE TABLE models (
        seq INTEGER PRIMARY KEY,
        model TEXT NOT NULL UNIQUE,
        dimensions INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE changes (one INTEGER PRIMARY KEY CHECK (one = 1), removals INTEGER NOT NULL) STRICT",
    "INSERT INTO changes VALUES (1, 0)",
)

# A folder that is followed belongs to the process `worker_pid`, `worker_started`. `looked_at`: when it was
# last compared with the ledger. `device` is the file system it then lay on; `state` and `problems` tell what
# was found.
# `left_out` are files that a person took out of the library although they lie in such a folder.
FOLLOWING = (
    """CREATE TABLE watched (
        seq INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        collection INTEGER NOT NULL REFERENCES collections (seq),
        added_at REAL NOT NULL,
        looked_at REAL,
        device TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'new',
        reason TEXT NOT NULL DEFAULT '',
        files INTEGER NOT NULL DEFAULT 0,
        problems TEXT NOT NULL DEFAULT '[]',
        worker_pid INTEGER,
        worker_started TEXT,
        UNIQUE (path, collection)
    ) STRICT""",
    """CREATE TABLE left_out (
        collection INTEGER NOT NULL REFERENCES collections (seq),
        path TEXT NOT NULL,
        PRIMARY KEY (collection, path)
    ) STRICT, WITHOUT ROWID""",
)


def open_library_database(place: Place) -> Database:
    """The library at ``place``, at the newest schema. Raises as ``open_profile_database`` does; what to do
    about a damaged one is ``rebuilding``'s business."""
    return open_with_vectors(place, STEPS, synchronous="NORMAL")


def m001_library(database: Database) -> None:
    for statement in LIBRARY:
        database.execute(statement)


def m002_following(database: Database) -> None:
    for statement in FOLLOWING:
        database.execute(statement)


STEPS: tuple[Step, ...] = (m001_library, m002_following)
