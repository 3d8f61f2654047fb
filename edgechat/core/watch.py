"""Sees to it that no fault of this process goes by unreported: Python's last hooks, and the crash handler.

Only a process that shows itself to a person watches: a script that imports EdgeChat keeps its own hooks.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from edgechat.core.reports import LONGEST, Report, Reports
from edgechat.core.scrubbing import headline, last_words, trace

_watching: list[Watch] = []


class Watch:
    """From ``begin`` to ``end`` faults go to ``reports``. ``told(report)`` hears of each, on any thread."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self.told: Callable[[Report], None] | None = None
        self._before: tuple[Any, Any, Any] | None = None
        self._crash: IO[bytes] | None = None

    def begin(self) -> None:
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread
        sys.unraisablehook = self._unraisable
        _watching.append(self)
        with suppress(OSError):
            self.reports.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self.reports.folder / f"running-{os.getpid()}.log"
            self._crash = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
            faulthandler.enable(self._crash)

    def end(self) -> None:
        """The process ends as it should: its crash file goes."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
            _watching.remove(self)
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            self._crash = None
            with suppress(OSError):
                (self.reports.folder / f"running-{os.getpid()}.log").unlink()

    def note(self, error: BaseException, *, where: str = "") -> Report | None:
        """Report ``error``; ``None`` if it was told before."""
        report = self.reports.write("error", headline(error), f"{where}\n{trace(error)}".strip())
        if report is not None and self.told is not None:
            self.told(report)
        return report

    def _raised(self, kind: type[BaseException], error: BaseException, frames: Any) -> None:
        if isinstance(error, Exception):
            self.note(error)
        if self._before is not None:
            self._before[0](kind, error, frames)

    def _raised_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.note(args.exc_value, where=f"in the thread {args.thread.name if args.thread else '?'}")
        if self._before is not None:
            self._before[1](args)

    def _unraisable(self, unraisable: sys.UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, Exception):
            self.note(unraisable.exc_value, where="while something was taken down")
        if self._before is not None:
            self._before[2](unraisable)


def watching() -> Watch | None:
    """The watch of this process, if it has one."""
    return _watching[-1] if _watching else None


def note_child(role: str, ending: str, stderr: str) -> None:
    """A child of this process ended by itself. Kept if somebody watches."""
    for watch in _watching[-1:]:
        watch.reports.write("child", f"The {role} process: {ending}", last_words(stderr))


def gather(reports: Reports) -> None:
    """Make reports of what the crash handler of processes that are gone has written."""
    from edgechat.core.liveness import pid_is_running

    for path in reports.folder.glob("running-*.log"):
        pid = path.stem.removeprefix("running-")
        if pid.isdecimal() and not pid_is_running(int(pid)):
            _gather(reports, path)


def _gather(reports: Reports, path: Path) -> None:
    """An empty file was left by a process that was killed, which is no fault of its own."""
    with suppress(OSError):
        with path.open("rb") as file:
            written = file.read(LONGEST).decode("utf-8", "replace")
        if written.strip():
            first, at = written.splitlines()[0], _where(written)
            reports.write("crash", f"EdgeChat ended: {first}{at}", last_words(written))
        path.unlink()


def _where(written: str) -> str:
    """The innermost frame of the thread that crashed."""
    lines = written.splitlines()
    begin = next((at for at, line in enumerate(lines) if line.startswith("Current thread")), None)
    frames = lines[begin + 1 : begin + 2] if begin is not None else []
    return f" at {Path(frames[0].split(chr(34))[1]).name}" if frames and frames[0].count(chr(34)) == 2 else ""
