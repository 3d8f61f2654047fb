"""How answers are made: ``--set`` and ``--preset`` of ``ask``, and ``edgechat conversations configure``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.failures import Usage
from edgechat.core.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgechat.edge import Edge

OFF = ("auto", "default", "")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="temperature, top_p, top_k, min_p, max_tokens, seed, think, …; may be repeated",
    )
    parser.add_argument("--preset", metavar="NAME", help="Balanced, Precise, Creative, or one of your own")


def options(edge: Edge, context: Context) -> dict[str, Any]:
    """What ``--preset`` and then ``--set`` choose. Raises ``NotFound``, ``InvalidInput``."""
    return _preset(edge, context.arguments.preset) | _set(context.arguments.set)


def _preset(edge: Edge, name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    for each in edge.presets.all():
        if each.name.casefold() == name.casefold():
            return dict(each.options)
    known = ", ".join(each.name for each in edge.presets.all())
    raise NotFound(f"There is no preset {name!r}.", f"There are: {known}.")


def _set(given: Sequence[str]) -> dict[str, Any]:
    """Each value checked as the setting of that name is; ``auto`` or nothing: as the settings say."""
    from edgechat.chat.prompt import OF_SETTINGS
    from edgechat.core.settings import setting

    chosen: dict[str, Any] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals or name not in OF_SETTINGS:
            known = ", ".join(OF_SETTINGS)
            raise InvalidInput(f"{each!r} sets nothing.", f"Give NAME=VALUE, with one of {known}.")
        if text.lower() in OFF:
            chosen.pop(name, None)
            continue
        value = setting(f"chat.{name}").parse(text.lower() if name == "think" else text)
        if name == "seed" and value == -1:
            continue
        chosen[name] = value == "on" if name == "think" else value
    return chosen


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("conversation", metavar="ID", help="its id, or the first letters of it")
    parser.add_argument("--model", metavar="ID|FILE", help="who answers; empty: as the settings say")
    parser.add_argument("--system", metavar="TEXT", help="the system prompt; default: as the settings say")
    add_options(parser)
    parser.add_argument("--reset", action="store_true", help="forget the numbers that were set before")
    add_json(parser)


def _run(context: Context) -> int:
    from dataclasses import asdict

    chosen = context.arguments
    if not (chosen.reset or chosen.set or chosen.preset) and chosen.model is None and chosen.system is None:
        raise Usage("There is nothing to change.", "See: edgechat conversations configure --help")
    with context.open() as edge:
        place = edge.chat.conversation(chosen.conversation)
        changes: dict[str, Any] = {}
        if chosen.reset or chosen.set or chosen.preset:
            kept = {} if chosen.reset or chosen.preset else _kept(place.options, chosen.set)
            changes["options"] = kept | options(edge, context)
        if chosen.model is not None:
            changes["model"] = chosen.model or None
        if chosen.system is not None:
            changes["system"] = None if chosen.system == "default" else chosen.system
        changed = edge.chat.configure(place.id, **changes)
    if chosen.json:
        context.console.json(asdict(changed))
        return OK
    said = ", ".join(f"{name} {value}" for name, value in sorted(changed.options.items()))
    context.console.note(f"Answers are made with {said or 'what the settings say'}.")
    return OK


def _kept(before: Any, given: Sequence[str]) -> dict[str, Any]:
    """What was set before and is not set anew."""
    named = {each.partition("=")[0] for each in given}
    return {name: value for name, value in before.items() if name not in named}


CONFIGURE = Command("configure", "how one is answered: model, system prompt, numbers", _add, _run)
