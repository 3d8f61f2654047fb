"""Tiny models that are well formed and wrong: every length and offset fits, the facts do not.

Spoiled bytes mostly end at the header check; these pass it far more often and reach the native loader.
"""

from __future__ import annotations

import dataclasses
import random
import struct
from collections.abc import Callable, Iterator

from tests.models.tiny_gguf import (
    ARRAY,
    BOOL,
    BYTE,
    CODES,
    CONTROL,
    F32,
    NORMAL,
    STRING,
    U32,
    UNKNOWN,
    Draft,
    Pair,
    draft,
    encode,
)

NUMBERS = (
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    15,
    16,
    31,
    33,
    64,
    100,
    127,
    128,
    255,
    336,
    337,
    338,
    512,
    1000,
    65535,
    1 << 20,
)
FLOATS = (0.0, -0.0, 1e-38, 1e-5, 0.5, 1.0, 1e4, 3e38, float("inf"), float("-inf"), float("nan"))
TEXTS = ("", " ", "\0", "\n", "<|im_end|>", "<0xZZ>", "<0x", "\u2581" * 500, "\u202e", "e\u0301", "a" * 4000)
ARCHITECTURES = (
    *("llama", "qwen2", "qwen3", "gemma", "gemma2", "phi3", "mamba", "rwkv6", "gpt2", "bert", "t5", "falcon"),
    *("deepseek2", "plamo2", "mpt", "starcoder", "command-r", "no-such-thing"),
)
TOKENIZERS = ("llama", "gpt2", "bert", "t5", "rwkv", "plamo2", "none", "no_vocab", "no-such-thing")
EXTRA: tuple[tuple[str, int, tuple[object, ...]], ...] = (
    ("llama.expert_count", U32, NUMBERS),
    ("llama.expert_used_count", U32, NUMBERS),
    ("llama.attention.key_length", U32, NUMBERS),
    ("llama.attention.value_length", U32, NUMBERS),
    ("llama.attention.sliding_window", U32, NUMBERS),
    ("llama.attention.causal", BOOL, (False,)),
    ("llama.rope.freq_base", F32, FLOATS),
    ("llama.rope.scaling.type", STRING, ("linear", "yarn", "longrope", "none", "?")),
    ("llama.rope.scaling.factor", F32, FLOATS),
    ("llama.vocab_size", U32, NUMBERS),
    ("llama.pooling_type", U32, NUMBERS),
    ("tokenizer.ggml.model", STRING, TOKENIZERS),
    ("tokenizer.ggml.pre", STRING, ("default", "llama-bpe", "qwen2", "no-such-thing")),
    ("tokenizer.ggml.merges", ARRAY, ((STRING, ["a b", "t h"]), (STRING, ["", " ", "abc"]), (STRING, []))),
    ("tokenizer.ggml.eot_token_id", U32, NUMBERS),
    ("tokenizer.ggml.padding_token_id", U32, NUMBERS),
    ("tokenizer.ggml.precompiled_charsmap", ARRAY, ((0, [0, 0, 0, 255]), (0, [255] * 64), (0, []))),
    ("general.architecture", STRING, ARCHITECTURES),
    ("general.alignment", U32, (8, 16, 32, 64, 4096)),
)  # fmt: skip


def odd_models(*, count: int, seed: int) -> Iterator[bytes]:
    """``count`` files, the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(count):
        parts = draft()
        for _ in range(dice.choice((1, 1, 2, 3))):
            dice.choice(WAYS)(parts, dice)
        yield encode(parts)


def _number(parts: Draft, dice: random.Random) -> None:
    pair = dice.choice([each for each in parts.pairs if each.kind in CODES])
    if pair.kind == F32:
        pair.value = dice.choice(FLOATS)
    else:
        pair.value = bool(dice.randrange(2)) if pair.kind == BOOL else dice.choice(NUMBERS)


def _extra(parts: Draft, dice: random.Random) -> None:
    key, kind, values = dice.choice(EXTRA)
    parts.set(key, kind, dice.choice(values))
    if key == "general.architecture":
        _rename(parts, str(parts.pairs[-1].value))


def _rename(parts: Draft, architecture: str) -> None:
    """The same facts under the keys of another architecture."""
    for pair in parts.pairs:
        head, dot, tail = pair.key.partition(".")
        if head == "llama":
            pair.key = architecture + dot + tail


def _drop(parts: Draft, dice: random.Random) -> None:
    parts.drop(dice.choice(parts.pairs).key)


def _tensor(parts: Draft, dice: random.Random) -> None:
    tensors = parts.tensors
    place = dice.randrange(len(tensors))
    way = dice.randrange(5)
    if way == 0:
        del tensors[place]
    elif way == 1:
        tensors.insert(place, dataclasses.replace(tensors[place], name=tensors[place].name + ".twin"))
    elif way == 2:
        tensors[place].shape.reverse()
    elif way == 3:
        other = dice.randrange(len(tensors))
        tensors[place].name, tensors[other].name = tensors[other].name, tensors[place].name
    else:
        _resize(parts, place, dice)


def _resize(parts: Draft, place: int, dice: random.Random) -> None:
    tensor = parts.tensors[place]
    tensor.shape = [dice.choice((1, 2, 16, 31, 32, 33, 64)) for _ in range(dice.choice((1, 2, 3)))]
    count = 1
    for length in tensor.shape:
        count *= length
    tensor.data = struct.pack(f"<{count}f", *(dice.gauss(0, 1) for _ in range(count)))


def _weights(parts: Draft, dice: random.Random) -> None:
    tensor = dice.choice(parts.tensors)
    count = len(tensor.data) // 4
    tensor.data = struct.pack("<f", dice.choice(FLOATS)) * count


def _token(parts: Draft, dice: random.Random) -> None:
    pair = _vocabulary(parts, "tokens")
    if pair is not None:
        tokens = list(pair.value[1])
        for _ in range(dice.choice((1, 3, 100))):
            tokens[dice.randrange(len(tokens))] = dice.choice((*TEXTS, dice.choice(tokens)))
        pair.value = (STRING, tokens)


def _kinds(parts: Draft, dice: random.Random) -> None:
    pair = _vocabulary(parts, "token_type")
    if pair is not None:
        item, kinds = pair.value
        allowed = (NORMAL, UNKNOWN, CONTROL, BYTE, 0, 5, 99, -1)
        for _ in range(dice.choice((1, 10, 300))):
            kinds[dice.randrange(len(kinds))] = dice.choice(allowed)
        pair.value = (item, kinds)


def _scores(parts: Draft, dice: random.Random) -> None:
    pair = _vocabulary(parts, "scores")
    if pair is not None:
        pair.value = (F32, [dice.choice(FLOATS) for _ in pair.value[1]])


def _vocabulary(parts: Draft, name: str) -> Pair | None:
    return next((pair for pair in parts.pairs if pair.key == f"tokenizer.ggml.{name}"), None)


WAYS: tuple[Callable[[Draft, random.Random], None], ...] = (
    *(_number, _number, _extra, _extra, _drop, _tensor, _tensor, _weights, _token, _kinds, _scores),
)
