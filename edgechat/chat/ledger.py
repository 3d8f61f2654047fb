"""Who wrote what to a profile's conversations, so that each process learns what the others did.

The ground of ``shelf`` and ``tree``: the connection, the transaction, the signature under every write.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager

from edgechat.core.errors import NotFound
from edgechat.core.liveness import this_process
from edgechat.core.sqlite import Database

SIGN = """UPDATE conversations SET revision = (SELECT value + 1 FROM revisions), writer = ?,
    updated_at = coalesce(?, updated_at), message_count = message_count + ?
    WHERE id = ? AND (deleted_at IS NULL OR ?)"""
TOLD = "(revision <= ? OR writer = ?)"  # the last signature is known to ``elsewhere``, or our own


def new_id() -> str:
    return os.urandom(12).hex()


class Ledger:
    """Signs changes of conversations, and tells of those that others signed.

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

    def data_version(self) -> int:
        """Differs from the last one if another process (or another store) wrote to the file."""
        return self._database.data_version()

    def elsewhere(self) -> tuple[list[str], list[str]]:
        """Ids of the conversations that others changed, and deleted, since the last call."""
        upto = self._revision()  # read first: what is written meanwhile is told again, not missed
        new = (self._seen, self._writer)
        signed = self._database.rows(
            "SELECT id, deleted_at IS NOT NULL FROM conversations WHERE revision > ? AND writer <> ?", new
        )
        purged = self._database.rows(
            "SELECT conversation, 1 FROM deletions WHERE revision > ? AND writer <> ?", new
        )
        deleted = [identity for identity, gone in [*signed, *purged] if gone]
        changed = {identity for identity, gone in signed if not gone}
        overwritten, self._overwritten = self._overwritten, set()
        self._seen = upto
        hidden = {each for each in overwritten - set(deleted) if self._is_hidden(each)}
        return sorted(changed | overwritten - hidden - set(deleted)), deleted + sorted(hidden)

    def _is_hidden(self, conversation: str) -> bool:
        shown = "SELECT EXISTS (SELECT 1 FROM conversations WHERE id = ? AND deleted_at IS NULL)"
        return not self._database.value(shown, (conversation,))

    def _revision(self) -> int:
        return int(self._database.value("SELECT value FROM revisions"))

    def _next_revision(self) -> int:
        return int(self._database.value("UPDATE revisions SET value = value + 1 RETURNING value"))

    def _touch(
        self, conversation: str, *, now: float | None = None, added: int = 0, even_deleted: bool = False
    ) -> None:
        """Sign the conversation as written by this store; ``now`` brings it to the front of the list."""
        signed = (self._writer, now, added, conversation, even_deleted)
        if self._database.execute(f"{SIGN} AND {TOLD}", (*signed, self._seen, self._writer)):
            return
        self._notice(conversation)
        if not self._database.execute(SIGN, signed):
            raise NotFound(
                f"There is no conversation {conversation!r}.", "It may have been deleted in another window."
            )

    def _notice(self, conversation: str) -> None:
        """Our signature is about to cover another's that ``elsewhere`` has not told of yet: keep it."""
        signed = self._database.row(
            "SELECT revision, writer FROM conversations WHERE id = ?", (conversation,)
        )
        if signed and signed[0] > self._seen and signed[1] != self._writer:
            self._overwritten.add(conversation)
