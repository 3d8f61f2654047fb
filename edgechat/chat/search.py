"""Full-text search over every message and title of a profile, as fast as one types.

Titles come first, by the last change; then messages, the last stored first: FTS5 reads its lists in that
order and stops at the limit, so that a common word costs no more than a rare one. Ranking by relevance
would have to read every match. Messages that the index does not hold yet are looked through themselves.
Owns the SQL; what was typed is understood in ``query``.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from operator import itemgetter

from edgechat.chat.conversation import Role
from edgechat.chat.ledger import Ledger
from edgechat.chat.query import Query, flat, parse
from edgechat.core.errors import Busy, DataUnwritable, NoRoom
from edgechat.core.records import dataclass
from edgechat.core.sqlite import Row
from edgechat.core.word_index import index_all, index_some

BEFORE, LENGTH = 40, 180  # characters of a snippet before the first match, and of all of it
READ = 50_000  # characters of a message in which the match is looked for to be shown
ELLIPSIS = "…"

# CROSS JOIN keeps the index the outer loop: only then its order serves, and reading stops at the limit.
TITLES = """FROM titles_fts f CROSS JOIN conversations c ON c.seq = f.rowid
    WHERE titles_fts MATCH ? AND c.deleted_at IS NULL"""
COUNT_TITLES = f"SELECT count(*) {TITLES}"
FIND_TITLES = f"SELECT c.id, c.title, c.updated_at {TITLES} ORDER BY c.updated_at DESC LIMIT ? OFFSET ?"
FOUND = f"m.seq, c.id, c.title, m.id, m.role, m.created_at, m.on_path, substr(m.text, 1, {READ})"
FIND_MESSAGES = f"""SELECT {FOUND}
    FROM messages_fts f CROSS JOIN messages m ON m.seq = f.rowid
    CROSS JOIN conversations c ON c.id = m.conversation
    WHERE messages_fts MATCH ? AND c.deleted_at IS NULL AND f.rowid NOT IN (SELECT seq FROM to_index)
    ORDER BY f.rowid DESC LIMIT ? OFFSET ?"""
# What waits to be indexed, the newest first: behind the mark, then what is listed; a part of it at a time.
FRESH = f"""SELECT {FOUND}, m.text FROM messages m CROSS JOIN conversations c ON c.id = m.conversation
    WHERE m.seq < ? AND m.seq > (SELECT seq FROM indexed_upto)
    AND m.state <> 'streaming' AND c.deleted_at IS NULL ORDER BY m.seq DESC LIMIT 200"""
CHANGED = f"""SELECT {FOUND}, m.text FROM to_index w CROSS JOIN messages m ON m.seq = w.seq
    CROSS JOIN conversations c ON c.id = m.conversation
    WHERE w.seq < ? AND m.state <> 'streaming' AND c.deleted_at IS NULL ORDER BY w.seq DESC LIMIT 200"""
BEHIND_ALL = 1 << 62
LITTLE = 200  # messages that may wait for the end of an answer
CAN_WAIT = """SELECT EXISTS (SELECT 1 FROM messages WHERE state = 'streaming')
    AND (SELECT max(seq) FROM messages) < (SELECT seq FROM indexed_upto) + ?"""


@dataclass(frozen=True)
class Hit:
    """One place where the query was found.

    ``message`` is None where it is the title. ``created_at`` is the message's, or the conversation's last
    change. ``marks`` are (begin, end) of what was found in ``snippet``, which is one line. ``shown`` is
    False for a message of a branch that is not on show: ``Chat.choose`` brings it there.
    """

    conversation: str
    title: str
    message: str | None
    role: Role | None
    created_at: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    shown: bool = True


class Search(Ledger):
    """Finds what a profile's conversations hold."""

    def search(self, typed: str, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """Titles and messages that hold every word of ``typed``, the last one perhaps unfinished.

        ``"…"`` is a phrase, ``-word`` must not be there; case and accents do not matter. Deleted
        conversations are left out. Any typing is valid; what asks for nothing finds nothing.
        """
        query = parse(typed)
        if not query.expression:
            return []
        titles = int(self._database.value(COUNT_TITLES, (query.expression,)))
        found = self._titles(query, limit=limit, offset=offset) if offset < titles else []
        left = limit - len(found)
        return found + (self._said(query, limit=left, offset=max(0, offset - titles)) if left > 0 else [])

    def _titles(self, query: Query, *, limit: int, offset: int) -> list[Hit]:
        rows = self._database.rows(FIND_TITLES, (query.expression, limit, offset))
        return [
            Hit(identity, title, None, None, changed, *snippet_of(title, query))
            for identity, title, changed in rows
        ]

    def _said(self, query: Query, *, limit: int, offset: int) -> list[Hit]:
        if not self._catch_up():
            rows = self._database.rows(FIND_MESSAGES, (query.expression, limit, offset))
            return [_hit(row, query) for row in rows]
        # What waits is read first: it may be in the index a moment later, but in neither at no moment.
        waiting = list(islice(self._waiting(query), offset + limit))
        known = {row[0] for row in waiting}
        rows = self._database.rows(FIND_MESSAGES, (query.expression, offset + limit, 0))
        found = [row for row in rows if row[0] not in known]
        merged = heapq.merge(waiting, found, key=itemgetter(0), reverse=True)
        return [_hit(row, query) for row in islice(merged, offset, offset + limit)]

    def _waiting(self, query: Query) -> Iterator[Row]:
        """Rows of what waits and fits, the newest first."""
        rows = chain.from_iterable(map(self._parts, (FRESH, CHANGED)))
        return (row[:-1] for row in rows if query.fits(row[-1]))

    def _parts(self, sql: str) -> Iterator[Row]:
        part = self._database.rows(sql, (BEHIND_ALL,))
        while part:
            yield from part
            part = self._database.rows(sql, (part[-1][0],))

    # The index of words

    def _catch_up(self) -> bool:
        """Take in the little that mostly waits; whether more waits, or it could not be written."""
        with suppress(NoRoom, Busy, DataUnwritable):
            return index_some(self._database)
        return True

    def index_some(self) -> bool:
        """One short transaction of taking messages into the index; whether more wait."""
        return index_some(self._database)

    def index_all(self) -> None:
        """Every message is in the index then. Others may write meanwhile."""
        index_all(self._database)

    def can_wait(self) -> bool:
        """Is an answer being written, and little to be indexed? It will be with the answer, then."""
        return bool(self._database.value(CAN_WAIT, (LITTLE,)))


def _hit(row: Row, query: Query) -> Hit:
    _, place, title, identity, role, created_at, on_path, text = row
    return Hit(place, title, identity, role, created_at, *snippet_of(text, query), shown=bool(on_path))


def snippet_of(text: str, query: Query) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line of ``text`` around the first match, and the marks in it."""
    found = query.pattern.search(flat(text))
    begin = _word_start(text, max(0, found.start() - BEFORE)) if found else 0
    end = begin + LENGTH
    line = " ".join(text[begin:end].split())
    shown = f"{ELLIPSIS * (begin > 0)}{line}{ELLIPSIS * (end < len(text))}"
    return shown, tuple(match.span() for match in query.pattern.finditer(flat(shown)))


def _word_start(text: str, at: int) -> int:
    """``at``, or just behind the next space if one is near: a snippet begins with a whole word."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + BEFORE // 2)
    return at if space < 0 else space + 1
