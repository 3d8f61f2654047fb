"""A small but whole GGUF model, written from nothing: llama architecture, random weights, byte vocabulary.

llama.cpp loads it and writes nonsense with it. The parts stay apart (``Draft``) so that tests can
spoil one of them and write the rest as it should be.
"""

from __future__ import annotations

import random
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64 = range(13)
CODES = {
    U8: "B",
    I8: "b",
    U16: "H",
    I16: "h",
    U32: "I",
    I32: "i",
    F32: "f",
    BOOL: "?",
    U64: "Q",
    I64: "q",
    F64: "d",
}
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6

WIDTH, HEADS, KV_HEADS, FORWARD, LAYERS, CONTEXT = 32, 4, 2, 64, 2, 512
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass
class Pair:
    """One metadata entry; an array's ``value`` is (type of its elements, list)."""

    key: str
    kind: int
    value: Any


@dataclass
class Tensor:
    """``offset`` None: right after the one before."""

    name: str
    shape: list[int]
    data: bytes
    kind: int = 0
    offset: int | None = None


@dataclass
class Draft:
    """All parts of a file before they are written."""

    pairs: list[Pair]
    tensors: list[Tensor]
    magic: bytes = b"GGUF"
    version: int = 3
    alignment: int = 32
    counts: tuple[int | None, int | None] = (None, None)
    tail: bytes = field(default=b"")

    def set(self, key: str, kind: int, value: Any) -> Draft:
        """Replace or add one entry."""
        self.pairs = [pair for pair in self.pairs if pair.key != key] + [Pair(key, kind, value)]
        return self

    def drop(self, key: str) -> Draft:
        self.pairs = [pair for pair in self.pairs if pair.key != key]
        return self


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def encode_value(kind: int, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if kind == STRING:
        return text(value)
    if kind == ARRAY:
        item, elements = value
        return struct.pack("<IQ", item, len(elements)) + b"".join(encode_value(item, one) for one in elements)
    return struct.pack("<" + CODES[kind], value)


def encode(draft: Draft) -> bytes:
    """The file's bytes."""
    tensors, pairs = draft.counts
    head = draft.magic + struct.pack(
        "<IQQ",
        draft.version,
        len(draft.tensors) if tensors is None else tensors,
        len(draft.pairs) if pairs is None else pairs,
    )
    for pair in draft.pairs:
        head += text(pair.key) + struct.pack("<I", pair.kind) + encode_value(pair.kind, pair.value)
    body = b""
    for tensor in draft.tensors:
        offset = len(body) if tensor.offset is None else tensor.offset
        head += text(tensor.name) + struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *tensor.shape)
        head += struct.pack("<IQ", tensor.kind, offset)
        body += _padded(tensor.data, draft.alignment)
    return _padded(head, draft.alignment) + body + draft.tail


def _padded(raw: bytes, alignment: int) -> bytes:
    return raw + bytes(-len(raw) % alignment)


def vocabulary() -> list[tuple[str, int]]:
    """(text, type) of each token: three basic ones, ChatML's, all bytes, a few pieces."""
    basic = [
        ("<unk>", UNKNOWN),
        ("<s>", CONTROL),
        ("</s>", CONTROL),
        ("<|im_start|>", CONTROL),
        ("<|im_end|>", CONTROL),
    ]
    raw = [(f"<0x{number:02X}>", BYTE) for number in range(256)]
    letters = "\u2581abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,!?:\n"
    pieces = [(piece, NORMAL) for piece in (*letters, "th", "he", "the", "\u2581the", "an", "in", "er")]
    return basic + raw + pieces


def make_pairs(template: str | None) -> list[Pair]:
    tokens = vocabulary()
    pairs = [
        Pair("general.architecture", STRING, "llama"),
        Pair("general.name", STRING, "Tiny"),
        Pair("general.file_type", U32, 0),
        Pair("llama.context_length", U32, CONTEXT),
        Pair("llama.embedding_length", U32, WIDTH),
        Pair("llama.block_count", U32, LAYERS),
        Pair("llama.feed_forward_length", U32, FORWARD),
        Pair("llama.rope.dimension_count", U32, WIDTH // HEADS),
        Pair("llama.attention.head_count", U32, HEADS),
        Pair("llama.attention.head_count_kv", U32, KV_HEADS),
        Pair("llama.attention.layer_norm_rms_epsilon", F32, 1e-5),
        Pair("tokenizer.ggml.model", STRING, "llama"),
        Pair("tokenizer.ggml.tokens", ARRAY, (STRING, [token for token, _ in tokens])),
        Pair("tokenizer.ggml.scores", ARRAY, (F32, [-float(index) for index in range(len(tokens))])),
        Pair("tokenizer.ggml.token_type", ARRAY, (I32, [kind for _, kind in tokens])),
        Pair("tokenizer.ggml.bos_token_id", U32, 1),
        Pair("tokenizer.ggml.eos_token_id", U32, 4),
        Pair("tokenizer.ggml.unknown_token_id", U32, 0),
        Pair("tokenizer.ggml.add_bos_token", BOOL, False),
    ]
    return pairs if template is None else [*pairs, Pair("tokenizer.chat_template", STRING, template)]


def make_tensors(seed: int) -> list[Tensor]:
    dice = random.Random(seed)
    kv = WIDTH // HEADS * KV_HEADS
    tokens = len(vocabulary())

    def weights(name: str, *shape: int) -> Tensor:
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        values = [1.0] * count if len(shape) == 1 else [dice.gauss(0, 0.2) for _ in range(count)]
        return Tensor(name, list(shape), struct.pack(f"<{count}f", *values))

    found = [weights("token_embd.weight", WIDTH, tokens)]
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        found += [
            weights(block + "attn_norm.weight", WIDTH),
            weights(block + "attn_q.weight", WIDTH, WIDTH),
            weights(block + "attn_k.weight", WIDTH, kv),
            weights(block + "attn_v.weight", WIDTH, kv),
            weights(block + "attn_output.weight", WIDTH, WIDTH),
            weights(block + "ffn_norm.weight", WIDTH),
            weights(block + "ffn_gate.weight", WIDTH, FORWARD),
            weights(block + "ffn_up.weight", WIDTH, FORWARD),
            weights(block + "ffn_down.weight", FORWARD, WIDTH),
        ]
    return [*found, weights("output_norm.weight", WIDTH), weights("output.weight", WIDTH, tokens)]


def draft(*, template: str | None = CHATML, seed: int = 7) -> Draft:
    """A fresh set of parts that make up a valid file."""
    return Draft(make_pairs(template), make_tensors(seed))


def write_tiny(path: Path, *, template: str | None = CHATML, seed: int = 7) -> Path:
    """Write a valid model to ``path`` (about 160 KB)."""
    path.write_bytes(encode(draft(template=template, seed=seed)))
    return path


if __name__ == "__main__":
    write_tiny(Path(sys.argv[1]))
