"""llama.cpp: GGUF models, on the CPU or a GPU. Runs in the ``text`` child only.

The loop is our own: the library's Python loop turns the whole answer into text anew at every token.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from edgechat.ai.engines import _native
from edgechat.ai.engines._bundle import Bundle
from edgechat.ai.engines._context import BACKGROUND, CONVERSATION, Context, Lane, Stopped
from edgechat.ai.engines._contract import Engine
from edgechat.ai.engines._hearing import Hearing
from edgechat.ai.engines._loading import Opened, open_model
from edgechat.ai.engines._prompt import Prompter
from edgechat.ai.engines._sampling import Sampler
from edgechat.ai.engines._state import SMALLEST, read_state, read_tokens, write_state
from edgechat.ai.engines._vocabulary import TextStream, Vocabulary, reuse
from edgechat.ai.protocol import Count, Counted, Generate, Generated, Load, Loaded, Slot
from edgechat.core.errors import InputTooLong, InvalidInput
from edgechat.core.serving import Control

BEAT_TOKENS = 8


@dataclass
class Progress:
    """What one answer has cost so far; times are ``time.monotonic`` seconds."""

    began: float = field(default_factory=time.monotonic)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    written: int = 0
    prompt_read: float = 0.0
    first_token: float = 0.0

    def result(self, reason: str) -> Generated:
        now = time.monotonic()
        return Generated(
            finish_reason=reason,
            prompt_tokens=self.prompt_tokens,
            cached_tokens=self.cached_tokens,
            completion_tokens=self.written,
            prompt_ms=((self.prompt_read or now) - self.began) * 1000,
            first_token_ms=((self.first_token or now) - self.began) * 1000,
            decode_ms=(now - self.first_token) * 1000 if self.first_token else 0.0,
        )


class LlamaSession:
    """One model and one context in memory."""

    def __init__(self, opened: Opened) -> None:
        self._binding: Any = _native.library()
        self._opened = opened
        self._vocabulary = Vocabulary(self._binding, opened.model)
        self._prompter = Prompter(self._binding, opened.model, self._vocabulary)
        on_gpu = opened.loaded.gpu_layers > 0
        self._context = Context(
            self._binding,
            opened.context,
            opened.loaded.context,
            on_gpu=on_gpu,
            forgets=_native.forgets(opened.model),
        )
        self._slot: Slot | None = None
        self._unsaved = False

    @property
    def loaded(self) -> Loaded:
        return msgspec.structs.replace(
            self._opened.loaded, thinks=self._prompter.thinks, can_choose=self._prompter.can_choose
        )

    def generate(self, job: Generate, control: Control) -> Generated:
        progress = Progress()
        lane = self._context.lanes[BACKGROUND if job.background else CONVERSATION]
        _check_room(self._prompter.texts_alone(job), lane)
        prepared = self._prompter.prepare(job)
        job, tokens = prepared.job, prepared.tokens
        hearing = Hearing(control.emit, prepared.listener, prepared.thinking)
        if not tokens:
            raise InvalidInput("The prompt is empty once the model has read it.", "Write something.")
        _check_room(len(tokens), lane)
        progress.prompt_tokens = len(tokens)
        sampler = Sampler(self._binding, self._vocabulary, job)
        try:
            if not job.background:
                self._enter(job.slot, tokens)
            self._read(lane, tokens, progress, control)
            reason = self._write(lane, job, sampler, progress, control, hearing)
            return hearing.end(progress.result(reason))
        except Stopped:
            return progress.result("cancelled")
        finally:
            sampler.close()

    def count(self, request: Count) -> Counted:
        return self._prompter.count(request)

    def _enter(self, slot: Slot | None, tokens: list[int]) -> None:
        """Make the conversation of ``slot`` the one in memory, from disk where that saves reading."""
        if slot != self._slot:
            self.save()
            self._slot = slot
        self._unsaved = True
        lane = self._context.lanes[CONVERSATION]
        if slot is None:
            return
        have = reuse(lane.tokens, tokens, self._vocabulary)[0]
        stored = read_tokens(Path(slot.path), slot.key)
        if reuse(stored, tokens, self._vocabulary)[0] <= have + SMALLEST or len(stored) > lane.size:
            return
        with contextlib.suppress(MemoryError):  # then it is read anew
            state = read_state(Path(slot.path), slot.key)
            if state is not None:
                self._context.restore(lane, *state)

    def save(self) -> int:
        """Keep the state of the conversation in memory; bytes written."""
        lane = self._context.lanes[CONVERSATION]
        if self._slot is None or not self._unsaved or len(lane.tokens) < SMALLEST:
            return 0
        self._unsaved = False
        with contextlib.suppress(MemoryError):  # a cache fails no question
            return write_state(Path(self._slot.path), self._slot.key, lane.tokens, self._context.state(lane))
        return 0

    def _read(self, lane: Lane, tokens: list[int], progress: Progress, control: Control) -> None:
        kept, fresh = reuse(lane.tokens, tokens, self._vocabulary)
        if not fresh:  # all was read before: the last token must be read again for its logits
            kept, fresh = kept - 1, lane.tokens[kept - 1 : kept]
        stayed = self._context.keep(lane, kept)
        if stayed < kept:  # the model went back further than it had to
            kept, fresh = reuse(lane.tokens, tokens, self._vocabulary)
            if kept < stayed or not fresh:
                stayed, fresh = self._context.keep(lane, 0), tokens
        progress.cached_tokens = stayed
        progress.prompt_tokens = stayed + len(fresh)
        self._context.read(lane, fresh, control)
        progress.prompt_read = time.monotonic()

    def _write(
        self,
        lane: Lane,
        job: Generate,
        sampler: Sampler,
        progress: Progress,
        control: Control,
        hearing: Hearing,
    ) -> str:
        """Write the answer; returns why it ended."""
        stream = TextStream(job.stop)
        bundle = Bundle(hearing.emit)
        reason = "length"
        while progress.written < job.max_tokens:
            if control.stopped:
                reason = "cancelled"
                break
            token = sampler.sample(self._context.native)
            if not progress.first_token:
                progress.first_token = time.monotonic()
            if self._vocabulary.ends(token):
                reason = "stop"
                break
            progress.written += 1
            bundle.add(stream.push(self._vocabulary.piece(token)))
            if stream.hit:
                reason = "stop"
                break
            if progress.written < job.max_tokens and not self._context.write(lane, token):
                break
            if progress.written % BEAT_TOKENS == 0:
                control.beat()
        bundle.flush(stream.finish())
        return reason

    def close(self) -> None:
        self._context.close()
        self._binding.llama_model_free(self._opened.model)


def _check_room(tokens: int, lane: Lane) -> None:
    if tokens >= lane.size:
        raise InputTooLong(
            f"This is {tokens} tokens long and the model sees {lane.size} at once.",
            "Shorten it, begin a new conversation, or choose a larger context window.",
            tokens=tokens,
            context=lane.size,
        )


def _open(load: Load, control: Control) -> LlamaSession:
    return LlamaSession(open_model(load, control))


ENGINE = Engine("llama", True, lambda path: path.lower().endswith(".gguf"), _open, _native.describe)
