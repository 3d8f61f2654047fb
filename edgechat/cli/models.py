"""``edgechat models``: what can answer on this machine, and getting more of it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.ai.values import ModelInfo, Offer, PullStatus
    from edgechat.cli.console import Console
    from edgechat.core.errors import EdgeError


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="all known models and whether they are here"))
    pull = actions.add_parser("pull", help="get a model from the hub; without MODEL the recommended one")
    pull.add_argument("model", nargs="?", metavar="MODEL", help="its id, from edgechat models list")
    add_json(pull)
    add = actions.add_parser("add", help="take a GGUF file, or the folder of a re-ranker, into the list")
    add.add_argument("path", metavar="PATH", help="the file, or a folder with model.onnx and tokenizer.json")
    add.add_argument("--copy", action="store_true", help="copy it; without this it is used where it lies")
    add_json(add)
    forget = actions.add_parser("forget", help="take what is used where it lies off the list; it stays there")
    forget.add_argument("path", metavar="PATH", help="its id, from edgechat models list")


def _run(context: Context) -> int:
    actions = {"pull": _pull, "add": _take_in, "forget": _forget, "list": _list}
    return actions[context.arguments.action](context)


def _list(context: Context) -> int:
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


def _pull(context: Context) -> int:
    """A pull that is stopped goes on where it was: said when it fails, by the error itself."""
    from edgechat.cli.pulling_bar import pulling_bar
    from edgechat.core.errors import ModelNotFound

    with context.open() as edge:
        offer = edge.ai.offer(context.arguments.model)
        if offer is None:
            raise ModelNotFound("The catalogue recommends no model.", "See: edgechat models list")
        with pulling_bar(context.console) as show:
            info = edge.ai.pull(offer.model.id, _announced(context.console, offer, show))
    if context.arguments.json:
        context.console.json(info.to_dict())
    else:
        context.console.line(f"{info.name} is ready: {info.path}")
    return OK


def _take_in(context: Context) -> int:
    chosen = context.arguments
    with context.open() as edge:
        info = edge.ai.add_file(chosen.path, copy=chosen.copy)
    if chosen.json:
        context.console.json(info.to_dict())
    else:
        context.console.line(f"{info.name} is on the list ({info.task}): {info.path}")
    return OK


def _forget(context: Context) -> int:
    given = context.arguments.path
    path = str(Path(given).expanduser().absolute())
    with context.open() as edge:
        models = edge.ai.models()
        if path not in [each.id for each in models]:
            raise _unforgettable(given, path, models)
        edge.ai.forget_file(path)
    return OK


def _unforgettable(given: str, path: str, models: Sequence[ModelInfo]) -> EdgeError:
    """Why ``given`` is nothing to forget, and what is."""
    from edgechat.core.errors import InvalidInput, ModelNotFound

    elsewhere = [each.id for each in models if each.source == "file" and Path(each.id).is_absolute()]
    can = f"Can be forgotten: {', '.join(elsewhere)}." if elsewhere else "No model is used where it lies."
    known = next((each for each in models if given == each.id or given in each.aliases), None)
    if known is None:
        return ModelNotFound(f"{path} is no model that is used where it lies.", can)
    if known.source == "file":
        return InvalidInput(f"{known.id} lies in the models folder.", f"Delete it there: {known.path}")
    if known.path is None:
        return InvalidInput(f"{known.id} is not on this machine: there is nothing to forget.", can)
    if known.source == "hub":
        return InvalidInput(f"{known.id} came from the hub.", f"Delete its file: {known.path}")
    return InvalidInput(
        f"{known.id} comes with EdgeChat ({known.source}): it cannot be taken off the list.", can
    )


def _announced(
    console: Console, offer: Offer, show: Callable[[PullStatus], None]
) -> Callable[[PullStatus], None]:
    """``show``, and before its first report what is being got: only now is it sure that nothing refuses."""
    said: list[str] = []

    def tell(status: PullStatus) -> None:
        if status.running and not said:
            said.append(_intention(offer))
            console.note(said[0])
        show(status)

    return tell


def _intention(offer: Offer) -> str:
    model = offer.model
    said = f"Getting {model.name}: {model.size / 1e6:,.0f} MB, {model.licence}."
    if offer.arrived:
        said += f" {offer.arrived / 1e6:,.0f} MB are here already."
    if not offer.fits:
        said += (
            f" It takes about {offer.memory / 1e9:.1f} GB of memory; {offer.free / 1e9:.1f} GB are free now."
        )
    return said


COMMAND = Command("models", "list the models, and get more", _add, _run)
