"""``edgechat conversations``: what was asked and answered, listed and shown; the way to what else is done."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli import arranging, exchange, searching, tuning, window_of
from edgechat.cli.command import OK, Command, Context, add_json, of_actions
from edgechat.cli.wording import SHORT, positive_number, when

if TYPE_CHECKING:
    from edgechat.chat.conversation import Conversation, Message


def _add_list(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=positive_number, default=50, metavar="N", help="at most so many (default 50)"
    )
    parser.add_argument("--deleted", action="store_true", help="those whose deletion can be undone")
    add_json(parser)


def _add_show(parser: ArgumentParser) -> None:
    parser.add_argument("conversation", metavar="ID", help="its id, or the first letters of it")
    add_json(parser)


def _list(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        limit = context.arguments.limit
        deleted = context.arguments.deleted
        found = edge.chat.deleted()[:limit] if deleted else edge.chat.conversations(limit=limit)
    if context.arguments.json:
        context.console.json([asdict(each) for each in found])
    elif found:
        context.console.table(("id", "changed", "messages", "title"), map(_row, found))
    elif deleted:
        context.console.note("No deleted conversations.")
    else:
        context.console.note('No conversations yet. Begin one: edgechat ask "…"')
    return OK


def _row(each: Conversation) -> tuple[str, ...]:
    return (
        each.id[:SHORT],
        when(each.updated_at),
        str(each.message_count),
        " ".join(each.title.split()) + (" (pinned)" if each.pinned else ""),
    )


def _show(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        found = edge.chat.conversation(context.arguments.conversation)
        messages = edge.chat.messages(found.id)
    if context.arguments.json:
        context.console.json(asdict(found) | {"messages": [_document(each) for each in messages]})
        return OK
    context.console.line(found.title)
    for message in messages:
        context.console.line(f"\n{_heading(message)}\n{_said(message)}")
    return OK


def _heading(message: Message) -> str:
    who = {"user": "You", "assistant": message.model or "Model", "system": "System"}[message.role]
    state = "" if message.state == "complete" else f" ({message.state})"
    return f"— {who}, {when(message.created_at)}{state}"


def _said(message: Message) -> str:
    """Its text, and under it why there is no more of it."""
    why = f"{message.error.message} {message.error.action}" if message.error else ""
    return "\n".join(part for part in (message.text, why) if part)


def _document(message: Message) -> dict[str, Any]:
    from dataclasses import asdict

    from edgechat.chat.parts import to_json

    return asdict(message) | {
        "parts": [to_json(part) for part in message.parts],
        "usage": message.usage.to_dict(),
        "timing": message.timing.to_dict(),
    }


ACTIONS = (
    Command("list", "pinned ones, then newest first", _add_list, _list),
    Command("show", "the messages of one", _add_show, _show),
    searching.COMMAND,
    window_of.COMMAND,
    exchange.EXPORT,
    exchange.IMPORT,
    tuning.CONFIGURE,
    arranging.RENAME,
    arranging.PIN,
    arranging.DELETE,
    arranging.RESTORE,
    arranging.DELETE_MESSAGE,
    arranging.RESTORE_MESSAGE,
)
COMMAND = of_actions("conversations", "list, show, search, export, import and arrange them", ACTIONS)
