"""What a GGUF file says of its model, checked before any native code sees the file.

Run in the model's child process. Pure Python, bounded in time and memory whatever the file holds:
a hostile file costs less than 2 s and 64 MB. A file that passes can still be refused by llama.cpp; one
that is refused here has a sentence that says why. Must not know llama.cpp or a catalogue.
"""

from __future__ import annotations

import math
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edgechat.ai.gguf_bytes import (
    ARRAY,
    DOWNLOAD,
    FLOAT32,
    INTEGERS,
    OTHER,
    PAIR_LIMIT,
    STRING,
    TENSOR_LIMIT,
    Flaw,
    HeaderReader,
    Tensor,
    Value,
)
from edgechat.core.errors import ModelUnusable

MAX_CONTEXT = 1 << 27
MAX_LAYERS = 512
MAX_WIDTH = 1 << 20
MAX_HEADS = 1 << 14
MAX_VOCABULARY = 1 << 21
MAX_EXPERTS = 1024
DEFAULT_ALIGNMENT = 32
BATCH = 512
"""Tokens of a prompt that are computed at once: what the work buffers are sized for."""

Pairs = dict[str, Value]


@dataclass(frozen=True)
class GgufHeader:
    """The facts of one GGUF file. Lengths are numbers of elements; ``size`` and ``weights`` bytes.

    ``head_count_kv`` is the largest of the layers; ``kv_width`` counts the numbers that one token
    leaves in the cache, over all layers. ``template_length`` is in bytes, 0 where there is none.
    """

    version: int
    architecture: str
    name: str
    context_length: int
    block_count: int
    embedding_length: int
    head_count: int
    head_count_kv: int
    key_length: int
    value_length: int
    kv_width: int
    feed_forward_length: int
    vocab_size: int
    tensor_count: int
    file_type: int | None
    parameters: int
    weights: int
    size: int
    template_length: int
    alignment: int

    @property
    def has_template(self) -> bool:
        return self.template_length > 0


def check_header(path: str | os.PathLike[str]) -> GgufHeader:
    """The facts of the model file at ``path``. Raises ``ModelUnusable`` for whatever is wrong with it."""
    try:
        with _open_regular(path) as file:
            return _read(file, os.fstat(file.fileno()).st_size)
    except Flaw as flaw:
        raise _refusal(path, flaw.reason, flaw.action) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(
            path, f"it cannot be read: {reason}.", "Check the file and its permissions."
        ) from error


def _refusal(path: str | os.PathLike[str], reason: str, action: str) -> ModelUnusable:
    # repr: a file name may hold line ends or text direction marks
    return ModelUnusable(f"The model file {Path(path).name!r} cannot be used: {reason}", action)


def _open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    # Non-blocking, because opening a named pipe would wait for its writer before it can be refused.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Flaw("it is not a regular file.", OTHER)
    return os.fdopen(handle, "rb", buffering=0)


def _read(file: BinaryIO, size: int) -> GgufHeader:
    reader = HeaderReader(file, size)
    version = _check_version(reader)
    tensor_count, pair_count = reader.u64(), reader.u64()
    if tensor_count > TENSOR_LIMIT or pair_count > PAIR_LIMIT:
        raise Flaw(f"its header claims {tensor_count:,} tensors and {pair_count:,} metadata entries.")
    pairs = reader.pairs(pair_count)
    _check_kind(pairs)
    if tensor_count == 0:
        raise Flaw("it holds no tensors: a vocabulary alone cannot answer.", OTHER)
    alignment = _alignment(pairs)
    tensors = reader.tensors(tensor_count)
    _check_places(tensors, begin=_pad(reader.position, alignment), size=size, alignment=alignment)
    return _describe(pairs, tensors, version=version, size=size, alignment=alignment)


def _check_version(reader: HeaderReader) -> int:
    magic = reader.magic()
    if magic != b"GGUF":
        raise Flaw("it is no GGUF file: it does not begin with the letters GGUF.", OTHER)
    version = reader.u32()
    if version in (2, 3):
        return version
    if version in (0x02000000, 0x03000000):
        raise Flaw("it was made for big-endian machines.", "Choose a little-endian file of this model.")
    if version == 1:
        raise Flaw(
            "it is in version 1 of GGUF, which is no longer read.", "Choose a newer file of this model."
        )
    raise Flaw(f"it is in version {version} of GGUF; versions 2 and 3 are known.", OTHER)


