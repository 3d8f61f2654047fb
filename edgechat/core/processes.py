"""Children: started, spoken with, stopped in two steps, watched for death and silence.

Native code and hostile bytes live in child processes (DESIGN). A child is this Python started anew
(``python -P -m edgechat.worker ROLE``) with a bare environment and two private pipes; it ends by itself
when its pipe closes. ``subprocess`` and not ``multiprocessing``: the latter imports the person's own
script again in every child, hands over the whole environment and leaves stderr to the terminal.

This module knows messages, not models: what a request means is its callers' business.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import IO

from edgechat.core.errors import BugError, EngineCrashed, OutOfMemory, TimedOut, by_code
from edgechat.core.messages import Beat, Done, Failed, Part, Request, Stop, Upward, Writer, read_upward
from edgechat.core.records import dataclass
from edgechat.core.watch import note_child

log = logging.getLogger(__name__)

STOP_GRACE = 2.0  # seconds a child has to obey a stop before it is ended
STDERR_KEPT = 8 * 1024  # bytes of a child's last words

# What a child may see of our environment: how to find libraries, devices, scratch space and its language.
# Everything else (keys, tokens, proxies) stays here.
ENVIRONMENT_KEPT = frozenset({"PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "PYTHONPATH"})
ENVIRONMENT_PREFIXES = (
    "LC_",
    "LD_LIBRARY",
    "DYLD_",
    "CUDA",
    "NVIDIA_",
    "HIP_",
    "HSA_",
    "ROCR_",
    "GGML_",
    "VK_",
    "OMP_",
    "GOMP_",
    "COVERAGE_PROCESS",  # lets the test run see which lines a child executes
)

_OUT_OF_MEMORY_WORDS = (
    "bad_alloc",
    "OutOfDeviceMemory",
    "out of memory",
    "failed to allocate",
    "unable to allocate",
    "MemoryError",
)


@dataclass(frozen=True)
class ChildSpec:
    """How to start one kind of child. ``silence`` is in seconds: a busy child that says nothing for
    that long is taken for hung. ``oom_score`` (Linux) says who dies first when memory runs out."""

    role: str
    silence: float = 60.0
    oom_score: int = 600
    nice: int = 0

    def command(self) -> list[str]:
        options = ["--oom-score", str(self.oom_score), "--nice", str(self.nice)]
        if getattr(sys, "frozen", False):
            return [sys.executable, "--edgechat-child", self.role, *options]
        # -P keeps the current directory off the module path: nothing planted there is imported.
        return [sys.executable, "-P", "-m", "edgechat.worker", self.role, *options]


@dataclass(frozen=True)
class Outcome:
    """How a child ended. ``code`` as ``subprocess`` has it: negative is the signal's number."""

    code: int
    stderr: str
    ended_by_us: str = ""

    @property
    def out_of_memory(self) -> bool:
        """It ran out of memory: it said so, or the system's own guard killed it."""
        if self.ended_by_us:
            return False
        if any(word in self.stderr for word in _OUT_OF_MEMORY_WORDS):
            return True
        return self.code == -int(getattr(signal, "SIGKILL", 9))

    def __str__(self) -> str:
        if self.ended_by_us:
            return f"ended by EdgeChat ({self.ended_by_us})"
        if self.code < 0:
            try:
                return f"ended by {signal.Signals(-self.code).name}"
            except ValueError:
                return f"ended by signal {-self.code}"
        return f"ended with code {self.code}"


