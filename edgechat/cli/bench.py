"""``edgechat bench``: measures one thing on this machine, beside what it is compared with."""

from __future__ import annotations

from argparse import ArgumentParser

from edgechat.cli.command import Command, Context, add_json


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what to measure, for instance chat or startup")
    parser.add_argument("--quick", action="store_true", help="a short run: shows that it works, not how fast")
    parser.add_argument(
        "--with-yardsticks", action="store_true", help="first build or install what it is compared with"
    )
    add_json(parser)


def _run(context: Context) -> int:
    chosen = context.arguments
    return context.benches(
        chosen.name, quick=chosen.quick, as_json=chosen.json, with_yardsticks=chosen.with_yardsticks
    )


COMMAND = Command("bench", "measure this machine and this app", _add, _run)
