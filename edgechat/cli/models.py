"""``edgechat models``: what can answer on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.ai.values import ModelInfo


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="all known models and whether they are here"))


def _run(context: Context) -> int:
    with context.open() as edge:
        models = edge.ai.models()
    if context.arguments.json:
        context.console.json([model.to_dict() for model in models])
    else:
        context.console.table(("id", "state", "size", "window", "task", "licence"), map(_row, models))
    return OK


def _row(model: ModelInfo) -> tuple[str, ...]:
    size = f"{model.size / 1e6:,.0f} MB" if model.size else "-"
    window = f"{model.context:,}" if model.context else "-"
    return model.id, model.state, size, window, model.task, model.licence


COMMAND = Command("models", "list the models", _add, _run)
