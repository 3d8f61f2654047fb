"""``edgechat search``: passages of the documents, each with the place it stands at."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.wording import SHORT, meant_collection, positive_number
from edgechat.library.units import unit_of

if TYPE_CHECKING:
    from edgechat.library.document import Found

SHOWN = 320  # characters of a passage on a terminal


def _add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query",
        nargs="+",
        metavar="QUERY",
        help='a question or words; "a phrase" must be there, -word must not; type:pdf, in:COLLECTION',
    )
    parser.add_argument("--collection", metavar="NAME", help="look only here")
    parser.add_argument(
        "--top-k", type=positive_number, default=10, metavar="N", help="at most so many (default 10)"
    )
    add_json(parser)


def _run(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge:
        named = chosen.collection
        place = None if named is None else meant_collection(edge.library, named)
        found = edge.library.find(" ".join(chosen.query), collection=place, top_k=chosen.top_k)
    if chosen.json:
        context.console.json(found.to_dict())
        return OK
    for number, hit in enumerate(found.hits, start=1):
        context.console.line(f"{number}. {_place(hit)}\n   {_shortened(hit.text)}\n")
    if not found.hits:
        context.console.note("Nothing was found.")
    if found.by_meaning_alone:
        context.console.note("No passage has any of these words; these are the nearest by meaning.")
    if found.how == "words" and found.why:
        context.console.note(f"Only words were looked for, not meaning: {found.why}")
    if found.unranked:
        context.console.note(f"The re-ranker did not order them: {found.unranked}")
    return OK


def _place(hit: Found) -> str:
    page = f", {unit_of(hit.name)} {hit.page}" if hit.page is not None else ""
    heading = f", {hit.heading}" if hit.heading and hit.heading != hit.name else ""
    return f"{hit.name}{page}{heading} ({hit.document[:SHORT]}, {hit.score:.2f})"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rpartition(' ')[0]} …"


COMMAND = Command("search", "find passages in the documents", _add, _run)
