"""From queued files to found passages: read, cut, embed, store, each while the others work.

One thread claims documents and cuts their pages, another embeds and stores; between them a short queue, so
that a file of any size takes little memory. A batch is one transaction; a kill costs at most that. Both
threads end when nothing is queued. An awkward file costs its own row and nothing else.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import msgspec

from edgechat.core.errors import (
    BugError,
    Busy,
    Cancelled,
    DataDamaged,
    DataUnwritable,
    DocumentUnreadable,
    EdgeError,
    FixableError,
    NoRoom,
)
from edgechat.core.sqlite import Database
from edgechat.library.chunks import Chunk, cut, rough_count
from edgechat.library.document import DocumentNote, State
from edgechat.library.embedding import Embedding, Model, twice
from edgechat.library.extract import Document, Opened, Page
from edgechat.library.ledger import Job, Ledger
from edgechat.library.renewal import Renewal
from edgechat.library.shelves import Shelves, Written
from edgechat.library.tally import Tally
from edgechat.vectors.table import VectorTable

log = logging.getLogger(__name__)

BATCH = 64  # chunks embedded and stored together
GROUP = 60_000  # characters of pages that are cut together
AHEAD = 3  # batches that may wait for the embedding
ROUGH_LIMIT = 250  # tokens of a chunk where no model says
STOPPING = (NoRoom, DataUnwritable, DataDamaged, Busy)
"""What is wrong with the disk and not with a document: indexing stops, and nothing is marked as failed."""
MANY = 4096  # chunks after which search is made ready, so that the next question need not wait for it


class Pages(Protocol):
    """A document on its way in: iterate for pages; ``opened`` from the first on, ``document`` at the end.

    ``stop`` works from any thread: the iteration ends soon, without a ``document``.
    """

    @property
    def opened(self) -> Opened | None: ...
    @property
    def document(self) -> Document | None: ...
    def __iter__(self) -> Iterator[Page]: ...
    def stop(self) -> None: ...


@dataclass(frozen=True)
class Ended:
    """A document that has been read to its end, or could not be."""

    state: State
    error: FixableError | None = None
    notes: Sequence[DocumentNote] = ()
    twin: int | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """What the reading thread hands on: some chunks of one document, or its end."""

    job: Job
    began: float
    written: Written | None = None
    ended: Ended | None = None

    @property
    def chunks(self) -> Sequence[Chunk]:
        return self.written.chunks if self.written else ()

    @property
    def size(self) -> int:
        return len(self.chunks)


Intake = Callable[[Job], "Pages | int"]
"""Opens a job for reading; a number: the document has the same content as that one."""


class Ingest:
    """The two threads of one process. ``start`` is safe to repeat; ``stop`` gives back what is unfinished."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        shelves: Shelves,
        embedding: Embedding,
        *,
        intake: Intake,
        tally: Tally,
        renewal: Renewal,
        rested: Callable[[bool], None] = lambda grown: None,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._shelves = shelves
        self._embedding = embedding
        self._intake = intake
        self._tally = tally
        self._renewal = renewal
        self._rested = rested
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._going = threading.Event()
        self._going.set()
        self._reading: Pages | None = None
        self._halted: FixableError | None = None
        self.crash: BaseException | None = None

    # -- called by anyone --------------------------------------------------------------------------

    def start(self) -> None:
        """Work on what is queued, here, until nothing is."""
        with self._lock:
            if self._stopping or self._thread is not None:
                return
            self.crash = None
            self._thread = threading.Thread(target=self._run, name="library-read", daemon=True)
            self._thread.start()

    @property
    def working(self) -> bool:
        thread = self._thread
        return thread is not None and thread.is_alive()

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    def pause(self) -> None:
        self._going.clear()
        self._tally.pause(True)

    def go_on(self) -> None:
        self._going.set()
        self._tally.pause(False)
        self.start()

    def stop(self) -> None:
        """End both threads soon; the document that is being read goes on at the next start."""
        self._stopping = True
        self._going.set()
        reading = self._reading
        if reading is not None:
            reading.stop()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    # -- the reading thread ------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._work_once():
                pass
        except BaseException as error:
            self.crash = error
            if isinstance(error, STOPPING):
                self._tally.halted(error)
            else:
                log.exception("indexing stopped")
            with self._lock:
                self._thread = None

    def _work_once(self) -> bool:
        """All that is queued; whether more has come while the last of it was stored."""
        steps: queue.Queue[Step | None] = queue.Queue(AHEAD)
        store = threading.Thread(target=self._store_all, args=(steps,), name="library-store", daemon=True)
        self._ledger.release_dead()
        self._tally.begin(self._ledger.open_jobs())
        self._halted = None
        store.start()
        try:
            while self._may_go_on() and (job := self._ledger.claim()) is not None:
                self._tally.changed(job.id, job.name, "reading")
                self._take(job, steps)
        finally:
            steps.put(None)
            store.join()
            with suppress(FixableError):  # a disk that is full; the next start sees that nobody is there
                self._ledger.release_mine()
            self._tally.end()
        if self._halted is not None:
            raise self._halted
        renewed = not self._stopping and self._renewal.run(self._nothing_waits)
        if not self._stopping:
            with suppress(FixableError):
                self._rested(renewed or self._tally.chunks >= MANY)
        with self._lock:  # whoever queues something calls ``start`` after that, and waits here
            if self._stopping or not self._ledger.queued():
                self._thread = None
                return False
        return True

    def _nothing_waits(self) -> bool:
        """Documents go before vectors of another model: those there are answer meanwhile."""
        return self._may_go_on() and not self._ledger.queued()

    def _may_go_on(self) -> bool:
        self._going.wait()
        if self._halted is not None:
            raise self._halted
        return not self._stopping

    def _take(self, job: Job, steps: queue.Queue[Step | None]) -> None:
        """One document from its first page to its end; never raises for what a file does."""
        began = time.monotonic()
        try:
            taken = self._intake(job)
            if isinstance(taken, int):
                ended: Ended | None = Ended("duplicate of", twin=taken)
            else:
                ended = self._read(job, taken, began, steps)
        except DocumentUnreadable as error:
            ended = Ended(_state(error), error)
        except Cancelled:
            ended = None
        except STOPPING:
            raise
        except FixableError as error:
            ended = Ended("failed", error)
        except (BugError, OSError, ValueError) as error:
            log.exception("%s could not be read", job.id)
            ended = Ended("failed", FixableError(f"EdgeChat failed on it: {error}.", "Please report this."))
        finally:
            self._reading = None
        if ended is not None:
            steps.put(Step(job, began, ended=ended))

    def _read(self, job: Job, pages: Pages, began: float, steps: queue.Queue[Step | None]) -> Ended | None:
        """None where it was stopped before its end."""
        self._reading = pages
        done = self._shelves.progress(job.seq)
        group: list[Page] = []
        announced = False
        for page in pages:
            if not (self._may_go_on() and self._ledger.is_mine(job.seq)):
                pages.stop()
                return None
            if not announced and pages.opened is not None:
                announced = True
                opened = pages.opened
                self._shelves.begin(job.seq, format=opened.format, unit=opened.unit, title=opened.title)
            stored, total = done.get(page.number, (0, -1))
            if stored == total:
                continue
            group.append(_clean(page))
            if sum(len(each.text) for each in group) >= GROUP:
                self._cut(job, pages, group, done, began, steps)
                group = []
        self._cut(job, pages, group, done, began, steps)
        if pages.document is None:
            return None
        notes = tuple(DocumentNote(each.page, each.code, each.text) for each in pages.document.notes)
        return Ended("indexed with notes" if notes else "indexed", notes=notes)

    def _cut(
        self,
        job: Job,
        pages: Pages,
        group: Sequence[Page],
        done: dict[int, tuple[int, int]],
        began: float,
        steps: queue.Queue[Step | None],
    ) -> None:
        if not group:
            return
        model = self._embedding.model()
        title = (pages.opened.title if pages.opened else "") or _stem(job.name)
        if model is None:
            cuts = cut(group, title, count=rough_count, limit=ROUGH_LIMIT)
        else:
            using = model
            cuts = cut(
                group, title, count=lambda texts: self._embedding.count(using, texts), limit=model.longest
            )
        for page, chunks in zip(group, cuts, strict=True):
            stored = done.get(page.number, (0, 0))[0]
            fresh = page.number not in done
            left: list[Sequence[Chunk]] = [
                chunks[at : at + BATCH] for at in range(stored, len(chunks), BATCH)
            ] or [()]
            for place, part in enumerate(left):
                written = Written(job.seq, page, len(chunks), part, first=fresh and place == 0)
                steps.put(Step(job, began, written))

    # -- the storing thread ------------------------------------------------------------------------

    def _store_all(self, steps: queue.Queue[Step | None]) -> None:
        for batch in _batches(steps):
            try:
                self._store(batch)
            except STOPPING as error:
                self._halted = error
            except Cancelled:
                continue  # everything stops
            except Exception as error:
                log.exception("a batch could not be stored")
                self._give_up(batch, error)

    def _store(self, batch: Sequence[Step]) -> None:
        if self._halted is not None:
            return
        batch = self._mine(batch)
        texts = [chunk.embedded for step in batch for chunk in step.chunks]
        model = self._embedding.model() if texts else None
        data, table = self._embed(model, texts)
        vector = iter(data)
        ready = [(step, [next(vector) for _ in step.chunks] if data else []) for step in batch]
        with self._database.write():
            kept = self._mine(batch)  # some may have been cancelled while they were embedded
            written = [step.written for step in kept if step.written is not None]
            self._shelves.write(written, table, [row for step, rows in ready if step in kept for row in rows])
            for step in kept:
                self._settle(step)
        self._tally.stored(pages=sum(each.first for each in written), chunks=len(texts))
        for step in kept:
            if step.ended is not None:
                self._tally.changed(step.job.id, step.job.name, step.ended.state, done=True)

    def _mine(self, batch: Sequence[Step]) -> list[Step]:
        mine = {seq: self._ledger.is_mine(seq) for seq in {step.job.seq for step in batch}}
        return [step for step in batch if mine[step.job.seq]]

    def _embed(self, model: Model | None, texts: Sequence[str]) -> tuple[list[bytes], VectorTable | None]:
        if model is None:
            return [], None
        using = model
        data = twice(lambda: self._embedding.embed(using, texts, lambda: self._stopping))
        return data, self._shelves.vectors(model.key, model.dimensions)

    def _settle(self, step: Step) -> None:
        ended = step.ended
        if ended is None:
            return
        if ended.twin is not None and not self._ledger.is_held(ended.twin):
            self._ledger.release(
                step.job.seq
            )  # that one could not be read after all: this one speaks for itself
            return
        seconds = time.monotonic() - step.began
        self._ledger.finish(
            step.job.seq,
            ended.state,
            error=ended.error,
            notes=ended.notes,
            seconds=seconds,
            duplicate_of=ended.twin,
        )
        if step.job.replaces is not None and ended.state != "failed":
            self._shelves.remove(step.job.replaces)

    def _give_up(self, batch: Sequence[Step], error: BaseException) -> None:
        """The documents of a batch that cannot be stored: each says so, the rest goes on."""
        told = error if isinstance(error, FixableError) else None
        why = told or FixableError(f"EdgeChat failed on it: {error}.", "Please report this.")
        for job in {step.job.seq: step.job for step in batch}.values():
            try:
                if self._ledger.finish(job.seq, "failed", error=why):
                    self._shelves.clear(job.seq)
                self._tally.changed(job.id, job.name, "failed", done=True)
            except EdgeError:
                log.exception("the state of %s could not be saved", job.id)


def _batches(steps: queue.Queue[Step | None]) -> Iterator[list[Step]]:
    """Steps that wait already, together, up to ``BATCH`` chunks; never waits for more."""
    held: Step | None = None
    while True:
        first = held or steps.get()
        held = None
        if first is None:
            return
        batch, size = [first], first.size
        while size < BATCH:
            try:
                following = steps.get_nowait()
            except queue.Empty:
                break
            if following is None:
                yield batch
                return
            if size + following.size > BATCH:
                held = following
                break
            batch.append(following)
            size += following.size
        yield batch


def _state(error: DocumentUnreadable) -> State:
    return error.state  # type: ignore[return-value]


def _clean(page: Page) -> Page:
    """SQLite ends a text at its first NUL: another sign takes that place, and offsets stay what they were."""
    if "\0" not in page.text:
        return page
    return msgspec.structs.replace(page, text=page.text.replace("\0", "\ufffd"))


def _stem(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split())
