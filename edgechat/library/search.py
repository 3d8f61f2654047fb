"""From a question to passages: words by BM25, meaning by vectors, one list; then what a reader wants to see.

Chunks that follow each other become one passage, texts that say the same become one hit with the others
named. Works with words alone, and says so. Owns the SQL that finds; ordering lies in ``ranking`` and, where a
model for it is installed, in ``reordering``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from edgechat.core.errors import FixableError, InputTooLong
from edgechat.core.sqlite import Database, Row
from edgechat.library.document import Findings, Found
from edgechat.library.embedding import Embedding, Model
from edgechat.library.joining import join_neighbours, merge_twins
from edgechat.library.query import Query, parse
from edgechat.library.recall import Filters, Ranking, Recall
from edgechat.library.reordering import Reordering
from edgechat.library.wording import Wording

WORDS = 200  # chunks that words find
SECONDS = 1.5  # for which a search may be kept waiting by a re-ranker
SPARE = 3  # candidates per wanted hit: neighbours and twins become one
UNREADY = "The documents are still being made ready for the embedding model."
SHOW = """SELECT c.seq, d.seq, d.id, d.name, n.name, d.unit, c.page, p.place, c.start, c.stop, c.head,
    substr(p.text, c.start + 1, c.stop - c.start)
    FROM chunks c JOIN documents d ON d.seq = c.document JOIN collections n ON n.seq = d.collection
    JOIN pages p ON p.document = c.document AND p.number = c.page WHERE c.seq IN ({chunks})"""


@dataclass(frozen=True)
class Hit:
    """One chunk with its place. ``offset`` is added to its offsets where the document has no pages."""

    chunk: int
    document: int
    page: int
    found: Found
    offset: int


@dataclass(frozen=True)
class _Wish:
    """What is looked for. ``documents`` None: in all; ``wanted``: candidates; ``seconds`` for a re-ranker, 0
    for none."""

    query: Query
    documents: list[int] | None
    top_k: int
    mode: str
    seconds: float
    cancelled: Callable[[], bool]

    @property
    def wanted(self) -> int:
        return max(self.top_k * SPARE, 30)


class Search:
    """Finds passages of one library. Safe from several threads."""

    def __init__(
        self, database: Database, embedding: Embedding, recall: Recall, reordering: Reordering
    ) -> None:
        self._database = database
        self._embedding = embedding
        self._recall = recall
        self._reordering = reordering
        self._wording = Wording(database)

    def search(
        self,
        typed: str,
        *,
        collections: Sequence[str] | None = None,
        digests: Sequence[str] | None = None,
        top_k: int = 10,
        mode: str = "hybrid",
        seconds: float = SECONDS,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Findings:
        """At most ``top_k`` passages for ``typed`` (see ``query``). ``collections`` and ``digests`` (of the
        documents' contents) say where to look: in either; None: everywhere. ``mode``: "hybrid" (then a
        re-ranker has ``seconds``), and without one "fused", "vectors", "words".
        ``cancelled``: nobody waits for the last step any more."""
        query = parse(typed)
        documents = self._documents(query, collections, digests)
        if not query.asks or documents == []:
            return Findings((), "hybrid" if mode != "words" else "words")
        wish = _Wish(query, documents, top_k, mode, seconds if mode == "hybrid" else 0, cancelled)
        if mode == "words":
            return self._by_words(wish, why="It was asked for.")
        return self._by_both(wish)

    def _by_both(self, wish: _Wish) -> Findings:
        query, mode = wish.query, "vectors" if wish.mode == "vectors" else "hybrid"
        for _ in range(2):  # the model may be replaced by another in between
            model = self._embedding.model()
            if model is None:
                return self._by_words(wish, why=self._embedding.why)
            asking = _Asking(self._embedding, model, query.text)
            words = self._wording.find(query, wish.documents, WORDS) if mode == "hybrid" else []
            try:
                vector = asking.answer()
                filters = self._filters(query, wish.documents)
                ranked = self._recall.rank(model, vector, words, filters, top=wish.wanted, mode=mode)
            except FixableError as error:
                return self._by_words(wish, why=str(error))
            if ranked is not None:
                found = self._show(wish, Findings((), "hybrid"), self._scored(ranked, dict(words)))
                alone = mode == "hybrid" and not words and bool(found.hits)
                return replace(found, by_meaning_alone=alone)
        return self._by_words(wish, why=UNREADY if self._holds_any() else "")

    def _holds_any(self) -> bool:
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM chunks)"))

    def _by_words(self, wish: _Wish, *, why: str) -> Findings:
        found = self._wording.find(wish.query, wish.documents, wish.wanted)
        ranked = [Ranking(chunk, score, 0.0) for chunk, score in found]
        return self._show(wish, Findings((), "words", why), self._scored(ranked, dict(found), cosines=False))

    # -- what words find ---------------------------------------------------------------------------

    def _filters(self, query: Query, documents: list[int] | None) -> Filters:
        return Filters(
            documents,
            self._wording.matching(query.required) if query.required else None,
            self._wording.matching(query.forbidden) if query.forbidden else None,
        )

    def _documents(
        self, query: Query, collections: Sequence[str] | None, digests: Sequence[str] | None
    ) -> list[int] | None:
        """The documents to look in; None for all: then nothing need be filtered."""
        asked = (
            [*(collections or ()), *query.collections] if query.collections or collections else collections
        )
        if asked is None and digests is None and not query.types:
            return None
        conditions, bindings = [], []
        if asked is not None or digests is not None:
            names, keys = list(asked or ()), list(digests or ())
            conditions.append(f"(c.name IN ({_marks(names)}) OR d.digest IN ({_marks(keys)}))")
            bindings += [*names, *keys]
        if query.types:
            endings = [f"%.{each}" for each in query.types]
            likes = " OR ".join(["d.name LIKE ?"] * len(endings))
            conditions.append(f"({likes} OR d.format IN ({_marks(query.types)}))")
            bindings += [*endings, *query.types]
        rows = self._database.rows(
            "SELECT d.seq FROM documents d JOIN collections c ON c.seq = d.collection WHERE "
            + " AND ".join(conditions),
            bindings,
        )
        every = self._database.value("SELECT count(*) FROM documents")
        return None if rows and len(rows) == every else [int(seq) for (seq,) in rows]

    # -- what is shown -----------------------------------------------------------------------------

    def _show(self, wish: _Wish, findings: Findings, hits: Sequence[Hit]) -> Findings:
        """``findings`` with ``hits`` as a reader wants to see them."""
        kept = merge_twins(hits)
        if wish.seconds:
            ordered = self._reordering.order(
                wish.query.text, kept, seconds=wish.seconds, cancelled=wish.cancelled
            )
            kept = ordered.hits
            findings = replace(findings, reranker=ordered.model, reranked=ordered.read, unranked=ordered.why)
        joined = join_neighbours(kept, self._between)
        return replace(findings, hits=tuple(_placed(hit) for hit in joined[: wish.top_k]))

    def _scored(
        self, ranked: Sequence[Ranking], words: dict[int, float], *, cosines: bool = True
    ) -> list[Hit]:
        """The rows of ``ranked`` with their scores."""
        hits, rows = [], self._hits([each.chunk for each in ranked])
        for each in ranked:
            hit = rows.get(each.chunk)
            if hit is None:
                continue  # removed since the codes were brought in
            scores = {"bm25": round(words[each.chunk], 4)} if each.chunk in words else {}
            if cosines:
                scores["cosine"] = round(each.cosine, 4)
            hits.append(replace(hit, found=replace(hit.found, score=round(each.score, 4), scores=scores)))
        return hits

    def _hits(self, chunks: Sequence[int]) -> dict[int, Hit]:
        """Those of ``chunks`` that are still there."""
        rows = self._database.rows(SHOW.format(chunks=", ".join(map(str, chunks))))
        return {int(row[0]): _hit(row) for row in rows}

    def _between(self, document: int, page: int, start: int, end: int) -> str:
        found = self._database.value(
            "SELECT substr(text, ?3 + 1, ?4 - ?3) FROM pages WHERE document = ?1 AND number = ?2",
            (document, page, start, end),
        )
        return str(found or "")


class _Asking:
    """The question's vector, asked for on another thread while words are looked up on this one."""

    def __init__(self, embedding: Embedding, model: Model, text: str) -> None:
        self._embedding, self._model, self._text = embedding, model, text
        self._vector: bytes | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="library-question", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._vector = self._embed()
        except BaseException as error:
            self._error = error

    def _embed(self) -> bytes:
        text = self._text
        while True:
            try:
                return self._embedding.question(self._model, text)
            except InputTooLong as error:  # its beginning says what it is about; the words use all of it
                tokens = int(error.details.get("tokens", 2 * self._model.longest))
                text = text[: max(1, len(text) * self._model.longest * 9 // (tokens * 10))]

    def answer(self) -> bytes:
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._vector is not None
        return self._vector


def _hit(row: Row) -> Hit:
    seq, document, identity, name, collection, unit, page, place, start, stop, head, text = row
    found = Found(
        *(identity, name, collection, page if unit else None, start, stop, text),
        *(head.rpartition("\n")[2], 0.0),
    )
    return Hit(int(seq), int(document), int(page), found, 0 if unit else int(place))


def _placed(hit: Hit) -> Found:
    found = hit.found
    if not hit.offset:
        return found
    return replace(found, start=found.start + hit.offset, end=found.end + hit.offset)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
