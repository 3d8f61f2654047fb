"""Messages as rows of a tree: appended, shown, put aside, counted. Nothing is ever taken out of it.

The branch on show is a line numbered by ``depth`` (see the schema), so paging is an index scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from edgechat.chat import rows
from edgechat.chat.conversation import Message, Role, State
from edgechat.chat.ledger import Ledger, new_id
from edgechat.chat.parts import Part
from edgechat.core.errors import InvalidInput, NotFound
from edgechat.core.liveness import ProcessMark

SELECT = f"SELECT {rows.MESSAGE} FROM messages m"
# From a message up to the first one that is on show already, that one left out.
HIDDEN = """WITH RECURSIVE hidden (id, parent, depth) AS (
    SELECT id, parent, depth FROM messages WHERE id = ? AND on_path = 0
    UNION ALL
    SELECT m.id, m.parent, m.depth FROM hidden JOIN messages m ON m.id = hidden.parent WHERE m.on_path = 0
)"""
LINE = f"""WITH RECURSIVE line (id, parent, depth) AS (
    SELECT id, parent, depth FROM messages WHERE id = ?
    UNION ALL
    SELECT m.id, m.parent, m.depth FROM line JOIN messages m ON m.id = line.parent
)
SELECT {rows.MESSAGE} FROM line JOIN messages m ON m.id = line.id ORDER BY line.depth"""
NEWEST_BELOW = """WITH RECURSIVE below (id, seq) AS (
    SELECT id, seq FROM messages WHERE id = ?
    UNION ALL
    SELECT m.id, m.seq FROM below JOIN messages m ON m.parent = below.id
)
SELECT id FROM below ORDER BY seq DESC LIMIT 1"""
# The last message on show, and how many follow it that are not: none of them is newer than what is appended.
LEAF = """SELECT m.id, m.depth,
    (SELECT count(*) FROM messages s WHERE s.parent = m.id AND s.conversation = m.conversation)
    FROM messages m WHERE m.conversation = ? AND m.on_path = 1 ORDER BY m.depth DESC LIMIT 1"""
ROOTS = "SELECT count(*) FROM messages WHERE parent IS NULL AND conversation = ?"
ROOT = -1  # the depth above the first messages


class Tree(Ledger):
    """The messages of one profile's conversations. Times are seconds since 1970, UTC."""

    # Reading

    def message(self, identity: str) -> Message:
        """Raises ``NotFound``, also for one of a deleted conversation."""
        found = self._messages(
            "JOIN conversations c ON c.id = m.conversation WHERE m.id = ? AND c.deleted_at IS NULL", identity
        )
        if not found:
            raise NotFound(f"There is no message {identity!r}.", "Open the conversation again.")
        return found[0]

    def messages(
        self, conversation: str, *, limit: int | None = None, before: str | None = None
    ) -> list[Message]:
        """The branch on show, oldest first: the last ``limit`` of it, or of what comes before a message."""
        clause, bindings = "", [conversation]
        if before is not None:
            clause = "AND m.depth < (SELECT depth FROM messages WHERE id = ?)"
            bindings.append(self.message(before).id)
        found = self._messages(
            f"WHERE m.conversation = ? AND m.on_path = 1 {clause} ORDER BY m.depth DESC LIMIT ?",
            *bindings,
            -1 if limit is None else limit,
        )
        return found[::-1]

    def last(self, conversation: str) -> Message | None:
        """The newest message on show."""
        found = self.messages(conversation, limit=1)
        return found[0] if found else None

    def line(self, identity: str) -> list[Message]:
        """The messages that lead to one, oldest first, and it: whichever branch is on show."""
        return [rows.message(row) for row in self._database.rows(LINE, (identity,))]

    def tree(self, conversation: str) -> list[Message]:
        """Every message of every branch, in the order they were made: parents before what follows them."""
        return self._messages("WHERE m.conversation = ? ORDER BY m.seq", conversation)

    def branches(self, message: Message) -> list[Message]:
        """The message and those that follow the same parent, oldest first."""
        return self._messages(
            "WHERE m.parent IS ? AND m.conversation = ? ORDER BY m.seq", message.parent, message.conversation
        )

    def _messages(self, clauses: str, *bindings: Any) -> list[Message]:
        return [rows.message(row) for row in self._database.rows(f"{SELECT} {clauses}", bindings)]

    # Writing

    def append(
        self,
        conversation: str,
        role: Role,
        text: str,
        *,
        state: State,
        now: float,
        parts: tuple[Part, ...] = (),
    ) -> Message:
        """Store a message behind the last one on show. Raises ``NotFound``."""
        with self.transaction():
            parent, depth, beside = self._database.row(LEAF, (conversation,)) or self._root(conversation)
            self._touch(conversation, now=now, added=1)
            made = Message(
                new_id(), conversation, parent, role, text, state,
                created_at=now, parts=parts, siblings=beside + 1, sibling=beside,
            )  # fmt: skip
            self._insert(made, depth=depth + 1, on_path=True)
            return made

    def _root(self, conversation: str) -> tuple[None, int, int]:
        """What a first message follows: nothing, as the other first messages."""
        return None, ROOT, int(self._database.value(ROOTS, (conversation,)))

    def _insert(self, message: Message, *, depth: int, on_path: bool) -> None:
        self._database.execute(
            rows.INSERT_MESSAGE,
            (
                message.conversation,
                message.parent,
                depth,
                on_path,
                message.role,
                message.created_at,
                message.pinned,
                self._me.pid,
                self._me.started,
                *rows.changes(message),
            ),
        )

    def show(self, conversation: str, tip: str | None) -> bool:
        """Show the line from the root to ``tip`` and nothing below it (None: nothing at all).

        What was on show beside it is put aside, and stays stored. False if nothing had to change.
        """
        with self.transaction():
            self._touch(conversation)
            top = self._database.value(f"{HIDDEN} SELECT min(depth) FROM hidden", (tip,))
            own = self._database.value("SELECT depth FROM messages WHERE id = ?", (tip,))
            stays = ROOT if tip is None else own if top is None else top - 1
            aside = self._database.execute(
                "UPDATE messages SET on_path = 0 WHERE conversation = ? AND on_path = 1 AND depth > ?",
                (conversation, stays),
            )
            self._database.execute(
                f"{HIDDEN} UPDATE messages SET on_path = 1 WHERE id IN (SELECT id FROM hidden)", (tip,)
            )
            return bool(aside) or top is not None

    def choose(self, identity: str) -> str | None:
        """Show the branch through a message down to the newest message below it.

        Returns its conversation, or None if the message is on show already. Raises ``NotFound``.
        """
        with self.transaction():
            chosen = self.message(identity)
            if self._database.value("SELECT on_path FROM messages WHERE id = ?", (identity,)):
                return None
            self.choose_in(chosen.conversation, identity)
            return chosen.conversation

    def choose_in(self, conversation: str, identity: str | None) -> None:
        """The same without asking what is on show. None, for an empty conversation, shows nothing."""
        self.show(conversation, self._database.value(NEWEST_BELOW, (identity,)))

    def pin_message(self, identity: str, *, pinned: bool) -> Message:
        """Raises ``NotFound``."""
        with self.transaction():
            self._touch(self.message(identity).conversation)
            self._database.execute("UPDATE messages SET pinned = ? WHERE id = ?", (pinned, identity))
            return self.message(identity)

    def save(self, message: Message, *, now: float | None = None) -> None:
        """Write what may change of an answer; ``now``: it has ended. A purged one is left purged."""
        with self.transaction():
            if self._database.execute(rows.UPDATE_MESSAGE, rows.changes(message)):
                self._touch(message.conversation, now=now, even_deleted=True)

    def copy_in(self, conversation: str, messages: Sequence[Message]) -> dict[str, str]:
        """Store copies of ``messages``, none of them on show yet: their new ids by the old ones.

        Parents come before what follows them. What is being written elsewhere is copied as stopped.
        Raises ``InvalidInput`` for a message that comes twice or follows none of those before it.
        """
        copies: dict[str, str] = {}
        depths: dict[str | None, int] = {None: ROOT}
        with self.transaction():
            self._touch(conversation, added=len(messages))
            for message in messages:
                if message.id in depths or message.parent not in depths:
                    raise InvalidInput(f"The message {message.id!r} has no place in the tree.")
                copy = _copy_of(message, conversation, parent=copies.get(message.parent or ""))
                copies[message.id] = copy.id
                depths[message.id] = depths[message.parent] + 1
                self._insert(copy, depth=depths[message.id], on_path=False)
        return copies

    # Answers whose process died

    def interrupt_orphans(self) -> list[Message]:
        """Mark the answers whose writing process is gone; those of them that can be seen."""
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
                " AND writer_pid = ? AND writer_started = ? RETURNING id, conversation",
                (writer.pid, writer.started),
            )
            seen = []
            for identity, conversation in found:
                self._touch(conversation, even_deleted=True)
                with suppress(NotFound):
                    seen.append(self.message(identity))
        return seen


def _copy_of(message: Message, conversation: str, *, parent: str | None) -> Message:
    state: State = "stopped" if message.state == "streaming" else message.state
    return replace(message, id=new_id(), conversation=conversation, parent=parent, state=state)
