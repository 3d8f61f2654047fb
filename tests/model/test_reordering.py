"""A re-ranker in the search: it decides where it can, and where it cannot the order stays as it was, and why
is said. Real files, real children, the real embedding model; a re-ranker that counts common words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat import open_edge
from edgechat.edge import Edge
from edgechat.library import reordering
from edgechat.library.document import Findings, Found
from edgechat.library.reordering import STEP, merged, text_of
from edgechat.library.search import Hit
from tests.models.tiny_reranker import write_reranker

TEXTS = {
    "answer.txt": "The sea is warm in summer.",
    "near.txt": "In winter the sea is cold, and few swim.",
    "chatter.txt": "Warm, warm, warm and again warm: warm was the word that he said of the stove all summer.",
    "kettle.txt": "A red kettle stands on the stove.",
}
WORDS = " ".join(TEXTS.values()).replace(".", " ").replace(",", " ").replace(":", " ")
QUESTION = "warm sea in summer"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    with open_edge(tmp_path / "home") as opened:
        opened.library.add(folder)
        yield opened


def install(edge: Edge, tmp_path: Path, name: str = "overlap", **how: Any) -> str:
    return edge.ai.add_file(str(write_reranker(tmp_path / name, WORDS, **how)), copy=True).id


def names(found: Findings) -> list[str]:
    return [hit.name for hit in found.hits]


def test_the_model_decides_what_comes_first(edge: Edge, tmp_path: Path) -> None:
    before = edge.library.find(QUESTION)
    assert names(before)[0] == "answer.txt"
    assert (before.reranker, before.reranked, before.unranked) == ("", 0, "")
    model = install(edge, tmp_path)
    after = edge.library.find(QUESTION)
    assert names(after)[0] == "chatter.txt", "it counts words, and there are the most"
    assert (after.reranker, after.reranked, after.how) == (model, len(TEXTS), "hybrid")
    assert all(set(hit.scores) >= {"cosine", "rerank"} for hit in after.hits)
    assert [hit.score for hit in after.hits] == sorted((hit.score for hit in after.hits), reverse=True)
    told = after.to_dict()
    assert (told["reranker"], told["unranked"], told["passages"][0]["name"]) == (model, "", "chatter.txt")


def test_it_decides_for_answers_too_and_not_where_something_else_is_measured(
    edge: Edge, tmp_path: Path
) -> None:
    install(edge, tmp_path)
    given = edge.library.passages(QUESTION, collections=["default"], attachments=[], limit=3)
    assert given[0].name == "chatter.txt"
    for mode in ("fused", "vectors", "words"):
        found = edge.library.find(QUESTION, mode=mode)
        assert not found.reranker and names(found)[0] == "answer.txt"


def test_words_alone_are_ordered_as_well(edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = install(edge, tmp_path)
    monkeypatch.setattr(edge.library._embedding, "model", lambda: None)
    found = edge.library.find(QUESTION)
    assert (found.how, found.reranker, names(found)[0]) == ("words", model, "chatter.txt")


def test_off_another_and_a_missing_one(edge: Edge, tmp_path: Path) -> None:
    model = install(edge, tmp_path)
    edge.settings.set("library.reranker", "off")
    found = edge.library.find(QUESTION)
    assert (names(found)[0], found.reranker, found.unranked) == ("answer.txt", "", "")
    assert not edge.library.reranks
    edge.settings.set("library.reranker", model)
    assert edge.library.find(QUESTION).reranker == model
    edge.settings.set("library.reranker", "gone")
    found = edge.library.find(QUESTION)
    assert names(found)[0] == "answer.txt" and "gone" in found.unranked


def test_no_time_keeps_the_order_and_says_so(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(edge, tmp_path)
    monkeypatch.setattr("edgechat.library.library.ANSWERING", 1e-9)
    given = edge.library.passages(QUESTION, collections=["default"], attachments=[], limit=3)
    assert given[0].name == "answer.txt"
    found = edge.library._search.search(QUESTION, seconds=1e-9)
    assert names(found)[0] == "answer.txt" and not found.reranker
    assert "too long" in found.unranked
    assert edge.library.find(QUESTION).reranker, "the next is tried again at once"


def test_a_question_that_leaves_no_room_keeps_the_order(edge: Edge, tmp_path: Path) -> None:
    install(edge, tmp_path)
    found = edge.library.find("warm sea summer " * 20)
    assert names(found)[0] == "answer.txt" and "fewer words" in found.unranked
    assert edge.library.find(QUESTION).reranker


def test_a_model_damaged_later_keeps_the_order_and_is_left_alone_a_while(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = install(edge, tmp_path)
    whole = (edge.home.models / model / "model.onnx").read_bytes()
    (edge.home.models / model / "model.onnx").write_bytes(whole[:1000])
    found = edge.library.find(QUESTION)
    assert names(found)[0] == "answer.txt" and "cannot be read" in found.unranked
    (edge.home.models / model / "model.onnx").write_bytes(whole)
    assert "cannot be read" in edge.library.find(QUESTION).unranked
    monkeypatch.setattr(reordering, "PAUSE", 0.0)
    assert edge.library.find(QUESTION).reranker == model


def test_one_that_gives_two_numbers_keeps_the_order(edge: Edge, tmp_path: Path) -> None:
    write_reranker(edge.home.models / "odd", WORDS, fault="two")  # put there by hand: nobody looked at it
    found = edge.library.find(QUESTION)
    assert names(found)[0] == "answer.txt" and "no re-ranker" in found.unranked


def test_killed_in_the_middle_keeps_the_order_and_the_next_has_it_again(
    edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = install(edge, tmp_path, rounds=4000)
    edge.library.find(QUESTION)  # all is in memory
    real, killed = edge.ai.embedder._scored, []

    def struck(*given: Any) -> Any:
        child = psutil.Process(edge.ai.embedder.life)
        strike = threading.Timer(0.05, child.kill)
        strike.start()
        killed.append(child.pid)
        try:
            return real(*given)
        finally:
            strike.join()

    monkeypatch.setattr(edge.ai.embedder, "_scored", struck)
    found = edge.library.find(QUESTION)
    assert killed and names(found)[0] == "answer.txt" and found.how == "hybrid"
    assert "memory" in found.unranked or "ended" in found.unranked
    monkeypatch.setattr(edge.ai.embedder, "_scored", real)
    monkeypatch.setattr(reordering, "PAUSE", 0.0)
    assert edge.library.find(QUESTION).reranker == model


def test_what_nobody_waits_for_any_more_is_not_read(edge: Edge, tmp_path: Path) -> None:
    install(edge, tmp_path)
    before = edge.analytics.count()
    found = edge.library.find(QUESTION, cancelled=lambda: True)
    assert names(found)[0] == "answer.txt" and "cancelled" in found.unranked
    assert edge.analytics.recent(1)[0].outcome == "failed" and edge.analytics.count() == before + 2
    assert edge.library.find(QUESTION).reranker


def test_searches_are_recorded_and_count_once(edge: Edge, tmp_path: Path) -> None:
    install(edge, tmp_path)
    used, before = edge.quota.used("door"), edge.analytics.count()
    edge.library.find(QUESTION)
    assert edge.quota.used("door") == used + 1, "the question's vector; its re-ranking belongs to it"
    assert edge.analytics.count() == before + 2


def test_the_exam_has_a_block_of_it(edge: Edge, tmp_path: Path) -> None:
    folder = tmp_path / "exam"
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": name, "title": "", "text": text} for name, text in TEXTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": QUESTION}))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tanswer.txt\t1\n")
    assert set(edge.exam(folder)) == {"documents", "queries", "bm25", "vectors", "hybrid"}
    install(edge, tmp_path)
    report = edge.exam(folder)
    assert report["hybrid"]["mrr"] == 1.0, "measured without it"
    assert report["reranked"]["mrr"] < 1.0 and report["reranked"]["share"] == 1.0


def hit(place: int, score: float, text: str = "x", heading: str = "") -> Hit:
    found = Found("d", "n", "c", 1, 0, 1, text, heading, score, {"bm25": 1.0})
    return Hit(place, 1, 1, found, 0)


def test_the_fused_order_decides_where_the_model_sees_no_difference() -> None:
    hits = [hit(0, 1.0), hit(1, 3.0), hit(2, 2.0)]
    assert [each.chunk for each in merged(hits, dict.fromkeys(range(3), 0.5))] == [1, 2, 0]


def test_what_was_not_read_stays_behind_in_its_order() -> None:
    hits = [hit(place, 9.0 - place) for place in range(5)]
    told = merged(hits, {0: 0.1, 1: 0.9})
    assert [each.chunk for each in told] == [1, 0, 2, 3, 4]
    assert told[2].found.score == pytest.approx(told[1].found.score - STEP, abs=1e-4)
    assert "rerank" not in told[2].found.scores and told[0].found.scores == {"bm25": 1.0, "rerank": 0.9}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-1e6, 1e6, width=32)), min_size=2, max_size=40))
def test_any_scores_give_every_hit_once_and_numbers_that_fall(pairs: list[tuple[float, float]]) -> None:
    hits = [hit(place, had) for place, (_, had) in enumerate(pairs)]
    told = merged(hits, {place: said for place, (said, _) in enumerate(pairs) if place % 5 != 3})
    assert sorted(each.chunk for each in told) == list(range(len(pairs)))
    scores = [each.found.score for each in told]
    assert scores == sorted(scores, reverse=True)


def test_the_heading_is_read_once() -> None:
    assert text_of(hit(0, 0, "body", "Title")) == "Title\nbody"
    assert text_of(hit(0, 0, "Title\nbody", "Title")) == "Title\nbody"
    assert text_of(replace(hit(0, 0, ""))) == " "
