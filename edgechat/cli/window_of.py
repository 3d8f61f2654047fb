"""``edgechat conversations context``: what the model sees of a conversation, and what was folded away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.chat.context import Report


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("conversation", metavar="ID", help="its id, or the first letters of it")
    add_json(parser)


def _run(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        report = edge.chat.context(context.arguments.conversation)
    if context.arguments.json:
        context.console.json(asdict(report))
    else:
        _tell(context, report)
    return OK


def _tell(context: Context, report: Report) -> None:
    about = "at most " if report.estimated else ""
    context.console.table(
        ("what", "how much"),
        [
            ("window", f"{report.window:,} tokens"),
            ("kept free for the answer", f"{report.reserved:,} tokens"),
            ("used", f"{about}{report.used:,} tokens"),
            ("messages in full", f"{len(report.shown):,}"),
            ("pinned", f"{len(report.pinned):,}"),
            ("folded into a summary", f"{len(report.folded):,}"),
        ],
    )
    if report.summary:
        context.console.line(f"\nThe summary (by the {report.summary_by}):\n{report.summary}")


COMMAND = Command("context", "what the model sees of one, and what was folded", _add, _run)
