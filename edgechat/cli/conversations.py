"""``edgechat conversations``: what was asked and answered, listed and shown."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.chat.conversation import Conversation, Message

SHORT = 8  # characters of an id that are shown; four and more are understood


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="newest first")
    listing.add_argument(
        "--limit", type=positive_number, default=50, metavar="N", help="at most so many (default 50)"
    )
    add_json(listing)
    showing = actions.add_parser("show", help="the messages of one")
    showing.add_argument("conversation", metavar="ID", help="its id, or the first letters of it")
    add_json(showing)


def positive_number(text: str) -> int:
    """The type of --limit: argparse names it in its complaint."""
    number = int(text)
    if not 1 <= number <= 100_000:
        raise ValueError(text)
    return number


def _run(context: Context) -> int:
    return _list(context) if context.arguments.action == "list" else _show(context)


def _list(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        found = edge.chat.conversations(limit=context.arguments.limit)
    if context.arguments.json:
        context.console.json([asdict(each) for each in found])
    elif found:
        context.console.table(("id", "changed", "messages", "title"), map(_row, found))
    else:
        context.console.note('No conversations yet. Begin one: edgechat ask "…"')
    return OK


def _row(each: Conversation) -> tuple[str, ...]:
    return (
        each.id[:SHORT],
        _when(each.updated_at),
        str(each.message_count),
        " ".join(each.title.split()),
    )


def _when(seconds: float) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


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
        context.console.line(f"\n{_heading(message)}\n{message.text}")
    return OK


def _heading(message: Message) -> str:
    who = {"user": "You", "assistant": message.model or "Model", "system": "System"}[message.role]
    state = "" if message.state == "complete" else f" ({message.state})"
    return f"— {who}, {_when(message.created_at)}{state}"


def _document(message: Message) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(message) | {"usage": message.usage.to_dict(), "timing": message.timing.to_dict()}


COMMAND = Command("conversations", "list or show what was asked and answered", _add, _run)
