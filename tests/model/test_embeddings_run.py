"""``ai.run`` with the starter embedding model: shapes, limits, counting, faithfulness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edgechat import open_edge
from edgechat.ai.values import EmbeddingResult
from edgechat.core.errors import IncompleteInput, InputTooLong, InvalidInput
from edgechat.edge import Edge
from tests.model.test_embedding import FACTS, forward, weights

__all__ = ["weights"]
MODEL = "all-minilm-l6-v2"
SENTENCES = ["What is the capital of France?", "Paris is the capital and most populous city of France."]
pytestmark = pytest.mark.leaves_running


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with open_edge(Path(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


def vectors(result: EmbeddingResult) -> np.ndarray:
    return np.array(result["data"])


def run(edge: Edge, **inputs: object) -> EmbeddingResult:
    result = edge.ai.run(MODEL, inputs)
    assert isinstance(result, EmbeddingResult)
    return result


def test_the_reference_shape(edge: Edge) -> None:
    result = run(edge, text=SENTENCES)
    told = result.to_dict()
    assert (told["shape"], told["pooling"]) == ([2, 384], "mean")
    assert vectors(result).shape == (2, 384)
    assert run(edge, text="one").shape == (1, 384)


def test_text_to_vector_matches_the_definition(edge: Edge, weights: dict[str, np.ndarray]) -> None:
    made = vectors(run(edge, text=SENTENCES))
    for row, ids in zip(made, FACTS[:2], strict=True):
        assert float(row @ forward(ids, weights)) >= 0.9999
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


def test_company_changes_nothing(edge: Edge) -> None:
    many = [("heat transfer " * number).strip() for number in range(1, 60)]
    together = vectors(run(edge, text=many))
    for place in (0, 17, 58):
        alone = vectors(run(edge, text=many[place]))[0]
        assert float(alone @ together[place]) >= 0.9999


def test_a_text_over_the_limit_is_refused_with_both_numbers(edge: Edge) -> None:
    assert run(edge, text="hello " * 254).usage.prompt_tokens == 256
    with pytest.raises(InputTooLong) as caught:
        run(edge, text="hello " * 255)
    assert caught.value.details == {"tokens": 257, "context": 256}


@pytest.mark.parametrize(
    "inputs",
    [
        {"text": []},
        {"text": ["x"] * 101},
        {"text": ""},
        {"text": 7},
        {"text": ["x", ""]},
        {"text": "x", "pooling": "cls"},
        {"text": "x", "pooling": "max"},
        {"text": "x", "other": 1},
        {"text": "\ud800"},
        {"text": "x" * 100_001},
    ],
)
def test_what_the_task_refuses(edge: Edge, inputs: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        edge.ai.run(MODEL, inputs)
    assert caught.value.code == 5004 and caught.value.action


def test_nothing_to_embed_is_incomplete(edge: Edge) -> None:
    with pytest.raises(IncompleteInput):
        edge.ai.run(MODEL, {"prompt": "x"})


def test_runs_are_recorded_and_background_ones_never_limited(edge: Edge) -> None:
    used, before = edge.quota.used("door"), edge.analytics.count()
    edge.ai.embed(None, {"text": "x"}, background=True)
    assert edge.quota.used("door") == used
    edge.ai.embed(None, {"text": "one two"})
    assert edge.quota.used("door") == used + 1
    assert edge.analytics.count() == before + 2
    point = edge.analytics.recent(1)[0]
    assert (point.task, point.model, point.prompt_tokens) == ("text-embeddings", MODEL, 4)
    assert point.neurons == pytest.approx(4 * 1841 / 1e6)


def test_other_scripts_and_odd_characters_are_embedded(edge: Edge) -> None:
    texts = ["機械学習とは何か", "การเรียนรู้", "تعلم الآلة", "\x00\x01", "\u200b", "🙂" * 50]
    assert np.isfinite(vectors(run(edge, text=texts))).all()
