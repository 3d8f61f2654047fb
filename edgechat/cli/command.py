"""What a command is made of, and what it is given. Pure values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from edgechat.cli.console import Console
    from edgechat.edge import Edge

OK, BUG, USAGE, FIXABLE, LIMITED, INTERRUPTED = 0, 1, 2, 3, 4, 130
EXIT_CODES = (
    (OK, "done"),
    (BUG, "EdgeChat itself is at fault: please report it"),
    (USAGE, "the command line is wrong"),
    (FIXABLE, "you can fix it: the model, the input or the data; the message says how"),
    (LIMITED, "a limit is reached, or too much is waiting: try later"),
    (INTERRUPTED, "stopped by Ctrl-C; a partial answer is kept (and printed with --json)"),
)


class Context(NamedTuple):
    """What one run of a command works with. ``open`` opens the profile that was named."""

    arguments: Namespace
    console: Console
    open: Callable[[], Edge]
    benches: Callable[..., int]


class Command(NamedTuple):
    """``add`` puts the arguments on a parser, ``run`` does the work and returns the exit code."""

    name: str
    help: str
    add: Callable[[ArgumentParser], None]
    run: Callable[[Context], int]


def add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, errors too")


def of_actions(name: str, help: str, actions: tuple[Command, ...]) -> Command:
    """A command whose first argument names one of ``actions``."""

    def add(parser: ArgumentParser) -> None:
        nested = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
        for action in actions:
            action.add(nested.add_parser(action.name, help=action.help))

    def run(context: Context) -> int:
        return next(each for each in actions if each.name == context.arguments.action).run(context)

    return Command(name, help, add, run)
