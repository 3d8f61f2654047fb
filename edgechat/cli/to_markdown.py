"""``edgechat to-markdown``: documents as Markdown on standard output, nothing stored."""

from __future__ import annotations

from argparse import ArgumentParser

from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE")
    add_json(parser)


def _run(context: Context) -> int:
    with context.open() as edge:
        made = edge.library.to_markdown(context.arguments.files)
    if context.arguments.json:
        context.console.json([each.to_dict() for each in made])
    else:
        for each in made:
            if each.error:
                context.console.note(each.error)
            else:
                context.console.line(each.data.rstrip("\n"))
    return OK if any(each.format == "markdown" for each in made) else FIXABLE


COMMAND = Command("to-markdown", "print documents as Markdown", _add, _run)
