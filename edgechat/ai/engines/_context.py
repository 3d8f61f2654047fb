"""One llama.cpp context: reads prompts in slices that can be stopped, writes token by token.

Keeps the tokens it has read, so that the next prompt pays only for what is new. Sequence 0 is the
conversation. Knows nothing of text, templates or sampling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edgechat.core.errors import EngineCrashed
from edgechat.core.serving import Control

SLICE = 512  # tokens read in one go; a stop on a GPU back end waits for at most one slice
SEQUENCE = 0

OK, FULL, ABORTED = 0, 1, 2  # what llama_decode answers


class Stopped(Exception):
    """The person stopped while the prompt was being read."""


class Context:
    """Owns the native context; ``close`` frees it."""

    def __init__(self, binding: Any, native: Any) -> None:
        self._binding = binding
        self.native = native
        self._memory = binding.llama_get_memory(native)
        self._batch = binding.llama_batch_init(SLICE, 0, 1)
        self._control: Control | None = None
        self._watch = binding.ggml_abort_callback(self._should_stop)
        self._no_watch = binding.ggml_abort_callback()
        self.size = int(binding.llama_n_ctx(native))
        self.tokens: list[int] = []

    def keep(self, count: int) -> int:
        """Forget all but the first ``count`` tokens; how many really stayed (0 where the model cannot)."""
        if count < len(self.tokens):
            if not self._binding.llama_memory_seq_rm(self._memory, SEQUENCE, count, -1):
                self._binding.llama_memory_clear(self._memory, True)
                count = 0
            del self.tokens[count:]
        return count

    def read(self, tokens: Sequence[int], control: Control) -> None:
        """Read ``tokens`` after those already read; the last one's logits are then ready.

        Raises ``Stopped`` when asked to stop; what was read until then stays usable. The abort callback is
        set only here: at every graph node of every written token it would cost 5 to 10 % of the speed.
        """
        self._control = control
        self._binding.llama_set_abort_callback(self.native, self._watch, None)
        try:
            for start in range(0, len(tokens), SLICE):
                control.beat()
                part = tokens[start : start + SLICE]
                status = self._decode(part, wants_logits=start + SLICE >= len(tokens))
                if status == ABORTED or control.stopped:
                    if status != OK:
                        self._binding.llama_memory_seq_rm(self._memory, SEQUENCE, len(self.tokens), -1)
                    raise Stopped
                self._check(status)
        finally:
            self._binding.llama_set_abort_callback(self.native, self._no_watch, None)
            self._control = None

    def write(self, token: int) -> bool:
        """Add one chosen token and compute what follows; False when the context is full."""
        if len(self.tokens) >= self.size:
            return False
        status = self._decode((token,), wants_logits=True)
        if status == FULL:
            return False
        self._check(status)
        return True

    def _decode(self, tokens: Sequence[int], *, wants_logits: bool) -> int:
        batch = self._batch
        batch.n_tokens = len(tokens)
        position = len(self.tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = SEQUENCE
            batch.logits[index] = 0
        batch.logits[len(tokens) - 1] = int(wants_logits)
        status = int(self._binding.llama_decode(self.native, batch))
        if status == OK:
            self.tokens.extend(tokens)
        return status

    def _check(self, status: int) -> None:
        if status != OK:
            raise EngineCrashed(
                f"llama.cpp could not compute the answer (code {status}).",
                "Try again; if it happens again, choose a smaller context window or fewer GPU layers.",
            )

    def _should_stop(self, _data: Any) -> bool:
        control = self._control
        if control is None:
            return False
        control.beat()
        return control.stopped

    def close(self) -> None:
        self._binding.llama_batch_free(self._batch)
        self._binding.llama_free(self.native)
