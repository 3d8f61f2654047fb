"""Between an engine and its answer's reader: text passes, tool calls are kept for the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from edgechat.ai.protocol import Generated, Piece, ToolUse
from edgechat.ai.tool_calls import Listener


class Hearing:
    """One answer on its way to ``emit``; without a ``listener`` all of it is text."""

    def __init__(self, emit: Callable[[Piece], None], listener: Listener | None) -> None:
        self._emit = emit
        self._listener = listener
        self._tokens = 0  # of text that is held back

    def emit(self, piece: Piece) -> None:
        self._tokens += piece.tokens
        self._say(piece.text if self._listener is None else self._listener.push(piece.text))

    def end(self, generated: Generated) -> Generated:
        """Say what was still held back; ``generated`` with the calls, which get their ids here."""
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

    def _say(self, text: str) -> None:
        if text:
            self._emit(Piece(text, self._tokens))
            self._tokens = 0
