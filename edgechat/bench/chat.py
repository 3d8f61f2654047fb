"""``edgechat bench chat``: answers through the whole app, beside llama-server and the raw library.

The app's side is a real Edge: store, events, quota, child, pipe. All sides have the same file, prompt and
threads, and write equally many tokens, greedily.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from edgechat.ai.catalog import Catalog
from edgechat.ai.hardware import default_threads, physical_cores
from edgechat.bench import _building
from edgechat.bench._llama_server import LlamaServer
from edgechat.bench._results import SETTLE, Bench, Goal, Result, Run, alternate, stretch
from edgechat.bench._sides import Side, home_of
from edgechat.core.errors import BugError
from edgechat.core.settings import KEYS

CONTEXT = 8192
GREEDY = {"temperature": 0, "repetition_penalty": 1.0}
STORY = "Write a very long story about the sea, with many chapters."
SENTENCE = "The quick brown fox jumps over the lazy dog. "  # 10 tokens
SERVER, LIBRARY = "llama-server", "raw library"
LONG_ANSWER = 1000  # tokens from which an answer counts as long
OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "minLength": 10, "maxLength": 40},
        "cities": {
            "type": "array",
            "minItems": 8,
            "maxItems": 8,
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 3, "maxLength": 20},
                    "size": {"enum": ["small", "large"]},
                    "people": {"type": "integer", "minimum": 1000, "maximum": 9999999},
                },
                "required": ["name", "size", "people"],
            },
        },
    },
    "required": ["title", "cities"],
}


def _run(run: Run) -> Iterator[Result]:
    with ExitStack() as stack:
        app = stack.enter_context(Side("_app", folder=run.folder))
        writers = Writers(run, stack, app)
        yield from _decoding(run, writers)
        yield from _long_answers(run, writers)
        yield from _next_turn(run, app)
        yield _stop(run, app)
        yield _json(run, app)
        yield from _pipe(run, app, stack.enter_context(Side("_bare_pipe", folder=run.folder)))


class Writers:
    """Those who write the same answer: the app, the raw library, and llama-server where it is there."""

    def __init__(self, run: Run, stack: ExitStack, app: Side) -> None:
        path = Catalog(home_of(run.folder)).best_text_model().path
        assert path
        threads = {"threads": default_threads(), "reading_threads": physical_cores()}
        self._app = app
        self._library = stack.enter_context(Side("_raw_library", folder=run.folder))
        self._library.ask("load", path=path, context=CONTEXT, **threads)
        program = _building.build_llama_server() if run.with_yardsticks else _building.llama_server()
        self._server: LlamaServer | None = None
        if program is None:
            run.note(f"{SERVER} is not here; --with-yardsticks builds it.")
        else:
            server = LlamaServer(program, path, context=CONTEXT, folder=run.folder, **threads)
            self._server = stack.enter_context(server)
        run.note(f"threads: {threads['threads']} to write, {threads['reading_threads']} to read")

    def write(self, tokens: int, rounds: int) -> dict[str, list[dict[str, Any]]]:
        """What each measured; the app says how many tokens it is, because it alone minds the end."""
        told = self._app.ask("send", text=STORY, options=GREEDY | {"max_tokens": tokens})["tokens"]
        messages = [
            {"role": "system", "content": str(KEYS["chat.system"].default)},
            {"role": "user", "content": STORY},
        ]
        server = self._server
        sides = {
            "app": lambda: self._app.ask("send", text=STORY, options=GREEDY | {"max_tokens": told}),
            LIBRARY: lambda: self._library.ask("write", messages=messages, tokens=told),
        }
        if server is not None:
            sides[SERVER] = lambda: server.write(messages, told)
        found = alternate(sides, rounds, pause=SETTLE)
        if any(each["tokens"] != told for name in {"app", SERVER} & set(found) for each in found[name]):
            raise BugError("the sides of the bench wrote answers of different length")
        return found | {SERVER: found.get(SERVER, [])}


def _decoding(run: Run, writers: Writers) -> Iterator[Result]:
    """Answers of everyday length; by the clock of who reads them, and by each one's own."""
    found = writers.write(run.pick(60, 100), run.pick(3, 25))  # short: what disturbs one, disturbs all
    goal = Goal("ratio", ">=", 0.97)
    app, server = _walls(found["app"]), _walls(found[SERVER])
    yield Result("decode", "tokens/s", app, SERVER, server, goal)
    own = [[each["own_rate"] for each in found[name]] for name in ("app", SERVER)]
    yield Result("decode_own_clock", "tokens/s", own[0], SERVER, own[1], goal)
    yield Result("decode_vs_library", "tokens/s", app, LIBRARY, _walls(found[LIBRARY]))


def _walls(answers: list[dict[str, Any]]) -> list[float]:
    """Tokens per second after the first one, as their reader saw them arrive."""
    return [_wall(each) for each in answers]


def _wall(answer: dict[str, Any]) -> float:
    times = answer["times"]
    tokens = int(answer.get("tokens", len(times)))
    return float((tokens - 1) / (times[-1] - times[0]))


