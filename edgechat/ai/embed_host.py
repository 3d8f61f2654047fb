"""The app's handle on the ``embed`` child: starts it, loads the embedding model, asks for vectors.

Questions go before bulk work: a bulk request gives way after the step that runs (at most 2,048 tokens),
keeps what it has and goes on when nobody asks. What lies in the child's memory besides the model is its
callers' business: ``ask`` carries any request, ``life`` tells whether it is still the same child.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from edgechat.ai.child_host import ChildHost, stamp
from edgechat.ai.embed_protocol import CountTokens, Embed, Embedded, Opened, OpenModel, TokenCounts
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import BugError, Cancelled, EngineCrashed, FixableError, TimedOut
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Call, Child, ChildSpec
from edgechat.core.settings import Settings

NICE = 5  # indexing for hours must leave the machine usable
AT_ONCE = 128  # texts of one request


@dataclass(frozen=True)
class Embeddings:
    """``data``: float32 little-endian, one row of ``dimensions`` per text. Milliseconds."""

    dimensions: int
    data: bytes
    tokens: tuple[int, ...]
    queue_ms: float = 0.0
    load_ms: float = 0.0

    def row(self, place: int) -> bytes:
        width = self.dimensions * 4
        return self.data[place * width : (place + 1) * width]


class _Bulk:
    """A place in the line that can be told to give way."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self.cancelled = cancelled
        self.call: Call | None = None
        self.asked = False

    def give_way(self) -> None:
        self.asked = True
        if self.call is not None:
            self.call.stop()

    def now(self, call: Call) -> None:
        self.call = call
        if self.asked:
            call.stop()


