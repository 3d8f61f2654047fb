"""Messages that were deleted, with all that followed them: kept beside the tree until they are purged.

They lie in a table of their own, so that nothing that reads the tree has to know of them. Knows no model,
no event and no clock.
"""

from __future__ import annotations

from edgechat.chat.conversation import Message
from edgechat.chat.rows import CHANGING
from edgechat.chat.tree import Tree
from edgechat.core.errors import NotFound

ALWAYS = "id, conversation, parent, depth, role, created_at, pinned, writer_pid, writer_started"
HELD = f"{ALWAYS}, {', '.join(CHANGING)}"
BELOW = """WITH RECURSIVE below (id) AS (
    SELECT id FROM messages WHERE id = ?
    UNION ALL
    SELECT m.id FROM below JOIN messages m ON m.parent = below.id
)"""
PUT_ASIDE = f"""{BELOW} INSERT INTO deleted_messages (root, deleted_at, seq, {HELD})
    SELECT ?, ?, seq, {HELD} FROM messages WHERE id IN (SELECT id FROM below)"""
TAKE_OUT = f"{BELOW} DELETE FROM messages WHERE id IN (SELECT id FROM below)"
# The place among its siblings is kept, unless another message took its number meanwhile.
PUT_BACK = f"""INSERT INTO messages (seq, on_path, {HELD})
    SELECT iif(EXISTS (SELECT 1 FROM messages m JOIN deleted_messages d ON d.seq = m.seq WHERE d.root = ?1),
        NULL, seq), 0, {HELD}
    FROM deleted_messages WHERE root = ?1 ORDER BY seq"""


class Trash(Tree):
    """Deletes messages and brings them back. Each write is one transaction."""

    def below(self, identity: str) -> list[str]:
        """The message and all that follow it, on every branch."""
        return [found for (found,) in self._database.rows(f"{BELOW} SELECT id FROM below", (identity,))]

    def discard(self, identity: str, *, now: float) -> str:
        """Take a message and what follows it out of the tree; its conversation. Raises ``NotFound``.

        In its place its nearest sibling is shown, or the branch ends with what it followed.
        """
        with self.transaction():
            gone = self.message(identity)
            if self._database.value("SELECT on_path FROM messages WHERE id = ?", (identity,)):
                beside = self._beside(gone)
                if beside is not None:
                    self.choose_in(gone.conversation, beside)
                else:
                    self.show(gone.conversation, gone.parent)
            count = self._database.execute(PUT_ASIDE, (identity, identity, now))
            self._database.execute(TAKE_OUT, (identity,))
            self._touch(gone.conversation, added=-count)
            return gone.conversation

    def _beside(self, message: Message) -> str | None:
        """The older neighbour among the siblings, else the younger one."""
        versions = [each.id for each in self.branches(message)]
        at = versions.index(message.id)
        others = versions[:at][::-1] + versions[at + 1 :]
        return others[0] if others else None

    def bring_back(self, identity: str) -> str:
        """Undo ``discard`` and show what is back; its conversation. Raises ``NotFound``."""
        with self.transaction():
            found = self._database.row(
                "SELECT conversation, parent FROM deleted_messages WHERE id = ? AND root = id", (identity,)
            )
            if found is None:
                raise NotFound(f"There is no deleted message {identity!r}.", "It may be back already.")
            conversation, parent = found
            if parent is not None and not self._database.value(
                "SELECT count(*) FROM messages WHERE id = ?", (parent,)
            ):
                raise NotFound("The message it followed was deleted too.", "Bring that one back first.")
            count = self._database.execute(PUT_BACK, (identity,))
            self._database.execute("DELETE FROM deleted_messages WHERE root = ?", (identity,))
            self._touch(conversation, added=count)
            self.choose_in(conversation, identity)
            return str(conversation)

    def purge_messages(self, *, deleted_before: float) -> int:
        """Remove for good what was deleted before then; how many messages that were."""
        with self.transaction():
            return self._database.execute(
                "DELETE FROM deleted_messages WHERE deleted_at <= ?", (deleted_before,)
            )
