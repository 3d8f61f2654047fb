"""What words find, by BM25. Owns the SQL over the index of words; knows no vector.

Scoring takes its time per chunk that holds any of the words, and grows with the library. In a large one only
the rare words of a question choose which chunks are scored; the common ones then count where they stand
beside them. Who has none of the rare words is hardly ever among the best, and its vector still finds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from edgechat.core.sqlite import Database
from edgechat.library.query import Query, quoted

HEAD_WEIGHT, BODY_WEIGHT = 2.0, 1.0  # a word in a title says more than one in the text
MOST_SCORED = 20_000  # chunks for one question: more than that and the rare words choose
LEAST_SCORED = 1000  # for a word that is rare because it is mistyped must not choose alone
MOST_FILTERED = 200_000  # chunks that a phrase or an unwanted word may have
SCORE = f"-bm25(chunks_fts, {HEAD_WEIGHT}, {BODY_WEIGHT})"
FIND = f"""SELECT rowid, {SCORE} AS score FROM chunks_fts WHERE chunks_fts MATCH ? {{within}}
    ORDER BY score DESC LIMIT ?"""
WITHIN = "AND rowid IN (SELECT seq FROM chunks WHERE document IN ({documents}))"
MATCHING = "SELECT rowid FROM chunks_fts WHERE chunks_fts MATCH ? LIMIT ?"
COUNT = f"SELECT count(*) FROM ({MATCHING})"


class Wording:
    """The words of one library. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: Query, documents: Sequence[int] | None, limit: int) -> list[tuple[int, float]]:
        """The ``limit`` chunks with the best scores, the best first: (chunk, score)."""
        if not query.words:
            return []
        if documents is not None:
            within = WITHIN.format(documents=", ".join(map(str, documents)))
            return self._found(query.words, limit, within)
        telling = self._telling(query)
        if len(telling) == len(query.wishes):
            return self._found(query.words, limit)
        return [(chunk, score / 2) for chunk, score in self._found(query.chosen_by(telling), limit)]

    def matching(self, expression: str) -> list[int]:
        """The chunks that ``expression`` is true of."""
        rows = self._database.rows(MATCHING, (expression, MOST_FILTERED))
        return [int(chunk) for (chunk,) in rows]

    def _found(self, expression: str, limit: int, within: str = "") -> list[tuple[int, float]]:
        rows = self._database.rows(FIND.format(within=within), (expression, limit))
        return [(int(chunk), float(score)) for chunk, score in rows]

    def _telling(self, query: Query) -> Sequence[str]:
        """Those of the wishes that choose: all, or the rarest, as many as few enough chunks have."""
        newest = self._database.value("SELECT max(seq) FROM chunks")
        if query.phrases or len(query.wishes) < 2 or (newest or 0) <= MOST_SCORED:
            return query.wishes
        counted = sorted((self._count(wish), wish) for wish in query.wishes)
        chosen, total = [], 0
        for count, wish in counted:
            if total >= LEAST_SCORED and total + count > MOST_SCORED:
                break
            chosen.append(wish)
            total += count
        return chosen

    def _count(self, wish: str) -> int:
        """How many chunks have it, up to one too many."""
        return int(self._database.value(COUNT, (quoted(wish), MOST_SCORED + 1)))
