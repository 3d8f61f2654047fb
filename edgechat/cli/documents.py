"""``edgechat documents``: the ledger of what was added, and what can be done with each."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json, of_actions
from edgechat.cli.wording import SHORT, counted, meant_collection, positive_number, shown_collection, when

if TYPE_CHECKING:
    from edgechat.library.document import DocumentInfo, Renewed


def _add_list(parser: ArgumentParser) -> None:
    parser.add_argument("--collection", metavar="NAME", help="only those of this collection")
    parser.add_argument("--limit", type=positive_number, default=100_000, metavar="N", help="at most so many")
    add_json(parser)


def _list(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge:
        place = chosen.collection
        if place is not None:
            place = meant_collection(edge.library, place)
            edge.library.ledger.collection(place)
        found = edge.library.documents(place, limit=chosen.limit)
        renewal = edge.library.renewing()
    if renewal is not None:
        context.console.note(renewing(renewal))
    if chosen.json:
        context.console.json([each.to_dict() for each in found])
    elif found:
        context.console.table(("id", "state", "pages", "chunks", "collection", "name"), map(_row, found))
    else:
        context.console.note("No documents yet. Add some: edgechat add PATH…")
    return OK


def renewing(now: Renewed) -> str:
    """How far the vectors of another embedding model are."""
    of = counted(now.total, "passage has", "passages have")
    done = f"{now.done:,} of {of} vectors of {now.model}"
    until = f"; until all have, {now.earlier} answers" if now.earlier else ""
    why = f" It was stopped: {now.why}" if now.why else ""
    return f"{done}{until}. This goes on while a window is open, or with edgechat check --repair.{why}"


def _row(each: DocumentInfo) -> tuple[str, ...]:
    why, place = f" ({each.reason})" if each.reason else "", shown_collection(each.collection)
    return each.id[:SHORT], state(each), str(each.pages), str(each.chunks), place, each.name + why


def state(each: DocumentInfo) -> str:
    """The state as a person reads it."""
    return f"duplicate of {each.duplicate_of[:SHORT]}" if each.duplicate_of else each.state


def _add_one(parser: ArgumentParser) -> None:
    parser.add_argument("document", metavar="ID", help="its id, or the first letters of it")
    add_json(parser)


def _add_show(parser: ArgumentParser) -> None:
    _add_one(parser)
    parser.add_argument("--text", action="store_true", help="print its text instead")
    parser.add_argument("--page", type=positive_number, metavar="N", help="of the text, only this page")


def _show(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge:
        info = edge.library.document(chosen.document)
        text = edge.library.text(info.id, chosen.page) if chosen.text or chosen.page else None
    if chosen.json:
        context.console.json(info.to_dict() | ({} if text is None else {"text": text}))
    elif text is not None:
        context.console.line(text)
    else:
        _describe(context, info)
    return OK


def _describe(context: Context, info: DocumentInfo) -> None:
    say = context.console.line
    say(info.name)
    say(f"  {state(info)}{f': {info.reason} {info.action}' if info.reason else ''}")
    place, size = shown_collection(info.collection), counted(info.size, "byte")
    say(f"  id {info.id}, collection {place}, {size}, added {when(info.added_at)}")
    held = ((info.pages, "page"), (info.chunks, "chunk"), (info.characters, "character"))
    say(f"  {', '.join(counted(*each) for each in held)}, {info.seconds:.1f} s")
    say(f"  from {info.path}")
    for note in info.notes:
        say(f"  note{f' on page {note.page}' if note.page else ''}: {note.text}")


def _remove(context: Context) -> int:
    with context.open() as edge:
        info = edge.library.remove(context.arguments.document)
    if context.arguments.json:
        context.console.json({"removed": info.to_dict()})
    else:
        context.console.note(f"Removed {info.name}; the file it came from was left alone.")
    return OK


def _add_retry(parser: ArgumentParser) -> None:
    _add_one(parser)
    parser.add_argument("--password", action="store_true", help="ask for the password of an encrypted one")


def _retry(context: Context) -> int:
    password = None
    if context.arguments.password:
        from getpass import getpass

        password = getpass("Password of the document: ")
    with context.open() as edge:
        info = edge.library.retry(context.arguments.document, password=password)
    if context.arguments.json:
        context.console.json(info.to_dict())
    else:
        _describe(context, info)
    return OK if info.state in ("indexed", "indexed with notes", "duplicate of") else FIXABLE


ACTIONS = (
    Command("list", "every added file and its state", _add_list, _list),
    Command("show", "one of them, or its text", _add_show, _show),
    Command("remove", "take one out of the library; its file stays", _add_one, _remove),
    Command("retry", "read one again that could not be read", _add_retry, _retry),
)
COMMAND = of_actions("documents", "list, show, remove and retry documents", ACTIONS)
