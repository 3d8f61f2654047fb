"""What every host of a child process shares: started at first use, ended when idle, never after the close.

Owns the line before the child and the clock of its idleness. Must not know what the child does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from edgechat.ai.queue import Turnstile
from edgechat.core.errors import EngineCrashed
from edgechat.core.processes import Child, ChildSpec
from edgechat.core.settings import Settings


class ChildHost:
    """One child and the line before it. Safe to use from several threads."""

    def __init__(self, spec: ChildSpec, settings: Settings) -> None:
        self._spec = spec
        self._settings = settings
        self._line = Turnstile()
        self._child: Child | None = None
        self._child_lock = threading.Lock()
        self._timers: list[threading.Timer] = []
        # May be taken twice by one thread: the garbage collector can end a dropped answer anywhere.
        self._timer_lock = threading.RLock()
        self._quiet_since = time.monotonic()
        self._closed = False

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    def nudge(self) -> None:
        self._line.nudge()

    def forget(self) -> None:
        """The child is gone, and with it what it held."""
        self._child = None

    def end(self) -> None:
        """End the child now and start no other. Safe to repeat."""
        with self._child_lock:
            self._closed = True
            child, self._child = self._child, None
        self._line.nudge()
        self._cancel_timers()
        if child is not None:
            child.close()

    def _started(self) -> Child:
        with self._child_lock:
            if self._closed:
                raise EngineCrashed("EdgeChat was closed before the model could answer.", "Open it again.")
            if self._child is None or not self._child.alive:
                self.forget()
                self._child = Child(self._spec)
            return self._child

    def _arm_idle(self, idle_out: Callable[[], None]) -> bool:
        """Count down to ``idle_out`` where there is a child that nobody uses; whether there is one."""
        allowed = float(self._settings.get("engine.idle_minutes")) * 60
        with self._timer_lock:
            self._cancel_timers()
            if self._closed or self._child is None or self._line.busy:
                return False
            if allowed > 0:
                left = self._quiet_since + allowed - time.monotonic()
                self._arm(f"{self._spec.role}-idle", max(left, 0.0), idle_out)
            return True

    def _arm(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, action)
        timer.daemon, timer.name = True, name
        self._timers.append(timer)
        timer.start()

    def _cancel_timers(self) -> None:
        with self._timer_lock:
            for timer in self._timers:
                timer.cancel()
            self._timers.clear()


def stamp(path: str | None) -> str:
    """Differs when another file has taken the place of ``path``; empty when there is none."""
    try:
        found = Path(path or "").stat()
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}"
