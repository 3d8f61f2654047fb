"""What is written and not yet sent, one text for each conversation. Owns its SQL; knows no window."""

from __future__ import annotations

from edgechat.chat.ledger import Ledger

LONGEST = 400_000
"""Characters that are kept of one."""

ALL = """SELECT d.conversation, d.text FROM drafts d LEFT JOIN conversations c ON c.id = d.conversation
    WHERE d.conversation = '' OR (c.id IS NOT NULL AND c.deleted_at IS NULL)"""


class Drafts(Ledger):
    """They are no change of a conversation: no signature, and its place in the list stays."""

    def drafts(self) -> dict[str, str]:
        """By conversation; under "" that of a new one. Those of deleted conversations are left out."""
        return dict(self._database.rows(ALL))

    def keep_draft(self, conversation: str, text: str, *, now: float) -> None:
        """Keep ``text``; nothing is kept of an empty one, nor of conversations that were purged."""
        with self.transaction():
            if text.strip():
                self._database.execute(
                    "INSERT INTO drafts VALUES (?, ?, ?) ON CONFLICT (conversation)"
                    " DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at",
                    (conversation, text[:LONGEST], now),
                )
            else:
                self._database.execute("DELETE FROM drafts WHERE conversation = ?", (conversation,))
            self._database.execute(
                "DELETE FROM drafts WHERE conversation <> ''"
                " AND conversation NOT IN (SELECT id FROM conversations)"
            )
