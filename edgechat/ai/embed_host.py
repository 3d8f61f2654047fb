"""The app's handle on the ``embed`` child: starts it, loads its models, asks for vectors and for scores.

Questions go before bulk work: a bulk request gives way after the step that runs (at most 512 tokens),
keeps what it has and goes on when nobody asks. Scores are asked for in portions of half a second, between
which others have their turn. What lies in the child's memory besides the model is its
callers' business: ``ask`` carries any request, ``life`` tells whether it is still the same child.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from edgechat.ai.child_host import ChildHost, stamp
from edgechat.ai.embed_protocol import (
    CountTokens,
    Embed,
    Embedded,
    Opened,
    OpenModel,
    OpenReranker,
    Rerank,
    Reranked,
    RerankerOpened,
    TokenCounts,
)
from edgechat.ai.protocol import Nothing
from edgechat.ai.reranker_files import CONFIG, TOKENIZER, folder_of
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import BugError, Cancelled, EngineCrashed, FixableError, TimedOut
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Call, Child, ChildSpec
from edgechat.core.records import dataclass
from edgechat.core.settings import Settings

NICE = 5  # indexing for hours must leave the machine usable
AT_ONCE = 128  # texts of one request
PORTION = 0.5  # seconds that the texts of one request for scores take, as nearly as can be said
MOST_TEXTS = 64  # of such a portion
SIGNS_PER_TOKEN = 3  # characters, for a guess on the safe side
HUNG = 8  # times as long as was guessed, and the model is taken for hung
PATIENCE = 3.0  # seconds that it may take in any case


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


@dataclass(frozen=True)
class Scores:
    """``values``: one per text, the higher the better; shorter than the texts where time was up."""

    values: tuple[float, ...]
    tokens: int = 0
    cut: tuple[int, ...] = ()
    queue_ms: float = 0.0
    load_ms: float = 0.0


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
        self._reranker: tuple[OpenReranker, RerankerOpened] | None = None
        self._token_ms = 0.0  # of the re-ranker, as it was last
        self._reranked_at = 0.0
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

    def open_reranker(self, model: ModelInfo) -> RerankerOpened:
        """What the re-ranker ``model`` is, once it is in memory."""
        with self._turn(), self._told():
            return self._ready_reranker(model)[1]

    def rerank(
        self,
        model: ModelInfo,
        query: str,
        texts: Sequence[str],
        *,
        seconds: float | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Scores:
        """How well each of ``texts`` answers ``query``. ``seconds``: begin nothing that would not be done by
        then, counted from when the model is in memory; the first of ``texts`` have scores then, or none.

        Raises ``InputTooLong`` for a query that leaves no room, ``ModelUnusable``, ``TimedOut`` for a model
        that hangs, ``Cancelled`` once ``cancelled()`` is true (looked at between portions).
        """
        values: list[float] = []
        cut: list[int] = []
        tokens, waited, loading, until = 0, 0.0, 0.0, None
        while len(values) < len(texts):
            if cancelled():
                raise Cancelled("The re-ranking was cancelled.")
            joined = time.monotonic()
            with self._turn(), self._told():
                entered = time.monotonic()
                child, opened = self._ready_reranker(model)
                ready = time.monotonic()
                if until is None:
                    waited, loading = (entered - joined) * 1000, (ready - entered) * 1000
                    until = ready + (float("inf") if seconds is None else seconds)
                portion, guess = self._portion(query, texts[len(values) :], opened.longest, until - ready)
                if not portion:
                    break
                scored = self._scored(child, query, portion, guess)
            cut += [len(values) + place for place in scored.cut]
            values += array("f", scored.scores)
            tokens += scored.tokens
        return Scores(tuple(values), tokens, tuple(cut), waited, loading)

    def _portion(
        self, query: str, texts: Sequence[str], longest: int, left: float
    ) -> tuple[tuple[str, ...], float]:
        """The next texts, and the seconds that they will take; none where there is no time for them."""
        chosen: list[str] = []
        guess = 0.0
        for text in texts[:MOST_TEXTS]:
            tokens = min(longest, (len(query) + len(text)) // SIGNS_PER_TOKEN + SIGNS_PER_TOKEN)
            more = guess + tokens * self._token_ms / 1000
            if more > left or (chosen and more > PORTION):
                break
            chosen.append(text)
            guess = more
        return tuple(chosen), guess

    def _scored(self, child: Child, query: str, texts: tuple[str, ...], guess: float) -> Reranked:
        """One request. A model that takes far too long is stopped, and ended where it does not obey."""
        began = time.monotonic()
        call = child.call("rerank", pack(Rerank(query, texts)))
        alarm = threading.Timer(max(PATIENCE, HUNG * guess), call.stop)
        alarm.daemon, alarm.name = True, "embed-alarm"
        alarm.start()
        try:
            for _ in call:
                pass
        finally:
            alarm.cancel()
            alarm.join()
        scored = Reranked(b"", 0) if call.result is None else unpack(call.result, Reranked)
        if call.stopped and not scored.scores:
            raise TimedOut(
                f"The re-ranker took over {max(PATIENCE, HUNG * guess):.0f} seconds for {len(texts)} texts.",
                "Choose a smaller one, or turn it off: edgechat settings set library.reranker off",
            )
        if len(scored.scores) != 4 * len(texts) or not all(0 <= each < len(texts) for each in scored.cut):
            raise BugError("the embedding process sent scores of a wrong shape")
        took = (time.monotonic() - began) * 1000
        self._token_ms = took / max(1, scored.tokens) if scored.tokens else self._token_ms
        return scored

    def ask(self, op: str, body: bytes) -> bytes:
        """Any other request to the child; it runs like a question. Starts the child if need be."""
        with self._turn(), self._told():
            return self._started().call(op, body).wait()

    def close(self) -> None:
        self.end()

    def forget(self) -> None:
        super().forget()
        self._opened = self._reranker = None

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
        self._release_reranker(child)
        if self._opened is None or self._opened[0] != wanted:
            self._opened = None
            self._opened = (wanted, unpack(child.call("open", pack(wanted)).wait(), Opened))
        return child, self._opened[1]

    def _ready_reranker(self, model: ModelInfo) -> tuple[Child, RerankerOpened]:
        path = model.path or ""
        beside = folder_of(Path(path))
        stamps = "|".join(stamp(each) for each in (path, str(beside / TOKENIZER), str(beside / CONFIG)))
        wanted = OpenReranker(path, self._settings.get("engine.threads"), stamps)
        child = self._started()
        if self._reranker is None or self._reranker[0] != wanted:
            self._reranker = None
            opened = unpack(child.call("rerank-open", pack(wanted)).wait(), RerankerOpened)
            self._reranker, self._token_ms = (wanted, opened), opened.token_ms
        self._reranked_at = time.monotonic()
        return child, self._reranker[1]

    def _release_reranker(self, child: Child) -> None:
        """Indexing for hours keeps the child busy: a re-ranker that nobody uses does not stay for that."""
        allowed = float(self._settings.get("engine.idle_minutes")) * 60
        if self._reranker is not None and 0 < allowed < time.monotonic() - self._reranked_at:
            self._reranker = None
            child.call("rerank-close", pack(Nothing())).wait()

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
