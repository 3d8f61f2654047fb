"""Rows of a library that do not belong together, found and put right; what is torn is read again.

A kill tears nothing: this is for what a damaged disk left in a file that can be read. Owns the SQL for it.
Rows of documents never go; what was made from them may, for it can be made again.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import get_args

from edgechat.core.errors import EdgeError
from edgechat.core.sqlite import Database
from edgechat.library.document import INDEXED, RECOVERED, UNDER_WAY, State
from edgechat.library.schema import WORDS
from edgechat.library.shelves import Shelves
from edgechat.vault.vault import Vault
from edgechat.vectors.table import VectorTable

log = logging.getLogger(__name__)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


HOMELESS = "collection NOT IN (SELECT seq FROM collections)"
REFUGE = f"(SELECT seq FROM collections WHERE name = '{RECOVERED}')"
SETTLING = (
    f"UPDATE documents SET collection = {REFUGE} WHERE {HOMELESS}",
    f"UPDATE OR IGNORE watched SET collection = {REFUGE} WHERE {HOMELESS}",
    f"DELETE FROM watched WHERE {HOMELESS}",
    f"DELETE FROM left_out WHERE {HOMELESS}",
    "UPDATE documents SET duplicate_of = NULL WHERE duplicate_of NOT IN (SELECT seq FROM documents)",
    "UPDATE documents SET replaces = NULL WHERE replaces NOT IN (SELECT seq FROM documents)",
    "UPDATE documents SET digest = NULL WHERE length(digest) <> 64 OR digest GLOB '*[^0-9a-f]*'",
    "UPDATE documents SET notes = '[]' WHERE NOT json_valid(notes) OR json_type(notes) <> 'array'",
    "UPDATE watched SET problems = '[]' WHERE NOT json_valid(problems) OR json_type(problems) <> 'array'",
    "UPDATE watched SET state = 'new' WHERE state NOT IN ('new', 'followed', 'away')",
    "UPDATE documents SET state = 'queued', worker_pid = NULL, worker_started = NULL"
    f" WHERE state NOT IN ({_listed(get_args(State))})"
    " OR (state = 'duplicate of' AND duplicate_of IS NULL)",
    "INSERT INTO changes VALUES (1, 0) ON CONFLICT DO NOTHING",
)
AFRESH = f"""UPDATE documents SET state = 'queued', reason = '', action = '', notes = '[]', format = '',
    pages = 0, characters = 0, chunks = 0, seconds = 0, finished_at = NULL, worker_pid = NULL,
    worker_started = NULL WHERE state IN ({_listed((*INDEXED, *UNDER_WAY))})"""
LOOSE_CHUNKS = """SELECT c.seq FROM chunks c WHERE c.document NOT IN (SELECT seq FROM documents)"""
TORN = f"""SELECT d.seq FROM documents d WHERE d.state IN ({_listed(INDEXED)})
        AND (d.chunks <> (SELECT count(*) FROM chunks WHERE document = d.seq)
            OR d.pages <> (SELECT count(*) FROM pages WHERE document = d.seq))
    UNION SELECT p.document FROM pages p JOIN documents d ON d.seq = p.document
        LEFT JOIN (SELECT document, page, count(*) AS size, min(start) AS first, max(stop) AS last,
            min(stop - start) AS least FROM chunks GROUP BY document, page) c
        ON c.document = p.document AND c.page = p.number
        WHERE c.first < 0 OR c.least < 0 OR c.last > length(p.text)
            OR (d.state IN ({_listed(INDEXED)}) AND p.total <> coalesce(c.size, 0))
    UNION SELECT c.document FROM chunks c
        WHERE NOT EXISTS (SELECT 1 FROM pages p WHERE p.document = c.document AND p.number = c.page)
            OR NOT EXISTS (SELECT 1 FROM chunks_fts_docsize w WHERE w.id = c.seq)"""
"""Documents whose pages, chunks and words do not fit each other. ``renewal`` makes vectors that lack."""


def mend(database: Database) -> int:
    """Put right what does not belong together; how many documents are queued to be read again for it.

    Raises ``DataDamaged`` where it cannot be read.
    """
    shelves = Shelves(database)
    with database.write():
        settle_ledger(database)
        _drop_broken_vectors(database)
        _drop_loose(database, shelves)
        _mend_words(database)
        torn = [seq for (seq,) in database.rows(TORN)]
        for seq in torn:
            shelves.clear(seq)
            database.execute(f"{AFRESH} AND seq = ?", (seq,))
    if torn:
        log.info("%d documents were torn and are read again", len(torn))
    return len(torn)


def settle_ledger(database: Database) -> None:
    """Have every row refer to something that is there, and be in a state that there is."""
    if database.row(f"SELECT 1 FROM documents WHERE {HOMELESS} LIMIT 1") or database.row(
        f"SELECT 1 FROM watched WHERE {HOMELESS} LIMIT 1"
    ):
        _refuge(database)
    for statement in SETTLING:
        database.execute(statement)


def queue_all(database: Database) -> int:
    """Have everything that was read, or was to be, read again; how many."""
    return database.execute(AFRESH)


def find_contents(database: Database, vault: Vault) -> int:
    """Queue each content of the vault that no row knows; how many. What they were called is not known: the
    name tells the digest, and once it is read the type."""
    known = {digest for (digest,) in database.rows("SELECT DISTINCT digest FROM documents")}
    fresh = [key for key in vault.keys() if key not in known]  # noqa: SIM118 - no dictionary
    if not fresh:
        return 0
    with database.write():
        place = _refuge(database)
        database.execute_many(
            "INSERT INTO documents (id, collection, path, name, state, digest, size, added_at)"
            " VALUES (?, ?, '', ?, 'queued', ?, ?, ?)",
            [
                (key[:16], place, f"recovered-{key[:12]}", key, vault.path(key).stat().st_size, time.time())
                for key in fresh
            ],
        )
    return len(fresh)


def _refuge(database: Database) -> int:
    database.execute(
        "INSERT INTO collections (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (RECOVERED, time.time()),
    )
    return int(database.value("SELECT seq FROM collections WHERE name = ?", (RECOVERED,)))


def _drop_loose(database: Database, shelves: Shelves) -> None:
    """What belongs to no document."""
    ids = [seq for (seq,) in database.rows(LOOSE_CHUNKS)]
    database.execute_many("DELETE FROM chunks WHERE seq = ?", ((each,) for each in ids))
    database.execute("DELETE FROM pages WHERE document NOT IN (SELECT seq FROM documents)")
    for table in shelves.tables():
        rows = f"SELECT rowid FROM {table.name}_rowids WHERE rowid NOT IN (SELECT seq FROM chunks)"
        table.delete([number for (number,) in database.rows(rows)])
    words = database.rows("SELECT id FROM chunks_fts_docsize WHERE id NOT IN (SELECT seq FROM chunks)")
    database.execute_many("DELETE FROM chunks_fts WHERE rowid = ?", words)
    database.execute("UPDATE changes SET removals = removals + ?", (len(ids),))


def _drop_broken_vectors(database: Database) -> None:
    """The table of a model that is not whole goes as a whole: its vectors are made from the chunks."""
    for seq, size in database.rows("SELECT seq, dimensions FROM models"):
        name = f"vectors_{seq}"
        if not _is_whole(database, name, size):
            log.info("%s is not whole: its vectors are made again", name)
            with suppress(EdgeError):
                VectorTable(database, name, size).drop()
            database.execute("DELETE FROM models WHERE seq = ?", (seq,))


def _is_whole(database: Database, name: str, dimensions: int) -> bool:
    """Whether every vector lies in a block of the right length, as this version of sqlite-vec keeps them."""
    try:
        return not database.row(
            f"SELECT 1 FROM {name}_rowids r LEFT JOIN {name}_chunks c ON c.chunk_id = r.chunk_id"
            f" LEFT JOIN {name}_vector_chunks00 v ON v.rowid = r.chunk_id"
            " WHERE c.chunk_id IS NULL OR v.rowid IS NULL OR r.chunk_offset NOT BETWEEN 0 AND c.size - 1"
            " OR length(v.vectors) <> c.size * ? LIMIT 1",
            (dimensions * 4,),
        )
    except EdgeError:
        return False


def _mend_words(database: Database) -> None:
    """Make the index of words anew from the texts where it is not whole."""
    try:
        database.execute("INSERT INTO chunks_fts (chunks_fts) VALUES ('integrity-check')")
    except EdgeError as error:
        log.info("the index of words is made again: %s", error)
        database.execute("DROP TABLE chunks_fts")
        database.execute(WORDS)
        database.execute(
            "INSERT INTO chunks_fts (rowid, head, body) SELECT c.seq, searchable(c.head),"
            " searchable(substr(p.text, c.start + 1, c.stop - c.start)) FROM chunks c"
            " JOIN pages p ON p.document = c.document AND p.number = c.page"
        )
