"""A small but whole cross-encoder in ONNX, written from nothing: it counts the words that a text shares with
the question.

The bytes are protobuf, put together here; onnxruntime loads and runs them like any other model. Its tokenizer
is made by the library that reads it: one number per word, in lower case. ``Fault`` spoils one thing.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

FLOAT, INT64, BOOL = 1, 7, 9
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
PER_WORD, BEGIN = 1.5, -2.0  # the score of a text: so much per shared word, from there
Fault = Literal["", "two", "nan", "name", "float", "external", "short", "huge", "torn", "no output"]


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def data(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(raw)) + raw


def tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    return b"".join(number(1, each) for each in shape) + number(2, kind) + data(8, name) + data(9, raw)


def integers(name: str, *values: int, shape: Sequence[int] | None = None) -> bytes:
    return tensor(
        name, INT64, [len(values)] if shape is None else shape, struct.pack(f"<{len(values)}q", *values)
    )


def real(name: str, value: float) -> bytes:
    return tensor(name, FLOAT, [], struct.pack("<f", value))


def kind_of(kind: int, shape: Sequence[str | int]) -> bytes:
    dimensions = (data(1, number(1, each) if isinstance(each, int) else data(2, each)) for each in shape)
    return data(1, number(1, kind) + data(2, b"".join(dimensions)))


def value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    return data(1, name) + data(2, kind_of(kind, shape))


def node(op: str, inputs: str, output: str, *attributes: bytes) -> bytes:
    named = b"".join(data(1, each) for each in inputs.split())
    given = b"".join(data(2, each) for each in output.split())
    return named + given + data(3, output) + data(4, op) + b"".join(data(5, each) for each in attributes)


def whole(name: str, amount: int) -> bytes:
    return data(1, name) + number(3, amount) + number(20, 2)


def graph(
    nodes: Sequence[bytes], constants: Sequence[bytes], inputs: Sequence[bytes], outputs: Sequence[bytes]
) -> bytes:
    parts = ((1, nodes), (5, constants), (11, inputs), (12, outputs))
    return data(2, "g") + b"".join(data(field, each) for field, every in parts for each in every)


def model(inside: bytes) -> bytes:
    return number(1, 8) + data(2, "tests") + data(7, inside) + data(8, data(1, "") + number(2, 17))


def _idle(rounds: int) -> tuple[list[bytes], list[bytes]]:
    """Nodes that make "late": 0.0, after so many rounds of doing nothing per token."""
    body = graph(
        [node("Identity", "going", "go_on"), node("Add", "before nought", "after")],
        [],
        [value("round", INT64, []), value("going", BOOL, []), value("before", FLOAT, [])],
        [value("go_on", BOOL, []), value("after", FLOAT, [])],
    )
    inside = data(1, "body") + data(6, body) + number(20, 5)
    nodes = [
        node("ReduceSum", "attention_mask", "tokens", whole("keepdims", 0)),
        node("Mul", "tokens rounds", "trips"),
        node("Loop", "trips yes nought", "late", inside),
    ]
    yes = tensor("yes", BOOL, [], b"\x01")
    return nodes, [integers("rounds", rounds, shape=[]), yes]


def _by_marks() -> list[bytes]:
    """Nodes that make "types" without being given them: 1 behind the first [SEP], as models with two inputs
    have to see for themselves."""
    return [
        node("Equal", "input_ids three", "marks"),
        node("Cast", "marks", "marked", whole("to", FLOAT)),
        node("CumSum", "marked axis", "passed"),
        node("Greater", "passed nought", "behind"),
        node("Cast", "behind", "types", whole("to", FLOAT)),
    ]


def cross_encoder(*, fault: Fault = "", rounds: int = 0, types: bool = True) -> bytes:
    """The bytes of a model. ``rounds``: how much it dawdles, per token; ``types``: whether it takes
    ``token_type_ids``."""
    idle, constants = _idle(rounds)
    last = "unread" if fault == "no output" else "logits"
    width = 2 if fault == "two" else 1
    nodes = [
        *idle,
        # Which tokens are words of the question, and which of the text
        node("Greater", "input_ids three", "words"),
        node("Cast", "words", "worded", whole("to", FLOAT)),
        *([node("Cast", "token_type_ids", "types", whole("to", FLOAT))] if types else _by_marks()),
        node("Cast", "attention_mask", "mask", whole("to", FLOAT)),
        node("Mul", "worded mask", "there"),
        node("Mul", "there types", "of_text"),
        node("Sub", "there of_text", "of_question"),
        # [pairs, tokens, tokens]: which are the same word
        node("Unsqueeze", "input_ids one", "across"),
        node("Unsqueeze", "input_ids two", "down"),
        node("Equal", "across down", "same"),
        node("Cast", "same", "alike", whole("to", FLOAT)),
        node("Unsqueeze", "of_text one", "row"),
        node("Unsqueeze", "of_question two", "column"),
        node("MatMul", "row alike", "part"),
        node("MatMul", "part column", "shared"),
        node("Reshape", "shared shape", "flat"),
        node("Mul", "flat weight", "weighed"),
        node("Add", "weighed begin", "based"),
        node("Add", "based late", "timed"),
        *([node("Concat", "timed timed", last, whole("axis", 1))] if fault == "two" else []),
        *([node("Log", "timed", last)] if fault == "nan" else []),
        *([node("Identity", "timed", last)] if fault not in ("two", "nan") else []),
    ]
    constants += [
        integers("three", 3, shape=[]), integers("one", 1), integers("two", 2), integers("shape", -1, 1),
        integers("axis", 1, shape=[]), real("weight", PER_WORD), real("begin", BEGIN), real("nought", 0.0),
    ]  # fmt: skip
    if fault == "external":
        where = data(13, data(1, "location") + data(2, "../secret"))
        constants[-3] = number(2, FLOAT) + data(8, "weight") + where + number(14, 1)
    if fault == "huge":  # 4 TB, asked for as soon as somebody computes what is constant
        nodes.append(node("ConstantOfShape", "vast", "space"))
        nodes.append(node("ReduceSum", "space", "sum", whole("keepdims", 0)))
        nodes[-3] = node("Add", "timed sum", last)
        constants.append(integers("vast", 1 << 20, 1 << 20))
    kind = FLOAT if fault == "float" else INT64
    names = [
        "input_idz" if fault == "name" else "input_ids",
        "attention_mask",
        *(["token_type_ids"] if types else []),
    ]
    inputs = [value(name, kind if name == names[0] else INT64, ["batch", "tokens"]) for name in names]
    if fault == "name":
        nodes = [each.replace(b"input_ids", b"input_idz") for each in nodes]
    return model(graph(nodes, constants, inputs, [value("logits", FLOAT, ["batch", width])]))


def tokenizer(words: Sequence[str]) -> Tokenizer:
    known = {word: place for place, word in enumerate([*SPECIAL, *dict.fromkeys(map(str.lower, words))])}
    made = Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return made


def write_reranker(
    folder: Path,
    words: str,
    *,
    fault: Fault = "",
    rounds: int = 0,
    places: int = 64,
    below: bool = False,
    types: bool = True,
) -> Path:
    """A re-ranker in ``folder`` that knows ``words``; ``places``: tokens of a pair that it takes."""
    inside = folder / "onnx" if below else folder
    inside.mkdir(parents=True, exist_ok=True)
    raw = cross_encoder(fault=fault, rounds=rounds, types=types)
    (inside / "model.onnx").write_bytes(raw[: len(raw) // 2] if fault == "torn" else raw)
    tokenizer(words.split()).save(str(folder / "tokenizer.json"))
    places = 4 if fault == "short" else places
    # Models of that kind count their places from behind the padding's
    told = {"model_type": "bert", "pad_token_id": 0, "max_position_embeddings": places}
    other = {"model_type": "xlm-roberta", "pad_token_id": 1, "max_position_embeddings": places + 2}
    (folder / "config.json").write_text(json.dumps(told if types else other))
    return folder
