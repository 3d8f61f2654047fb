"""Starts the real program as a person does, one process per command, each with its own session."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import apsw
import psutil

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds for anything that is bound to happen; never asserted as a speed

T = TypeVar("T")


def command(home: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "edgechat", "--home", str(home), *map(str, arguments)]


@contextlib.contextmanager
def started(home: Path, *arguments: object, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """The program at work in a session of its own, as in a terminal. It and its children are gone after."""
    options: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }
    process = subprocess.Popen(
        command(home, *arguments), cwd=ROOT, text=True, start_new_session=True, **(options | more)
    )
    family = {psutil.Process(process.pid)}
    try:
        yield process
    finally:
        family |= descendants(process.pid)
        if process.poll() is None:
            process.kill()
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def finished(home: Path, *arguments: object, code: int = 0, said: str | None = None) -> str:
    """What one command printed. ``code`` is the exit code it must end with, ``said`` its input."""
    done = subprocess.run(
        command(home, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
        input=said, stdin=subprocess.DEVNULL if said is None else None,
    )  # fmt: skip
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def told(home: Path, *arguments: object, code: int = 0, said: str | None = None) -> Any:
    """The JSON that one command printed: the whole of its output is one document."""
    return json.loads(finished(home, *arguments, "--json", code=code, said=said))


def messages(home: Path, conversation: str = "") -> list[dict[str, Any]]:
    """The messages of a conversation, by default the newest, as a later process sees them."""
    place = conversation or told(home, "conversations", "list")[0]["id"]
    shown: list[dict[str, Any]] = told(home, "conversations", "show", place)["messages"]
    return shown


def peek(home: Path) -> list[tuple[str, str, str]]:
    """(role, state, text) of every message as it lies on the disk now; nothing is opened for writing.

    Quicker than a process for each look: for waiting. What a person sees is asserted with ``messages``.
    """
    path = home / "profiles" / "default" / "profile.db"
    if not path.exists():
        return []
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        return list(connection.execute("SELECT role, state, text FROM messages ORDER BY seq"))
    except (apsw.SQLError, apsw.BusyError):  # the tables are being made
        return []
    finally:
        connection.close()


def words_on_disk(home: Path) -> int:
    """Words of the newest answer that are saved."""
    found = peek(home)
    return len(found[-1][2].split()) if found and found[-1][0] == "assistant" else 0


def descendants(pid: int) -> set[psutil.Process]:
    try:
        return set(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return set()


def engine_of(pid: int) -> psutil.Process:
    """The child of the program ``pid`` that holds the model."""
    return awaited(lambda: next(iter(descendants(pid)), None), "a child process")


def alive(processes: set[psutil.Process]) -> set[psutil.Process]:
    return {each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE}


def awaited(look: Callable[[], T | None], what: str, *, patience: float = PATIENCE) -> T:
    """What ``look`` finds, once it finds something that is true."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {patience:g} s")


def script(path: Path, **told: Any) -> Path:
    """A scripted model (see ``ai/engines/echo.py``) that answers word by word as it is told."""
    path.write_text(json.dumps(told))
    return path


def slow(folder: Path, *, words: int = 3000, delay: float = 0.02) -> Path:
    """A model that counts for a minute: "0 1 2 3 …"."""
    return script(folder / "slow.echo", text=" ".join(map(str, range(words))), delay=delay)


def shorten_answers(home: Path, tokens: int) -> None:
    """Let no answer of this profile be longer: a small model may go on for a minute."""
    path = home / "profiles" / "default" / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"chat.max_tokens": tokens}))
