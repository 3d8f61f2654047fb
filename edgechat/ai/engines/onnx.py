"""onnxruntime: embedding models on the CPU, faithful to their weights. Runs in the ``embed`` child only.

The graph pools and normalises itself (packaging/embedding.py made it so); the tokenizer lies beside it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edgechat.ai.embed_protocol import Opened, OpenModel
from edgechat.ai.engines._embedding import Embedder
from edgechat.ai.hardware import default_threads
from edgechat.core.errors import ModelUnusable, OutOfMemory
from edgechat.core.serving import Control

LONGEST = 256  # tokens, marks included: what the model was trained on; its table of places has 512
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "embeddings"
ROOM = 3 << 30  # bytes of address space on top of the loaded model: codes of a large library, and batches


class OnnxEmbedding:
    """One model and its tokenizer."""

    def __init__(self, load: OpenModel) -> None:
        began = time.monotonic()
        threads = load.threads or default_threads()
        self._tokenizer = _tokenizer(Path(load.path).with_suffix(".tokenizer.json"))
        self._session = _session(load.path, threads)
        _limit_memory()
        marks = int(self._tokenizer.num_special_tokens_to_add(False))
        width = int(self._session.get_outputs()[0].shape[-1])
        self.opened = Opened(width, LONGEST, marks, threads, (time.monotonic() - began) * 1000)

    def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return tuple(map(len, found))

    def embed(self, texts: Sequence[str]) -> bytes:
        import numpy

        found = self._tokenizer.encode_batch_fast(list(texts))
        ids = numpy.zeros((len(found), max(map(len, found))), numpy.int64)
        mask = numpy.zeros_like(ids)
        for row, encoded in enumerate(found):
            ids[row, : len(encoded)] = encoded.ids
            mask[row, : len(encoded)] = 1
        given = dict(zip(INPUTS, (ids, mask, numpy.zeros_like(ids)), strict=True))
        try:
            vectors = self._session.run([OUTPUT], given)[0]
        except Exception as error:
            raise _named(error) from error
        return vectors.astype("<f4", copy=False).tobytes()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._session = None


def _named(error: Exception) -> Exception:
    if "alloc" in str(error).lower() or isinstance(error, MemoryError):
        return OutOfMemory("The embedding model needed more memory than it could have.", "Close programs.")
    return error


def _tokenizer(file: Path) -> Any:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would take every core
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ModelUnusable(f"The tokenizer {file} cannot be read: {error}.", "Run set-up again.") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _session(path: str, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads sleep: a background task must not turn cores in circles.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # each fault has a class of its own, made in native code
        raise ModelUnusable(
            f"The embedding model {path} cannot be read: {error}.", "Run set-up again."
        ) from error
    if [each.name for each in session.get_inputs()] != list(INPUTS):
        raise ModelUnusable(f"The model {path} is no embedding model.", "Choose another.")
    return session


def _limit_memory() -> None:
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]  # stays: a second model may need the room of the first
    wanted = taken + ROOM if hard == resource.RLIM_INFINITY else min(taken + ROOM, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _open(load: OpenModel, control: Control) -> OnnxEmbedding:
    control.beat()
    return OnnxEmbedding(load)


EMBEDDER = Embedder("onnx", lambda path: path.lower().endswith(".onnx"), _open)
