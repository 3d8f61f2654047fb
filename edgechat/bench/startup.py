"""``edgechat bench startup``: from the start of a process to something a person can read.

The window opens a full home: the list of conversations and the last messages must be painted. Beside it
a bare Qt window, alone in its process. A window that was closed is painted from its picture first, and is
``ready`` for a person's hands later: both are told, and the first paint of one that has no picture too.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from edgechat.ai.catalog import Catalog
from edgechat.ai.hardware import default_threads, physical_cores
from edgechat.bench._first_paint import APP, BARE, BARE_NAME, SETTLE, ShownWindow, shown_on
from edgechat.bench._full_home import fill
from edgechat.bench._results import Bench, Goal, Result, Run, alternate
from edgechat.bench._sides import Side, home_of
from edgechat.core.errors import BugError

FORBIDDEN = ("numpy", "onnxruntime", "llama_cpp")
ANEW = "edgechat, without a picture of its last window"
QUESTION = "Hello"
CONTEXT = 8192


def _run(run: Run) -> Iterator[Result]:
    fill(home_of(run.folder))
    environment = shown_on(run)
    yield from _windows(run, environment)
    yield _forbidden(environment)
    yield _help(run, environment)
    yield _ask(run, environment)


def _windows(run: Run, environment: Mapping[str, str]) -> Iterator[Result]:
    """First paint, readiness and memory of the idle window, of one start each."""

    def show(module: str, ready: str) -> tuple[float, float, float]:
        with ShownWindow(module, environment) as window:
            usable = window.since_start(ready)
            time.sleep(SETTLE)
            pictured.append(window.painted_from_picture)
            return window.first_paint * 1000, usable * 1000, window.memory()

    def show_again() -> tuple[float, float, float]:
        found = show(APP, "ready")
        if not pictured[-1]:
            raise BugError("the window was not painted from the picture of the one before")
        return found

    def show_anew() -> tuple[float, float, float]:
        picture.unlink(missing_ok=True)
        return show(APP, "ready")

    picture = home_of(run.folder).profile("default").snapshot
    pictured: list[bool] = []
    sides = {APP: show_again, BARE: lambda: show(BARE, "first_paint"), ANEW: show_anew}
    show(APP, "ready")  # not counted: it warms the caches of files and fonts for all
    found = alternate(sides, run.pick(2, 9))
    paints, ready, memory = (
        {name: [each[column] for each in found[name]] for name in sides} for column in range(3)
    )
    bare = paints[BARE]
    yield Result("first_paint", "ms", paints[APP], BARE_NAME, bare, Goal("ratio", "<=", 1.15))
    yield Result("first_paint_without_picture", "ms", paints[ANEW], BARE_NAME, bare)
    yield Result("ready", "ms", ready[APP], BARE_NAME, bare)
    yield Result("ready_without_picture", "ms", ready[ANEW], BARE_NAME, bare)
    yield Result("idle_memory", "MB", memory[APP], BARE_NAME, memory[BARE], Goal("ratio", "<=", 1.6))


def _forbidden(environment: Mapping[str, str]) -> Result:
    """How many of the libraries that belong to child processes the window's process has imported."""
    with ShownWindow(APP, environment, ("-X", "importtime")) as window:
        window.wait_for("ready")
        time.sleep(SETTLE)
    if "PySide6" not in window.modules:
        raise BugError("the imports of the window could not be read")
    found = [name for name in FORBIDDEN if name in {each.partition(".")[0] for each in window.modules}]
    return Result("forbidden_modules", "modules", [len(found)], goal=Goal("value", "<=", 0))


def _help(run: Run, environment: Mapping[str, str]) -> Result:
    """``edgechat --help``, beside a Python that does nothing."""
    sides = {
        "help": lambda: _first_byte(["-m", APP, "--help"], environment),
        "python": lambda: _first_byte(["-c", "print('.')"], environment),
    }
    found = alternate(sides, run.pick(3, 15))
    return Result("help", "ms", found["help"], "bare Python", found["python"])


def _ask(run: Run, environment: Mapping[str, str]) -> Result:
    """First words of ``edgechat ask`` from nothing, beside the raw library's first token from nothing."""

    def library() -> float:
        began = time.perf_counter()
        with Side("_raw_library", folder=run.folder) as side:
            side.ask("load", path=path, context=CONTEXT, threads=default_threads(),
                     reading_threads=physical_cores())  # fmt: skip
            side.ask("write", messages=[{"role": "user", "content": QUESTION}], tokens=1)
            return (time.perf_counter() - began) * 1000

    path = Catalog(home_of(run.folder)).best_text_model().path
    sides: dict[str, Callable[[], float]] = {
        "ask": lambda: _first_byte(["-m", APP, "ask", QUESTION], environment),
        "library": library,
    }
    found = alternate(sides, run.pick(2, 7))
    return Result("ask_first_token", "ms", found["ask"], "raw library", found["library"])


def _first_byte(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Milliseconds from the start of ``python COMMAND`` to its first byte of output; then it is ended."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-P", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert process.stdout
    with process, process.stdout:
        first = process.stdout.read(1)
        took = (time.perf_counter() - began) * 1000
        process.terminate()
    if not first:
        raise BugError(f"nothing came from: {' '.join(command)}")
    return took


BENCH = Bench("startup", "first paint and memory of the window, beside a bare Qt window", _run)