def _long_answers(run: Run, writers: Writers) -> Iterator[Result]:
    """Long answers, and whether their end is written more slowly than their beginning."""
    tokens = run.pick(300, LONG_ANSWER + 10)
    found = writers.write(tokens, run.pick(1, 5))
    counts = [each["tokens"] for each in found["app"]]
    long_enough = min(counts) >= LONG_ANSWER
    if not long_enough:
        run.note(f"An answer of {min(counts)} tokens is too short to judge long ones by.")
    app = _walls(found["app"])
    goal = Goal("ratio", ">=", 1.0) if long_enough else None
    yield Result("decode_long", "tokens/s", app, SERVER, _walls(found[SERVER]), goal)
    yield Result("decode_long_vs_library", "tokens/s", app, LIBRARY, _walls(found[LIBRARY]))
    flat = Goal("ratio", ">=", 0.95) if long_enough else None
    ours, theirs = ([_flatness(each) for each in found[name]] for name in ("app", LIBRARY))
    yield Result("late_to_early", "x", ours, LIBRARY, theirs, flat)


def _flatness(answer: dict[str, Any]) -> float:
    """Rate of the last fifth of an answer over that of its first: tokens 800-1000 over 1-200.

    By the text, which is the same on all sides: pieces hold several tokens where tokens come fast.
    """
    times, sizes = answer["times"], answer["sizes"]
    return stretch(times, sizes, 0.8, 1) / stretch(times, sizes, 0, 0.2)


def _next_turn(run: Run, app: Side) -> Iterator[Result]:
    """First token of a further turn: conversation in the model's memory, kept on the disk, and cold."""
    short = GREEDY | {"max_tokens": 8}
    history = app.ask("send", text=SENTENCE * run.pick(150, 300), options=short)
    read = history["prompt_tokens"]

    def turn(how: str) -> float:
        if how != "warm":
            app.ask("forget", files=how == "cold")
        told = app.ask("send", text="And then?", options=short, conversation=history["conversation"])
        if (how == "cold") != (told["cached_tokens"] < read):
            raise BugError(f"{how}: {told['cached_tokens']} of {told['prompt_tokens']} tokens were known")
        return float(told["times"][0]) * 1000

    sides = {how: partial(turn, how) for how in ("warm", "reopened", "cold")}
    found = alternate(sides, run.pick(1, 3))
    for name, how, limit in (("next_turn", "warm", 0.06), ("reopened", "reopened", 0.04)):
        # The goals are set for a long history: a short one is read so fast that loading a state counts.
        goal = Goal("ratio", "<=", limit) if name == "next_turn" or not run.quick else None
        yield Result(f"{name}_first_token", "ms", found[how], "cold", found["cold"], goal)


def _stop(run: Run, app: Side) -> Result:
    """Stop while a prompt of 3,000 tokens is being read, until the stream has ended."""
    found = []
    for number in range(run.pick(3, 9)):
        told = app.ask("stop", text=f"Note {number}. " + SENTENCE * 300, after=0.4)
        if told["pieces"] or told["reason"] != "cancelled":
            raise BugError("the prompt was read before it could be stopped")
        found.append(told["stopped"] * 1000)
    return Result("stop_in_prompt", "ms", found, goal=Goal("value", "<=", 300))


def _json(run: Run, app: Side) -> Result:
    """Answers that must follow a JSON schema, beside plain ones of the same length and sampling."""
    question = "Describe eight cities."
    schema = {"response_format": {"type": "json_schema", "json_schema": OBJECT}, "max_tokens": 1000}

    def write(seed: int, options: dict[str, Any]) -> dict[str, Any]:
        return dict(app.ask("send", text=question, options={"seed": seed} | options))

    found: dict[str, list[float]] = {"json": [], "plain": []}
    for seed in range(run.pick(1, 5)):
        bound = write(seed, schema)
        free = write(seed, {"max_tokens": bound["tokens"]})
        found["json"].append(bound["own_rate"])
        found["plain"].append(free["own_rate"])
    return Result("json_schema", "tokens/s", found["json"], "plain", found["plain"], Goal("ratio", ">=", 0.9))


def _pipe(run: Run, app: Side, bare: Side) -> Iterator[Result]:
    """What a token costs on its way from the child to the reader, with an engine that takes no time."""
    count = run.pick(5_000, 30_000)
    found = alternate(
        {
            "app": lambda: app.ask("echo", words=count),
            "bare": lambda: {"cross": bare.ask("cross", count=count)},
        },
        run.pick(2, 5),
    )
    crossings = [each["cross"] * 1e6 for each in found["bare"]]
    for name, key in (("pipe_per_token", "run"), ("conversation_per_token", "chat")):
        yield Result(name, "µs", [each[key] * 1e6 for each in found["app"]], "bare pipe", crossings)


BENCH = Bench("chat", "speed of answers, first token, stop and pipe, beside llama-server", _run)
