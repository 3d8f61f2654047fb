"""The way in: reads the command line, runs one command, turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from edgechat import __version__
from edgechat.cli import ask, backups, bench, check, conversations, doctor, models, run, settings
from edgechat.cli.command import EXIT_CODES, INTERRUPTED, OK, Command, Context
from edgechat.cli.console import Console, OutputClosed
from edgechat.cli.failures import Usage, tell

if TYPE_CHECKING:
    from edgechat.edge import Edge

COMMANDS: tuple[Command, ...] = (
    ask.COMMAND,
    run.COMMAND,
    conversations.COMMAND,
    models.COMMAND,
    settings.COMMAND,
    doctor.COMMAND,
    check.COMMAND,
    backups.BACKUP,
    backups.BACKUPS,
    backups.RESTORE,
    bench.COMMAND,
)


def main(
    argv: list[str],
    open_edge: Callable[..., Edge],
    *,
    open_window: Callable[[str | None, str], int],
    benches: Callable[..., int],
) -> int:
    """Run the command that ``argv`` (without the program's name) asks for: its exit code.

    ``open_edge(home, profile, face="cli")`` opens the door, ``open_window(home, profile)`` is the window,
    ``benches(name, quick=, as_json=, with_yardsticks=)`` one measurement.
    """
    console = Console()
    as_json = "--json" in argv
    try:
        arguments = _parser().parse_args(argv)
        as_json = getattr(arguments, "json", False)
        if arguments.command is None:
            return open_window(arguments.home, arguments.profile)
        opened = partial(open_edge, arguments.home, arguments.profile, face="cli")
        return _command(arguments.command).run(Context(arguments, console, opened, benches))
    except SystemExit as asked:  # argparse, after --help or --version
        return int(asked.code or OK)
    except KeyboardInterrupt:
        console.note("edgechat: stopped.")
        return INTERRUPTED
    except OutputClosed:
        console.abandon()
        return OK
    except Exception as error:
        return _tell(console, error, as_json=as_json)


def _command(name: str) -> Command:
    return next(each for each in COMMANDS if each.name == name)


def _tell(console: Console, error: Exception, *, as_json: bool) -> int:
    try:
        return tell(console, error, as_json=as_json)
    except OutputClosed:
        console.abandon()
        return tell(console, error, as_json=False)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code:<4} {meaning}" for code, meaning in EXIT_CODES)
    parser = _Parser(
        prog="edgechat",
        description="Chat with models that run on this machine. Without a command: opens the window.",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"edgechat {__version__}")
    _add_global(parser, home=None, profile="default")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in COMMANDS:
        own = commands.add_parser(
            command.name, help=command.help, description=f"{command.help.capitalize()}."
        )
        command.add(own)
        for each in (own, *_nested(own)):
            # also after the command; there without a default, which would undo what stood before it
            _add_global(each, home=argparse.SUPPRESS, profile=argparse.SUPPRESS)
    return parser


def _nested(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [each for group in groups for each in group.choices.values()]


def _add_global(parser: argparse.ArgumentParser, *, home: str | None, profile: str) -> None:
    everywhere = parser.add_argument_group("everywhere")
    everywhere.add_argument("--home", metavar="DIR", default=home, help="keep everything in this folder")
    everywhere.add_argument("--profile", metavar="NAME", default=profile, help="whose conversations")