def _check_kind(pairs: Pairs) -> None:
    """Refuse GGUF files that are no whole language model."""
    if "general.type" in pairs and _text(pairs, "general.type") not in ("model", ""):
        raise Flaw(f"it holds no model but something of the type {_text(pairs, 'general.type')!r}.", OTHER)
    parts = _integer(pairs, "split.count", high=65535, default=1)
    if parts > 1:
        raise Flaw(
            f"it is one of {parts} parts of a split model.", "Join the parts, or choose a single file."
        )


def _alignment(pairs: Pairs) -> int:
    alignment = _integer(pairs, "general.alignment", low=1, high=1 << 16, default=DEFAULT_ALIGNMENT)
    stated = pairs.get("general.alignment")
    if alignment & (alignment - 1) or (stated is not None and stated.kind != 4):
        raise Flaw(f"its alignment of {alignment} is no power of two in the form that GGUF asks for.")
    return alignment


def _pad(number: int, alignment: int) -> int:
    return -(-number // alignment) * alignment


def _check_places(tensors: list[Tensor], *, begin: int, size: int, alignment: int) -> None:
    """Each tensor follows the one before, padded: the only layout that llama.cpp reads."""
    expected = 0
    for tensor in tensors:
        if tensor.offset % alignment:
            raise Flaw(f"the tensor {tensor.name} is not aligned to {alignment} bytes.")
        if tensor.offset < expected:
            raise Flaw(f"the tensor {tensor.name} overlaps the one before it.")
        if tensor.offset != expected:
            raise Flaw(f"the tensor {tensor.name} begins at byte {tensor.offset:,} instead of {expected:,}.")
        end = begin + tensor.offset + tensor.size
        if end > size:
            raise Flaw(f"it is truncated: the tensor {tensor.name} ends at byte {end:,} of {size:,}.")
        expected = _pad(tensor.offset + tensor.size, alignment)


def _describe(pairs: Pairs, tensors: list[Tensor], *, version: int, size: int, alignment: int) -> GgufHeader:
    architecture = _text(pairs, "general.architecture", required=True)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", architecture):
        raise Flaw(f"its architecture {architecture!r} is no name of one.", OTHER)
    _check_numbers(pairs, architecture)
    layers = _integer(pairs, f"{architecture}.block_count", low=1, high=MAX_LAYERS)
    width = _integer(pairs, f"{architecture}.embedding_length", low=1, high=MAX_WIDTH)
    heads = _per_layer(pairs, f"{architecture}.attention.head_count", layers, high=MAX_HEADS)
    kv_heads = _per_layer(pairs, f"{architecture}.attention.head_count_kv", layers, high=MAX_HEADS) or heads
    usual = width // (max(heads, default=1) or 1)
    key = _integer(pairs, f"{architecture}.attention.key_length", high=MAX_WIDTH, default=usual)
    value = _integer(pairs, f"{architecture}.attention.value_length", high=MAX_WIDTH, default=usual)
    forward = _per_layer(pairs, f"{architecture}.feed_forward_length", layers, high=MAX_WIDTH * 4)
    template = pairs.get("tokenizer.chat_template")
    return GgufHeader(
        version=version,
        architecture=architecture,
        name=_text(pairs, "general.name"),
        context_length=_integer(pairs, f"{architecture}.context_length", low=1, high=MAX_CONTEXT),
        block_count=layers,
        embedding_length=width,
        head_count=max(heads, default=0),
        head_count_kv=max(kv_heads, default=0),
        key_length=key,
        value_length=value,
        kv_width=(sum(kv_heads) or layers) * (key + value),
        feed_forward_length=max(forward, default=0),
        vocab_size=_check_vocabulary(pairs, architecture),
        tensor_count=len(tensors),
        file_type=_integer(pairs, "general.file_type", high=1 << 16, default=-1)
        if "general.file_type" in pairs
        else None,
        parameters=sum(tensor.elements for tensor in tensors),
        weights=sum(tensor.size for tensor in tensors),
        size=size,
        template_length=template.count if template and template.kind == STRING else 0,
        alignment=alignment,
    )


def _check_numbers(pairs: Pairs, architecture: str) -> None:
    """Numbers that native code divides by, indexes with or asserts on."""
    for key, value in pairs.items():
        if not key.startswith(architecture + "."):
            continue
        if value.kind == ARRAY and value.item != STRING and value.count > 4 * MAX_LAYERS:
            raise Flaw(f"the array {key} has {value.count:,} elements.")
        numbers = (value.scalar, *value.numbers)
        if any(isinstance(number, float) and math.isnan(number) for number in numbers):
            raise Flaw(f"{key} holds something that is no number.")
        if key.endswith("epsilon") and not (isinstance(value.scalar, float) and 0 <= value.scalar <= 1):
            raise Flaw(f"{key} is {value.scalar}; it must lie between 0 and 1.")
    experts = _integer(pairs, f"{architecture}.expert_count", high=MAX_EXPERTS, default=0)
    _integer(pairs, f"{architecture}.expert_used_count", high=experts, default=0)
    _integer(pairs, f"{architecture}.rope.dimension_count", high=MAX_WIDTH, default=0)


def _check_vocabulary(pairs: Pairs, architecture: str) -> int:
    """Tokens in the vocabulary, its arrays checked to be of one length and of the right types."""
    tokens = pairs.get("tokenizer.ggml.tokens")
    if tokens is None or tokens.item != STRING or not 0 < tokens.count <= MAX_VOCABULARY:
        raise Flaw("it has no vocabulary that can be used.", OTHER)
    _text(pairs, "tokenizer.ggml.model", required=True)
    for key, allowed in (("scores", (FLOAT32,)), ("token_type", (4, 5))):
        array = pairs.get(f"tokenizer.ggml.{key}")
        if array is not None and (array.item not in allowed or array.count != tokens.count):
            raise Flaw(
                f"its list of token {key.replace('_', ' ')}s does not fit its {tokens.count:,} tokens."
            )
    merges = pairs.get("tokenizer.ggml.merges")
    if merges is not None and merges.item != STRING:
        raise Flaw("its list of merges holds no texts.")
    for key in pairs:
        # 0xFFFFFFFF is how some converters write "none"
        if key.startswith("tokenizer.ggml.") and key.endswith("_token_id"):
            number = _integer(pairs, key, low=-1, high=0xFFFFFFFF)
            if number not in (-1, 0xFFFFFFFF) and number >= tokens.count:
                raise Flaw(f"{key} names token {number:,} of {tokens.count:,}.")
    _integer(pairs, f"{architecture}.vocab_size", high=MAX_VOCABULARY, default=0)
    return tokens.count


def _text(pairs: Pairs, key: str, *, required: bool = False) -> str:
    value = pairs.get(key)
    if value is None and not required:
        return ""
    if value is None or not isinstance(value.scalar, str):
        raise Flaw(f"it lacks {key}." if value is None else f"{key} is not a text.", OTHER)
    return value.scalar


def _integer(pairs: Pairs, key: str, *, low: int = 0, high: int, default: int | None = None) -> int:
    """The whole number at ``key``, between ``low`` and ``high``; without a default it must be there."""
    value = pairs.get(key)
    if value is None and default is not None:
        return default
    if value is None:
        raise Flaw(f"it lacks {key}.", OTHER)
    if value.kind not in INTEGERS or not isinstance(value.scalar, int):
        raise Flaw(f"{key} is not a whole number.")
    if not low <= value.scalar <= high:
        raise Flaw(f"{key} is {value.scalar:,}; {low:,} to {high:,} make sense.")
    return value.scalar


def _per_layer(pairs: Pairs, key: str, layers: int, *, high: int) -> list[int]:
    """A number per layer: GGUF gives one for all, or an array. Empty where the key is absent."""
    value = pairs.get(key)
    if value is None:
        return []
    if value.kind != ARRAY:
        return [_integer(pairs, key, high=high)] * layers
    numbers = [number for number in value.numbers if isinstance(number, int) and 0 <= number <= high]
    if value.item not in INTEGERS or value.count < layers or len(numbers) != value.count:
        raise Flaw(f"{key} does not give a usable number for each of the {layers} layers.", DOWNLOAD)
    return numbers[:layers]


def estimate_memory(header: GgufHeader, context_tokens: int) -> int:
    """Bytes that the model takes with a window of ``context_tokens``: an upper guess, 10 % or so high.

    weights                     all tensors, as stored
    + cache                     context (to a multiple of 256) x ``kv_width`` x 2 bytes (f16)
    + work of one batch of 512  4 bytes x 512 x (vocabulary + 6 x width + 2 x feed-forward width)
    + attention scores          4 bytes x 512 x context x heads, halved as flash attention mostly avoids it
    + 48 MB                     the runtime itself, vocabulary tables, graph
    """
    context = _pad(max(context_tokens, 1), 256)
    cache = context * header.kv_width * 2
    row = header.vocab_size + 6 * header.embedding_length + 2 * header.feed_forward_length
    scores = 4 * BATCH * context * header.head_count // 2
    return header.weights + cache + 4 * BATCH * row + scores + (48 << 20)
