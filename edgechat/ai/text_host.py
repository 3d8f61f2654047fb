"""The app's handle on the ``text`` child: starts it, loads models into it, answers one after another.

What it shares with the hosts of other children (started at first use, ended when idle) lies in
``child_host``. Here: loaded anew when model or settings change, the state of its conversation kept,
replaced after a death but never restarted in a loop: the next question starts it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import msgspec

from edgechat.ai.child_host import ChildHost, stamp
from edgechat.ai.generation import Generation
from edgechat.ai.protocol import (
    Count,
    Counted,
    Description,
    Generate,
    Load,
    Loaded,
    Nothing,
    Progress,
    Saved,
    Turn,
)
from edgechat.ai.states import States
from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.core.errors import BugError, EdgeError, EngineCrashed, FixableError, TimedOut
from edgechat.core.events import Events
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Child, ChildSpec
from edgechat.core.settings import Settings

log = logging.getLogger(__name__)

SAVE_AFTER = 3.0  # seconds of quiet after an answer until its conversation's state is kept
MEGABYTE = 1024 * 1024


class TextHost(ChildHost):
    """One ``text`` child and the line before it. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        events: Events,
        spec: ChildSpec | None = None,
        *,
        states: States | None = None,
    ) -> None:
        super().__init__(spec or ChildSpec("text"), settings)
        self._events = events
        self._states = states
        self._in_memory: tuple[Load, Loaded] | None = None
        self._status = ModelStatus("unloaded")
        self._deaths: dict[Load, int] = {}
        self._running: Generation | None = None
        self._loading_ms = 0.0
        self.takes_background = True

    @property
    def status(self) -> ModelStatus:
        return self._status

    def generate(
        self, model: ModelInfo, job: Generate, *, session: str | None = None, background: bool = False
    ) -> Generation:
        """An answer about to be made: nothing happens until it is iterated.

        ``session`` names the conversation whose state is kept on disk. ``background`` work gives way to
        every question and never loads a model.
        """
        slot = None
        if session and not background and self._states is not None:
            slot = self._states.slot(session, self.wanted(model))
        job = msgspec.structs.replace(job, slot=slot, background=background)
        return Generation(self, model, job)

    def count(self, model: ModelInfo, turns: tuple[Turn, ...]) -> Counted:
        """Tokens that ``turns`` make with this model's template; loads the model if need be."""
        with self._turn():
            began = time.monotonic()
            child = self.ready(model, None)
            self._loading_ms += (time.monotonic() - began) * 1000
            if child is None:
                raise BugError("loading to count was stopped by nobody")
            return unpack(child.call("count", pack(Count(turns))).wait(), Counted)

    def prepare(self, model: ModelInfo) -> None:
        """Load ``model`` now, so that the first question need not wait; nothing if the child is busy."""
        if not self._line.busy:
            with self._turn():
                self.ready(model, None)

    def describe(self) -> Description:
        """What the native library is and sees. Starts the child if need be."""
        with self._turn():
            return unpack(self._started().call("describe", pack(Nothing())).wait(), Description)

    def unload(self) -> None:
        """End the child and give its memory back, once it has nothing to do."""
        with self._turn():
            self._save_state()
            self.drop("unloaded")

    def close(self) -> None:
        """End the child now; the state of its conversation is kept if it has nothing else to do."""
        if self._closed:
            return
        if not self._line.busy:
            with self._turn():
                self._save_state()
        self.end()

    @contextmanager
    def _turn(self, *, patient: bool = False) -> Iterator[None]:
        ticket = object()
        try:
            self._line.enter(
                ticket,
                gave_up=lambda: False,
                patient=patient,
                joined=lambda: self._interrupt_background(patient),
            )
            self._cancel_timers()
            yield
        finally:
            self.leave(ticket, used=not patient)

    # -- used by Generation, which holds the turn ------------------------------------------------

    def enter(self, generation: Generation) -> bool:
        """Wait for the turn; False if the generation was stopped, or all was closed, meanwhile."""
        patient = generation.background
        entered = self._line.enter(
            generation,
            gave_up=lambda: generation.stopped or self._closed,
            patient=patient,
            joined=lambda: self._interrupt_background(patient),
        )
        if not entered or self._closed:
            return False
        self._cancel_timers()
        self._running = generation
        # Whoever joined the line before this was known to run could not interrupt it.
        if patient and self._line.pressing:
            generation.give_way()
        return True

    def leave(self, ticket: object, *, used: bool = True) -> None:
        """Let the next one in; safe for one that never had the turn. ``used``: the model did something."""
        if self._running is ticket:
            self._running = None
        self._line.leave(ticket)
        if used:
            self._quiet_since = time.monotonic()
        self._arm_timers(save=used)

    def claim_loading(self) -> float:
        """Milliseconds that loading for a count took: part of what the next answer waited for."""
        took, self._loading_ms = self._loading_ms, 0.0
        return took

    def end_background(self) -> None:
        """Take no more background work and stop what runs: the app is closing and waits for none of it."""
        self.takes_background = False
        running = self._running
        if running is not None and running.background:
            running.stop()

    def _interrupt_background(self, patient: bool) -> None:
        running = self._running
        if not patient and running is not None and running.background:
            running.give_way()

    def has(self, model: ModelInfo) -> bool:
        """Whether ``model`` is in memory as the settings want it."""
        return self.alive and self._in_memory is not None and self._in_memory[0] == self.wanted(model)

    def ready(self, model: ModelInfo, generation: Generation | None) -> Child | None:
        """The child with ``model`` in memory; None if ``generation`` was stopped meanwhile."""
        wanted = self.wanted(model)
        child = self._started()
        if self._in_memory is not None and self._in_memory[0] == wanted:
            return child
        self._in_memory = None
        self.tell(ModelStatus("loading", model.id))
        call = child.call("load", pack(wanted))
        if generation is not None:
            generation.now(call)
        try:
            for body in call:
                fraction = unpack(body, Progress).fraction
                self.tell(ModelStatus("loading", model.id, progress=fraction))
        except FixableError as error:
            raise self.died(error, wanted, model) from error
        except BaseException:  # Ctrl-C, or nonsense from the child: nobody waits for this load any more
            self.drop("interrupted while loading")
            raise
        if call.result is None:
            self.drop("stopped while loading")
            return None
        self._in_memory = (wanted, unpack(call.result, Loaded))
        self.tell(self.state("ready", model))
        return child

    def wanted(self, model: ModelInfo) -> Load:
        get = self._settings.get
        return Load(
            path=model.path or "",
            context=get("engine.context"),
            gpu_layers=get("engine.gpu_layers"),
            threads=get("engine.threads"),
            flash_attention=get("engine.flash_attention"),
            memory_limit=get("engine.memory_limit_mb") * MEGABYTE,
            stamp=stamp(model.path),
        )

    def state(self, state: Literal["ready", "busy"], model: ModelInfo) -> ModelStatus:
        assert self._in_memory is not None
        loaded = self._in_memory[1]
        return ModelStatus(
            state,
            model.id,
            progress=1.0,
            device=loaded.device,
            gpu_layers=loaded.gpu_layers,
            context=loaded.context,
            reason=loaded.reason,
            layers=loaded.layers,
            thinks=loaded.thinks,
            can_choose=loaded.can_choose,
        )

    def tell(self, status: ModelStatus) -> None:
        if status != self._status:
            self._status = status
            self._events.publish(status)

    def died(self, error: FixableError, load: Load, model: ModelInfo) -> FixableError:
        """Note a failure; after a second death with the same model and settings the advice changes."""
        if isinstance(error, EngineCrashed | TimedOut):
            self._deaths[load] = self._deaths.get(load, 0) + 1
            if self._deaths[load] >= 2:
                error.action = self._advice(load)
            child = self._child
            if child is not None:
                child.close()
            self.forget()
        self.tell(ModelStatus("failed", model.id, reason=str(error)))
        return error

    def _advice(self, load: Load) -> str:
        smaller = max(512, (load.context or 8192) // 2)
        advice = f"It has happened before with this model: try a context window of {smaller} tokens"
        return advice + (" or fewer layers on the GPU." if load.gpu_layers else ".")

    def survived(self) -> None:
        if self._in_memory is not None:
            self._deaths.pop(self._in_memory[0], None)

    def drop(self, why: str) -> None:
        if self._child is not None:
            self._child.close(why)
        self.forget()
        self.tell(ModelStatus("unloaded"))

    def forget(self) -> None:
        self._child, self._in_memory = None, None

    # -- what happens when nothing happens ---------------------------------------------------------

    def _arm_timers(self, *, save: bool) -> None:
        """``save``: there may be something to keep. Keeping it is no use: memory goes back all the same."""
        with self._timer_lock:
            if self._arm_idle(self._idle_out) and save and self._states is not None:
                self._arm("text-save", SAVE_AFTER, self._keep_state)

    def _keep_state(self) -> None:
        if not self._closed and not self._line.busy:
            with self._turn(patient=True):
                self._save_state()

    def _save_state(self) -> None:
        """Have the child keep what its model has read; a failure costs time later, nothing else."""
        child = self._child
        if self._states is None or self._in_memory is None or child is None or not child.alive:
            return
        try:
            saved = unpack(child.call("save", pack(Nothing())).wait(), Saved)
        except EdgeError:
            log.exception("the state of a conversation could not be kept")
            return
        if saved.size:
            self._states.prune()

    def _idle_out(self) -> None:
        if not self._closed and not self._line.busy:
            self.unload()
