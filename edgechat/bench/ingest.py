"""``edgechat bench ingest``: how fast files become passages, beside the embedding alone and its yardstick.

The texts are made up of English words, so that the model's tokenizer cuts them as it cuts real ones; every
stage is the app's own. Where sentence-transformers is not installed, its figure is absent.
"""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from edgechat.bench._results import Bench, Goal, Result, Run, alternate
from edgechat.edge import Edge, open_edge
from edgechat.library.chunks import Chunk
from edgechat.library.embedding import Model
from edgechat.library.stopwords import STOP_WORDS

SENTENCE, SENTENCES = 12, 12  # words and sentences that make a chunk of about 200 tokens
PER_FILE = 20  # chunks
SMALL_FILES = 10_000


def _run(run: Run) -> Iterator[Result]:
    with open_edge(run.folder / "home") as edge:
        model = edge.library._embedding.model()
        if model is None:
            run.note("There is no embedding model: nothing is measured.")
            return
        folder = _files(run.folder / "papers", run.pick(4, 40))
        chunks, seconds = _add(edge, folder)
        whole = chunks / seconds
        texts = _texts(edge)
        yield from _embedding(run, edge, model, texts, whole)
        yield Result("memory of the embed child", "MB", [_memory(edge)])
        yield from _again(run, edge)


def _files(folder: Path, count: int) -> Path:
    folder.mkdir()
    chance = random.Random(1)
    words = sorted(STOP_WORDS | {"wing", "honey", "volcano", "river", "engine", "letter", "paper", "market"})
    for number in range(count):
        parts = []
        for _ in range(PER_FILE):
            sentences = [" ".join(chance.choices(words, k=SENTENCE)) + "." for _ in range(SENTENCES)]
            parts.append(" ".join(each.capitalize() for each in sentences))
        (folder / f"{number}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return folder


def _add(edge: Edge, folder: Path) -> tuple[int, float]:
    """Chunks, and the seconds from the first file to the last stored."""
    began = time.perf_counter()
    added = edge.library.add(folder)
    return sum(each.chunks for each in added), time.perf_counter() - began


def _texts(edge: Edge) -> list[str]:
    """The chunks as the model was given them."""
    rows = edge.library._database.rows(
        "SELECT c.head, substr(p.text, c.start + 1, c.stop - c.start) FROM chunks c"
        " JOIN pages p ON p.document = c.document AND p.number = c.page"
    )
    return [Chunk(1, 0, 0, head, head, text).embedded for head, text in rows]


def _embedding(run: Run, edge: Edge, model: Model, texts: Sequence[str], whole: float) -> Iterator[Result]:
    def app() -> float:
        return _rate(len(texts), lambda: edge.ai.embedder.embed(model.info, texts, background=True))

    sides: dict[str, Callable[[], float]] = {"app": app}
    other = _sentence_transformers(texts)
    if other is not None:
        sides["other"] = other
    took = alternate(sides, run.pick(1, 3), pause=0.3)
    goal = Goal("ratio", ">=", 1.0)
    yield Result("embedding", "chunks/s", took["app"], "sentence-transformers", took.get("other", []), goal)
    goal = Goal("ratio", ">=", 0.9)
    yield Result("read, cut, embed, store", "chunks/s", [whole], "embedding alone", took["app"], goal)


def _sentence_transformers(texts: Sequence[str]) -> Callable[[], float] | None:
    """The same texts through its own loop with as many threads; None where it, or its model, is not here."""
    try:
        library: Any = importlib.import_module("sentence_transformers")
        torch: Any = importlib.import_module("torch")
    except ImportError:
        return None
    from edgechat.ai.hardware import default_threads

    torch.set_num_threads(default_threads())
    try:
        model = library.SentenceTransformer("all-MiniLM-L6-v2", local_files_only=True)
    except Exception:  # whatever it raises when the weights are not on this machine
        return None
    return lambda: _rate(len(texts), lambda: model.encode(list(texts), batch_size=32))


def _rate(count: int, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _memory(edge: Edge) -> float:
    life = edge.ai.embedder.life
    return float(psutil.Process(life).memory_info().rss) / 1e6 if life else 0.0


def _again(run: Run, edge: Edge) -> Iterator[Result]:
    """A folder of small files once more, unchanged. Its rows are made as if it had been read."""
    count = run.pick(1000, SMALL_FILES)
    folder = run.folder / "small"
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Note {number}.")
    edge.library.pause()
    edge.library.add(folder, wait=False)
    edge.library._database.execute("UPDATE documents SET state = 'indexed' WHERE state = 'queued'")
    edge.library.go_on()
    began = time.perf_counter()
    edge.library.add(folder)
    yield Result(
        f"adding {count:,} unchanged files again",
        "s",
        [time.perf_counter() - began],
        goal=Goal("value", "<=", 5),
    )


BENCH = Bench("ingest", "files read, cut, embedded and stored", _run)
