"""``edgechat bench search``: a question to a library of made-up chunks, end to end and by stage.

The app's side is the real store, the real children and the real question embedding; only texts and vectors of
the chunks are made up (see ``_talk``). The quick form has 10,000 chunks; the full one also 100,000 and then a
million: five minutes of two free cores and 8 GB of disk for a while. ``EDGECHAT_BENCH_CHUNKS`` chooses among
them, for instance 10000,100000.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from edgechat.ai.embed_host import NICE
from edgechat.bench._processes import own_memory
from edgechat.bench._results import Bench, Goal, Result, Run
from edgechat.bench._sides import Foreign, Side
from edgechat.bench._talk import Talk
from edgechat.core.errors import InvalidInput
from edgechat.edge import Edge, open_edge
from edgechat.library.chunks import Chunk
from edgechat.library.embedding import Model
from edgechat.library.extract import Page
from edgechat.library.library import Library
from edgechat.library.query import parse
from edgechat.library.recall import Filters
from edgechat.library.search import WORDS as BY_WORDS
from edgechat.library.shelves import Written
from edgechat.vectors.table import VectorTable

SIZES = {10_000: "ten_thousand", 100_000: "hundred_thousand", 1_000_000: "million"}
CHOICE = "EDGECHAT_BENCH_CHUNKS"
WORDS_EACH, PER_PAGE, PORTION = 120, 10, 1000
TOP = 10


def _run(run: Run) -> Iterator[Result]:
    least: list[float] = []  # memory of the child with the smallest library
    with Foreign("_yardsticks", folder=run.folder, note=run.note) as foreign:
        faiss = foreign.having("faiss", "faiss-cpu")
        for size in _sizes(run):
            run.note(f"Writing {size:,} chunks ...")
            folder = run.folder / str(size)
            with open_edge(folder) as edge:
                model = edge.library._embedding.model()
                if model is None:
                    run.note("There is no embedding model: nothing is measured.")
                    return
                shelf = _Shelf(edge, model, Talk(model.dimensions, size), size)
                shelf.fill()
                yield from _whole(run, shelf)
                yield from _stages(run, shelf)
                yield from _nearest(run, shelf, faiss)
                taken = [own_memory(edge.ai.embedder.life)]
                least = least or taken
                goal = Goal("ratio", "<=", 1.5)
                yield shelf.result("child_memory", "MB", taken, "the smallest library", least, goal)
            shutil.rmtree(folder)


def _sizes(run: Run) -> list[int]:
    if run.quick:
        return list(SIZES)[:1]
    chosen = os.environ.get(CHOICE)
    sizes = [int(each) if each.isdecimal() else 0 for each in chosen.split(",")] if chosen else list(SIZES)
    if not set(sizes) <= set(SIZES):
        raise InvalidInput(f"{CHOICE} cannot be {chosen!r}.", f"Choose from {', '.join(map(str, SIZES))}.")
    return sizes


@dataclass(frozen=True)
class _Shelf:
    """A library of ``size`` chunks that ``talk`` makes up."""

    edge: Edge
    model: Model
    talk: Talk
    size: int

    @property
    def library(self) -> Library:
        return self.edge.library

    @property
    def table(self) -> VectorTable:
        return self.library.shelves.vectors(self.model.key, self.model.dimensions)

    def result(
        self,
        name: str,
        unit: str,
        samples: Sequence[float],
        yardstick: str | None = None,
        others: Sequence[float] = (),
        goal: Goal | None = None,
    ) -> Result:
        return Result(f"{name}_{SIZES[self.size]}", unit, samples, yardstick, others, goal)

    def fill(self) -> None:
        database, ledger, shelves = self.library._database, self.library.ledger, self.library.shelves
        place, table = ledger.collection("bench", make=True), self.table
        for start in range(0, self.size, PORTION):
            with database.write():
                name = f"{start}.pdf"
                seq = ledger.seq(ledger.add(place, f"/made/up/{name}", name, size=1, modified=0))
                shelves.begin(seq, format="pdf", unit="page", title=name)
                batch = [self._page(seq, number + 1) for number in range(PORTION // PER_PAGE)]
                shelves.write(batch, table, [row.tobytes() for row in self.talk.vectors(PORTION)])
                database.execute("UPDATE documents SET state = 'indexed' WHERE seq = ?", (seq,))

    def _page(self, document: int, number: int) -> Written:
        chunks, at = [], 0
        texts = self.talk.texts(PER_PAGE, WORDS_EACH)
        for text in texts:
            chunks.append(Chunk(number, at, at + len(text), "A title", "A title", text))
            at += len(text) + 2
        return Written(document, Page(number, "\n\n".join(texts)), len(chunks), chunks, first=True)

    def nearest(self, vector: bytes, found: list[int]) -> None:
        ranked = self.library._recall.rank(self.model, vector, (), Filters(), top=TOP, mode="vectors")
        found += [each.chunk for each in ranked or ()]

    def exact(self, vector: bytes, found: list[int]) -> None:
        found += [chunk for chunk, _ in self.table.nearest(vector, TOP)]


def _whole(run: Run, shelf: _Shelf) -> Iterator[Result]:
    """From the question to the passages."""
    library = shelf.library
    yield shelf.result("making_ready", "ms", [_took(library.make_ready)])
    shelf.edge.ai.embedder._put_away()
    cold = [_took(lambda: library.find(shelf.talk.question()))]  # the child's start and all
    yield shelf.result("first_question", "ms", cold, goal=Goal("value", "<=", 1000))
    took = [_took(partial(library.find, shelf.talk.question())) for _ in range(run.pick(60, 300))]
    yield shelf.result("hybrid_median", "ms", took)
    goal = Goal("value", "<=", 50 if shelf.size <= 100_000 else 150)
    yield shelf.result("hybrid_ninety_fifth", "ms", [_p95(took)], goal=goal)


def _stages(run: Run, shelf: _Shelf) -> Iterator[Result]:
    search, embedding = shelf.library._search, shelf.library._embedding
    asked = [shelf.talk.question() for _ in range(run.pick(60, 300))]
    words = [_took(partial(search._wording.find, parse(each), None, BY_WORDS)) for each in asked]
    yield shelf.result("words_median", "ms", words)
    yield shelf.result("words_ninety_fifth", "ms", [_p95(words)])
    vectors = [_took(partial(embedding.question, shelf.model, each)) for each in asked]
    yield shelf.result("question_vector", "ms", vectors)


def _nearest(run: Run, shelf: _Shelf, faiss: Side | None) -> Iterator[Result]:
    """The vector stage beside exact scans of the same vectors, and whether it finds the same."""
    asked = [row.tobytes() for row in shelf.talk.vectors(run.pick(20, 60))]
    app, exact, flat, shares = list[float](), list[float](), list[float](), list[float]()
    if faiss is not None:
        faiss.ask("yield_to_others", niceness=NICE)
        faiss.ask("open_index", file=str(_written(run, shelf)), dimensions=shelf.model.dimensions)
    for vector in asked:
        found, right = list[int](), list[int]()
        app.append(_took(partial(shelf.nearest, vector, found)))
        if faiss is not None:
            told = faiss.ask("nearest", vector=list(array("f", vector)), k=TOP)
            flat.append(told["seconds"] * 1000)
        exact.append(_took(partial(shelf.exact, vector, right)))
        shares.append(len(set(found) & set(right)) / TOP)
    yield shelf.result("nearest", "ms", app, "sqlite-vec, exact", exact)
    goal = Goal("value", ">=", 0.98)
    yield shelf.result("recall_at_ten", "share", [statistics.fmean(shares)], "exact", [1.0], goal)
    goal_of = {100_000: Goal("ratio", "<=", 0.5), 1_000_000: Goal("ratio", "<=", 0.2)}
    yield shelf.result("nearest_beside_faiss", "ms", app, "faiss flat", flat, goal_of.get(shelf.size))


def _written(run: Run, shelf: _Shelf) -> Path:
    """All vectors in a file."""
    file, table = run.folder / "vectors.f32", shelf.table
    ids = table.after(0)
    with file.open("wb") as out:
        for start in range(0, len(ids), 8 * PORTION):
            out.writelines(table.bulk(ids[start : start + 8 * PORTION]).values())
    return file


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p95(samples: Sequence[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


BENCH = Bench("search", "a question to many documents, end to end and by stage", _run)
