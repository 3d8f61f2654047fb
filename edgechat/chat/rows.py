"""How a conversation and a message lie in their rows: columns there, values here."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from edgechat.ai.values import Timing, Usage
from edgechat.chat.conversation import Conversation, Failure, Message
from edgechat.chat.parts import Part, TextPart, from_json, to_json
from edgechat.core.errors import InvalidInput
from edgechat.core.sqlite import Row

CONVERSATION = (
    "id, title, created_at, updated_at, model, system, message_count, pinned, options, titled_by, deleted_at,"
    " collections"
)
# Of a table named `m`. Siblings are counted by their index, never stored: no write can put them wrong.
SIBLINGS = "FROM messages s WHERE s.parent IS m.parent AND s.conversation = m.conversation"
MESSAGE = (
    "m.id, m.conversation, m.parent, m.role, m.text, m.state, m.created_at, m.model, m.finish_reason,"
    " m.prompt_tokens, m.completion_tokens, m.cached_tokens, m.timing,"
    " m.error_code, m.error_message, m.error_action, m.parts, m.pinned,"
    f" (SELECT count(*) {SIBLINGS}), (SELECT count(*) {SIBLINGS} AND s.seq < m.seq)"
)
CHANGING = (
    "text",
    "state",
    "model",
    "finish_reason",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "timing",
    "error_code",
    "error_message",
    "error_action",
    "parts",
)
UPDATE_MESSAGE = f"UPDATE messages SET {', '.join(f'{name} = ?' for name in CHANGING)} WHERE id = ?"
INSERT_MESSAGE = (
    "INSERT INTO messages (conversation, parent, depth, on_path, role, created_at, pinned, writer_pid,"
    f" writer_started, {', '.join(CHANGING)}, id) VALUES ({', '.join('?' * (9 + len(CHANGING) + 1))})"
)
UNTIMED = Message.timing  # what a message has that says nothing of it
TIMES = frozenset(Timing.__match_args__)


def conversation(row: Row) -> Conversation:
    """``row`` as ``CONVERSATION`` selects it."""
    identity, title, created_at, updated_at, model, system, count, pinned, options, titled_by = row[:10]
    deleted_at, collections = row[10:]
    return Conversation(
        identity,
        title,
        created_at=created_at,
        updated_at=updated_at,
        model=model,
        system=system,
        message_count=count,
        pinned=bool(pinned),
        options=json.loads(options) if options else {},
        titled_by=titled_by,
        deleted_at=deleted_at,
        collections=tuple(json.loads(collections)) if collections else (),
    )


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
        parts=_parts(row[16]),
        pinned=bool(row[17]),
        siblings=row[18],
        sibling=row[19],
    )


def changes(message: Message) -> Row:
    """The bindings of ``UPDATE_MESSAGE``, and the last ones of ``INSERT_MESSAGE``."""
    usage, error = message.usage, message.error
    return (
        message.text,
        message.state,
        message.model,
        message.finish_reason,
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.cached_tokens,
        _stored_timing(message.timing),
        error and error.code,
        error and error.message,
        error and error.action,
        _more_than_text(message.parts),
        message.id,
    )


def _stored_timing(timing: Timing) -> str | None:
    return None if timing is UNTIMED or timing == UNTIMED else json.dumps(asdict(timing))


def _timing(stored: str | None) -> Timing:
    known: dict[str, Any] = json.loads(stored) if stored else {}
    return Timing(**{name: value for name, value in known.items() if name in TIMES})


def _more_than_text(parts: tuple[Part, ...]) -> str | None:
    if len(parts) <= 1 and all(isinstance(part, TextPart) for part in parts):
        return None
    return json.dumps([to_json(part) for part in parts], ensure_ascii=False)


def _parts(stored: str | None) -> tuple[Part, ...]:
    """A part that cannot be read does not take its conversation with it."""
    found: list[Part] = []
    for each in json.loads(stored) if stored else ():
        with suppress(InvalidInput):
            found.append(from_json(each))
    return tuple(found)
