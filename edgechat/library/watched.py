"""Folders that are followed: their rows, and which process follows each.

Owns the SQL over ``watched`` and ``left_out``, and over documents as far as a folder is compared with them.
Must not know how a change is noticed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from edgechat.core.liveness import ProcessMark, this_process
from edgechat.core.sqlite import Database, Row
from edgechat.library.document import State
from edgechat.library.ledger import path_text

FolderState = Literal["new", "followed", "away"]
MOST_PROBLEMS = 50
"""Told of one folder; how many more there are is told too."""


@dataclass(frozen=True)
class WatchedFolder:
    """``documents``: how many of its files are in the ledger; ``files``: how many it has. ``reason`` says why
    it is "away", or why it is only looked at now and then. ``running``: some process follows it now."""

    path: str
    collection: str
    state: FolderState
    reason: str
    documents: int
    files: int
    left_out: int
    looked_at: float | None
    problems: tuple[str, ...]
    running: bool

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"problems": list(self.problems)}


@dataclass(frozen=True)
class FolderLooked:
    """An event: a folder was compared with the ledger, or has begun or ceased to be followed."""

    path: str
    added: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.gone)


@dataclass(frozen=True)
class Folder:
    """A row, as whoever follows it needs it."""

    seq: int
    path: str
    collection: int
    device: str
    state: FolderState


@dataclass(frozen=True)
class Known:
    """The newest row of the ledger for one path."""

    seq: int
    id: str
    path: str
    size: int
    modified: int
    state: State
    digest: str | None
    twin: int | None


class Watched:
    """The rows of one library. Safe from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = this_process()

    # -- folders -----------------------------------------------------------------------------------

    def add(self, path: str, collection: int) -> Folder:
        """Follow ``path`` from now on; the row that is there already where there is one."""
        with self._database.write():
            self._database.execute(
                "INSERT INTO watched (path, collection, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (path, collection, time.time()),
            )
            found = [each for each in self.folders() if (each.path, each.collection) == (path, collection)]
        return found[0]

    def remove(self, path: str, collection: int | None = None) -> int:
        """Follow it no longer; how many rows that were."""
        return self._database.execute(
            "DELETE FROM watched WHERE path = ?1 AND (?2 IS NULL OR collection = ?2)", (path, collection)
        )

    def folders(self) -> list[Folder]:
        rows = self._database.rows("SELECT seq, path, collection, device, state FROM watched ORDER BY path")
        return [Folder(*row) for row in rows]

    def told(self) -> list[WatchedFolder]:
        """All of them, as a person is told."""
        rows = self._database.rows(
            "SELECT w.seq, w.path, w.collection, c.name, w.state, w.reason, w.files, w.looked_at, w.problems,"
            " w.worker_pid, w.worker_started FROM watched w JOIN collections c ON c.seq = w.collection"
            " ORDER BY w.path, c.name"
        )
        return [self._told(row) for row in rows]

    def _told(self, row: Row) -> WatchedFolder:
        _seq, path, collection, name, state, reason, files, looked_at, problems, pid, started = row
        return WatchedFolder(
            path,
            name,
            state,
            reason,
            documents=self._count("documents", collection, path),
            files=files,
            left_out=self._count("left_out", collection, path),
            looked_at=looked_at,
            problems=tuple(json.loads(problems)),
            running=pid is not None and ProcessMark(int(pid), started or "").is_running(),
        )

    def _count(self, table: str, collection: int, path: str) -> int:
        below = _below(path)
        return int(
            self._database.value(
                f"SELECT count(DISTINCT path) FROM {table} WHERE collection = ? AND path > ? AND path < ?",
                (collection, *below),
            )
        )

    def looked(
        self, seq: int, *, state: FolderState, reason: str, files: int, problems: Sequence[str], device: str
    ) -> None:
        """What a look has found; ``device`` empty: as it was."""
        kept = list(problems[:MOST_PROBLEMS])
        if len(problems) > MOST_PROBLEMS:
            kept.append(f"… and {len(problems) - MOST_PROBLEMS} more.")
        self._database.execute(
            "UPDATE watched SET state = ?1, reason = ?2, files = ?3, problems = ?4, looked_at = ?5,"
            " device = CASE ?6 WHEN '' THEN device ELSE ?6 END WHERE seq = ?7",
            (state, reason, files, json.dumps(kept, ensure_ascii=False), time.time(), device, seq),
        )

    # -- who follows -------------------------------------------------------------------------------

    def claim(self) -> list[Folder]:
        """Those that are this process's to follow: nobody else that still runs does."""
        rows = self._database.rows("SELECT seq, worker_pid, worker_started FROM watched")
        free = [
            (seq, pid, started)
            for seq, pid, started in rows
            if pid != self._me.pid and (pid is None or not ProcessMark(pid, started or "").is_running())
        ]
        for seq, pid, started in free:
            self._database.execute(
                "UPDATE watched SET worker_pid = ?, worker_started = ?"
                " WHERE seq = ? AND worker_pid IS ? AND worker_started IS ?",
                (self._me.pid, self._me.started, seq, pid, started),
            )
        found = self._database.rows(
            "SELECT seq, path, collection, device, state FROM watched"
            " WHERE worker_pid = ? AND worker_started = ? ORDER BY path",
            (self._me.pid, self._me.started),
        )
        return [Folder(*row) for row in found]

    def release(self) -> None:
        """From now on this process follows none."""
        self._database.execute(
            "UPDATE watched SET worker_pid = NULL, worker_started = NULL"
            " WHERE worker_pid = ? AND worker_started = ?",
            (self._me.pid, self._me.started),
        )

    # -- documents of a folder ---------------------------------------------------------------------

    def known(self, folder: Folder) -> dict[str, Known]:
        """What the ledger has of it, the newest row of each path."""
        rows = self._database.rows(
            "SELECT seq, id, path, size, modified, state, digest, duplicate_of FROM documents"
            " WHERE collection = ? AND path > ? AND path < ? ORDER BY seq",
            (folder.collection, *_below(folder.path)),
        )
        return {row[2]: Known(*row) for row in rows}

    def left_out(self, folder: Folder) -> set[str]:
        rows = self._database.rows(
            "SELECT path FROM left_out WHERE collection = ? AND path > ? AND path < ?",
            (folder.collection, *_below(folder.path)),
        )
        return {path for (path,) in rows}

    def leave_out(self, seq: int) -> None:
        """A person takes this document out: if its folder is followed it is not to come back by itself."""
        self._database.execute(
            "INSERT INTO left_out (collection, path) SELECT d.collection, d.path FROM documents d"
            " WHERE d.seq = ? AND EXISTS (SELECT 1 FROM watched w WHERE w.collection = d.collection"
            " AND substr(d.path, 1, length(w.path) + 1) IN (w.path || '/', w.path || '\\'))"
            " ON CONFLICT DO NOTHING",
            (seq,),
        )

    def take_in_again(self, collection: int, path: str) -> None:
        self._database.execute(
            "DELETE FROM left_out WHERE collection = ? AND path = ?", (collection, path_text(path))
        )

    def touch(self, seq: int, *, modified: int) -> None:
        """The same bytes, written again."""
        self._database.execute("UPDATE documents SET modified = ? WHERE seq = ?", (modified, seq))

    def move(self, seq: int, *, path: str, name: str, modified: int) -> None:
        """The same bytes under another name."""
        self._database.execute(
            "UPDATE documents SET path = ?, name = ?, modified = ? WHERE seq = ?",
            (path_text(path), name, modified, seq),
        )

    def heir(self, seq: int) -> Known | None:
        """A duplicate of a document, which can take its place."""
        row = self._database.row(
            "SELECT seq, id, path, size, modified, state, digest, duplicate_of FROM documents"
            " WHERE duplicate_of = ? ORDER BY seq LIMIT 1",
            (seq,),
        )
        return Known(*row) if row else None

    def older(self, collection: int, path: str) -> list[int]:
        """Every row of a path."""
        rows = self._database.rows(
            "SELECT seq FROM documents WHERE collection = ? AND path = ?", (collection, path)
        )
        return [seq for (seq,) in rows]


def _below(path: str) -> tuple[str, str]:
    """Every path in the folder lies between these two."""
    separator = "\\" if "\\" in path and "/" not in path else "/"
    inside = path.rstrip(separator) + separator
    return inside, inside[:-1] + chr(ord(separator) + 1)
