"""``edgechat run``: ``ai.run`` from the command line, answering in the reference's shapes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import INTERRUPTED, OK, Command, Context
from edgechat.cli.failures import describe, exit_code
from edgechat.cli.follow import follow
from edgechat.cli.loading import loading_bar
from edgechat.core.errors import FixableError, IncompleteInput, InvalidInput

if TYPE_CHECKING:
    from edgechat.ai.runner import TextStream
    from edgechat.ai.values import TextResult
    from edgechat.edge import Edge

EXAMPLE = 'Give an object, for instance {"prompt": "Hello"}.'


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("model", help="the model's id (see: edgechat models list)")
    parser.add_argument(
        "inputs", nargs="?", metavar="JSON|-", help="the inputs; - or nothing reads them piped"
    )
    parser.add_argument("--stream", action="store_true", help="print server-sent events while it is written")
    parser.add_argument("--json", action="store_true", help="no effect: the output always is JSON")
    parser.set_defaults(json=True)


def _inputs(context: Context) -> dict[str, Any]:
    import json

    given = context.arguments.inputs
    text = context.console.piped_input(wait=True) if given in (None, "-") else given
    if not text.strip():
        raise IncompleteInput("The inputs are missing.", EXAMPLE)
    try:
        inputs = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The inputs are not JSON: {error}.", EXAMPLE) from error
    if not isinstance(inputs, dict):
        raise InvalidInput("The inputs are JSON, but no object.", EXAMPLE)
    return inputs


def _run(context: Context) -> int:
    inputs = _inputs(context)
    streaming = context.arguments.stream or inputs.get("stream") is True
    with context.open() as edge, loading_bar(context.console, edge.events):
        write = _event_writer(context) if streaming else _keep_quiet
        try:
            stream, interrupted = follow(lambda: _begun(edge, context.arguments.model, inputs), write)
            _finish(context, stream.result, streaming=streaming)
        except FixableError as error:
            if not streaming:
                raise
            _event(context, describe(error))
            context.console.note(str(error))
            return exit_code(error)
    return INTERRUPTED if interrupted else OK


class _Whole:
    """What comes in one piece (vectors, scores), followed like an answer."""

    def __init__(self, result: TextResult) -> None:
        self.result = result

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def stop(self) -> None:
        """It has ended."""


def _begun(edge: Edge, model: str, inputs: dict[str, Any]) -> TextStream | _Whole:
    answer: Any = edge.ai.run(model, inputs, stream=True)
    return answer if hasattr(answer, "stop") else _Whole(answer)


def _keep_quiet(_piece: str) -> None:
    """The result is printed whole at the end."""


def _event(context: Context, value: dict[str, Any]) -> None:
    import json

    context.console.write(f"data: {json.dumps(value, ensure_ascii=False)}\n\n")


def _event_writer(context: Context) -> Callable[[str], None]:
    def write(piece: str) -> None:
        if piece:  # an empty one says that the model is thinking
            _event(context, {"response": piece})

    return write


def _finish(context: Context, result: TextResult, *, streaming: bool) -> None:
    if not streaming or not hasattr(result, "finish_reason"):
        context.console.json(result.to_dict())
        return
    last = {"response": "", "finish_reason": result.finish_reason, "usage": result.usage.to_dict()}
    if result.reasoning:
        last["reasoning"] = result.reasoning
    _event(context, last)
    context.console.write("data: [DONE]\n\n")


COMMAND = Command("run", "run a model on JSON inputs and print the result object", _add, _run)
