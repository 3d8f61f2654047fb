"""Is the process that wrote this row still there? A process id alone is not enough: ids are used again.

Knows processes, not what they do. On Linux it reads ``/proc`` and imports nothing; psutil elsewhere.
"""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

from edgechat.core.records import dataclass


@dataclass(frozen=True)
class ProcessMark:
    """One process for good: its id, and a text that no later process with the same id has."""

    pid: int
    started: str

    def is_running(self) -> bool:
        """False once the process has ended, also while its parent has not collected it yet."""
        return _started(self.pid) == self.started


def this_process() -> ProcessMark:
    pid = os.getpid()
    return ProcessMark(pid, _started(pid) or "")


def pid_is_running(pid: int) -> bool:
    """Is there any process with this id now? It may be another than the one that was meant."""
    return _started(pid) is not None


def _started(pid: int) -> str | None:
    return _started_linux(pid) if sys.platform == "linux" else _started_elsewhere(pid)


def _started_linux(pid: int) -> str | None:
    """Boot id and start tick: unlike a time of day they do not move when the clock is set."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    state, start_tick = fields[0], fields[19]
    return None if state in "ZX" else f"{_boot()}:{start_tick}"


@functools.cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _started_elsewhere(pid: int) -> str | None:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return f"{process.create_time():.3f}"
    except psutil.Error:
        return None
