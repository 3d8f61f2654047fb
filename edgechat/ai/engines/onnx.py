"""onnxruntime: embedding models on the CPU, faithful to their weights. Runs in the ``embed`` child only.

The graph pools and normalises itself (packaging/embedding.py made it so); the tokenizer lies beside it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edgechat.ai.embed_protocol import Opened, OpenModel
from edgechat.ai.engines._embedding import Embedder
from edgechat.ai.engines._onnx import is_memory, limit_memory, open_session, read_tokenizer
from edgechat.ai.hardware import default_threads
from edgechat.core.errors import ModelUnusable, OutOfMemory
from edgechat.core.serving import Control

LONGEST = 256  # tokens, marks included: what the model was trained on; its table of places has 512
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "embeddings"
ACTION = "Run set-up again."


class OnnxEmbedding:
    """One model and its tokenizer."""

    def __init__(self, load: OpenModel) -> None:
        began = time.monotonic()
        threads = load.threads or default_threads()
        self._tokenizer = read_tokenizer(Path(load.path).with_suffix(".tokenizer.json"), action=ACTION)
        self._session = _session(load.path, threads)
        limit_memory()
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
            raise (_out_of_memory() if is_memory(error) else error) from error
        return vectors.astype("<f4", copy=False).tobytes()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._session = None


def _session(path: str, threads: int) -> Any:
    try:
        session = open_session(path, threads)
    except Exception as error:
        if is_memory(error):
            raise _out_of_memory() from error
        raise ModelUnusable(f"The embedding model {path} cannot be read: {error}.", ACTION) from error
    if [each.name for each in session.get_inputs()] != list(INPUTS):
        raise ModelUnusable(f"The model {path} is no embedding model.", "Choose another.")
    return session


def _out_of_memory() -> OutOfMemory:
    return OutOfMemory("The embedding model needed more memory than it could have.", "Close programs.")


def _open(load: OpenModel, control: Control) -> OnnxEmbedding:
    control.beat()
    return OnnxEmbedding(load)


EMBEDDER = Embedder("onnx", lambda path: path.lower().endswith(".onnx"), _open)
