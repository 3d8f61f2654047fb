"""``edgechat bench window``: the open window at work. An answer streams in, conversations are opened, words
searched, and nothing is done at all.

The window is the whole program on a full profile; the answer comes from the scripted engine in its child,
through chat, store and events like any other.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, NamedTuple

from edgechat.bench._chatter import Chatter, vocabulary
from edgechat.bench._first_paint import APP, BARE, BARE_NAME, ShownWindow, shown_on
from edgechat.bench._full_home import NEWEST, fill, talk_of
from edgechat.bench._long_answer import long_answer
from edgechat.bench._results import Bench, Goal, Result, Run, alternate
from edgechat.bench._sides import Side, home_of
from edgechat.chat.store import Store
from edgechat.core.errors import BugError
from edgechat.core.profile_database import open_profile_database
from edgechat.core.word_index import index_all

MESSAGES = 100_000
RATE = 200  # tokens per second
PLAIN = "plain append"
LENGTHS = {"hundred": 100, "thousand": 1_000, "ten_thousand": 10_000}
SETTLE = 5.0  # seconds after which nothing is left to be done after the start
QUESTION = "What takes so long?"
SHORT = json.dumps({"echo": 1, "text": "Hello."})
SETTINGS = {"chat.max_tokens": 10_000, "engine.context": 32_768, "chat.titles": False}


class Full(NamedTuple):
    """A home folder: ids of conversations by their length, and of empty ones; words that were said."""

    lengths: Mapping[str, str]
    empty: list[str]
    words: list[str]


def _run(run: Run) -> Iterator[Result]:
    answer = long_answer(run.pick(1_000, 4_000))
    full = _fill(run, answer)
    environment = shown_on(run)
    yield from _idle(run, environment)
    with (
        Side("_window", folder=run.folder, more=environment) as window,
        Side("_bare_text", folder=run.folder, more=environment) as bare,
    ):
        yield from _streaming(run, window, bare, answer, full.empty)
        yield from _opening(run, window, full.lengths)
        yield from _search(run, window, full.words)


def _fill(run: Run, answer: str) -> Full:
    home, chance = home_of(run.folder), random.Random(1)
    count, words = run.pick(MESSAGES // 10, MESSAGES), vocabulary(chance)
    run.note(f"Writing {count:,} messages ...")
    fill(home)
    profile = home.profile("default")
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        Chatter(chance, words).fill(store, count)
        index_all(database)
        lengths = {name: talk_of(store, f"A {name}", length) for name, length in LENGTHS.items()}
        # older than the others: the window begins with none of them
        empty = [store.create(title=f"Empty {at}", now=NEWEST - 1).id for at in range(30)]
    script = run.folder / "answer.echo"
    script.write_text(json.dumps({"text": answer, "delay": 1 / RATE}), "utf-8")
    profile.settings.write_text(json.dumps({**SETTINGS, "chat.model": str(script)}), "utf-8")
    return Full(lengths, empty, words)


def _idle(run: Run, environment: Mapping[str, str]) -> Iterator[Result]:
    """Both windows beside each other, untouched: whatever disturbs one disturbs the other.

    The very first start of a profile stands for itself: it reads Markdown, which later ones show as it was.
    """
    with ShownWindow(APP, environment) as first:
        first.wait_for("ready")
        time.sleep(SETTLE)
        yield Result("first_start_memory", "MB", [first.memory()])
    seconds = run.pick(10.0, 60.0)
    found: dict[str, list[tuple[float, ...]]] = {APP: [], BARE: []}
    for _ in range(run.pick(1, 2)):
        with ExitStack() as stack:
            shown = {name: stack.enter_context(ShownWindow(name, environment)) for name in found}
            shown[APP].wait_for("ready")
            time.sleep(SETTLE)
            before = {name: _spent(window) for name, window in shown.items()}
            time.sleep(seconds)
            for name, window in shown.items():
                cpu, wakings = (
                    (now - then) * 60 / seconds
                    for now, then in zip(_spent(window), before[name], strict=True)
                )
                found[name].append((cpu, wakings, window.memory()))
    app, bare = ([[each[at] for each in found[name]] for at in range(3)] for name in (APP, BARE))
    yield Result("idle_cpu", "ms a minute", app[0], BARE_NAME, bare[0])
    yield Result("idle_wakings", "times a minute", app[1], BARE_NAME, bare[1])
    yield Result("idle_memory", "MB", app[2], BARE_NAME, bare[2], Goal("ratio", "<=", 1.6))


def _spent(window: ShownWindow) -> tuple[float, int]:
    return window.processor_time() * 1000, window.wakings()


def _streaming(run: Run, window: Side, bare: Side, answer: str, empty: list[str]) -> Iterator[Result]:
    """Processor time without, and the longest stall with the clock that looks for stalls."""
    places, pieces = iter(empty), [f" {word}" for word in answer.split(" ")]
    window.ask("ask", conversation=next(places), question=SHORT, watched=False)  # not counted: it loads

    def app(watched: bool) -> dict[str, Any]:
        told: dict[str, Any] = window.ask(
            "ask", conversation=next(places), question=QUESTION, watched=watched
        )
        if told["tokens"] != len(pieces):
            raise BugError(f"{told['tokens']} of {len(pieces)} tokens arrived in the window")
        return told

    def plain(watched: bool) -> dict[str, Any]:
        told: dict[str, Any] = bare.ask("write", pieces=pieces, every=1 / RATE, watched=watched)
        return told

    counted = alternate({"app": lambda: app(False), "plain": lambda: plain(False)}, run.pick(1, 3))
    watched = alternate({"app": lambda: app(True), "plain": lambda: plain(True)}, run.pick(1, 3))
    cpu = {name: [each["cpu"] for each in counted[name]] for name in counted}
    stalls = {name: [each["longest"] for each in watched[name]] for name in watched}
    yield Result("streaming_cpu", "s", cpu["app"], PLAIN, cpu["plain"], Goal("ratio", "<=", 2))
    yield Result("streaming_stall", "ms", stalls["app"], PLAIN, stalls["plain"], Goal("value", "<=", 50))


def _opening(run: Run, window: Side, lengths: Mapping[str, str]) -> Iterator[Result]:
    """From the click on a row to the paint of the newest messages."""
    sides = {name: partial(window.ask, "open", conversation=place) for name, place in lengths.items()}
    for side in sides.values():
        side()  # not counted: it warms the caches for all
    took = alternate(sides, run.pick(3, 15))
    yield Result("open_hundred", "ms", took["hundred"])
    yield Result("open_thousand", "ms", took["thousand"], "open_hundred", took["hundred"])
    goal = Goal("ratio", "<=", 3)
    yield Result("open_ten_thousand", "ms", took["ten_thousand"], "open_hundred", took["hundred"], goal)


def _search(run: Run, window: Side, words: list[str]) -> Iterator[Result]:
    """From each key to the paint of what it found. A quick run searches a tenth, by which none is judged."""
    chosen = words[:3] + random.Random(2).sample(words, run.pick(5, 40))
    took = window.ask("type", words=chosen)
    if run.quick:
        run.note(f"searched in {MESSAGES // 10:,} messages of made-up talk only")
    yield Result("search_key_median", "ms", took)
    goal = None if run.quick else Goal("value", "<=", 50)
    yield Result("search_key_slowest", "ms", [statistics.quantiles(took, n=20)[-1]], goal=goal)


BENCH = Bench("window", "an answer streaming in, opening, searching, and the window at rest", _run)