class EmbedHost(ChildHost):
    """One ``embed`` child and the line before it. Safe to use from several threads."""

    def __init__(self, settings: Settings, spec: ChildSpec | None = None) -> None:
        super().__init__(spec or ChildSpec("embed", silence=120.0, nice=NICE), settings)
        self._opened: tuple[OpenModel, Opened] | None = None
        self._bulk: _Bulk | None = None
        self._deaths = 0

    @property
    def life(self) -> int:
        """The id of the child that runs, 0 for none: what was put into another is gone."""
        child = self._child
        return child.pid if child is not None and child.alive else 0

    def open(self, model: ModelInfo) -> Opened:
        """What ``model`` is, once it is in memory."""
        with self._turn(), self._told():
            return self._ready(model)[1]

    def count(self, model: ModelInfo, texts: Sequence[str]) -> tuple[int, ...]:
        """Tokens of each text in ``model``, without the marks around a text."""
        with self._turn(), self._told():
            child, _ = self._ready(model)
            counted = unpack(child.call("tokens", pack(CountTokens(tuple(texts)))).wait(), TokenCounts)
        if len(counted.counts) != len(texts):
            raise EngineCrashed("The embedding process sent a wrong count.", "Try again.")
        return counted.counts

    def embed(
        self,
        model: ModelInfo,
        texts: Sequence[str],
        *,
        background: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Embeddings:
        """One vector per text. Raises ``InputTooLong`` for a text that the model does not take whole,
        ``Cancelled`` once ``cancelled()`` is true (looked at between steps, bulk work only)."""
        gathered = _Gathered(len(texts))
        bulk = _Bulk(cancelled) if background else None
        began = time.monotonic()
        waited = loading = 0.0
        opened = None
        while opened is None or gathered.missing:
            with self._turn(bulk), self._told():
                waited += 0.0 if opened else (time.monotonic() - began) * 1000
                loaded_from = time.monotonic()
                child, opened = self._ready(model)
                loading += (time.monotonic() - loaded_from) * 1000
                self._step(child, texts, gathered, bulk)
        return Embeddings(opened.dimensions, gathered.joined(), tuple(gathered.tokens), waited, loading)

    def _step(self, child: Child, texts: Sequence[str], gathered: _Gathered, bulk: _Bulk | None) -> None:
        """One request: as many texts as are sent at once, fewer if it was told to give way."""
        places = gathered.missing[:AT_ONCE]
        call = child.call("embed", pack(Embed(tuple(texts[place] for place in places))))
        if bulk is not None:
            bulk.now(call)
        for body in call:
            gathered.add(places, unpack(body, Embedded))
        if call.result is None:
            raise EngineCrashed("The embedding process did not give way in time.", "Try again.")

    def ask(self, op: str, body: bytes) -> bytes:
        """Any other request to the child; it runs like a question. Starts the child if need be."""
        with self._turn(), self._told():
            return self._started().call(op, body).wait()

    def close(self) -> None:
        self.end()

    def forget(self) -> None:
        super().forget()
        self._opened = None

    @contextmanager
    def _turn(self, bulk: _Bulk | None = None) -> Iterator[None]:
        ticket = object()
        try:
            entered = self._line.enter(
                ticket,
                gave_up=lambda: self._closed or (bulk is not None and bulk.cancelled()),
                patient=bulk is not None,
                joined=self._press if bulk is None else _nothing,
            )
            if not entered or (bulk is not None and bulk.cancelled()):
                raise Cancelled("The embedding was cancelled.")
            self._cancel_timers()
            if bulk is not None:
                bulk.call, bulk.asked = None, self._line.pressing
                self._bulk = bulk
            yield
        finally:
            if bulk is not None and self._bulk is bulk:
                self._bulk = None
            self._line.leave(ticket)
            self._quiet_since = time.monotonic()
            self._arm_idle(self._idle_out)

    def _press(self) -> None:
        """A question has joined the line: what runs in bulk ends its step and waits."""
        bulk = self._bulk
        if bulk is not None:
            bulk.give_way()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A dead child is put away; a second death in a row changes the advice."""
        try:
            yield
            self._deaths = 0
        except (EngineCrashed, TimedOut) as error:
            self._deaths += 1
            self._put_away()
            if self._deaths > 1:
                error.action = "It has happened before: run edgechat doctor, or set up EdgeChat again."
            raise
        except (FixableError, Cancelled):
            raise
        except BaseException:  # Ctrl-C, or nonsense from the child: what it does now nobody waits for
            self._put_away()
            raise

    def _put_away(self) -> None:
        child = self._child
        if child is not None:
            child.close()
        self.forget()

    def _ready(self, model: ModelInfo) -> tuple[Child, Opened]:
        wanted = OpenModel(model.path or "", self._settings.get("engine.threads"), stamp(model.path))
        child = self._started()
        if self._opened is None or self._opened[0] != wanted:
            self._opened = None
            self._opened = (wanted, unpack(child.call("open", pack(wanted)).wait(), Opened))
        return child, self._opened[1]

    def _idle_out(self) -> None:
        if not self._closed and not self._line.busy:
            with self._turn():
                self._put_away()


class _Gathered:
    """The vectors that have come so far, each at its place. The child is not believed."""

    def __init__(self, count: int) -> None:
        self.rows: list[bytes] = [b""] * count
        self.tokens = [0] * count

    @property
    def missing(self) -> list[int]:
        return [place for place, row in enumerate(self.rows) if not row]

    def add(self, places: Sequence[int], part: Embedded) -> None:
        width = len(part.data) // max(len(part.places), 1)
        fits = width and width * len(part.places) == len(part.data) and len(part.tokens) == len(part.places)
        if not fits or not all(0 <= each < len(places) for each in part.places):
            raise BugError("the embedding process sent vectors of a wrong shape")
        for number, each in enumerate(part.places):
            self.rows[places[each]] = part.data[number * width : (number + 1) * width]
            self.tokens[places[each]] = part.tokens[number]

    def joined(self) -> bytes:
        return b"".join(self.rows)


def _nothing() -> None:
    """A bulk request presses nobody."""
