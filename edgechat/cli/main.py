"""The way in: reads the command line, runs one command, turns whatever happens into an exit code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from edgechat.cli.command import INTERRUPTED, OK, Context
from edgechat.cli.console import Console, OutputClosed
from edgechat.cli.failures import tell

if TYPE_CHECKING:
    from argparse import Namespace

    from edgechat.edge import Edge
    from edgechat.library.healed import Healed


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
        if not argv:
            return open_window(None, "default")  # without the parser, which takes 7 ms
        from edgechat.cli.parser import command, parse

        arguments = parse(argv)
        as_json = getattr(arguments, "json", False)
        if arguments.command is None:
            return open_window(arguments.home, arguments.profile)
        opened = partial(_open, open_edge, arguments, console)
        return command(arguments.command).run(Context(arguments, console, opened, benches))
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


def _open(open_edge: Callable[..., Edge], arguments: Namespace, console: Console) -> Edge:
    """The door; what it has to put right by itself is told on standard error."""
    from edgechat.library.healed import Healed

    edge = open_edge(arguments.home, arguments.profile, face="cli")
    edge.events.subscribe(Healed, partial(_tell_healed, console))
    if edge.settings.kept is not None:
        console.note("edgechat: the settings could not be read; all are as at first.")
        console.note(f"edgechat: the unreadable file is kept: {edge.settings.kept}")
    return edge


def _tell_healed(console: Console, healed: Healed) -> None:
    from edgechat.cli.healing import sentences

    for each in sentences(healed):
        console.note(f"edgechat: {each}")


def _tell(console: Console, error: Exception, *, as_json: bool) -> int:
    try:
        return tell(console, error, as_json=as_json)
    except OutputClosed:
        console.abandon()
        return tell(console, error, as_json=False)
