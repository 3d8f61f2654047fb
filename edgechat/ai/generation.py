"""One answer: waits its turn, has the model loaded, streams, can be stopped at any moment.

Background answers (titles, summaries) give way: a question interrupts them within one slice, they
begin again when nobody asks, and end without a result where the model has left memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgechat.ai.protocol import Generate, Generated, Piece
from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.core.errors import EdgeError, FixableError
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Call
from edgechat.core.records import dataclass

if TYPE_CHECKING:
    from edgechat.ai.text_host import TextHost


@dataclass
class Waits:
    """What an answer waited for before the child began on it, in milliseconds.

    ``ahead_ms``: the part of loading that was over before the answer was asked for, to count its prompt.
    """

    queue_ms: float = 0.0
    load_ms: float = 0.0
    ahead_ms: float = 0.0


class Generation:
    """Iterate it for ``Piece``s. ``done`` is set at the end, or None if the child was killed after a stop.

    ``stop`` works from any thread at any moment, also in the queue and while loading.
    """

    def __init__(self, host: TextHost, model: ModelInfo, job: Generate) -> None:
        self.waits = Waits()
        self.done: Generated | None = None
        self.stopped = False
        self.background = job.background
        self._gave_way = False
        self._host = host
        self._model = model
        self._job = job
        self._call: Call | None = None

    def stop(self) -> None:
        self.stopped = True
        if self._call is not None:
            self._call.stop()
        self._host.nudge()

    def give_way(self) -> None:
        """Somebody asks a question: end this attempt; it is made again later."""
        self._gave_way = True
        if self._call is not None:
            self._call.stop()

    def now(self, call: Call) -> None:
        """The request that a stop must reach."""
        self._call = call
        if self.stopped or self._gave_way:
            call.stop()

    def __iter__(self) -> Iterator[Piece]:
        if not self.background:
            yield from self._attempt()
            return
        pieces: list[Piece] = []
        while not self.stopped:
            self._gave_way, self._call = False, None
            pieces = list(self._attempt())
            if not self._gave_way:
                break
        yield from pieces

    def _attempt(self) -> Iterator[Piece]:
        began = time.monotonic()
        try:
            if not self._host.enter(self):
                return
            self.waits.queue_ms += (time.monotonic() - began) * 1000
            yield from self._answer()
        finally:
            self._host.leave(self)

    def _answer(self) -> Iterator[Piece]:
        host = self._host
        if self.background and not (host.takes_background and host.has(self._model)):
            return
        began = time.monotonic()
        child = host.ready(self._model, self)
        self.waits.ahead_ms = host.claim_loading()
        self.waits.load_ms = (time.monotonic() - began) * 1000 + self.waits.ahead_ms
        if child is None or self.stopped:
            return
        if not self.background:
            host.tell(host.state("busy", self._model))
        call = child.call("generate", pack(self._job))
        self.now(call)
        try:
            for body in call:
                yield unpack(body, Piece)
            self.done = unpack(call.result, Generated) if call.result is not None else None
            host.survived()
        except FixableError as error:
            raise host.died(error, host.wanted(self._model), self._model) from error
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
        if not host.alive:
            host.forget()
            if host.status.state != "failed":
                host.tell(ModelStatus("unloaded"))
        elif host.has(self._model):
            host.tell(host.state("ready", self._model))
