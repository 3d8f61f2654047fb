"""One llama.cpp context: reads prompts in slices that can be stopped, writes token by token.

Two lanes share it, each its own llama.cpp sequence: the conversation, and background work (titles,
summaries), which therefore never evicts what the conversation's model has read. Each lane keeps the
tokens it has read, so that its next prompt pays only for what is new. Knows nothing of text or sampling.
"""

from __future__ import annotations

import contextlib
import ctypes
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from edgechat.core.errors import EngineCrashed
from edgechat.core.serving import Control

SLICE = 512  # tokens read in one go, at most
SMALLEST_SLICE, FIRST_SLICE = 32, 64  # on a GPU
SLICE_SECONDS = 0.5  # a stop on a GPU waits for one slice, and a child that takes two seconds is ended
CONVERSATION, BACKGROUND = 0, 1
LANES = 2
TAIL = 32  # tokens at a prompt's end that the next prompt often has otherwise: how the answer was begun
BACKGROUND_ROOM = 2048  # tokens the background lane may hold, beside the conversation's window

OK, FULL, ABORTED = 0, 1, 2  # what llama_decode answers


class Stopped(Exception):
    """The person stopped while the prompt was being read."""


@dataclass
class Lane:
    """One sequence: what it has read, and how many tokens it may hold.

    ``mark``: its state when it had read so many tokens, where the model cannot forget the last ones.
    """

    sequence: int
    size: int
    tokens: list[int] = field(default_factory=list)
    mark: tuple[int, bytearray] | None = None


