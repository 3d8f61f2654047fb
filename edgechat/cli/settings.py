"""``edgechat settings``: what can be set, what is set, setting it. The table in ``core.settings`` decides."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.core.settings import Settings, Value
    from edgechat.edge import Edge


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="every setting, its value and what it does"))
    shown = actions.add_parser("get", help="the value of one setting")
    changed = actions.add_parser("set", help="change one setting")
    for each in (shown, changed):
        each.add_argument("key", metavar="KEY")
        add_json(each)
    changed.add_argument("value", metavar="VALUE")


def _run(context: Context) -> int:
    from edgechat.core.settings import setting  # late, as all that `--help` does not need

    with context.open() as edge:
        chosen = context.arguments
        if chosen.action == "list":
            return _list(context, edge.settings)
        if chosen.action == "set":
            edge.settings.set(chosen.key, _checked(edge, chosen.key, setting(chosen.key).parse(chosen.value)))
        value = edge.settings.get(chosen.key)
    if chosen.json:
        context.console.json({"key": chosen.key, "value": value})
    else:
        context.console.write(f"{_shown(value)}\n")
    return OK


def _checked(edge: Edge, key: str, value: Value) -> Value:
    """``value``, where it names a model as that model's id. Raises ``ModelNotFound``."""
    if key != "chat.model" or not value:
        return value
    from edgechat.ai.catalog import require_text

    info = edge.ai.resolve(str(value))
    require_text(info)
    return info.id


def _list(context: Context, settings: Settings) -> int:
    from edgechat.core.settings import TABLE

    rows = [(each, settings.get(each.key)) for each in TABLE]
    if context.arguments.json:
        context.console.json(
            [
                {"key": each.key, "value": value, "default": each.default, "help": each.help}
                for each, value in rows
            ]
        )
    else:
        table = [(each.key, _shown(value), each.help) for each, value in rows]
        context.console.table(("key", "value", "what it does"), table)
    return OK


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


COMMAND = Command("settings", "list, read and change settings", _add, _run)
