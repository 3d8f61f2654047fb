"""Turns the starter embedding model (all-MiniLM-L6-v2, safetensors) into an ONNX file. No PyTorch.

    python packaging/embedding.py SOURCE TARGET

``SOURCE`` holds ``model.safetensors`` and ``tokenizer.json``; ``TARGET`` gets ``all-MiniLM-L6-v2.onnx``
and ``all-MiniLM-L6-v2.tokenizer.json``. The graph takes ``input_ids``, ``attention_mask`` and
``token_type_ids`` (int64, [batch, tokens], at most 512 tokens) and gives ``embeddings`` (float32,
[batch, 384]): the mean of the last layer over the unmasked tokens, of length 1.

Runs in set-up's own environment (onnx, safetensors, numpy). Knows nothing of the app.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import load_file

NAME = "all-MiniLM-L6-v2"
# The same bytes on every machine: weights are copied bit for bit, the graph is written in a fixed order,
# and no map fields or version stamps are set.
SHA256 = "0f169d338ec14987d4647fa42647fe3e32cc7515dc45629702a812f9061fff36"
LAYERS, WIDTH, HEADS, LONGEST = 6, 384, 12, 512
OPSET, IR_VERSION = 20, 10  # the first opset with Gelu; old enough for any current onnxruntime

Weights = dict[str, np.ndarray]


class Graph:
    """Collects nodes and weights in order; every method returns the name of the value it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: float | list[int]) -> str:
        name = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def weight(self, name: str, value: np.ndarray) -> str:
        little = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"))
        kind = helper.np_dtype_to_tensor_dtype(value.dtype)
        self.weights.append(helper.make_tensor(name, kind, value.shape, little.tobytes(), raw=True))
        return name

    def integers(self, name: str, *values: int) -> str:
        return self.weight(name, np.array(values, dtype=np.int64))

    def number(self, name: str, value: float) -> str:
        return self.weight(name, np.array(value, dtype=np.float32))

    def split(self, value: str, parts: int) -> list[str]:
        """``value`` cut along its first axis of length ``parts``, that axis removed."""
        names = [f"{value}_part{index}" for index in range(parts)]
        self.nodes.append(helper.make_node("Split", [value], names, name=f"{value}_split", num_outputs=parts))
        return [self.op("Squeeze", name, "first_axis") for name in names]

    def dense(self, value: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """[rows, in] -> [rows, out]; ``weight`` is [out, in], as PyTorch stores it."""
        w, b = self.weight(f"{name}.weight", weight), self.weight(f"{name}.bias", bias)
        return self.op("Gemm", value, w, b, transB=1)

    def norm(self, value: str, name: str, weights: Weights) -> str:
        scale = self.weight(f"{name}.weight", weights[f"{name}.weight"])
        bias = self.weight(f"{name}.bias", weights[f"{name}.bias"])
        return self.op("LayerNormalization", value, scale, bias, axis=-1, epsilon=1e-12)


def build(weights: Weights) -> onnx.ModelProto:
    """The whole model. ``weights`` are named as in the safetensors file."""
    graph = Graph()
    _constants(graph)
    hidden = _embed(graph, weights)
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = _attention_bias(graph, mask)
    for index in range(LAYERS):
        hidden = _layer(graph, hidden, bias, f"encoder.layer.{index}", weights)
    _pool(graph, hidden, mask)
    ids = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    out = helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch", WIDTH])
    made = helper.make_graph(graph.nodes, NAME, ids, [out], graph.weights)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)


