"""A retrieval exam: a folder in the BEIR format through the real ingestion and search, and how well it was
found.

``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``), ``qrels/*.tsv``
(query, document, score). Every document becomes one of a library of its own; what is read is text already,
so no parser has a part in it. Measures are those of the field: gain is the score of the judgement.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, Any

from edgechat.core.errors import IncompleteInput, InvalidInput, ModelNotFound
from edgechat.core.events import Events
from edgechat.core.paths import Home
from edgechat.library.document import Progress
from edgechat.library.extract import Block, Document, Opened, Page
from edgechat.library.ledger import Job
from edgechat.vault.vault import Vault

if TYPE_CHECKING:
    from edgechat.library.embedding import Runner
    from edgechat.library.library import Library

DEPTH = 10
MODES = {"bm25": "words", "vectors": "vectors", "hybrid": "fused"}
RERANKED = "reranked"
FORMAT = "exam"


@dataclass(frozen=True)
class Paper:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Collection:
    """``judged``: query -> document -> score, of the queries that have a judgement above 0."""

    papers: Mapping[str, Paper]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path) -> Collection:
    """Raises ``IncompleteInput`` for a missing file, ``InvalidInput`` naming the line for a wrong one."""
    papers = {
        row["_id"]: Paper(row["_id"], str(row.get("title") or ""), str(row.get("text") or ""))
        for row in _rows(folder / "corpus.jsonl")
    }
    queries = {row["_id"]: str(row.get("text") or "") for row in _rows(folder / "queries.jsonl")}
    judged = _judgements(folder / "qrels")
    judged = {query: scores for query, scores in judged.items() if query in queries}
    if not papers or not judged:
        raise InvalidInput(f"{folder} judges no query of its own.", "Give a whole collection.")
    return Collection(papers, queries, judged)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _wrong(file, number, str(error)) from error
        if not isinstance(row, dict) or not isinstance(row.get("_id"), str):
            raise _wrong(file, number, 'an object with a text "_id" is expected')
        yield row


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8.", "Write it again.") from error
    except OSError as error:
        raise IncompleteInput(
            f"{file} cannot be read: {error.strerror}.",
            "A test collection is a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv.",
        ) from error


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise IncompleteInput(f"There is no {folder}/*.tsv.", "The judgements lie there, one per line.")
    chosen = next((file for file in files if file.name == "test.tsv"), files[0])
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(chosen), start=1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and not fields[-1].strip().lstrip("-").isdigit()):
            continue  # the head
        try:
            query, paper, score = fields[0], fields[-2], int(fields[-1])
        except (IndexError, ValueError) as error:
            raise _wrong(chosen, number, "query, document and score are expected") from error
        if score > 0:
            judged.setdefault(query, {})[paper] = score
    return judged


def _wrong(file: Path, line: int, why: str) -> InvalidInput:
    return InvalidInput(f"{file.name}, line {line}: {why}.", "Mend the line.")


class Papers:
    """Hands the papers of a collection to a library's ingestion, as a reader would."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def __call__(self, job: Job) -> _Told:
        return _Told(self._collection.papers[job.path])


class _Told:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self.opened = Opened(FORMAT, "", paper.title, 1)
        self.document: Document | None = None

    def __iter__(self) -> Iterator[Page]:
        title, text = self._paper.title, self._paper.text
        whole = f"{title}\n\n{text}" if title and text else title or text
        begin = len(whole) - len(text)
        blocks = [Block(0, len(title), "heading", level=1)] if title else []
        if text:
            blocks.append(Block(begin, len(whole), path=(title,) if title else ()))
        yield Page(1, whole, tuple(blocks))
        self.document = Document(FORMAT, "", 1, len(whole), title)

    def stop(self) -> None:
        """There is nothing to stop."""


def examine(
    folder: str | os.PathLike[str], runner: Callable[[], Runner], told: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Sit the exam in ``folder`` with a library of its own, which is gone afterwards. Raises as
    ``read_collection`` does."""
    from edgechat.library.library import Library

    collection = read_collection(Path(folder))
    with tempfile.TemporaryDirectory(prefix="edgechat-exam-", ignore_cleanup_errors=True) as home:
        profile = Home(Path(home)).profile("exam")
        profile.create()
        events = Events()
        events.subscribe(Progress, lambda each: told("indexing", each.done, each.total))
        library = Library(profile, Vault(profile.vault), runner, events, intake=Papers(collection))
        with closing(library):
            fill(library, collection)
            return sit(library, collection, told)


def fill(library: Library, collection: Collection) -> None:
    """Add every paper and wait until all are indexed. Raises ``DataDamaged`` if one could not be."""
    ids = library.add_named((paper.id, len(paper.text)) for paper in collection.papers.values())
    library.wait(ids)
    lost = [each for each in library.documents() if each.state not in ("indexed", "empty")]
    if lost:
        raise InvalidInput(f"{len(lost)} papers could not be indexed: {lost[0].reason}", lost[0].action)


def sit(library: Library, collection: Collection, told: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Ask every judged query in each mode: the report. Where a re-ranker is installed, also with it, in the
    time that it has for a search; ``share``: of the queries for which that was enough for some candidates."""
    names = {info.id: info.path for info in library.documents()}
    report: dict[str, Any] = {"documents": len(collection.papers), "queries": len(collection.judged)}
    modes = {**MODES, RERANKED: "hybrid"} if library.reranks else MODES
    for name, mode in modes.items():
        measured, times, reranked = [], [], 0
        for done, (query, scores) in enumerate(collection.judged.items(), start=1):
            began = time.perf_counter()
            found = library.find(collection.queries[query], top_k=DEPTH, mode=mode)
            times.append((time.perf_counter() - began) * 1000)
            if mode != "words" and found.how == "words":
                raise ModelNotFound(f"Only words can be looked for: {found.why}", "Run edgechat doctor.")
            reranked += bool(found.reranker)
            ranked = list(dict.fromkeys(names[hit.document] for hit in found.hits))
            measured.append(measure(ranked, scores))
            told(name, done, len(collection.judged))
        report[name] = _summary(measured, times)
        if name == RERANKED:
            report[name]["share"] = round(reranked / len(collection.judged), 4)
    return report


def measure(ranked: Sequence[str], scores: Mapping[str, int]) -> tuple[float, float, float]:
    """nDCG, recall and reciprocal rank of the first ``DEPTH``."""
    first = ranked[:DEPTH]
    gain = sum(scores.get(each, 0) / math.log2(place + 2) for place, each in enumerate(first))
    best = sorted(scores.values(), reverse=True)[:DEPTH]
    ideal = sum(score / math.log2(place + 2) for place, score in enumerate(best))
    recall = sum(each in scores for each in first) / len(scores)
    place = next((number for number, each in enumerate(first, start=1) if each in scores), 0)
    return gain / ideal, recall, 1 / place if place else 0.0


def _summary(measured: Sequence[tuple[float, float, float]], times: Sequence[float]) -> dict[str, float]:
    gain, recall, rank = (round(fmean(values), 4) for values in zip(*measured, strict=True))
    cuts = quantiles(times, n=20) if len(times) > 1 else [*times] * 19
    return {
        f"ndcg@{DEPTH}": gain,
        f"recall@{DEPTH}": recall,
        "mrr": rank,
        "p50_ms": round(cuts[9], 2),
        "p95_ms": round(cuts[18], 2),
    }