class Child:
    """One running child. ``call`` starts a request; one request runs at a time, callers take turns.

    Raises ``EngineCrashed`` when the system starts no further process.
    """

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self._calls: dict[int, Call] = {}
        self._lock = threading.Lock()
        self._next_id = 1
        self._last_words: deque[bytes] = deque()
        self._ended_by_us = ""
        self.outcome: Outcome | None = None
        self._process = _start(spec.command())
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._writer = Writer(self._process.stdin)  # type: ignore[arg-type]
        self._listener = threading.Thread(
            target=self._read_words, args=(self._process.stderr,), name=f"{spec.role}-stderr", daemon=True
        )
        self._listener.start()
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name=f"{spec.role}-reader", daemon=True
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self.outcome is None and self._process.poll() is None

    def call(self, op: str, body: bytes) -> Call:
        """Send a request. Raises ``EngineCrashed`` when the child is already gone."""
        with self._lock:
            call = Call(self, self._next_id)
            self._next_id += 1
            if self.outcome is None:
                self._calls[call.id] = call
        if self.outcome is not None:
            raise death(self.outcome)
        try:
            self._writer.send(Request(call.id, op, body))
        except (OSError, ValueError):  # ValueError: the reader has closed the pipe meanwhile
            self._reader.join(STOP_GRACE)  # the reader learns how it ended, and tells the call
        return call

    def send_stop(self, call_id: int) -> None:
        try:
            self._writer.send(Stop(call_id))
        except (OSError, ValueError):
            log.debug("the %s child was gone before the stop", self.spec.role)

    def kill(self, why: str) -> None:
        """End the child at once. ``why`` is told in its ``Outcome``. Safe to repeat."""
        if self._process.poll() is None:
            self._ended_by_us = self._ended_by_us or why
            self._process.kill()

    def close(self, why: str = "closed") -> None:
        """End the child and wait until it, its threads and its memory are gone."""
        self._ended_by_us = self._ended_by_us or why
        try:
            self._writer.close()  # the child leaves by itself when its pipe ends
            self._process.wait(0.5)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
        self._process.wait()
        for thread in (self._reader, self._listener):
            if thread is not threading.current_thread():
                thread.join(STOP_GRACE)

    def _read(self, stream: IO[bytes]) -> None:
        try:
            with stream:
                while (message := read_upward(stream)) is not None:  # type: ignore[arg-type]
                    self._deliver(message)
        except (BugError, OSError, ValueError) as error:
            log.error("the %s child sent something unreadable: %s", self.spec.role, error)
            self.kill("it sent something unreadable")
        self._end()

    def _deliver(self, message: Upward) -> None:
        with self._lock:
            call = self._calls.get(message.id)
            if call is not None and isinstance(message, Done | Failed):
                del self._calls[message.id]
        if call is not None:
            call.arrived(message)

    def _end(self) -> None:
        code = self._process.wait()
        self._listener.join(STOP_GRACE)
        with contextlib.suppress(OSError):
            self._writer.close()
        words = b"".join(self._last_words)[-STDERR_KEPT:].decode("utf-8", "replace")
        with self._lock:
            self.outcome = Outcome(code, words, self._ended_by_us)
            waiting, self._calls = list(self._calls.values()), {}
        if code and not self._ended_by_us:
            note_child(self.spec.role, str(self.outcome), words)
        for call in waiting:
            call.arrived(self.outcome)

    def _read_words(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := stream.read1(4096):  # type: ignore[attr-defined]
                self._last_words.append(chunk)
                while sum(map(len, self._last_words)) - len(self._last_words[0]) > STDERR_KEPT:
                    self._last_words.popleft()


class Call:
    """One request under way. Iterate it for the bodies of its parts, then read ``result``.

    Iteration raises what the child reported, ``EngineCrashed`` / ``OutOfMemory`` when it died, and
    ``TimedOut`` when it fell silent. After ``stop()`` it ends quietly; ``result`` is None if the child
    had to be killed.
    """

    def __init__(self, child: Child, call_id: int) -> None:
        self.id = call_id
        self.result: bytes | None = None
        self.stopped = False
        self.finished = False
        self._child = child
        self._inbox: queue.SimpleQueue[Upward | Outcome] = queue.SimpleQueue()
        self._last_sign = time.monotonic()
        self._answered = False
        self._timer: threading.Timer | None = None
        self._ending = threading.Lock()

    def arrived(self, message: Upward | Outcome) -> None:
        """Called by the child's reader thread."""
        self._last_sign = time.monotonic()
        if isinstance(message, Done | Failed | Outcome):
            self._calm()
        if not isinstance(message, Beat):
            self._inbox.put(message)

    def _calm(self) -> None:
        """The child has answered: it is not to be ended for that answer being read late."""
        with self._ending:
            self._answered = True
            if self._timer is not None:
                self._timer.cancel()

    def stop(self) -> None:
        """Ask the child to end this request; kill it if it does not within two seconds. Returns at once."""
        # The child may answer at once, on another thread: the timer must be there before it is asked, or
        # it would never be cancelled and end a child that did as it was told.
        with self._ending:
            if self.stopped or self.finished:
                return
            self.stopped = True
            if self._answered:
                return
            self._timer = threading.Timer(STOP_GRACE, self._child.kill, ("it did not stop in time",))
            self._timer.daemon = True
            self._timer.start()
        self._child.send_stop(self.id)

    def __iter__(self) -> Iterator[bytes]:
        while not self.finished:
            message = self._wait()
            if isinstance(message, Part):
                yield message.body
            else:
                self._finish()
                if isinstance(message, Done):
                    self.result = message.body
                elif self.stopped:
                    continue  # the person wanted the end: how it came does not matter
                elif isinstance(message, Failed):
                    raise failure(message)
                elif isinstance(message, Outcome):
                    raise death(message)

    def wait(self) -> bytes:
        """Run the request to its end, passing over parts. Raises as iteration does."""
        for _ in self:
            pass
        if self.result is None:
            raise BugError("a request was stopped and has no result")
        return self.result

    def _wait(self) -> Upward | Outcome:
        while True:
            left = self._last_sign + self._child.spec.silence - time.monotonic()
            try:
                return self._inbox.get(timeout=max(left, 0.01))
            except queue.Empty:
                if time.monotonic() - self._last_sign >= self._child.spec.silence:
                    return self._give_up()

    def _give_up(self) -> Upward | Outcome:
        self._child.kill("it stopped answering")
        self._finish()
        raise TimedOut(
            f"The model process said nothing for {self._child.spec.silence:g} seconds and was ended.",
            "Try again; if it happens again, choose a smaller model or a smaller context window.",
        )

    def _finish(self) -> None:
        self._calm()
        self.finished = True
        if self._timer is not None:
            self._timer.join(STOP_GRACE)


def failure(message: Failed) -> Exception:
    """The error a child reported, as this process raises it."""
    if message.code == 0:
        return BugError(message.message)
    error = by_code(message.code)(message.message, message.action)
    error.details.update(message.details)  # no keyword arguments: a child that lies chooses their names
    return error


def death(outcome: Outcome) -> EngineCrashed:
    """The error that tells the person how a child ended and what to do."""
    if outcome.out_of_memory:
        return OutOfMemory(
            "The model needed more memory than it could have, and its process ended.",
            "Choose a smaller model, or a smaller context window in the settings.",
            exit=str(outcome),
            stderr=outcome.stderr,
        )
    return EngineCrashed(
        f"The model process ended unexpectedly ({outcome}).",
        "Ask again: it is started anew. If it happens again, choose another model file.",
        exit=str(outcome),
        stderr=outcome.stderr,
    )


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_bare_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # Ctrl-C in a terminal is ours to handle: the child must live to hand over what it has.
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise EngineCrashed(
            f"The model process cannot be started: {error.strerror or error}.",
            "Close other programs, then ask again.",
        ) from error


def _bare_environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in ENVIRONMENT_KEPT or name.upper().startswith(ENVIRONMENT_PREFIXES)
    }
    # llama.cpp would start a debugger on itself when it aborts; its last words say enough.
    # numpy's library would reserve 42 MB of address space per core for threads that nobody needs here.
    fixed = {"GGML_NO_BACKTRACE": "1", "OPENBLAS_NUM_THREADS": "1"}
    return kept | fixed | {"PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"}
