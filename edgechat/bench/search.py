"""``edgechat bench search``: a question to a library of 10,000 and 100,000 made-up chunks, end to end and by
stage.

The app's side is the real store, the real children and the real question embedding; only texts and vectors of
the chunks are made up (words as unevenly used as those of a language, vectors in heaps as those of texts).
``EDGECHAT_BENCH_CHUNKS`` names other sizes, for instance 1000000.
"""

from __future__ import annotations

import importlib
import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from edgechat.bench._results import Bench, Goal, Result, Run
from edgechat.edge import Edge, open_edge
from edgechat.library.chunks import Chunk
from edgechat.library.embedding import Model
from edgechat.library.extract import Page
from edgechat.library.library import Library
from edgechat.library.query import parse
from edgechat.library.recall import Filters
from edgechat.library.shelves import Written

SIZES = "10000,100000"
WORDS_EACH, VOCABULARY, STOPPED = 120, 60_000, 120
PER_PAGE, PORTION = 10, 1000
HEAP = 50  # chunks that are about one thing
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"


class _Talk:
    """Made-up texts and vectors. The most used words are left out of questions, as stop words are."""

    def __init__(self, dimensions: int, chunks: int) -> None:
        self._chance = random.Random(1)
        self._numpy: Any = importlib.import_module("numpy")
        self._noise = self._numpy.random.default_rng(1)
        made = {
            "".join(self._chance.choices(LETTERS, k=self._chance.randint(3, 11))) for _ in range(VOCABULARY)
        }
        self._words = sorted(made)
        self._chance.shuffle(self._words)
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._centres = self._noise.normal(size=(max(1, chunks // HEAP), dimensions)).astype("f4")

    def text(self, count: int = WORDS_EACH) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=count))

    def question(self) -> str:
        words = self._chance.choices(
            self._words[STOPPED:],
            cum_weights=[each - self._weights[STOPPED - 1] for each in self._weights[STOPPED:]],
            k=self._chance.randint(3, 9),
        )
        return " ".join(words)

    def vectors(self, count: int) -> Any:
        chosen = self._centres[self._noise.integers(len(self._centres), size=count)]
        made = chosen + 0.9 * self._noise.normal(size=chosen.shape).astype("f4")
        return (made / self._numpy.linalg.norm(made, axis=1, keepdims=True)).astype("<f4")


def _run(run: Run) -> Iterator[Result]:
    sizes = [int(each) for each in os.environ.get("EDGECHAT_BENCH_CHUNKS", SIZES).split(",")]
    for size in sizes[:1] if run.quick else sizes:
        run.note(f"Writing {size:,} chunks ...")
        with open_edge(run.folder / str(size)) as edge:
            model = edge.library._embedding.model()
            if model is None:
                run.note("There is no embedding model: nothing is measured.")
                return
            talk = _Talk(model.dimensions, size)
            _fill(edge.library, talk, size, model)
            yield from _measure(run, edge, talk, size, model)


def _fill(library: Library, talk: _Talk, size: int, model: Model) -> None:
    database, ledger, shelves = library._database, library.ledger, library.shelves
    table = shelves.vectors(model.key, model.dimensions)
    place = ledger.collection("bench", make=True)
    for start in range(0, size, PORTION):
        count = min(PORTION, size - start)
        with database.write():
            seq = ledger.seq(ledger.add(place, f"/made/up/{start}", f"{start}.pdf", size=1, modified=0))
            shelves.begin(seq, format="pdf", unit="page", title=talk.text(5))
            batch = [_page(seq, number, talk) for number in range(1, count // PER_PAGE + 1)]
            vectors = [row.tobytes() for row in talk.vectors(sum(each.total for each in batch))]
            shelves.write(batch, table, vectors)
            database.execute("UPDATE documents SET state = 'indexed' WHERE seq = ?", (seq,))


def _page(document: int, number: int, talk: _Talk) -> Written:
    texts = [talk.text() for _ in range(PER_PAGE)]
    whole, chunks = "\n\n".join(texts), []
    at = 0
    for text in texts:
        chunks.append(Chunk(number, at, at + len(text), "A title", "A title", text))
        at += len(text) + 2
    return Written(document, Page(number, whole), len(chunks), chunks, first=True)


def _measure(run: Run, edge: Edge, talk: _Talk, size: int, model: Model) -> Iterator[Result]:
    library, name = edge.library, f"{size:,} chunks"
    questions = [talk.question() for _ in range(run.pick(40, 300))]
    edge.ai.embedder.open(model.info)
    yield Result(f"making ready, {name}, once", "ms", [_took(library.make_ready)])
    edge.ai.embedder._put_away()
    edge.ai.embedder.open(model.info)
    cold = [_took(lambda: library.find("the first question"))]
    yield Result(f"first question after a start, {name}", "ms", cold, goal=Goal("value", "<=", 1000))
    took = [_took(lambda asked=each: library.find(asked)) for each in questions]
    yield Result(f"hybrid search, {name}, p50", "ms", took)
    goal = {100_000: Goal("value", "<=", 50), 1_000_000: Goal("value", "<=", 150)}.get(size)
    yield Result(f"hybrid search, {name}, p95", "ms", [_p95(took)], goal=goal)
    words = [_took(lambda asked=each: library._search._words(parse(asked), None, 200)) for each in questions]
    yield Result(f"words alone, {name}, p50", "ms", words)
    yield Result(f"words alone, {name}, p95", "ms", [_p95(words)])
    embedding = [_took(lambda asked=each: library._embedding.question(model, asked)) for each in questions]
    yield Result(f"embedding the question, {name}", "ms", embedding)
    yield from _vectors(run, library, talk, name, model)


def _vectors(run: Run, library: Library, talk: _Talk, name: str, model: Model) -> Iterator[Result]:
    """The vector stage beside an exact scan of the same vectors, and whether it finds the same."""
    table = library.shelves.vectors(model.key, model.dimensions)
    asked = [row.tobytes() for row in talk.vectors(run.pick(10, 60))]
    found, exact, fast, slow = [], [], [], []
    for vector in asked:
        fast.append(_took(lambda v=vector: found.append(_nearest(library, model, v))))
        slow.append(_took(lambda v=vector: exact.append([chunk for chunk, _ in table.nearest(v, 10)])))
    yield Result(f"nearest vectors, {name}", "ms", fast, "sqlite-vec, exact", slow)
    shares = [len(set(one) & set(other)) / 10 for one, other in zip(found, exact, strict=True)]
    goal = Goal("value", ">=", 0.98)
    yield Result(f"recall@10, {name}", "share", [statistics.fmean(shares)], "exact", [1.0], goal)
    flat, goal = _faiss(library, model, asked), Goal("ratio", "<=", 0.5)
    yield Result(f"nearest vectors, {name}, beside faiss", "ms", fast, "faiss flat", flat, goal)


def _nearest(library: Library, model: Model, vector: bytes) -> list[int]:
    ranked = library._recall.rank(model, vector, (), Filters(), top=10, mode="vectors")
    return [each.chunk for each in ranked or ()]


def _faiss(library: Library, model: Model, asked: Sequence[bytes]) -> list[float]:
    """Milliseconds per query of faiss' exact index with one thread; nothing where it is not installed."""
    try:
        faiss: Any = importlib.import_module("faiss")
    except ImportError:
        return []
    numpy: Any = importlib.import_module("numpy")
    table = library.shelves.vectors(model.key, model.dimensions)
    rows = table.get(table.after(0)).values()
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(model.dimensions)
    index.add(numpy.frombuffer(b"".join(rows), "<f4").reshape(-1, model.dimensions))
    queries = [numpy.frombuffer(each, "<f4")[None] for each in asked]
    return [_took(lambda q=query: index.search(q, 10)) for query in queries]


def _took(work: Any) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p95(samples: Sequence[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


BENCH = Bench("search", "a question to many documents, end to end and by stage", _run)
