"""``edgechat ask``: one question in a conversation that is kept, answered as it is written."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import INTERRUPTED, OK, Command, Context, add_json
from edgechat.cli.follow import follow
from edgechat.cli.loading import loading_bar
from edgechat.cli.tuning import add_options, options
from edgechat.cli.wording import meant_collection, shown_collection
from edgechat.core.errors import IncompleteInput, NotFound

if TYPE_CHECKING:
    from edgechat.chat.conversation import Message
    from edgechat.chat.reply import ReplyStream
    from edgechat.edge import Edge


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="what to ask; piped text is appended to it")
    parser.add_argument("--model", metavar="ID|FILE", help="from edgechat models list, or any GGUF file")
    parser.add_argument("--conversation", metavar="ID", help="go on with this one; its first letters will do")
    parser.add_argument("--system", metavar="TEXT", help="what the conversation begins with")
    parser.add_argument(
        "--collection", metavar="NAME", action="append", help="look in these documents; may be repeated"
    )
    add_options(parser)
    parser.add_argument("--no-stream", action="store_true", help="print the answer when it is complete")
    parser.add_argument("--show-reasoning", action="store_true", help="what the model thinks, on stderr")
    add_json(parser)


def _question(context: Context) -> str:
    asked = " ".join(context.arguments.question).strip()
    piped = context.console.piped_input(wait=not asked).strip()
    if not asked and not piped:
        raise IncompleteInput("There is no question.", 'Give one: edgechat ask "…", or pipe one in.')
    return "\n\n".join(part for part in (asked, piped) if part)


def _run(context: Context) -> int:
    question = _question(context)
    with context.open() as edge, loading_bar(context.console, edge.events):
        _show_reasoning(context, edge)
        reply, interrupted = follow(lambda: _send(edge, context, question), _writer(context))
        _finish(context, reply.message)
    return INTERRUPTED if interrupted else OK


def _show_reasoning(context: Context, edge: Edge) -> None:
    if context.arguments.show_reasoning:
        from edgechat.chat.conversation import ReasoningArrived

        edge.events.subscribe(ReasoningArrived, lambda event: context.console.whisper(event.text))


def _send(edge: Edge, context: Context, question: str) -> ReplyStream:
    chosen = context.arguments
    model = _model(edge, chosen.model) if chosen.model else None
    collections = _collections(edge, chosen.collection)
    return edge.chat.send(
        question,
        conversation=chosen.conversation,
        model=model,
        system=chosen.system,
        collections=collections,
        options=options(edge, context),
        stream=True,
    )


def _model(edge: Edge, named: str) -> str:
    """The id that the conversation keeps: of a file its whole path, for the next question may be asked from
    another folder. A slip in the name is told before a conversation is begun with it."""
    from edgechat.ai.catalog import require_text

    info = edge.ai.resolve(named)
    require_text(info)
    return info.id


def _collections(edge: Edge, named: Sequence[str] | None) -> list[str] | None:
    """Those that are meant. A slip in a name would be answered without any document: raises ``NotFound``."""
    if not named:
        return None
    known = [each.name for each in edge.library.collections()]
    meant = [meant_collection(edge.library, each) for each in named]
    for name in meant:
        if name not in known:
            there = ", ".join(map(shown_collection, sorted(known)))
            action = f"There are: {there}." if known else "edgechat add makes one."
            raise NotFound(f"There is no collection {name!r}.", action)
    return meant


def _writer(context: Context) -> Callable[[str], None]:
    return context.console.write if _streams(context) else lambda piece: None


def _streams(context: Context) -> bool:
    """What is read by a program and rests on documents comes when its sources are checked."""
    chosen = context.arguments
    if chosen.json or chosen.no_stream:
        return False
    return context.console.out_is_terminal or not chosen.collection


def _finish(context: Context, answer: Message) -> None:
    console = context.console
    if context.arguments.json:
        console.json(_document(answer))
        return
    if not _streams(context):
        console.write(answer.text)
    if not answer.text.endswith("\n"):
        console.line()
    from edgechat.cli.sources import tell_sources  # late: `--help` needs none of it

    tell_sources(console, answer)
    if answer.finish_reason == "length":
        console.note("The answer stopped at its longest length (setting chat.max_tokens).")
    if console.err_is_terminal:
        console.note(f"To go on: edgechat ask --conversation {answer.conversation[:8]} …")


def _document(answer: Message) -> dict[str, Any]:
    from edgechat.cli.sources import citations, describe

    usage, timing = answer.usage, answer.timing
    return {
        "conversation": answer.conversation,
        "message": answer.id,
        "model": answer.model,
        "text": answer.text,
        **({"reasoning": answer.reasoning.text} if answer.reasoning else {}),
        "finish_reason": answer.finish_reason,
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "total_tokens": usage.total_tokens,
        },
        "timing": {
            "load_ms": round(timing.load_ms, 3),
            "first_token_ms": round(timing.first_token_ms, 3),
            "tokens_per_second": round(timing.tokens_per_second, 3),
        },
        "citations": [describe(part) for part in citations(answer)],
    }


COMMAND = Command("ask", "ask a question and print the answer", _add, _run)
