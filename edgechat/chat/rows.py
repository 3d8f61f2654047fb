"""How a conversation and a message lie in their rows: columns there, values here."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from edgechat.ai.values import Timing, Usage
from edgechat.chat.conversation import Conversation, Failure, Message
from edgechat.core.sqlite import Row

CONVERSATION = "id, title, created_at, updated_at, model, system, message_count"
MESSAGE = (
    "id, conversation, parent, role, text, state, created_at, model, finish_reason,"
    " prompt_tokens, completion_tokens, cached_tokens, timing, error_code, error_message, error_action"
)
UPDATE_MESSAGE = (
    "UPDATE messages SET text = ?, state = ?, model = ?, finish_reason = ?, prompt_tokens = ?,"
    " completion_tokens = ?, cached_tokens = ?, timing = ?, error_code = ?, error_message = ?,"
    " error_action = ? WHERE id = ?"
)
TIMES = frozenset(field.name for field in fields(Timing))


def conversation(row: Row) -> Conversation:
    """``row`` as ``CONVERSATION`` selects it."""
    return Conversation(*row)


def message(row: Row) -> Message:
    """``row`` as ``MESSAGE`` selects it."""
    identity, conversation, parent, role, text, state, created_at, model, finish_reason = row[:9]
    return Message(
        identity,
        conversation,
        parent,
        role,
        text,
        state,
        created_at=created_at,
        model=model,
        finish_reason=finish_reason,
        usage=Usage(*row[9:12]),
        timing=_timing(row[12]),
        error=None if row[13] is None else Failure(*row[13:16]),
    )


def changes(message: Message) -> Row:
    """The bindings of ``UPDATE_MESSAGE``."""
    usage, error = message.usage, message.error
    return (
        message.text,
        message.state,
        message.model,
        message.finish_reason,
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.cached_tokens,
        None if message.timing == Timing() else json.dumps(asdict(message.timing)),
        error and error.code,
        error and error.message,
        error and error.action,
        message.id,
    )


def _timing(stored: str | None) -> Timing:
    known: dict[str, Any] = json.loads(stored) if stored else {}
    return Timing(**{name: value for name, value in known.items() if name in TIMES})
