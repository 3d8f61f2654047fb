"""``edgechat conversations search``: where something was said."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.wording import SHORT, positive_number, when

if TYPE_CHECKING:
    from edgechat.chat.search import Hit

WHO = {"user": "you", "assistant": "model", "system": "system", None: "title"}


def _add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query",
        metavar="QUERY",
        help='words; "a phrase"; -word must not be there; the last may be unfinished',
    )
    parser.add_argument(
        "--limit", type=positive_number, default=20, metavar="N", help="at most so many (default 20)"
    )
    add_json(parser)


def _run(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        found = edge.chat.search(context.arguments.query, limit=context.arguments.limit)
    if context.arguments.json:
        context.console.json([asdict(hit) for hit in found])
    elif found:
        context.console.table(("id", "when", "who", "found"), map(_row, found))
    else:
        context.console.note("Nothing was found.")
    return OK


def _row(hit: Hit) -> tuple[str, ...]:
    aside = "" if hit.shown else "(on another branch) "
    return hit.conversation[:SHORT], when(hit.created_at), WHO[hit.role], aside + hit.snippet


COMMAND = Command("search", "where something was said, in every branch", _add, _run)