def background_room(context: int) -> int:
    """Tokens set aside for background work beside a conversation's window of ``context`` tokens."""
    return min(BACKGROUND_ROOM, context // 2)


class Pace:
    """Tokens to read in one go.

    On the CPU always a full slice: llama.cpp asks at every step whether to stop. A GPU never asks, so its
    slices become as large as it reads in half a second.
    """

    def __init__(self, on_gpu: bool) -> None:
        self._on_gpu = on_gpu
        self.tokens = FIRST_SLICE if on_gpu else SLICE

    def learn(self, tokens: int, seconds: float) -> None:
        """``tokens`` were read in ``seconds``. A short rest of a prompt says little and changes nothing."""
        if self._on_gpu and tokens >= SMALLEST_SLICE:
            fitting = int(tokens * SLICE_SECONDS / max(seconds, 1e-6))
            self.tokens = max(SMALLEST_SLICE, min(SLICE, fitting))


class Context:
    """Owns the native context; ``close`` frees it. ``size``: the conversation's window in tokens.

    Not every model ``forgets``: layers that keep one running state instead of a cache cannot go back to what
    they were some tokens ago. For those a mark is set in the conversation, shortly before its end.
    """

    def __init__(
        self, binding: Any, native: Any, size: int, *, on_gpu: bool = False, forgets: bool = True
    ) -> None:
        self._forgets = forgets
        self._binding = binding
        self.native = native
        self._memory = binding.llama_get_memory(native)
        self._batch = binding.llama_batch_init(SLICE, 0, 1)
        self._pace = Pace(on_gpu)
        self._control: Control | None = None
        self._watch = binding.ggml_abort_callback(self._should_stop)
        self._no_watch = binding.ggml_abort_callback()
        self.lanes = (Lane(CONVERSATION, size), Lane(BACKGROUND, background_room(size)))

    def keep(self, lane: Lane, count: int) -> int:
        """Forget all but the first ``count`` tokens; how many really stayed: fewer where it cannot."""
        if count < len(lane.tokens):
            if not self._binding.llama_memory_seq_rm(self._memory, lane.sequence, count, -1):
                count = self._back(lane, count)
            del lane.tokens[count:]
        return count

    def _back(self, lane: Lane, count: int) -> int:
        """Go back to the mark, if it lies within the first ``count`` tokens, else to the beginning."""
        mark = lane.mark
        if mark is not None and mark[0] <= count and self.restore(lane, lane.tokens[: mark[0]], mark[1]):
            lane.mark = mark
            return mark[0]
        self._binding.llama_memory_seq_rm(self._memory, lane.sequence, -1, -1)
        lane.tokens.clear()
        lane.mark = None
        return 0

    def _set_mark(self, lane: Lane) -> None:
        with contextlib.suppress(MemoryError):  # then more is read anew, some time
            lane.mark = (len(lane.tokens), self.state(lane))

    def read(self, lane: Lane, tokens: Sequence[int], control: Control) -> None:
        """Read ``tokens`` after those already read; the last one's logits are then ready.

        Raises ``Stopped`` when asked to stop; what was read until then stays usable. The abort callback is
        set only here: at every graph node of every written token it would cost 5 to 10 % of the speed.
        """
        self._control = control
        self._binding.llama_set_abort_callback(self.native, self._watch, None)
        try:
            start, stop = 0, self._marked_at(lane, len(tokens))
            while start < len(tokens):
                control.beat()
                end = min(start + self._pace.tokens, stop if start < stop else len(tokens))
                part, start = tokens[start:end], end
                self._read_part(lane, part, control, last=start >= len(tokens))
                if start == stop:
                    self._set_mark(lane)
        finally:
            self._binding.llama_set_abort_callback(self.native, self._no_watch, None)
            self._control = None

    def _marked_at(self, lane: Lane, count: int) -> int:
        """After how many of ``count`` new tokens a mark is set; 0 for none."""
        return 0 if self._forgets or lane.sequence != CONVERSATION else max(0, count - TAIL)

    def _read_part(self, lane: Lane, part: Sequence[int], control: Control, *, last: bool) -> None:
        began = time.monotonic()
        status = self._decode(lane, part, wants_logits=last)
        # A GPU has only been given its work by now. Waiting tells what it takes, and keeps the order short.
        self._binding.llama_synchronize(self.native)
        if status == ABORTED or control.stopped:
            if status != OK and not self._binding.llama_memory_seq_rm(
                self._memory, lane.sequence, len(lane.tokens), -1
            ):
                self._back(lane, len(lane.tokens))
            raise Stopped
        self._check(status)
        self._pace.learn(len(part), time.monotonic() - began)

    def write(self, lane: Lane, token: int) -> bool:
        """Add one chosen token and compute what follows; False when the lane is full."""
        if len(lane.tokens) >= lane.size:
            return False
        status = self._decode(lane, (token,), wants_logits=True)
        if status == FULL:
            return False
        self._check(status)
        return True

    def _decode(self, lane: Lane, tokens: Sequence[int], *, wants_logits: bool) -> int:
        batch = self._batch
        batch.n_tokens = len(tokens)
        position = len(lane.tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = lane.sequence
            batch.logits[index] = 0
        batch.logits[len(tokens) - 1] = int(wants_logits)
        status = int(self._binding.llama_decode(self.native, batch))
        if status == OK:
            lane.tokens.extend(tokens)
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

    def state(self, lane: Lane) -> bytearray:
        """What the model remembers of ``lane``, as bytes that ``restore`` of the same build takes back."""
        room = int(self._binding.llama_state_seq_get_size(self.native, lane.sequence))
        data = bytearray(room)
        view = (ctypes.c_uint8 * room).from_buffer(data)
        used = int(self._binding.llama_state_seq_get_data(self.native, view, room, lane.sequence))
        del view
        del data[used:]  # in place: a copy would need the memory once more
        return data

    def restore(self, lane: Lane, tokens: Sequence[int], data: bytearray) -> bool:
        """Put a saved state in the place of ``lane``'s; False (and an empty lane) if it does not fit."""
        self._binding.llama_memory_seq_rm(self._memory, lane.sequence, -1, -1)
        lane.tokens.clear()
        lane.mark = None
        view = (ctypes.c_uint8 * len(data)).from_buffer(data)
        read = int(self._binding.llama_state_seq_set_data(self.native, view, len(data), lane.sequence))
        del view
        if read != len(data):
            self._binding.llama_memory_seq_rm(self._memory, lane.sequence, -1, -1)
            return False
        lane.tokens.extend(tokens)
        return True

    def close(self) -> None:
        self._binding.llama_batch_free(self._batch)
        self._binding.llama_free(self.native)
