"""Between an engine and its answer's reader: text passes, thoughts are told apart, calls come last."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from edgechat.ai.protocol import Generated, Piece, ToolUse
from edgechat.ai.thinking import Said, Thinking
from edgechat.ai.tool_calls import Listener


class Hearing:
    """One answer on its way to ``emit``; without a ``listener`` it holds no calls, without ``thinking``
    no thoughts."""

    def __init__(
        self,
        emit: Callable[[Piece], None],
        listener: Listener | None,
        thinking: Thinking | None = None,
    ) -> None:
        self._emit = emit
        self._listener = listener
        self._thinking = thinking
        self._tokens = 0  # of text that is held back

    def emit(self, piece: Piece) -> None:
        self._tokens += piece.tokens
        self._hear(Said(piece.text) if self._thinking is None else self._thinking.push(piece.text))

    def _hear(self, said: Said) -> None:
        text = said.text if self._listener is None else self._listener.push(said.text)
        self._say(text, said.reasoning)

    def end(self, generated: Generated) -> Generated:
        """Say what was still held back; ``generated`` with the calls, which get their ids here."""
        if self._thinking is not None:
            self._hear(self._thinking.finish())
        if self._listener is None:
            return generated
        self._say(self._listener.finish())
        calls = tuple(
            ToolUse(f"call_{secrets.token_hex(12)}", call.name, call.arguments)
            for call in self._listener.calls
        )
        ended = calls and generated.finish_reason == "stop"
        reason = "tool_calls" if ended else generated.finish_reason
        return msgspec.structs.replace(generated, calls=calls, finish_reason=reason)

    def _say(self, text: str, reasoning: str = "") -> None:
        if text or reasoning:
            self._emit(Piece(text, self._tokens, reasoning))
            self._tokens = 0
