"""Re-ranking for real: a small cross-encoder in onnxruntime, in a child; its files good, odd and hostile."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from edgechat import open_edge
from edgechat.ai.runner import logistic
from edgechat.ai.values import RerankingResult
from edgechat.cli.main import main
from edgechat.core.errors import (
    BugError,
    EngineCrashed,
    IncompleteInput,
    InputTooLong,
    InvalidInput,
    ModelNotFound,
    ModelUnusable,
    OutOfMemory,
    QuotaExceeded,
    TimedOut,
)
from edgechat.edge import Edge
from tests.models.mutate import mutants
from tests.models.tiny_reranker import BEGIN, PER_WORD, write_reranker

SPOILED = 60
Typed = Callable[..., tuple[int, str, str]]
WORDS = "the sea is warm in summer and cold winter red kettle on a stove how"
QUERY = "how warm is the sea"
TEXTS = ["a red kettle on the stove", "the sea is warm", "the sea"]


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """A command as it is typed: its exit code, and what it printed."""

    def run(*argv: str) -> tuple[int, str, str]:
        code = main(
            ["--home", str(tmp_path / "home"), *argv],
            open_edge,
            open_window=lambda home, profile: 0,
            benches=lambda name, **_: 0,
        )
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def model(edge: Edge, tmp_path: Path) -> str:
    return edge.ai.add_file(str(write_reranker(tmp_path / "overlap", WORDS)), copy=True).id


def run(edge: Edge, model: str, **inputs: Any) -> RerankingResult:
    contexts = [{"text": text} for text in inputs.pop("texts", TEXTS)]
    result = edge.ai.run(model, {"query": QUERY, "contexts": contexts, **inputs})
    assert isinstance(result, RerankingResult)
    return result


def test_the_reference_shape_the_best_first(edge: Edge, model: str) -> None:
    result = run(edge, model)
    scores = [logistic(BEGIN + PER_WORD * shared) for shared in (4, 2, 1)]
    assert result["response"] == [
        {"id": place, "score": pytest.approx(score, abs=1e-6)}
        for place, score in zip((1, 2, 0), scores, strict=True)
    ]
    assert [each["id"] for each in run(edge, model, top_k=1)["response"]] == [1]
    assert run(edge, model, texts=[])["response"] == []
    assert result.usage.prompt_tokens == sum(5 + 3 + len(text.split()) for text in TEXTS)


def test_scores_do_not_depend_on_the_company(edge: Edge, model: str) -> None:
    words = WORDS.split()
    texts = [" ".join(words[number % 9 : number % 9 + 1 + number % 7]) for number in range(150)]
    together = {each["id"]: each["score"] for each in run(edge, model, texts=texts)["response"]}
    assert len(together) == 150
    for place in (0, 77, 149):
        alone = run(edge, model, texts=[texts[place]])["response"]
        assert alone == [{"id": 0, "score": pytest.approx(together[place], abs=1e-6)}]


def test_runs_are_admitted_and_recorded(edge: Edge, model: str) -> None:
    used, before = edge.quota.used("door"), edge.analytics.count()
    run(edge, model)
    edge.ai.rerank(model, {"query": "sea", "contexts": [{"text": "sea"}]}, background=True)
    assert edge.quota.used("door") == used + 1
    assert edge.analytics.count() == before + 2
    point = edge.analytics.recent(1)[0]
    assert (point.task, point.model, point.prompt_tokens) == ("text-reranking", model, 5)


@pytest.mark.parametrize(
    "inputs",
    [
        {"query": ""},
        {"query": 7},
        {"query": "\ud800"},
        {"query": "x" * 100_001},
        {"contexts": "x"},
        {"contexts": ["x"]},
        {"contexts": [{}]},
        {"contexts": [{"text": ""}]},
        {"contexts": [{"text": "x", "id": 1}]},
        {"contexts": [{"text": "\udfff"}]},
        {"contexts": [{"text": "x"}] * 1001},
        {"contexts": [{"text": "x" * 100_000}] * 101},
        {"top_k": 0},
        {"top_k": 1.5},
        {"other": 1},
    ],
)
def test_what_the_task_refuses(edge: Edge, model: str, inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        run(edge, model, **inputs)
    assert caught.value.code == 5004 and caught.value.action
    assert edge.ai.embedder.life == 0, "nothing was started for it"


@pytest.mark.parametrize("missing", ["query", "contexts"])
def test_what_is_missing_is_told(edge: Edge, model: str, missing: str) -> None:
    given = {"query": "sea", "contexts": [{"text": "sea"}]}
    del given[missing]
    with pytest.raises(IncompleteInput, match=missing) as caught:
        edge.ai.run(model, given)
    assert caught.value.code == 3003


def test_a_long_text_is_cut_and_said_so_and_the_question_never(edge: Edge, model: str) -> None:
    texts = ["sea " + "kettle " * 100, "sea", "kettle " * 100 + "sea"]
    result = edge.ai.rerank(model, {"query": "sea", "contexts": [{"text": text} for text in texts]})
    assert result.cut == (0, 2)
    assert [place for place, _ in result.scores] == [0, 1, 2], "what was cut off cannot count"
    with pytest.raises(InputTooLong) as caught:
        edge.ai.rerank(model, {"query": "sea " * 60, "contexts": [{"text": "sea"}]})
    assert caught.value.details == {"tokens": 63, "context": 64}
    assert run(edge, model)["response"], "the child lives on"


def test_models_of_two_inputs_whose_places_begin_later(edge: Edge, tmp_path: Path) -> None:
    other = edge.ai.add_file(str(write_reranker(tmp_path / "two", WORDS, types=False)), copy=True).id
    result = run(edge, other)
    assert [each["id"] for each in result["response"]] == [1, 2, 0]
    assert edge.ai.embedder.open_reranker(edge.ai._catalog.find(other)).longest == 64
    # Its padding is number 1, which no text holds: company of any length changes nothing
    mixed = run(edge, other, texts=["the sea", "kettle " * 50])["response"][0]
    assert mixed == {"id": 0, "score": pytest.approx(result["response"][1]["score"], abs=1e-6)}


def test_other_scripts_and_odd_characters_have_scores(edge: Edge, model: str) -> None:
    texts = ["海は18度です。", "\x00\x01", "\u200b", "🙂" * 50, "การเรียนรู้", " "]
    assert len(run(edge, model, texts=texts)["response"]) == len(texts)


def test_time_that_is_up_leaves_the_rest(edge: Edge, tmp_path: Path) -> None:
    slow = edge.ai.add_file(str(write_reranker(tmp_path / "slow", WORDS, rounds=4000)), copy=False).id
    contexts = [{"text": "the sea is warm " * 10}] * 200
    result = edge.ai.rerank(slow, {"query": QUERY, "contexts": contexts}, seconds=0.5)
    assert 0 < len(result.scores) < 200 and result.left == 200 - len(result.scores)
    assert sorted(place for place, _ in result.scores) == list(range(len(result.scores)))
    none = edge.ai.rerank(slow, {"query": QUERY, "contexts": contexts}, seconds=0)
    assert (none.scores, none.left) == ((), 200)
    assert edge.analytics.recent(1)[0].outcome == "cancelled"


def test_others_have_their_turn_between_portions(edge: Edge, tmp_path: Path) -> None:
    slow = edge.ai.add_file(str(write_reranker(tmp_path / "slow", WORDS, rounds=4000)), copy=False).id
    contexts = [{"text": "the sea is warm " * 10}] * 30
    run(edge, slow)  # in memory
    ended: list[str] = []

    def long() -> None:
        edge.ai.rerank(slow, {"query": QUERY, "contexts": contexts})
        ended.append("long")

    worker = threading.Thread(target=long)
    worker.start()
    time.sleep(0.5)
    run(edge, slow)
    ended.append("short")
    worker.join()
    assert ended == ["short", "long"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("two", "gives"),
        ("nan", "no numbers"),
        ("name", "takes input_idz"),
        ("float", "float"),
        ("external", "cannot be read"),
        ("torn", "cannot be read"),
        ("no output", "cannot be read"),
        ("short", "only 4 tokens"),
    ],
)
@pytest.mark.parametrize("copy", [True, False])
def test_a_model_that_is_none_is_refused_and_leaves_nothing(
    edge: Edge, tmp_path: Path, fault: Any, said: str, copy: bool
) -> None:
    (tmp_path / "secret").write_bytes(bytes(4))
    before = [each.id for each in edge.ai.models()]
    with pytest.raises(ModelUnusable, match=said) as caught:
        edge.ai.add_file(str(write_reranker(tmp_path / "odd", WORDS, fault=fault)), copy=copy)
    assert caught.value.action
    assert [each.id for each in edge.ai.models()] == before


def test_a_graph_that_asks_for_terabytes_ends_the_child_alone(edge: Edge, tmp_path: Path) -> None:
    with pytest.raises((ModelUnusable, OutOfMemory, EngineCrashed)):
        edge.ai.add_file(str(write_reranker(tmp_path / "vast", WORDS, fault="huge")), copy=False)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\x00" * 100, b'{"model": {"type": "WordLevel", "vocab": {"a": -1}}}']
)
def test_a_tokenizer_that_is_none_is_named(edge: Edge, tmp_path: Path, raw: bytes) -> None:
    folder = write_reranker(tmp_path / "odd", WORDS)
    (folder / "tokenizer.json").write_bytes(raw)
    with pytest.raises((ModelUnusable, InvalidInput), match="tokenizer"):
        edge.ai.add_file(str(folder), copy=False)


def test_files_that_are_too_large_are_not_read(edge: Edge, tmp_path: Path) -> None:
    for name, most in (("tokenizer.json", 64 << 20), ("config.json", 1 << 20), ("model.onnx", 2 << 30)):
        folder = write_reranker(tmp_path / f"large {name}", WORDS)
        os.truncate(folder / name, most + 1)  # sparse: it takes no room
        with pytest.raises(ModelUnusable, match=f"{name} has {most + 1} bytes"):
            edge.ai.add_file(str(folder), copy=False)


def test_a_configuration_that_is_none_is_named(edge: Edge, tmp_path: Path) -> None:
    folder = write_reranker(tmp_path / "odd", WORDS)
    (folder / "config.json").write_text("{" * 1000)
    with pytest.raises(ModelUnusable, match=r"config\.json"):
        edge.ai.add_file(str(folder), copy=False)
    (folder / "config.json").write_text(json.dumps({"pad_token_id": -7, "max_position_embeddings": "many"}))
    added = edge.ai.add_file(str(folder), copy=False)
    assert run(edge, added.id)["response"][0]["id"] == 1
    (folder / "config.json").unlink()
    assert run(edge, added.id)["response"][0]["id"] == 1


def test_where_it_may_lie_and_what_it_is_called(edge: Edge, tmp_path: Path) -> None:
    hub = write_reranker(tmp_path / "bge-reranker-base", WORDS, below=True)
    used = edge.ai.add_file(str(hub), copy=False)
    assert (used.id, used.task, used.state) == (str(hub), "text-reranking", "installed")
    copied = edge.ai.add_file(str(hub), copy=True)
    assert copied.id == "bge-reranker-base"
    assert (edge.home.models / "bge-reranker-base" / "model.onnx").is_file()
    listed = [each for each in edge.ai.examined() if each.task == "text-reranking"]
    assert listed == [copied, used]
    assert run(edge, "@cf/baai/bge-reranker-base").model == copied.id
    edge.ai.forget_file(used.id)
    assert hub.is_dir() and str(hub) not in [each.id for each in edge.ai.models()]
    with pytest.raises(InvalidInput, match="already"):
        edge.ai.add_file(str(write_reranker(tmp_path / "other" / "bge-reranker-base", WORDS)), copy=True)


def test_a_folder_that_is_gone_is_missing_and_can_be_forgotten(edge: Edge, tmp_path: Path) -> None:
    folder = write_reranker(tmp_path / "mine", WORDS)
    added = edge.ai.add_file(str(folder), copy=False)
    (folder / "tokenizer.json").unlink()
    gone = next(each for each in edge.ai.examined() if each.id == added.id)
    assert (gone.state, gone.task) == ("missing", "text-reranking")
    with pytest.raises(ModelNotFound):
        run(edge, added.id)
    assert edge.ai.reranker() is None


def test_which_one_the_settings_mean(edge: Edge, tmp_path: Path) -> None:
    assert edge.ai.reranker() is None
    with pytest.raises(ModelNotFound, match="No re-ranker"):
        edge.ai.rerank(None, {"query": "sea", "contexts": [{"text": "sea"}]})
    small = edge.ai.add_file(str(write_reranker(tmp_path / "small", WORDS)), copy=True)
    large = edge.ai.add_file(str(write_reranker(tmp_path / "large", WORDS + " and more of them")), copy=True)
    assert edge.ai.reranker() == large
    edge.settings.set("library.reranker", "small")
    assert edge.ai.reranker() == small
    edge.settings.set("library.reranker", "off")
    assert edge.ai.reranker() is None
    edge.settings.set("library.reranker", "elsewhere")
    with pytest.raises(ModelNotFound):
        edge.ai.reranker()
    edge.settings.set("library.reranker", "all-minilm-l6-v2")
    with pytest.raises((InvalidInput, ModelNotFound)):
        edge.ai.reranker()


def test_another_model_in_the_same_file_is_loaded_anew(edge: Edge, tmp_path: Path, model: str) -> None:
    assert run(edge, model)["response"][0]["id"] == 1
    write_reranker(edge.home.models / model, "kettle stove how")
    assert run(edge, model, query="how kettle")["response"][0]["id"] == 0


def test_killed_in_the_middle_is_told_and_the_next_starts_anew(edge: Edge, tmp_path: Path) -> None:
    slow = edge.ai.add_file(str(write_reranker(tmp_path / "slow", WORDS, rounds=4000)), copy=False).id
    run(edge, slow)
    life = edge.ai.embedder.life
    threading.Timer(0.3, lambda: psutil.Process(life).kill()).start()
    with pytest.raises(EngineCrashed):
        edge.ai.rerank(slow, {"query": QUERY, "contexts": [{"text": "sea " * 50}] * 1000})
    assert run(edge, slow)["response"][0]["id"] == 1
    assert edge.ai.embedder.life not in (0, life)


def test_a_model_that_hangs_is_ended(edge: Edge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = edge.ai.add_file(str(write_reranker(tmp_path / "slow", WORDS, rounds=4000)), copy=False).id
    edge.ai.embedder.open_reranker(edge.ai._catalog.find(slow))
    monkeypatch.setattr("edgechat.ai.embed_host.PATIENCE", 0.2)
    monkeypatch.setattr("edgechat.ai.embed_host.HUNG", 0)
    monkeypatch.setattr("edgechat.ai.embed_host.PORTION", 60)
    with pytest.raises((TimedOut, EngineCrashed)):
        edge.ai.rerank(slow, {"query": QUERY, "contexts": [{"text": "sea " * 50}] * 64})


def test_a_tokenizer_that_never_ends_is_ended(edge: Edge, tmp_path: Path) -> None:
    folder = write_reranker(tmp_path / "evil", WORDS)
    told = json.loads((folder / "tokenizer.json").read_text())
    told["pre_tokenizer"] = {
        "type": "Split",
        "pattern": {"Regex": "(a|a?)+(a|a?)+(a|a?)+(a|a?)+$"},
        "behavior": "Removed",
        "invert": False,
    }
    (folder / "tokenizer.json").write_text(json.dumps(told))
    try:
        model = edge.ai.add_file(str(folder), copy=False).id
        with pytest.raises((TimedOut, ModelUnusable, EngineCrashed)):
            run(edge, model, texts=["a" * 60_000 + "!"] * 8)
    except ModelUnusable:
        pass  # the library will not have it: as well
    good = edge.ai.add_file(str(write_reranker(tmp_path / "good", WORDS)), copy=False).id
    assert run(edge, good)["response"]


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_spoiled_files_are_told_by_their_own_error(edge: Edge, tmp_path: Path, name: str) -> None:
    """Whatever is wrong with them: a typed error, or scores; and the next request is answered."""
    folder = write_reranker(edge.home.models / "spoiled", WORDS)
    whole = (folder / name).read_bytes()
    told = []
    for raw in mutants(whole, header=len(whole), count=SPOILED, seed=7):
        (folder / name).write_bytes(raw)
        try:
            assert len(run(edge, "spoiled")["response"]) == len(TEXTS)
        except (ModelUnusable, ModelNotFound, InputTooLong, EngineCrashed, TimedOut) as error:
            told.append(error)
    assert len(told) > SPOILED // 10
    assert all(error.message and error.action for error in told)
    (folder / name).write_bytes(whole)
    assert run(edge, "spoiled")["response"][0]["id"] == 1


def test_one_that_nobody_uses_leaves_memory_while_others_work(edge: Edge, model: str) -> None:
    run(edge, model)
    life = edge.ai.embedder.life
    edge.settings.set("engine.idle_minutes", 0.02)
    time.sleep(0.7)
    edge.ai.embed(None, {"text": "one"})
    time.sleep(0.7)
    edge.ai.embed(None, {"text": "two"})
    assert edge.ai.embedder.life == life and edge.ai.embedder._reranker is None
    assert run(edge, model)["response"], "and is loaded again"


def test_a_limit_that_is_reached_refuses_before_anything_runs(edge: Edge, model: str) -> None:
    edge.quota.set_limit("door", 1)
    run(edge, model)
    with pytest.raises(QuotaExceeded):
        run(edge, model)


def test_a_child_that_lies_is_a_bug(edge: Edge, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from edgechat.ai import embed_host
    from edgechat.ai.embed_protocol import Reranked

    real = embed_host.unpack

    def lying(body: bytes, kind: type[Any]) -> Any:
        return Reranked(b"\0" * 4, 3) if kind is Reranked else real(body, kind)

    monkeypatch.setattr(embed_host, "unpack", lying)
    with pytest.raises(BugError, match="wrong shape"):
        run(edge, model)


def test_the_command_line_adds_lists_runs_and_forgets(typed: Typed, tmp_path: Path) -> None:
    folder = str(write_reranker(tmp_path / "mine", WORDS))
    code, out, _ = typed("models", "add", folder, "--json")
    assert code == 0 and json.loads(out)["id"] == folder
    listed = {each["id"]: each["task"] for each in json.loads(typed("models", "list", "--json")[1])}
    assert listed[folder] == "text-reranking"
    inputs = json.dumps({"query": QUERY, "contexts": [{"text": text} for text in TEXTS], "top_k": 2})
    code, out, _ = typed("run", folder, inputs)
    assert code == 0 and [each["id"] for each in json.loads(out)["response"]] == [1, 2]
    assert typed("models", "forget", folder)[0] == 0
    assert folder not in typed("models", "list")[1]
    code, _, err = typed("models", "forget", folder)
    assert code == 3 and "is no model that is used where it lies" in err
    code, _, err = typed("models", "add", str(tmp_path))
    assert code == 3 and "tokenizer.json" in err


def test_vectors_come_through_the_command_line_too(typed: Typed) -> None:
    """They did not: what comes in one piece was followed like a stream."""
    code, out, _ = typed("run", "all-minilm-l6-v2", '{"text": ["one", "two"]}')
    assert code == 0 and json.loads(out)["shape"] == [2, 384]


def test_doctor_says_whether_there_is_one(edge: Edge, tmp_path: Path) -> None:
    def told() -> tuple[str, str]:
        return next((each.state, each.detail) for each in edge.checks() if each.name == "Order of passages")

    assert told()[0] == "ok" and "There is none" in told()[1]
    edge.ai.add_file(str(write_reranker(tmp_path / "mine", WORDS)), copy=True)
    assert told() == ("ok", "mine orders what a search finds.")
    edge.settings.set("library.reranker", "off")
    assert "turned off" in told()[1]
    edge.settings.set("library.reranker", "gone")
    assert told()[0] == "warn" and "gone" in told()[1]
