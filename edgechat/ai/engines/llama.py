"""llama.cpp: GGUF models, on the CPU or a GPU. Runs in the ``text`` child only.

The loop is our own: the library's Python loop turns the whole answer into text anew at every token.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from edgechat.ai.engines import _native
from edgechat.ai.engines._context import Context, Stopped
from edgechat.ai.engines._contract import Engine
from edgechat.ai.engines._loading import Opened, open_model
from edgechat.ai.engines._sampling import Sampler
from edgechat.ai.engines._template import render, shield
from edgechat.ai.engines._vocabulary import TextStream, Vocabulary, reuse
from edgechat.ai.protocol import Generate, Generated, Load, Loaded, Piece
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
        self._context = Context(self._binding, opened.context)
        template = self._binding.llama_model_chat_template(opened.model, None)
        self._template = template.decode("utf-8", "replace") if template else None
        self._chatml = self._vocabulary.is_control("<|im_start|>")

    @property
    def loaded(self) -> Loaded:
        return self._opened.loaded

    def generate(self, job: Generate, control: Control) -> Generated:
        progress = Progress()
        tokens = self._tokens(job)
        self._check_length(tokens)
        progress.prompt_tokens = len(tokens)
        sampler = Sampler(self._binding, self._vocabulary, job)
        try:
            self._read(tokens, progress, control)
            return progress.result(self._write(job, sampler, progress, control))
        except Stopped:
            return progress.result("cancelled")
        finally:
            sampler.close()

    def _tokens(self, job: Generate) -> list[int]:
        """The prompt as token ids; text of the person or of documents never becomes a control token."""
        if job.raw:
            return self._vocabulary.tokenize(job.prompt, add_special=True, parse_special=True)
        turns = job.messages or ()
        messages = [{"role": turn.role, "content": turn.content} for turn in turns]
        if not messages:
            messages = [{"role": "user", "content": job.prompt}]
        messages, guard = shield(messages, self._vocabulary.is_control)
        bos = self._vocabulary.named("bos")
        rendered = render(
            self._template, messages, bos=bos, eos=self._vocabulary.named("eos"), chatml=self._chatml
        )
        add_bos = self._vocabulary.adds_bos and not (bos and rendered.startswith(bos))
        tokens: list[int] = []
        for text, special in guard.split(rendered):
            first = not tokens
            tokens += self._vocabulary.tokenize(text, add_special=first and add_bos, parse_special=special)
        return tokens

    def _check_length(self, tokens: list[int]) -> None:
        if not tokens:
            raise InvalidInput("The prompt is empty once the model has read it.", "Write something.")
        if len(tokens) >= self._context.size:
            raise InputTooLong(
                f"This is {len(tokens)} tokens long and the model sees {self._context.size} at once.",
                "Shorten it, begin a new conversation, or choose a larger context window.",
                tokens=len(tokens),
                context=self._context.size,
            )

    def _read(self, tokens: list[int], progress: Progress, control: Control) -> None:
        kept, fresh = reuse(self._context.tokens, tokens, self._vocabulary)
        if not fresh:  # all was read before: the last token must be read again for its logits
            kept, fresh = kept - 1, self._context.tokens[kept - 1 : kept]
        stayed = self._context.keep(kept)
        if stayed < kept:
            stayed, fresh = 0, tokens
        progress.cached_tokens = stayed
        progress.prompt_tokens = stayed + len(fresh)
        self._context.read(fresh, control)
        progress.prompt_read = time.monotonic()

    def _write(self, job: Generate, sampler: Sampler, progress: Progress, control: Control) -> str:
        """Write the answer; returns why it ended."""
        stream = TextStream(job.stop)
        reason = "length"
        unsent = 0
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
            unsent += 1
            text = stream.push(self._vocabulary.piece(token))
            if text:
                control.emit(Piece(text, unsent))
                unsent = 0
            if stream.hit:
                reason = "stop"
                break
            if progress.written < job.max_tokens and not self._context.write(token):
                break
            if progress.written % BEAT_TOKENS == 0:
                control.beat()
        rest = stream.finish()
        if rest:
            control.emit(Piece(rest, unsent))
        return reason

    def close(self) -> None:
        self._context.close()
        self._binding.llama_model_free(self._opened.model)


def _open(load: Load, control: Control) -> LlamaSession:
    return LlamaSession(open_model(load, control))


ENGINE = Engine("llama", True, lambda path: path.lower().endswith(".gguf"), _open, _native.describe)
