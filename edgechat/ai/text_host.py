"""The app's handle on the ``text`` child: starts it, loads models into it, answers one after another.

Owns the child's life: started at first use, loaded anew when model or settings change, ended when idle
so that its memory goes back, replaced after a death but never restarted in a loop: the next question
starts it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edgechat.ai.protocol import Description, Generate, Generated, Load, Loaded, Nothing, Piece, Progress
from edgechat.ai.queue import Turnstile
from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.core.errors import EdgeError, EngineCrashed, FixableError, TimedOut
from edgechat.core.events import Events
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Call, Child, ChildSpec
from edgechat.core.settings import Settings

MEGABYTE = 1024 * 1024


@dataclass
class Waits:
    """What an answer waited for before the child began on it, in milliseconds."""

    queue_ms: float = 0.0
    load_ms: float = 0.0


class TextHost:
    """One ``text`` child and the line before it. Safe to use from several threads."""

    def __init__(self, settings: Settings, events: Events, spec: ChildSpec | None = None) -> None:
        self._settings = settings
        self._events = events
        self._spec = spec or ChildSpec("text")
        self._line = Turnstile()
        self._child: Child | None = None
        self._in_memory: tuple[Load, Loaded] | None = None
        self._status = ModelStatus("unloaded")
        self._deaths: dict[Load, int] = {}
        self._idle: threading.Timer | None = None
        self._idle_lock = threading.Lock()
        self._closed = False

    @property
    def status(self) -> ModelStatus:
        return self._status

    def generate(self, model: ModelInfo, job: Generate) -> Generation:
        """An answer about to be made: nothing happens until it is iterated."""
        return Generation(self, model, job)

    def prepare(self, model: ModelInfo) -> None:
        """Load ``model`` now, so that the first question need not wait; nothing if the child is busy."""
        ticket = object()
        if self._line.busy or not self._line.enter(ticket, gave_up=lambda: False):
            return
        try:
            self._ready(model, None)
        finally:
            self._leave(ticket)

    def describe(self) -> Description:
        """What the native library is and sees. Starts the child if need be."""
        ticket = object()
        self._line.enter(ticket, gave_up=lambda: False)
        try:
            call = self._started().call("describe", pack(Nothing()))
            return unpack(call.wait(), Description)
        finally:
            self._leave(ticket)

    def unload(self) -> None:
        """End the child and give its memory back, once it has nothing to do."""
        ticket = object()
        self._line.enter(ticket, gave_up=lambda: False)
        try:
            self._drop("unloaded")
        finally:
            self._line.leave(ticket)

    def close(self) -> None:
        """End the child now, whatever it does."""
        self._closed = True
        self._cancel_idle()
        if self._child is not None:
            self._child.close()
            self._child = None

    # -- used by Generation, which holds the turn ------------------------------------------------

    def _enter(self, generation: Generation) -> bool:
        entered = self._line.enter(generation, gave_up=lambda: generation.stopped)
        self._cancel_idle()
        return entered

    def _leave(self, ticket: object) -> None:
        self._line.leave(ticket)
        self._arm_idle()

    def _nudge(self) -> None:
        self._line.nudge()

    def _started(self) -> Child:
        if self._child is None or not self._child.alive:
            self._forget()
            self._child = Child(self._spec)
        return self._child

    def _ready(self, model: ModelInfo, generation: Generation | None) -> Child | None:
        """The child with ``model`` in memory; None if ``generation`` was stopped meanwhile."""
        wanted = self._wanted(model)
        child = self._started()
        if self._in_memory is not None and self._in_memory[0] == wanted:
            return child
        self._in_memory = None
        self._tell(ModelStatus("loading", model.id))
        call = child.call("load", pack(wanted))
        if generation is not None:
            generation.now(call)
        try:
            for body in call:
                fraction = unpack(body, Progress).fraction
                self._tell(ModelStatus("loading", model.id, progress=fraction))
        except FixableError as error:
            raise self._died(error, wanted, model) from error
        if call.result is None:
            self._drop("stopped while loading")
            return None
        self._in_memory = (wanted, unpack(call.result, Loaded))
        self._tell(self._state("ready", model))
        return child

    def _wanted(self, model: ModelInfo) -> Load:
        get = self._settings.get
        return Load(
            path=model.path or "",
            context=get("engine.context"),
            gpu_layers=get("engine.gpu_layers"),
            threads=get("engine.threads"),
            flash_attention=get("engine.flash_attention"),
            memory_limit=get("engine.memory_limit_mb") * MEGABYTE,
            stamp=_stamp(model.path),
        )

    def _state(self, state: str, model: ModelInfo) -> ModelStatus:
        assert self._in_memory is not None
        loaded = self._in_memory[1]
        status = ModelStatus(
            "ready",
            model.id,
            progress=1.0,
            device=loaded.device,
            gpu_layers=loaded.gpu_layers,
            context=loaded.context,
            reason=loaded.reason,
        )
        return replace(status, state="busy") if state == "busy" else status

    def _tell(self, status: ModelStatus) -> None:
        if status != self._status:
            self._status = status
            self._events.publish(status)

    def _died(self, error: FixableError, load: Load, model: ModelInfo) -> FixableError:
        """Note a failure; after a second death with the same model and settings the advice changes."""
        if isinstance(error, EngineCrashed | TimedOut):
            self._deaths[load] = self._deaths.get(load, 0) + 1
            if self._deaths[load] >= 2:
                error.action = self._advice(load)
            if self._child is not None:
                self._child.close()
            self._forget()
        self._tell(ModelStatus("failed", model.id, reason=str(error)))
        return error

    def _advice(self, load: Load) -> str:
        smaller = max(512, (load.context or 8192) // 2)
        advice = f"It has happened before with this model: try a context window of {smaller} tokens"
        return advice + (" or fewer layers on the GPU." if load.gpu_layers else ".")

    def _survived(self) -> None:
        if self._in_memory is not None:
            self._deaths.pop(self._in_memory[0], None)

    def _drop(self, why: str) -> None:
        if self._child is not None:
            self._child.close(why)
        self._forget()
        self._tell(ModelStatus("unloaded"))

    def _forget(self) -> None:
        self._child, self._in_memory = None, None

    # -- idle ------------------------------------------------------------------------------------

    def _arm_idle(self) -> None:
        minutes = float(self._settings.get("engine.idle_minutes"))
        with self._idle_lock:
            if self._closed or minutes <= 0 or self._child is None:
                return
            if self._idle is not None:
                self._idle.cancel()
            self._idle = threading.Timer(minutes * 60, self._idle_out)
            self._idle.daemon = True
            self._idle.name = "text-idle"
            self._idle.start()

    def _cancel_idle(self) -> None:
        with self._idle_lock:
            if self._idle is not None:
                self._idle.cancel()
                self._idle = None

    def _idle_out(self) -> None:
        if not self._closed and not self._line.busy:
            self.unload()


class Generation:
    """One answer: iterate it for ``Piece``s. ``done`` is set at the end, or None if the child was killed
    after a stop. ``stop`` works from any thread at any moment, also in the queue and while loading."""

    def __init__(self, host: TextHost, model: ModelInfo, job: Generate) -> None:
        self.waits = Waits()
        self.done: Generated | None = None
        self.stopped = False
        self._host = host
        self._model = model
        self._job = job
        self._call: Call | None = None

    def stop(self) -> None:
        self.stopped = True
        if self._call is not None:
            self._call.stop()
        self._host._nudge()

    def now(self, call: Call) -> None:
        """The request that a stop must reach."""
        self._call = call
        if self.stopped:
            call.stop()

    def __iter__(self) -> Iterator[Piece]:
        began = time.monotonic()
        if not self._host._enter(self):
            return
        self.waits.queue_ms = (time.monotonic() - began) * 1000
        try:
            yield from self._answer()
        finally:
            self._host._leave(self)

    def _answer(self) -> Iterator[Piece]:
        host = self._host
        began = time.monotonic()
        child = host._ready(self._model, self)
        self.waits.load_ms = (time.monotonic() - began) * 1000
        if child is None or self.stopped:
            return
        host._tell(host._state("busy", self._model))
        call = child.call("generate", pack(self._job))
        self.now(call)
        try:
            for body in call:
                yield unpack(body, Piece)
            self.done = unpack(call.result, Generated) if call.result is not None else None
            host._survived()
        except FixableError as error:
            raise host._died(error, host._wanted(self._model), self._model) from error
        finally:
            self._settle(call)

    def _settle(self, call: Call) -> None:
        """Leave the child free for the next one, also when the consumer walked away or it failed."""
        if not call.finished:
            call.stop()
            try:
                for _ in call:
                    pass
            except EdgeError:
                pass  # already being told, or nobody left to tell
        host = self._host
        if host._child is None or not host._child.alive:
            host._forget()
            if host.status.state != "failed":
                host._tell(ModelStatus("unloaded"))
        elif host._in_memory is not None:
            host._tell(host._state("ready", self._model))


def _stamp(path: str | None) -> str:
    """Differs when another file has taken the place of ``path``; empty when there is none."""
    try:
        found = os.stat(path or "")
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}"
