"""What the command line understands: its commands and their arguments.

Apart from ``main``, because a plain ``edgechat`` opens the window, and that needs none of this.
"""

from __future__ import annotations

import argparse
from typing import NoReturn

from edgechat import __version__
from edgechat.cli import (
    add,
    ask,
    backups,
    bench,
    check,
    conversations,
    doctor,
    documents,
    exam,
    models,
    reports,
    run,
    search,
    settings,
    to_markdown,
    watch,
)
from edgechat.cli.command import EXIT_CODES, Command
from edgechat.cli.failures import Usage

COMMANDS: tuple[Command, ...] = (
    ask.COMMAND,
    run.COMMAND,
    conversations.COMMAND,
    add.COMMAND,
    search.COMMAND,
    documents.COMMAND,
    watch.COMMAND,
    to_markdown.COMMAND,
    exam.COMMAND,
    models.COMMAND,
    settings.COMMAND,
    doctor.COMMAND,
    check.COMMAND,
    reports.COMMAND,
    backups.BACKUP,
    backups.BACKUPS,
    backups.RESTORE,
    bench.COMMAND,
)


LISTING = ("conversations", "documents", "watch", "models", "settings", "reports", "backups")
"""Those that list what there is where nothing else is asked for."""
EVERYWHERE = ("--home", "--profile")


def command(name: str) -> Command:
    """The command called ``name``, which must be one."""
    return next(each for each in COMMANDS if each.name == name)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message[:1].upper()}{message[1:]}.", f"See: {self.prog} --help")


def parse(argv: list[str]) -> argparse.Namespace:
    """``argv`` as ``make_parser`` reads it. What is too much is told with the help of its own command."""
    arguments, unknown = make_parser().parse_known_args(_completed(argv))
    if unknown:
        asked = getattr(arguments, "said_by", "edgechat")
        raise Usage(f"Unrecognized arguments: {' '.join(unknown)}.", f"See: {asked} --help")
    return arguments


def _completed(argv: list[str]) -> list[str]:
    """``documents``, alone or with nothing but options, is ``documents list``."""
    at = _after_everywhere(argv, 0)
    if argv[at : at + 1] and argv[at] in LISTING:
        following = argv[_after_everywhere(argv, at + 1) :][:1]
        if not following or (following[0].startswith("-") and following[0] not in ("-h", "--help")):
            return [*argv[: at + 1], "list", *argv[at + 1 :]]
    return argv


def _after_everywhere(argv: list[str], at: int) -> int:
    """Where the first word from ``at`` on stands that is no option of every command, nor its value."""
    while at < len(argv):
        option, equals, _ = argv[at].partition("=")
        if len(option) < len("--h") or not any(each.startswith(option) for each in EVERYWHERE):
            break
        at += 1 if equals else 2
    return at


def make_parser() -> argparse.ArgumentParser:
    """Parses into ``command`` (None: the window), ``home``, ``profile`` and what the command adds.

    Raises ``Usage`` for what it does not understand, ``SystemExit`` after ``--help``.
    """
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
    for entry in COMMANDS:
        sentence = f"{entry.help[:1].upper()}{entry.help[1:]}."
        if entry.name in LISTING:
            sentence += " Without ACTION: list."
        own = commands.add_parser(entry.name, help=entry.help, description=sentence)
        entry.add(own)
        for each in (own, *_nested(own)):
            # also after the command; there without a default, which would undo what stood before it
            _add_global(each, home=argparse.SUPPRESS, profile=argparse.SUPPRESS)
            each.set_defaults(said_by=each.prog)
    return parser


def _nested(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [each for group in groups for each in group.choices.values()]


def _add_global(parser: argparse.ArgumentParser, *, home: str | None, profile: str) -> None:
    everywhere = parser.add_argument_group("everywhere")
    everywhere.add_argument("--home", metavar="DIR", default=home, help="keep everything in this folder")
    everywhere.add_argument("--profile", metavar="NAME", default=profile, help="whose conversations")
