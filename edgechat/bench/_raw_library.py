"""The raw library as one side of a comparison: llama.cpp's own calls in the plainest loop, nothing else.

Run as a process of its own; see ``_sides``. It borrows from the engine only the way to load the binding.
"""

from __future__ import annotations

import ctypes
import time
from typing import Any

from edgechat.ai.engines._native import library
from edgechat.bench._sides import serve

SLICE = 512


class RawLibrary:
    """One model and one context; greedy."""

    def __init__(self) -> None:
        self._binding: Any = library()
        self._model: Any = None
        self._context: Any = None

    def load(self, path: str, context: int, threads: int, reading_threads: int) -> None:
        binding = self._binding
        self._model = binding.llama_model_load_from_file(path.encode(), binding.llama_model_default_params())
        params = binding.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = context, SLICE, SLICE
        params.n_threads, params.n_threads_batch = threads, reading_threads
        params.no_perf = True
        self._context = binding.llama_init_from_model(self._model, params)

    def write(self, messages: list[dict[str, str]], tokens: int) -> dict[str, Any]:
        """Answer with exactly ``tokens`` tokens: ``times`` of each in seconds from the asking,
        ``sizes`` in bytes."""
        binding, context = self._binding, self._context
        began = time.perf_counter()
        binding.llama_memory_clear(binding.llama_get_memory(context), True)
        prompt = self._tokenize(self._render(messages))
        for start in range(0, len(prompt), SLICE):
            self._decode(prompt[start : start + SLICE])
        vocabulary = binding.llama_model_get_vocab(self._model)
        sampler = binding.llama_sampler_chain_init(binding.llama_sampler_chain_default_params())
        binding.llama_sampler_chain_add(sampler, binding.llama_sampler_init_greedy())
        piece, times, sizes = ctypes.create_string_buffer(256), [], []
        for _ in range(tokens):
            token = binding.llama_sampler_sample(sampler, context, -1)
            sizes.append(binding.llama_token_to_piece(vocabulary, token, piece, len(piece), 0, True))
            times.append(time.perf_counter() - began)
            self._decode([token])
        binding.llama_sampler_free(sampler)
        return {"times": times, "sizes": sizes}

    def _decode(self, tokens: list[int]) -> None:
        ids = (self._binding.llama_token * len(tokens))(*tokens)  # must live as long as the batch
        batch = self._binding.llama_batch_get_one(ids, len(tokens))
        status = self._binding.llama_decode(self._context, batch)
        if status:
            raise RuntimeError(f"llama_decode answered {status}")

    def _render(self, messages: list[dict[str, str]]) -> bytes:
        binding = self._binding
        turns = [(each["role"].encode(), each["content"].encode()) for each in messages]
        chat = (binding.llama_chat_message * len(turns))(*turns)
        template = binding.llama_model_chat_template(self._model, None)
        buffer = ctypes.create_string_buffer(4 * sum(len(text) for _, text in turns) + 4096)
        length = binding.llama_chat_apply_template(template, chat, len(turns), True, buffer, len(buffer))
        return buffer.raw[:length]

    def _tokenize(self, text: bytes) -> list[int]:
        binding = self._binding
        room = len(text) + 16
        tokens = (binding.llama_token * room)()
        vocabulary = binding.llama_model_get_vocab(self._model)
        count = binding.llama_tokenize(vocabulary, text, len(text), tokens, room, True, True)
        return list(tokens[:count])


def main() -> None:
    side = RawLibrary()
    serve({"load": side.load, "write": side.write})


if __name__ == "__main__":
    main()
