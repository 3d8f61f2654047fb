"""A window in a process of its own, watched from outside: when it was painted, what it takes and imports."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import psutil

from edgechat.bench._results import Run
from edgechat.bench._sides import throwaway
from edgechat.core.errors import BugError

APP, BARE = "edgechat", "edgechat.desktop.bare_window"
BARE_NAME = "bare Qt window"
SETTLE = 2.0  # seconds after which a window is idle
PATIENCE = 60.0  # seconds a window may take to appear
IMPORTED = "import time:"  # how Python's -X importtime begins its lines


class ShownWindow:
    """``python OPTIONS -m MODULE``, started now, shown when the constructor returns; ended with the block.

    ``first_paint`` is in seconds from the start of the process; ``painted_from_picture``: what was painted
    then was how it looked when it closed. Raises ``BugError`` when nothing is shown.
    """

    def __init__(self, module: str, environment: Mapping[str, str], options: Sequence[str] = ()) -> None:
        self.modules: set[str] = set()
        self._words: list[str] = []
        self._events: dict[str, float] = {}
        self.painted_from_picture = False
        self._news = threading.Condition()
        self._began = time.time()
        self._process = subprocess.Popen(
            [sys.executable, "-P", *options, "-m", module],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**environment, "EDGECHAT_LOG": "json"},
            text=True,
        )
        self._reader = threading.Thread(target=self._read, name="window-words")
        self._reader.start()
        try:
            self.first_paint = self.since_start("first_paint")
        except BaseException:
            self.close()
            raise

    def since_start(self, event: str) -> float:
        """Seconds from the start of the process to ``event``. Raises ``BugError``."""
        return self.wait_for(event) - self._began

    def wait_for(self, event: str) -> float:
        """When the window told of ``event``, in seconds since 1970. Raises ``BugError``."""
        with self._news:
            self._news.wait_for(lambda: event in self._events or "" in self._events, PATIENCE)
            if event not in self._events:
                raise BugError(f"a window did not tell of {event}:\n" + "".join(self._words[-20:]))
            return self._events[event]

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            if line.startswith(IMPORTED):
                self.modules.add(line.rpartition("|")[2].strip())
            else:
                self._words.append(line)
                self._tell(_event(line))
        self._tell({"event": "", "at": time.time()})  # it has ended

    def _tell(self, told: Mapping[str, Any]) -> None:
        if "event" in told:
            self.painted_from_picture |= bool(told.get("picture"))
            with self._news:
                self._events.setdefault(told["event"], told["at"])
                self._news.notify_all()

    def memory(self) -> float:
        """Megabytes it holds now, with the libraries it has mapped.

        Not only what is its alone (USS): that shrinks when another program maps the same libraries.
        """
        return float(psutil.Process(self._process.pid).memory_info().rss) / 1e6

    def processor_time(self) -> float:
        """Seconds of processor that all its threads have taken so far."""
        return processor_time(self._process.pid)

    def wakings(self) -> int:
        """How often it went on after it had waited for something; on Linux, its main thread."""
        return int(psutil.Process(self._process.pid).num_ctx_switches().voluntary)

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        assert self._process.stderr
        self._process.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _event(line: str) -> dict[str, Any]:
    if not line.startswith("{"):
        return {}
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}


def display(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` with Qt's offscreen platform chosen where there is no display to show a window on."""
    chosen = dict(environment)
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        chosen.setdefault("QT_QPA_PLATFORM", "offscreen")
    return chosen


def shown_on(run: Run) -> dict[str, str]:
    """The environment of a throwaway home in which windows can be shown: on the display, else offscreen."""
    wanted = display(throwaway(run.folder))
    try:
        ShownWindow(BARE, wanted).close()
    except BugError:
        wanted["QT_QPA_PLATFORM"] = "offscreen"
        ShownWindow(BARE, wanted).close()
    run.note(f"windows are shown on: {wanted.get('QT_QPA_PLATFORM') or 'the display'}")
    return wanted


def processor_time(pid: int) -> float:
    """Seconds of processor of another process: on Linux by its clock, as the ticks of others are too coarse
    for an idle window."""
    if platform.system() == "Linux":
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes it
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
