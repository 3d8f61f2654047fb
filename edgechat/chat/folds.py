"""Folds as rows: which part of a conversation is told by which text. Owns their SQL."""

from __future__ import annotations

from typing import cast

from edgechat.chat.context import Fold
from edgechat.core.sqlite import Database


class Folds:
    """``active`` folds are in force, ``prepared`` ones were written ahead. One of each per conversation
    is the newest; older ones stay, because another branch may still stand on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self, conversation: str) -> list[Fold]:
        """Newest first."""
        return self._read(conversation, active=True)

    def prepared(self, conversation: str) -> list[Fold]:
        return self._read(conversation, active=False)

    def _read(self, conversation: str, *, active: bool) -> list[Fold]:
        rows = self._database.rows(
            "SELECT upto, text, made_by FROM folds WHERE conversation = ? AND active = ?"
            " ORDER BY seq DESC LIMIT 20",
            (conversation, int(active)),
        )
        return [Fold(str(upto), str(text), cast("str", made_by)) for upto, text, made_by in rows]  # type: ignore[arg-type]

    def put(self, conversation: str, fold: Fold, *, active: bool) -> None:
        with self._database.write():
            self._database.execute(
                "INSERT INTO folds (conversation, upto, text, made_by, active) VALUES (?, ?, ?, ?, ?)",
                (conversation, fold.upto, fold.text, fold.made_by, int(active)),
            )
