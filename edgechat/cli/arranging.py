"""``edgechat conversations rename | pin | delete | restore``, and the last two for a single message."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.wording import SHORT

if TYPE_CHECKING:
    from edgechat.chat.conversation import Conversation

ID = "its id, or the first letters of it"


def _add_one(parser: ArgumentParser) -> None:
    parser.add_argument("conversation", metavar="ID", help=ID)
    add_json(parser)


def _add_rename(parser: ArgumentParser) -> None:
    _add_one(parser)
    parser.add_argument("title", metavar="TITLE")


def _add_pin(parser: ArgumentParser) -> None:
    _add_one(parser)
    parser.add_argument("--off", action="store_true", help="no longer at the top of the list")


def _add_several(parser: ArgumentParser) -> None:
    parser.add_argument("conversations", metavar="ID", nargs="+", help=ID)
    add_json(parser)


def _rename(context: Context) -> int:
    with context.open() as edge:
        changed = edge.chat.rename(context.arguments.conversation, context.arguments.title)
    return _tell(context, changed, f"It is called {_name(changed)} now.")


def _pin(context: Context) -> int:
    with context.open() as edge:
        changed = edge.chat.pin(context.arguments.conversation, not context.arguments.off)
    return _tell(
        context, changed, f"{_name(changed)} is {'pinned' if changed.pinned else 'no longer pinned'}."
    )


def _restore(context: Context) -> int:
    with context.open() as edge:
        changed = edge.chat.restore(context.arguments.conversation)
    return _tell(context, changed, f"{_name(changed)} is back.")


def _tell(context: Context, changed: Conversation, sentence: str) -> int:
    from dataclasses import asdict

    if context.arguments.json:
        context.console.json(asdict(changed))
    else:
        context.console.note(sentence)
    return OK


def _delete(context: Context) -> int:
    """All of them must be known before the first one goes."""
    from dataclasses import asdict

    with context.open() as edge:
        known = {each.id: each for each in map(edge.chat.conversation, context.arguments.conversations)}
        for identity in known:
            edge.chat.delete(identity)
    if context.arguments.json:
        context.console.json([asdict(each) for each in known.values()])
        return OK
    for each in known.values():
        context.console.note(f"Deleted {_name(each)}. Undo: edgechat conversations restore {each.id[:SHORT]}")
    return OK


def _add_message(parser: ArgumentParser) -> None:
    parser.add_argument("message", metavar="MESSAGE", help="its id, as show --json tells it")
    add_json(parser)


def _delete_message(context: Context) -> int:
    message = context.arguments.message
    with context.open() as edge:
        place = edge.chat.conversation(edge.chat.delete_message(message))
    return _tell(
        context,
        place,
        f"Deleted it and what followed in {_name(place)}."
        f" Undo: edgechat conversations restore-message {message}",
    )


def _restore_message(context: Context) -> int:
    with context.open() as edge:
        place = edge.chat.conversation(edge.chat.restore_message(context.arguments.message))
    return _tell(context, place, f"The message is back in {_name(place)}.")


def _name(place: Conversation) -> str:
    return f'"{" ".join(place.title.split()) or "Untitled conversation"}"'


RENAME = Command("rename", "give one another title", _add_rename, _rename)
PIN = Command("pin", "keep one at the top of the list", _add_pin, _pin)
DELETE = Command("delete", "take some away; can be undone", _add_several, _delete)
RESTORE = Command("restore", "bring a deleted one back", _add_one, _restore)
DELETE_MESSAGE = Command(
    "delete-message", "take a message and what follows it away; can be undone", _add_message, _delete_message
)
RESTORE_MESSAGE = Command("restore-message", "bring a deleted message back", _add_message, _restore_message)
