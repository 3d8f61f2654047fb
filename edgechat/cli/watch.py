"""``edgechat watch``: folders whose files are documents as long as they are there."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.add import progress_bar
from edgechat.cli.command import OK, Command, Context, add_json, of_actions
from edgechat.cli.wording import counted, meant_collection, shown_collection, when

if TYPE_CHECKING:
    from edgechat.library.watched import WatchedFolder


def _add_add(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="with all the folders in it")
    parser.add_argument("--collection", metavar="NAME", default="default", help="where to (default: default)")
    add_json(parser)


def _follow(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge, progress_bar(context.console, edge.events):
        place = meant_collection(edge.library, chosen.collection)
        made = edge.library.watch(chosen.folder, place, wait=True)
    if chosen.json:
        context.console.json(made.to_dict())
    else:
        _describe(context, made)
    return OK


def _list(context: Context) -> int:
    with context.open() as edge:
        found = edge.library.watched()
    if context.arguments.json:
        context.console.json([each.to_dict() for each in found])
    elif not found:
        context.console.note("No folder is followed. Follow one: edgechat watch add DIR")
    for each in found if not context.arguments.json else ():
        _describe(context, each)
    return OK


def _describe(context: Context, each: WatchedFolder) -> None:
    say = context.console.line
    say(each.path)
    say(f"  {each.reason or _state(each)}")
    looked = f", looked at {when(each.looked_at)}" if each.looked_at else ""
    left_out = f", {each.left_out} left out" if each.left_out else ""
    place = shown_collection(each.collection)
    say(f"  {counted(each.documents, 'document')} in {place}{left_out}{looked}")
    for problem in each.problems:
        say(f"  {problem}")


def _state(each: WatchedFolder) -> str:
    return "followed now" if each.running else "followed while a window is open"


def _add_remove(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--collection", metavar="NAME", help="only in this one")
    add_json(parser)


def _remove(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge:
        place = chosen.collection
        edge.library.unwatch(chosen.folder, None if place is None else meant_collection(edge.library, place))
        left = edge.library.watched()
    if chosen.json:
        context.console.json({"watched": [each.to_dict() for each in left]})
    else:
        context.console.note(f"{chosen.folder} is not followed any more; its documents stay.")
    return OK


ACTIONS = (
    Command("add", "add a folder, and follow what becomes of its files", _add_add, _follow),
    Command("list", "the folders that are followed", add_json, _list),
    Command("remove", "follow one no longer; its documents stay", _add_remove, _remove),
)
COMMAND = of_actions("watch", "follow folders: documents come and go with their files", ACTIONS)
