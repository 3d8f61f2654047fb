"""Tokens and text: tokenizing, incremental detokenizing, and reuse of what the model has already read.

Works on the binding's vocabulary handle; knows no context and no sampling.
"""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

from edgechat.core.errors import ModelUnusable


class Vocabulary:
    """The tokens of one loaded model."""

    def __init__(self, binding: Any, model: Any) -> None:
        self._binding = binding
        self.handle = binding.llama_model_get_vocab(model)
        self.size: int = binding.llama_vocab_n_tokens(self.handle)
        self._pieces: dict[int, bytes] = {}
        self._buffer = ctypes.create_string_buffer(256)

    def tokenize(self, text: str, *, add_special: bool, parse_special: bool) -> list[int]:
        """Token ids of ``text``. ``parse_special``: control tokens named in it become control tokens."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 16
        while True:
            tokens = (self._binding.llama_token * room)()
            count = self._binding.llama_tokenize(
                self.handle, raw, len(raw), tokens, room, add_special, parse_special
            )
            if count >= 0:
                return list(tokens[:count])
            if -count <= room:
                raise ModelUnusable("The model's tokenizer refused the text.", "Choose another model file.")
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of one token, control tokens written out. A character may span several tokens."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._render(token)
        return known

    def _render(self, token: int) -> bytes:
        convert = self._binding.llama_token_to_piece
        count = convert(self.handle, token, self._buffer, len(self._buffer), 0, True)
        if count < 0:
            self._buffer = ctypes.create_string_buffer(-count)
            count = convert(self.handle, token, self._buffer, len(self._buffer), 0, True)
        return self._buffer.raw[: max(count, 0)]

    def ends(self, token: int) -> bool:
        """Whether the model means "I am done" by ``token``."""
        return bool(self._binding.llama_vocab_is_eog(self.handle, token))

    def is_control(self, text: str) -> bool:
        """Whether the tokenizer would read ``text`` as one control token."""
        tokens = self.tokenize(text, add_special=False, parse_special=True)
        return len(tokens) == 1 and bool(self._binding.llama_vocab_is_control(self.handle, tokens[0]))

    @property
    def adds_bos(self) -> bool:
        return bool(self._binding.llama_vocab_get_add_bos(self.handle))

    def named(self, which: str) -> str:
        """The text of the ``bos`` or ``eos`` token; empty when the model has none."""
        token = getattr(self._binding, f"llama_vocab_{which}")(self.handle)
        return "" if token < 0 else self.piece(token).decode("utf-8", "replace")


class TextStream:
    """Bytes of tokens in, whole characters out; stops at the first stop string.

    Text that could be the beginning of a stop string is held back until it is known not to be.
    """

    def __init__(self, stops: Iterable[str]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stops = tuple(stop for stop in stops if stop)
        self._longest = max(map(len, self._stops), default=0)
        self._held = ""
        self.hit = False

    def push(self, raw: bytes) -> str:
        """The text that became final by ``raw``."""
        if not self._stops:
            return self._decoder.decode(raw)
        self._held += self._decoder.decode(raw)
        return self._release()

    def finish(self) -> str:
        """What was still held back, at the end of the answer."""
        if self.hit:
            return ""
        self._held += self._decoder.decode(b"", final=True)
        rest, self._held = self._release() + self._held, ""
        return rest

    def _release(self) -> str:
        found = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if found:
            self.hit = True
            text, self._held = self._held[: min(found)], ""
            return text
        keep = self._possible_beginning()
        cut = len(self._held) - keep
        text, self._held = self._held[:cut], self._held[cut:]
        return text

    def _possible_beginning(self) -> int:
        for length in range(min(self._longest - 1, len(self._held)), 0, -1):
            tail = self._held[-length:]
            if any(stop.startswith(tail) for stop in self._stops):
                return length
        return 0


def reuse(cached: Sequence[int], wanted: Sequence[int], vocabulary: Vocabulary) -> tuple[int, list[int]]:
    """How much of ``cached`` (what the model has read) serves for ``wanted``: (tokens kept, tokens to read).

    A plain common prefix is not enough: the model's own answer, tokenized again from its text, often
    splits differently from the tokens it chose, and everything after the first difference would be read
    anew at every turn. So past the common prefix the two are compared as bytes, and cached tokens are kept
    up to the last place where both have a token boundary. The text read is the same either way.
    """
    same = 0
    limit = min(len(cached), len(wanted))
    while same < limit and cached[same] == wanted[same]:
        same += 1
    kept, resumed = _align(cached, wanted, same, vocabulary)
    return kept, list(wanted[resumed:])


def _align(
    cached: Sequence[int], wanted: Sequence[int], start: int, vocabulary: Vocabulary
) -> tuple[int, int]:
    kept, resumed = start, start
    left, right = start, start
    ahead_left, ahead_right = b"", b""
    while True:
        if not ahead_left and not ahead_right:
            kept, resumed = left, right
        if len(ahead_left) <= len(ahead_right):
            if left == len(cached):
                return kept, resumed
            ahead_left += vocabulary.piece(cached[left])
            left += 1
        else:
            if right == len(wanted):
                return kept, resumed
            ahead_right += vocabulary.piece(wanted[right])
            right += 1
        common = min(len(ahead_left), len(ahead_right))
        if ahead_left[:common] != ahead_right[:common]:
            return kept, resumed
        ahead_left, ahead_right = ahead_left[common:], ahead_right[common:]
