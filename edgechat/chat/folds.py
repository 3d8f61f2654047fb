"""Folds as rows: which part of a conversation is told by which text. Owns their SQL."""

from __future__ import annotations

from typing import cast

from edgechat.chat.context import Fold, Maker
from edgechat.chat.ledger import Ledger

REMEMBERED = 20  # folds looked at: older ones stay, because another branch may still stand on them


class Folds(Ledger):
    """The part of the ``Store`` that keeps folds."""

    def folds(self, conversation: str, *, active: bool) -> list[Fold]:
        """Newest first: those in force at some time, or those written ahead (not ``active``)."""
        rows = self._database.rows(
            "SELECT upto, text, made_by FROM folds WHERE conversation = ? AND active = ?"
            " ORDER BY seq DESC LIMIT ?",
            (conversation, int(active), REMEMBERED),
        )
        return [Fold(str(upto), str(text), cast("Maker", made_by)) for upto, text, made_by in rows]

    def put_fold(self, conversation: str, fold: Fold, *, active: bool) -> None:
        with self._database.write():
            self._database.execute(
                "INSERT INTO folds (conversation, upto, text, made_by, active) VALUES (?, ?, ?, ?, ?)",
                (conversation, fold.upto, fold.text, fold.made_by, int(active)),
            )