def _constants(graph: Graph) -> None:
    graph.integers("first_axis", 0)
    graph.integers("token_axis", 1)
    graph.integers("last_axis", -1)
    graph.integers("head_axes", 1, 2)
    graph.integers("rows", -1, WIDTH)
    graph.integers("qkv_tail", 3, HEADS, WIDTH // HEADS)
    graph.integers("hidden_tail", WIDTH)
    graph.number("one", 1)
    graph.number("hidden_score", -1e9)
    graph.number("query_scale", (WIDTH // HEADS) ** -0.5)
    graph.number("tiny", 1e-12)
    graph.op("Shape", "input_ids", name="shape")
    graph.op("Concat", "shape", "qkv_tail", name="qkv_shape", axis=0)
    graph.op("Concat", "shape", "hidden_tail", name="hidden_shape", axis=0)


def _embed(graph: Graph, weights: Weights) -> str:
    """Word + place + kind of segment, as rows [batch * tokens, width]."""
    tables = {
        name: graph.weight(name, weights[f"embeddings.{name}_embeddings.weight"])
        for name in ("word", "position", "token_type")
    }
    length = graph.op("Gather", "shape", "token_axis", axis=0)
    place = graph.op("Slice", tables["position"], "first_axis", length, "first_axis")
    word = graph.op("Gather", tables["word"], "input_ids", axis=0)
    segment = graph.op("Gather", tables["token_type"], "token_type_ids", axis=0)
    total = graph.op("Add", graph.op("Add", word, segment), place)
    return graph.norm(graph.op("Reshape", total, "rows"), "embeddings.LayerNorm", weights)


def _attention_bias(graph: Graph, mask: str) -> str:
    """0 for a token, a huge negative number for padding: [batch, 1, 1, tokens]."""
    padding = graph.op("Mul", graph.op("Sub", "one", mask), "hidden_score")
    return graph.op("Unsqueeze", padding, "head_axes")


def _layer(graph: Graph, hidden: str, bias: str, name: str, weights: Weights) -> str:
    seen = _attend(graph, hidden, bias, f"{name}.attention.self", weights)
    seen = _dense(graph, seen, f"{name}.attention.output.dense", weights)
    hidden = graph.norm(graph.op("Add", seen, hidden), f"{name}.attention.output.LayerNorm", weights)
    wide = graph.op("Gelu", _dense(graph, hidden, f"{name}.intermediate.dense", weights))
    narrow = _dense(graph, wide, f"{name}.output.dense", weights)
    return graph.norm(graph.op("Add", narrow, hidden), f"{name}.output.LayerNorm", weights)


def _dense(graph: Graph, value: str, name: str, weights: Weights) -> str:
    return graph.dense(value, name, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _attend(graph: Graph, hidden: str, bias: str, name: str, weights: Weights) -> str:
    """Self-attention; query, key and value come from one product because one wide one is faster."""
    weight = np.concatenate([weights[f"{name}.{part}.weight"] for part in ("query", "key", "value")])
    offset = np.concatenate([weights[f"{name}.{part}.bias"] for part in ("query", "key", "value")])
    together = graph.dense(hidden, f"{name}.qkv", weight, offset)
    apart = graph.op("Reshape", together, "qkv_shape")
    query, key, value = graph.split(graph.op("Transpose", apart, perm=[2, 0, 3, 1, 4]), 3)
    across = graph.op("Transpose", key, perm=[0, 1, 3, 2])
    scores = graph.op("MatMul", graph.op("Mul", query, "query_scale"), across)
    shares = graph.op("Softmax", graph.op("Add", scores, bias), axis=-1)
    mixed = graph.op("Transpose", graph.op("MatMul", shares, value), perm=[0, 2, 1, 3])
    return graph.op("Reshape", mixed, "rows")


def _pool(graph: Graph, hidden: str, mask: str) -> None:
    """Mean over the tokens that count, then length 1. Ends in ``embeddings``."""
    tokens = graph.op("Reshape", hidden, "hidden_shape")
    counted = graph.op("Mul", tokens, graph.op("Unsqueeze", mask, "last_axis"))
    total = graph.op("ReduceSum", counted, "token_axis", keepdims=0)
    count = graph.op("Max", graph.op("ReduceSum", mask, "token_axis", keepdims=1), "tiny")
    mean = graph.op("Div", total, count)
    length = graph.op("Max", graph.op("ReduceL2", mean, "last_axis", keepdims=1), "tiny")
    graph.op("Div", mean, length, name="embeddings")


def write(source: Path, target: Path) -> str:
    """Write model and tokenizer into ``target``, each whole or not at all. Returns the model's SHA-256."""
    target.mkdir(parents=True, exist_ok=True)
    model = build(load_file(source / "model.safetensors"))
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString(deterministic=True)
    digest = hashlib.sha256(data).hexdigest()
    unfinished = target / f".{NAME}.unfinished"
    shutil.copyfile(source / "tokenizer.json", unfinished)
    os.replace(unfinished, target / f"{NAME}.tokenizer.json")
    unfinished.write_bytes(data)
    os.replace(unfinished, target / f"{NAME}.onnx")
    return digest


def main(arguments: list[str]) -> int:
    source, target = map(Path, arguments)
    digest = write(source, target)
    if digest != SHA256:
        (target / f"{NAME}.onnx").unlink()
        print(f"{NAME}.onnx came out as {digest}, expected {SHA256}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
