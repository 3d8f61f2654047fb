"""Conversations and messages as rows. Owns their SQL; knows no model, no event and no clock.

The branch on show is a line numbered by ``depth`` (see the schema), so paging is an index scan.
"""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager
from typing import Any

from edgechat.chat import rows
from edgechat.chat.conversation import Conversation, Message, Role, State
from edgechat.core.errors import NotFound
from edgechat.core.liveness import ProcessMark, this_process
from edgechat.core.sqlite import Database

ID_PREFIX = re.compile(r"[0-9a-f]{4,}")
DELETION_KEPT = 30 * 86400.0  # seconds for which other processes can learn of a deletion


def new_id() -> str:
    return os.urandom(12).hex()


class Store:
    """The conversations of one profile. Times are seconds since 1970, UTC.

    Every method raises what ``Database`` raises; each write is one transaction unless the caller
    opened one with ``transaction``.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = this_process()
        self._writer = new_id()  # this store, among all that write to the file
        self._seen = self._revision()
        self._overwritten: set[str] = set()

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside are committed together or not at all."""
        return self._database.write()

    # Conversations

    def create(
        self, *, now: float, title: str = "", system: str | None = None, model: str | None = None
    ) -> Conversation:
        identity = new_id()
        with self.transaction():
            self._database.execute(
                "INSERT INTO conversations"
                " (id, title, created_at, updated_at, model, system, revision, writer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (identity, title, now, now, model, system, self._next_revision(), self._writer),
            )
        return Conversation(identity, title, created_at=now, updated_at=now, model=model, system=system)

    def conversations(self, *, limit: int, offset: int = 0) -> list[Conversation]:
        """Newest first, by the last message."""
        found = self._database.rows(
            f"SELECT {rows.CONVERSATION} FROM conversations"
            " ORDER BY updated_at DESC, seq DESC LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [rows.conversation(row) for row in found]

    def conversation(self, identity: str) -> Conversation:
        """By id, or by a beginning of it that only one has (4 characters at least). Raises ``NotFound``."""
        select = f"SELECT {rows.CONVERSATION} FROM conversations WHERE"
        found = self._database.rows(f"{select} id = ?", (identity,))
        if not found and ID_PREFIX.fullmatch(identity):
            # Ids are hexadecimal, so everything that begins with the prefix sorts before prefix + "g".
            found = self._database.rows(f"{select} id > ? AND id < ? LIMIT 2", (identity, identity + "g"))
        if len(found) != 1:
            reason = f"Several conversations begin with {identity!r}" if found else _nothing(identity)
            raise NotFound(f"{reason}.", "Look it up in the list of conversations.")
        return rows.conversation(found[0])

    def change(self, identity: str, **columns: str | None) -> Conversation:
        """Set ``title``, ``model`` or ``system``. Raises ``NotFound``."""
        with self.transaction():
            self._touch(identity)
            for column, value in columns.items():
                self._database.execute(
                    f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, identity)
                )
            return self.conversation(identity)

    def delete(self, identity: str, *, now: float) -> None:
        """Remove the conversation and its messages. Raises ``NotFound``."""
        with self.transaction():
            self._touch(identity)
            self._database.execute("DELETE FROM conversations WHERE id = ?", (identity,))
            self._database.execute("DELETE FROM deletions WHERE deleted_at < ?", (now - DELETION_KEPT,))
            self._database.execute(
                "INSERT INTO deletions VALUES (?, ?, ?, ?)",
                (identity, self._next_revision(), self._writer, now),
            )

    # Messages

    def message(self, identity: str) -> Message:
        """Raises ``NotFound``."""
        found = self._database.row(f"SELECT {rows.MESSAGE} FROM messages WHERE id = ?", (identity,))
        if found is None:
            raise NotFound(f"There is no message {identity!r}.", "Open the conversation again.")
        return rows.message(found)

    def messages(
        self, conversation: str, *, limit: int | None = None, before: str | None = None
    ) -> list[Message]:
        """The branch on show, oldest first: the last ``limit`` of it, or of what comes before a message."""
        clause, bindings = "", [conversation]
        if before is not None:
            clause = "AND depth < (SELECT depth FROM messages WHERE id = ?)"
            bindings.append(self.message(before).id)
        found = self._database.rows(
            f"SELECT {rows.MESSAGE} FROM messages WHERE conversation = ? AND on_path = 1 {clause}"
            " ORDER BY depth DESC LIMIT ?",
            (*bindings, -1 if limit is None else limit),
        )
        return [rows.message(row) for row in reversed(found)]

    def last(self, conversation: str) -> Message | None:
        """The newest message on show."""
        found = self.messages(conversation, limit=1)
        return found[0] if found else None

    def append(self, conversation: str, role: Role, text: str, *, state: State, now: float) -> Message:
        """Store a message behind the last one on show. Raises ``NotFound``."""
        with self.transaction():
            leaf = self._database.row(
                "SELECT id, depth FROM messages WHERE conversation = ? AND on_path = 1"
                " ORDER BY depth DESC LIMIT 1",
                (conversation,),
            )
            parent, depth = (leaf[0], leaf[1] + 1) if leaf else (None, 0)
            made = Message(new_id(), conversation, parent, role, text, state, created_at=now)
            self._touch(conversation, now=now, added=1)
            self._database.execute(
                "INSERT INTO messages (id, conversation, parent, depth, role, text, state, created_at,"
                " writer_pid, writer_started) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    made.id,
                    conversation,
                    parent,
                    depth,
                    role,
                    text,
                    state,
                    now,
                    self._me.pid,
                    self._me.started,
                ),
            )
        return made

    def put_aside(self, message: Message) -> None:
        """Take the last message off the branch on show. It stays stored."""
        with self.transaction():
            self._touch(message.conversation)
            self._database.execute("UPDATE messages SET on_path = 0 WHERE id = ?", (message.id,))

    def save(self, message: Message, *, now: float | None = None) -> None:
        """Write what may change of an answer; ``now``: it has ended. A deleted one is left deleted."""
        with self.transaction():
            if self._database.execute(rows.UPDATE_MESSAGE, rows.changes(message)):
                self._touch(message.conversation, now=now)

    def interrupt_orphans(self) -> list[Message]:
        """Mark the answers whose writing process is gone, and return them."""
        writers = self._database.rows(
            "SELECT DISTINCT writer_pid, writer_started FROM messages WHERE state = 'streaming'"
        )
        marks = [ProcessMark(pid, started) for pid, started in writers]
        gone = [mark for mark in marks if mark != self._me and not mark.is_running()]
        return [message for mark in gone for message in self._interrupt(mark)]

    def _interrupt(self, writer: ProcessMark) -> list[Message]:
        with self.transaction():
            found = self._database.rows(
                "UPDATE messages SET state = 'interrupted' WHERE state = 'streaming'"
                f" AND writer_pid = ? AND writer_started = ? RETURNING {rows.MESSAGE}",
                (writer.pid, writer.started),
            )
            interrupted = [rows.message(row) for row in found]
            for message in interrupted:
                self._touch(message.conversation)
        return interrupted

    # Other processes

    def data_version(self) -> int:
        """Differs from the last one if another process (or another store) wrote to the file."""
        return self._database.data_version()

    def elsewhere(self) -> tuple[list[str], list[str]]:
        """Ids of the conversations that others changed, and deleted, since the last call."""
        upto = self._revision()  # read first: what is written meanwhile is told again, not missed
        new = (self._seen, self._writer)
        changed = self._database.rows("SELECT id FROM conversations WHERE revision > ? AND writer <> ?", new)
        gone = self._database.rows(
            "SELECT conversation FROM deletions WHERE revision > ? AND writer <> ?", new
        )
        deleted = [identity for (identity,) in gone]
        overwritten, self._overwritten = self._overwritten, set()
        self._seen = upto
        return sorted({identity for (identity,) in changed} | overwritten - set(deleted)), deleted

    def _revision(self) -> int:
        return int(self._database.value("SELECT value FROM revisions"))

    def _next_revision(self) -> int:
        return int(self._database.value("UPDATE revisions SET value = value + 1 RETURNING value"))

    def _touch(self, conversation: str, *, now: float | None = None, added: int = 0) -> None:
        """Sign the conversation as written by this store; ``now`` brings it to the front of the list."""
        self._notice(conversation)
        changed: Any = self._database.execute(
            "UPDATE conversations SET revision = ?, writer = ?, updated_at = coalesce(?, updated_at),"
            " message_count = message_count + ? WHERE id = ?",
            (self._next_revision(), self._writer, now, added, conversation),
        )
        if not changed:
            raise NotFound(f"{_nothing(conversation)}.", "It may have been deleted in another window.")

    def _notice(self, conversation: str) -> None:
        """Our signature is about to cover another's that ``elsewhere`` has not told of yet: keep it."""
        signed = self._database.row(
            "SELECT revision, writer FROM conversations WHERE id = ?", (conversation,)
        )
        if signed and signed[0] > self._seen and signed[1] != self._writer:
            self._overwritten.add(conversation)


def _nothing(identity: str) -> str:
    return f"There is no conversation {identity!r}"
