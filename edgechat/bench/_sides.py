"""One side of a comparison in a process of its own, asked with one line of JSON per question.

``Side`` is the asking end, ``serve`` the answering one. Knows nothing of what is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from edgechat.core.errors import BugError
from edgechat.core.paths import Home

ACCOUNT = "account"
PATIENCE = 900.0  # seconds for one answer
Handler = Callable[..., Any]


PYTHON = "EDGECHAT_BENCH_PYTHON"
CHECKOUT = Path(__file__).parents[2]


class Side:
    """``python -m edgechat.bench.MODULE``, started now. A context manager; the process ends with it.

    ``python``: another interpreter, which has what this one lacks. ``more``: what its environment has
    besides that with every home folder under ``folder``."""

    def __init__(
        self,
        module: str,
        *,
        folder: Path,
        python: str = sys.executable,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._name = module
        self._words = folder / f"{module}-{id(self)}.log"
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(
                [python, "-P", "-m", f"edgechat.bench.{module}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                env=throwaway(folder)
                | ({} if python == sys.executable else {"PYTHONPATH": str(CHECKOUT)})
                | dict(more or {}),
                text=True,
            )

    def ask(self, question: str, /, **inputs: Any) -> Any:
        """The answer of the handler ``question``. Raises ``BugError`` when the side fails or is silent."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked and answers
        watch = threading.Timer(PATIENCE, self._process.kill)
        watch.start()
        try:
            asked.write(json.dumps([question, inputs]) + "\n")
            asked.flush()
            answer = answers.readline()
        except OSError:
            answer = ""
        finally:
            watch.cancel()
            watch.join()
        if not answer:
            last = self._words.read_text("utf-8", "replace")[-2000:]
            raise BugError(f"the side {self._name} of the bench failed at {question}:\n{last}")
        return json.loads(answer)

    def close(self) -> None:
        """End the process: it leaves when nothing more can be asked."""
        try:
            self._process.communicate(timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Foreign:
    """What the environment of the bench may have and the app does not: yardsticks, in an interpreter that
    ``EDGECHAT_BENCH_PYTHON`` names. Whatever is not there is None, and it is told how to have it."""

    def __init__(self, module: str, *, folder: Path, note: Callable[[str], None]) -> None:
        self._note = note
        python = os.environ.get(PYTHON, sys.executable)
        self._side = Side(module, folder=folder, python=python)

    def having(self, module: str, package: str) -> Side | None:
        """The side, if it can import ``module``."""
        if self._side.ask("has", module=module):
            return self._side
        self._note(
            f"{package} is not here to compare with. Install it into an environment of its own and name that"
            f" one's interpreter: {PYTHON}=/path/to/python."
        )
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._side.close()


def serve(handlers: Mapping[str, Handler]) -> None:
    """Answer questions from standard input until it ends. What native libraries print goes to stderr."""
    answers = _own_output()
    for line in sys.stdin:
        question, inputs = json.loads(line)
        answers.write(json.dumps(handlers[question](**inputs)) + "\n")
        answers.flush()


def serve_beside(handlers: Mapping[str, Handler], end: Callable[[], None]) -> None:
    """Answer on a thread, because this one has a window to show; ``end`` is called once nobody asks."""

    def work() -> None:
        try:
            serve(handlers)
        finally:
            end()

    # A daemon: a window that was closed otherwise must not wait for a question.
    threading.Thread(target=work, name="bench-questions", daemon=True).start()


def _own_output() -> TextIO:
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "w", encoding="utf-8")


def throwaway(folder: Path) -> dict[str, str]:
    """The environment with every home folder in it led to ``folder``."""
    account = folder / ACCOUNT
    account.mkdir(exist_ok=True)
    homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    xdg = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    return (
        os.environ
        | dict.fromkeys((*homes, *xdg), str(account))
        | {"EDGECHAT_HOME": str(home_of(folder).root)}
    )


def home_of(folder: Path) -> Home:
    """The app's home folder that ``throwaway`` names."""
    return Home(folder / ACCOUNT / "home")
