"""The ledger: one row per added file, in exactly one state. Jobs are claimed, and survive whoever had them.

Owns the SQL over ``documents`` and ``collections``; what the documents hold is ``shelves``' business.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from edgechat.core.errors import FixableError, InvalidInput, NotFound
from edgechat.core.liveness import ProcessMark, this_process
from edgechat.core.sqlite import Database, Row
from edgechat.library.document import (
    AGAIN,
    CONTENT,
    Collection,
    DocumentInfo,
    DocumentNote,
    State,
)
from edgechat.library.names import display_name

ADD_AGAIN = "Add the file again."
"""The action of a row whose content is gone: adding the file again heals it."""
SHORTEST_PREFIX = 4  # characters of an id that stand for it
LONGEST_NAME = 100  # characters of a collection's name
COLUMNS = """d.id, c.name, d.path, d.name, d.state, d.reason, d.action, d.notes, d.digest, d.size, o.id,
    d.format, d.unit, d.title, d.pages, d.characters, d.chunks, d.seconds, d.added_at, d.finished_at
    FROM documents d JOIN collections c ON c.seq = d.collection
    LEFT JOIN documents o ON o.seq = d.duplicate_of"""
LIST = f"SELECT {COLUMNS} WHERE (?1 IS NULL OR c.name = ?1) ORDER BY d.seq LIMIT ?2 OFFSET ?3"
CLAIM = """UPDATE documents SET state = 'reading', worker_pid = ?, worker_started = ?
    WHERE seq = (SELECT seq FROM documents WHERE state = 'queued' ORDER BY seq LIMIT 1)
    RETURNING seq, id, collection, path, name, digest, size, modified, replaces"""


class Job:
    """One claimed document."""

    def __init__(self, row: Row) -> None:
        self.seq: int
        self.id: str
        self.collection: int
        self.name: str
        self.path: str
        self.digest: str | None
        self.replaces: int | None
        self.seq, self.id, self.collection, self.path, self.name, self.digest, *rest = row
        self.size, self.modified, self.replaces = rest


@dataclass(frozen=True)
class Origin:
    """A document, and where its file was."""

    seq: int
    id: str
    path: str


class Ledger:
    """The rows of one library. Safe from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = this_process()

    # -- collections -------------------------------------------------------------------------------

    def collection(self, name: str, *, make: bool = False) -> int:
        """Its number. Raises ``NotFound``, or ``InvalidInput`` for a name that cannot be one."""
        shown = display_name(name.strip())
        if not 1 <= len(shown) <= LONGEST_NAME:
            raise InvalidInput(
                "A collection's name has 1 to 100 characters.", "Choose another with --collection."
            )
        with self._database.write():
            found = self._database.value("SELECT seq FROM collections WHERE name = ?", (shown,))
            if found is None and make:
                found = self._database.value(
                    "INSERT INTO collections (name, created_at) VALUES (?, ?) RETURNING seq",
                    (shown, time.time()),
                )
        if found is None:
            raise NotFound(f"There is no collection {shown!r}.", "edgechat documents list shows them.")
        return int(found)

    def collections(self) -> list[Collection]:
        rows = self._database.rows(
            "SELECT c.name, count(d.seq), coalesce(sum(d.chunks), 0) FROM collections c"
            " LEFT JOIN documents d ON d.collection = c.seq GROUP BY c.seq ORDER BY c.name"
        )
        return [Collection(*row) for row in rows]

    # -- adding and claiming -----------------------------------------------------------------------

    def known(self, collection: int, path: str) -> tuple[int, str, int, int, State] | None:
        """The newest row of a path: (seq, id, size, modified, state)."""
        row = self._database.row(
            "SELECT seq, id, size, modified, state FROM documents WHERE collection = ? AND path = ?"
            " ORDER BY seq DESC LIMIT 1",
            (collection, path_text(path)),
        )
        return row if row is None else (row[0], row[1], row[2], row[3], row[4])

    def add(
        self, collection: int, path: str, name: str, *, size: int, modified: int, replaces: int | None = None
    ) -> str:
        """A new row, queued; its id."""
        identity = secrets.token_hex(8)
        self._database.execute(
            "INSERT INTO documents (id, collection, path, name, state, size, modified, replaces, added_at)"
            " VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?)",
            (
                identity,
                collection,
                path_text(path),
                display_name(name),
                size,
                modified,
                replaces,
                time.time(),
            ),
        )
        return identity

    def queue_again(self, seq: int, *, size: int, modified: int) -> None:
        self._database.execute(
            "UPDATE documents SET state = 'queued', reason = '', action = '', notes = '[]', size = ?,"
            " modified = ?, finished_at = NULL, duplicate_of = NULL WHERE seq = ?",
            (size, modified, seq),
        )

    def queue_indexed(self, seq: int) -> bool:
        """Index a document again; False where it is not indexed now."""
        return bool(
            self._database.execute(
                "UPDATE documents SET state = 'queued', notes = '[]', finished_at = NULL"
                " WHERE seq = ? AND state IN ('indexed', 'indexed with notes')",
                (seq,),
            )
        )

    def claim(self) -> Job | None:
        """The next queued document, now this process's; None when there is none."""
        with self._database.write():
            row = self._database.row(CLAIM, (self._me.pid, self._me.started))
        return Job(row) if row else None

    def release_dead(self) -> int:
        """Queue again what belongs to processes that are gone; how many."""
        rows = self._database.rows(
            "SELECT DISTINCT worker_pid, worker_started FROM documents WHERE state = 'reading'"
        )
        released = 0
        for pid, started in rows:
            if not ProcessMark(int(pid or 0), started or "").is_running():
                released += self._database.execute(
                    "UPDATE documents SET state = 'queued', worker_pid = NULL, worker_started = NULL"
                    " WHERE state = 'reading' AND worker_pid IS ? AND worker_started IS ?",
                    (pid, started),
                )
        return released

    def release_mine(self) -> None:
        """Give back what this process has claimed and not finished."""
        self._database.execute(
            "UPDATE documents SET state = 'queued', worker_pid = NULL, worker_started = NULL"
            " WHERE state = 'reading' AND worker_pid = ? AND worker_started = ?",
            (self._me.pid, self._me.started),
        )

    def release(self, seq: int) -> None:
        """Give one claimed document back."""
        self._database.execute(
            "UPDATE documents SET state = 'queued', worker_pid = NULL, worker_started = NULL"
            " WHERE seq = ? AND state = 'reading'",
            (seq,),
        )

    # -- contents ----------------------------------------------------------------------------------

    def digest(self, seq: int) -> str | None:
        found: str | None = self._database.value("SELECT digest FROM documents WHERE seq = ?", (seq,))
        return found

    def by_content(self) -> dict[str, list[Origin]]:
        """The documents of every content that was ever taken in."""
        found: dict[str, list[Origin]] = {}
        for digest, *row in self._database.rows(
            "SELECT digest, seq, id, path FROM documents WHERE digest IS NOT NULL ORDER BY seq"
        ):
            found.setdefault(digest, []).append(Origin(*row))
        return found

    def is_noted(self, seq: int) -> bool:
        """Whether it says that its content is gone."""
        return bool(
            self._database.row("SELECT 1 FROM documents WHERE seq = ? AND action = ?", (seq, ADD_AGAIN))
        )

    def noted(self) -> int:
        """How many say so."""
        return int(self._database.value("SELECT count(*) FROM documents WHERE action = ?", (ADD_AGAIN,)))

    def note_missing(self, digest: str) -> int:
        """Say of the indexed documents of a content that it is gone; how many had not said so."""
        reason = "Its content is missing."
        note = "Its content is missing. Add the file again."
        return self._database.execute(
            "UPDATE documents SET state = 'indexed with notes', reason = ?, action = ?,"
            # it stands before what else there is to be told
            " notes = '[' || ? || iif(json_array_length(notes), ', ' || substr(notes, 2), ']')"
            f" WHERE digest = ? AND state IN ('indexed', 'indexed with notes') AND action <> '{ADD_AGAIN}'",
            (reason, ADD_AGAIN, json.dumps(asdict(DocumentNote(0, CONTENT, note))), digest),
        )

    def found_again(self, digest: str) -> None:
        """A content is there again: take the word of it back, and read what could not be read for it."""
        with self._database.write():
            self._database.execute(
                "UPDATE documents SET reason = '', action = '', notes = json_remove(notes, '$[0]'),"
                " state = iif(json_array_length(notes) > 1, 'indexed with notes', 'indexed')"
                f" WHERE digest = ? AND state = 'indexed with notes' AND action = '{ADD_AGAIN}'",
                (digest,),
            )
            self._database.execute(
                "UPDATE documents SET state = 'queued', reason = '', action = '', notes = '[]',"
                f" finished_at = NULL WHERE digest = ? AND state = 'damaged' AND action = '{ADD_AGAIN}'",
                (digest,),
            )

    def is_held(self, seq: int) -> bool:
        """Whether a document is indexed, or on its way."""
        return bool(
            self._database.row(
                "SELECT 1 FROM documents WHERE seq = ?"
                " AND state IN ('indexed', 'indexed with notes', 'reading')",
                (seq,),
            )
        )

    def queued(self) -> bool:
        return self._database.row("SELECT 1 FROM documents WHERE state = 'queued' LIMIT 1") is not None

    def is_mine(self, seq: int) -> bool:
        """False once somebody has cancelled or removed it."""
        return bool(
            self._database.row(
                "SELECT 1 FROM documents WHERE seq = ? AND state = 'reading' AND worker_pid = ?",
                (seq, self._me.pid),
            )
        )

    def identify(self, seq: int, digest: str, size: int) -> None:
        self._database.execute("UPDATE documents SET digest = ?, size = ? WHERE seq = ?", (digest, size, seq))

    def twin(self, job: Job, digest: str) -> int | None:
        """Another document of the collection with the same content that is indexed or on its way."""
        return self._database.value(  # type: ignore[no-any-return]
            "SELECT seq FROM documents WHERE digest = ? AND collection = ? AND seq <> ?"
            " AND state IN ('indexed', 'indexed with notes', 'reading') AND seq IS NOT ?"
            " ORDER BY seq LIMIT 1",
            (digest, job.collection, job.seq, job.replaces),
        )

    def finish(
        self,
        seq: int,
        state: State,
        *,
        error: FixableError | None = None,
        notes: Sequence[DocumentNote] = (),
        seconds: float = 0.0,
        duplicate_of: int | None = None,
    ) -> bool:
        """Set the final state; False where it is no longer this process's."""
        return bool(
            self._database.execute(
                "UPDATE documents SET state = ?, reason = ?, action = ?, notes = ?, seconds = seconds + ?,"
                " duplicate_of = ?, finished_at = ?, worker_pid = NULL, worker_started = NULL"
                " WHERE seq = ? AND state = 'reading'",
                (
                    state,
                    error.message if error else "",
                    error.action if error else "",
                    json.dumps([asdict(each) for each in notes], ensure_ascii=False),
                    seconds,
                    duplicate_of,
                    time.time(),
                    seq,
                ),
            )
        )

    def cancel(self, ids: Sequence[str] | None) -> int:
        """End what is queued or under way, all of it for None; how many."""
        chosen = "" if ids is None else f" AND id IN ({', '.join('?' * len(ids))})"
        return self._database.execute(
            "UPDATE documents SET state = 'cancelled', reason = 'It was cancelled.', finished_at = ?,"
            f" worker_pid = NULL, worker_started = NULL WHERE state IN ('queued', 'reading'){chosen}",
            (time.time(), *(ids or ())),
        )

    def retry(self, identity: str) -> None:
        """Queue it again. Raises ``InvalidInput`` for one that needs no other try."""
        info = self.get(identity)
        if info.state not in AGAIN:
            raise InvalidInput(f"{info.name} is {info.state}: there is nothing to try again.")
        self._database.execute(
            "UPDATE documents SET state = 'queued', reason = '', action = '', notes = '[]',"
            " digest = CASE path WHEN '' THEN digest END WHERE id = ?",  # its content is all there is of it
            (info.id,),
        )

    def free_twins(self, seq: int) -> int:
        """Queue what was a duplicate of a document that goes; how many."""
        return self._database.execute(
            "UPDATE documents SET state = 'queued', duplicate_of = NULL WHERE duplicate_of = ?", (seq,)
        )

    # -- looking -----------------------------------------------------------------------------------

    def documents(
        self, collection: str | None = None, *, limit: int = -1, offset: int = 0
    ) -> list[DocumentInfo]:
        return [_info(row) for row in self._database.rows(LIST, (collection, limit, offset))]

    def get(self, identity: str) -> DocumentInfo:
        """By its id or the beginning of it. Raises ``NotFound``, ``InvalidInput`` where it fits several."""
        escaped = identity.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self._database.rows(
            f"SELECT {COLUMNS} WHERE d.id LIKE ? ESCAPE '\\' LIMIT 2", (f"{escaped}%",)
        )
        if not rows or not identity:
            raise NotFound(f"There is no document {identity!r}.", "edgechat documents list shows them.")
        if len(identity) < SHORTEST_PREFIX:
            raise NotFound(
                f"{identity!r} is too short for an id.", f"Give at least {SHORTEST_PREFIX} characters of it."
            )
        if len(rows) > 1:
            raise InvalidInput(f"Several documents' ids begin with {identity!r}.", "Give more of it.")
        return _info(rows[0])

    def many(self, ids: Sequence[str]) -> list[DocumentInfo]:
        return [
            _info(row)
            for each in ids
            for row in self._database.rows(f"SELECT {COLUMNS} WHERE d.id = ?", (each,))
        ]

    def seq(self, identity: str) -> int:
        return int(self._database.value("SELECT seq FROM documents WHERE id = ?", (identity,)))

    def open_jobs(self) -> int:
        """How many are queued or under way."""
        return int(
            self._database.value("SELECT count(*) FROM documents WHERE state IN ('queued', 'reading')")
        )


def path_text(path: str) -> str:
    """A path as it is stored. Bytes of a name that are no text become escapes: such a file cannot be opened
    by what is stored, so its content goes to the vault when it is added."""
    return path if is_text(path) else os.fsencode(path).decode("utf-8", "backslashreplace")


def is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _info(row: Row) -> DocumentInfo:
    values = list(row)
    values[7] = tuple(DocumentNote(**each) for each in json.loads(values[7]))
    return DocumentInfo(*values)
