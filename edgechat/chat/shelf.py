"""Conversations as rows: made, listed, changed, deleted, brought back. Knows nothing of their messages."""

from __future__ import annotations

import json
import re
from typing import Any

from edgechat.chat import rows
from edgechat.chat.conversation import Conversation
from edgechat.chat.ledger import Ledger, new_id
from edgechat.chat.text import fitting_title
from edgechat.core.errors import NotFound

ID_PREFIX = re.compile(r"[0-9a-f]+")
SHORTEST_PREFIX = 4  # characters of an id that stand for it
DELETION_KEPT = 30 * 86400.0  # seconds for which other processes can learn that one was purged
ALIVE, DELETED = "deleted_at IS NULL", "deleted_at IS NOT NULL"


class Shelf(Ledger):
    """The conversations of one profile. Times are seconds since 1970, UTC."""

    def create(self, *, now: float, title: str = "", **columns: Any) -> Conversation:
        """``columns``: further fields of ``Conversation``; what is not given has its default. A title is kept
        as ``fitting_title`` leaves it, here and in ``change``."""
        made = Conversation(
            new_id(), fitting_title(title), **{"created_at": now, "updated_at": now, **columns}
        )
        with self.transaction():
            self._database.execute(
                "INSERT INTO conversations (id, title, created_at, updated_at, model, system, pinned,"
                " options, titled_by, collections, revision, writer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (made.id, made.title, made.created_at, made.updated_at, made.model, made.system, made.pinned,
                 _stored("options", made.options), made.titled_by, _stored("collections", made.collections),
                 self._next_revision(), self._writer),
            )  # fmt: skip
        return made

    def conversations(self, *, limit: int, offset: int = 0) -> list[Conversation]:
        """Pinned ones first, then by the last message, newest first."""
        return self._conversations(
            f"WHERE {ALIVE} ORDER BY pinned DESC, updated_at DESC, seq DESC LIMIT ? OFFSET ?", limit, offset
        )

    def conversation(self, identity: str) -> Conversation:
        """By id, or by a beginning of it that only one has (4 characters at least). Raises ``NotFound``."""
        return self._one(identity, ALIVE)

    def deleted(self) -> list[Conversation]:
        """Those whose deletion can be undone, the last deleted first."""
        return self._conversations(f"WHERE {DELETED} ORDER BY deleted_at DESC, seq DESC")

    def _one(self, identity: str, where: str) -> Conversation:
        found = self._conversations(f"WHERE id = ? AND {where}", identity)
        if not found and ID_PREFIX.fullmatch(identity):
            # Ids are hexadecimal, so everything that begins with the prefix sorts before prefix + "g".
            found = self._conversations(
                f"WHERE id > ? AND id < ? AND {where} LIMIT 2", identity, identity + "g"
            )
        if not found:
            raise _unknown(identity, deleted=where == DELETED)
        if found[0].id == identity:
            return found[0]
        if len(identity) < SHORTEST_PREFIX:
            raise NotFound(
                f"{identity!r} is too short for an id.", f"Give at least {SHORTEST_PREFIX} characters of it."
            )
        if len(found) > 1:
            raise NotFound(f"Several conversations begin with {identity!r}.", "Give more of the id.")
        return found[0]

    def _conversations(self, clauses: str, *bindings: Any) -> list[Conversation]:
        found = self._database.rows(f"SELECT {rows.CONVERSATION} FROM conversations {clauses}", bindings)
        return [rows.conversation(row) for row in found]

    def change(self, identity: str, **columns: Any) -> Conversation:
        """Set ``title``, ``titled_by``, ``model``, ``system``, ``pinned``, ``options`` or ``collections``.

        Raises ``NotFound``.
        """
        with self.transaction():
            self._touch(identity)
            for column, value in columns.items():
                self._database.execute(
                    f"UPDATE conversations SET {column} = ? WHERE id = ?",
                    (_stored(column, value), identity),
                )
            return self.conversation(identity)

    def retitle(self, identity: str, title: str) -> Conversation | None:
        """A title made by a model; None where a person has chosen one meanwhile. Raises ``NotFound``."""
        with self.transaction():
            if self.conversation(identity).titled_by == "person":
                return None
            return self.change(identity, title=title, titled_by="model")

    def delete(self, identity: str, *, now: float) -> None:
        """Take the conversation out of sight, to be brought back or purged. Raises ``NotFound``."""
        with self.transaction():
            self._touch(identity)
            self._database.execute("UPDATE conversations SET deleted_at = ? WHERE id = ?", (now, identity))

    def restore(self, identity: str) -> Conversation:
        """Undo ``delete``; by id or a unique beginning of it. Raises ``NotFound``."""
        with self.transaction():
            found = self._one(identity, DELETED)
            self._touch(found.id, even_deleted=True)
            self._database.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ?", (found.id,))
            return self.conversation(found.id)

    def purge(self, *, deleted_before: float, now: float) -> list[str]:
        """Remove for good what was deleted before then, messages included; the ids of what went."""
        with self.transaction():
            gone = self._database.rows(
                "DELETE FROM conversations WHERE deleted_at <= ? RETURNING id", (deleted_before,)
            )
            self._database.execute("DELETE FROM deletions WHERE deleted_at < ?", (now - DELETION_KEPT,))
            for (identity,) in gone:
                self._database.execute(
                    "INSERT INTO deletions VALUES (?, ?, ?, ?)",
                    (identity, self._next_revision(), self._writer, now),
                )
        return [identity for (identity,) in gone]


def _unknown(identity: str, *, deleted: bool) -> NotFound:
    if deleted:
        return NotFound(
            f"There is no deleted conversation {identity!r}.", "Look it up in the list of deleted ones."
        )
    return NotFound(f"There is no conversation {identity!r}.", "Look it up in the list of conversations.")


def _stored(column: str, value: Any) -> Any:
    """``value`` as its column holds it."""
    if column == "title":
        return fitting_title(value)
    if column == "options":
        return json.dumps(dict(value)) if value else None
    if column == "collections":
        return json.dumps(list(value), ensure_ascii=False) if value else None
    return value
