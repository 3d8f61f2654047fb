"""Documents of one profile: added, read, found again, removed. What a person does with them, in short
methods.

Opens its database and starts its children when they are first needed. Must not know a window or a command.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from edgechat.core.errors import Busy, InvalidInput, NotFound
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.library.chunks import rough_count
from edgechat.library.citing import Passage
from edgechat.library.contents import Contents, Restored
from edgechat.library.copies import Copies
from edgechat.library.document import (
    AGAIN,
    DEFAULT_COLLECTION,
    UNDECIDED,
    UNDER_WAY,
    Collection,
    DocumentInfo,
    Findings,
    Found,
    Renewed,
)
from edgechat.library.embedding import Embedding, Runner
from edgechat.library.extract import Boxes, Document, Opened, Page, Picture
from edgechat.library.following import Following, check_apart, check_folder
from edgechat.library.ingest import Ingest, Intake, Pages
from edgechat.library.ledger import Job, Ledger, is_text
from edgechat.library.markdown import Converted, convert
from edgechat.library.reader import Reader, Reading
from edgechat.library.rebuilding import open_library
from edgechat.library.recall import Recall
from edgechat.library.renewal import Renewal
from edgechat.library.reordering import Reordering
from edgechat.library.scan import Candidate, Trouble, require_path, scan
from edgechat.library.search import Search
from edgechat.library.shelves import Shelves
from edgechat.library.source import Source
from edgechat.library.tally import Tally
from edgechat.library.viewing import Viewing
from edgechat.library.watched import FolderLooked, Watched, WatchedFolder
from edgechat.library.watching import Watching
from edgechat.vault.vault import Vault

WATCH = 0.05  # seconds between two looks at documents that are waited for
ANSWERING = 3.0  # seconds for which a re-ranker may keep an answer waiting, which takes longer than a search
LEAST_COSINE = 0.25  # below that no word in common is needed to say that nothing is relevant


class Library:
    """The documents of one profile. Safe from several threads."""

    def __init__(
        self,
        profile: Profile,
        vault: Vault,
        runner: Callable[[], Runner],
        events: Events,
        *,
        intake: Intake | None = None,
        chosen: Callable[[], str] = lambda: "",
        choose: Callable[[str], None] = lambda model: None,
    ) -> None:
        """``chosen``: the embedding model that a person wants, empty for no wish; ``choose`` changes that.

        A damaged database is put right first: ``healed`` says so, and is published.
        """
        self._vault = vault
        self._events = events
        self._choose = choose
        self._closed = threading.Event()
        self._passwords: dict[str, str] = {}  # by document, in memory alone
        self._database, self.healed = open_library(profile.library, vault)
        self._copies = Copies(profile.library, self._database)
        self.ledger = Ledger(self._database)
        self.shelves = Shelves(self._database)
        self._contents = Contents(vault, self.ledger, profile.damaged)
        self._embedding = Embedding(runner, indexed=self.shelves.indexed, chosen=chosen)
        self._recall = Recall(self.shelves, self._embedding, folder=profile.root)
        self._reordering = Reordering(runner)
        self._search = Search(self._database, self._embedding, self._recall, self._reordering)
        self._tally = Tally(events.publish)
        self._reader = Reader()
        self._viewing = Viewing(self.shelves, self._opened)
        self._renewal = Renewal(
            self._database,
            self.shelves,
            self._embedding,
            publish=events.publish,
            dropped=self._recall.forget,
        )
        self._ingest = Ingest(
            self._database,
            self.ledger,
            self.shelves,
            self._embedding,
            intake=intake or self._take_in,
            tally=self._tally,
            renewal=self._renewal,
            rested=self._rested,
        )

        self._watched = Watched(self._database)
        self._following = Following(
            self._watched,
            queue=self._queue_all,
            forget=self._forget,
            stopping=lambda: self._watching.stopping,
        )
        self._watching = Watching(self._watched, self._following, events.publish)
        if self.healed is not None:
            events.publish(self.healed)

    # -- adding ------------------------------------------------------------------------------------

    def add(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        collection: str = DEFAULT_COLLECTION,
        *,
        wait: bool = True,
        trouble: Trouble | None = None,
    ) -> list[DocumentInfo]:
        """Add files, and folders with all that is in them; their rows in the ledger, one per file.

        A file that is known and unchanged is not read again. ``wait``: until each has its final state.
        ``trouble`` takes paths that lead to nothing, and what in the folders could not be gone into: it has
        no row. Without it raises ``DocumentMissing`` where nothing can be added for such a path. Whatever
        else is wrong with a file is the state of its row.
        """
        chosen = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
        place = self.ledger.collection(collection, make=True)
        candidates = list(scan(chosen, trouble))
        for each in candidates:
            self._watched.take_in_again(place, each.path)
        ids = self._queue_all(place, candidates)
        if wait:
            self.wait(ids)
        return self.ledger.many(ids)

    def _queue_all(self, place: int, candidates: Sequence[Candidate]) -> list[str]:
        ids = []
        for start in range(0, len(candidates), 500):
            with self._database.write():
                ids += [self._queue(place, each) for each in candidates[start : start + 500]]
        self._ingest.start()
        return ids

    def add_named(self, names: Iterable[tuple[str, int]], collection: str = DEFAULT_COLLECTION) -> list[str]:
        """Queue documents that only this library's ``intake`` knows, by (path, size); their ids."""
        place = self.ledger.collection(collection, make=True)
        with self._database.write():
            ids = [self.ledger.add(place, name, name, size=size, modified=0) for name, size in names]
        self._ingest.start()
        return ids

    def _queue(self, collection: int, candidate: Candidate) -> str:
        known = self.ledger.known(collection, candidate.path)
        if known is not None:
            seq, identity, size, modified, state = known
            if state in UNDER_WAY:
                return identity
            same = (size, modified) == (candidate.size, candidate.modified) and state not in UNDECIDED
            if same and not self._contents.lacks(seq):
                return identity
            if same and self._contents.bring_back(seq, candidate.path):
                return identity
            if state in AGAIN or state == "duplicate of":
                self.ledger.queue_again(seq, size=candidate.size, modified=candidate.modified)
                self._tally.add(1)
                return identity
        self._tally.add(1)
        identity = self.ledger.add(
            collection,
            candidate.path,
            candidate.name,
            size=candidate.size,
            modified=candidate.modified,
            replaces=known[0] if known else None,
        )
        if not is_text(candidate.path):
            self._contents.keep(identity, candidate)
        return identity

    def wait(self, ids: Sequence[str]) -> None:
        """Until each of ``ids`` has its final state, whichever process works on it. Raises what stopped the
        indexing of this one."""
        left = set(ids)
        while not self._closed.wait(WATCH if left else 0):
            left = {each.id for each in self.ledger.many(list(left)) if not each.finished}
            if not left:
                return
            if self._ingest.crash is not None:
                raise self._ingest.crash
            self._ingest.start()

    def _take_in(self, job: Job) -> Pages | int:
        """The content into the vault, and from there to the reader."""
        taken = self._contents.take(job)
        if isinstance(taken, int):
            return taken
        return _Held(self._reader, taken, self._passwords.get(job.id))

    # -- what goes on ------------------------------------------------------------------------------

    def resume(self) -> None:
        """Go on with what an earlier end left unfinished, and with vectors of the model that is wanted. Where
        there is nothing to do, nothing is started."""
        if self.ledger.open_jobs() or self._renewal.is_due():
            self._ingest.start()

    def _rested(self, grown: bool) -> None:
        """Nothing is left to read: make sure of what was, and be ready for a question about much."""
        self._copies.make_if_due()
        if grown:
            self.make_ready()

    def make_ready(self) -> None:
        """Bring the vectors into memory before somebody asks."""
        model = self._embedding.model()
        if model is not None:
            self._recall.warm(model)

    def catch_up(self) -> None:
        """``resume``, and wait until nothing is left to do."""
        self.resume()
        while self._ingest.working and not self._closed.wait(WATCH):
            pass

    def mend_contents(self) -> Restored:
        """Compare every content of the vault with what was put in, bring back what can be, note what cannot,
        and queue what no document is known of. Reads all of the vault."""
        return self._contents.mend(self._database)

    def renewing(self) -> Renewed | None:
        """How far the vectors of another embedding model are; None where there is nothing to do."""
        return self._renewal.status()

    def cancel_renewal(self) -> None:
        """Stay with the embedding model that answers now; what was made for another one goes."""
        indexed = self.shelves.indexed()
        if indexed:
            self._choose(indexed[0])
            self.resume()

    @property
    def paused(self) -> bool:
        return self._ingest.paused

    def pause(self) -> None:
        self._ingest.pause()

    def go_on(self) -> None:
        self._ingest.go_on()

    def cancel(self, ids: Sequence[str] | None = None) -> int:
        """End what is queued or under way (None: all of it); how many. What was read of it goes."""
        chosen = [
            each for each in self.ledger.documents() if not each.finished and (ids is None or each.id in ids)
        ]
        count = self.ledger.cancel(ids)
        for each in chosen:
            self.shelves.clear(self.ledger.seq(each.id))
            self._tally.changed(each.id, each.name, "cancelled", done=True)
        return count

    def retry(self, identity: str, *, password: str | None = None, wait: bool = True) -> DocumentInfo:
        """Try a document again that could not be read. ``password`` opens an encrypted one; it is kept in
        memory alone, for looking at its pages, and never written. Raises ``NotFound`` or ``InvalidInput``."""
        info = self.ledger.get(identity)
        if password is not None:
            self._passwords[info.id] = password
        self.ledger.retry(info.id)
        self._ingest.start()
        if wait:
            self.wait([info.id])
        return self.ledger.get(info.id)

    def reread(self, identity: str, *, wait: bool = True) -> DocumentInfo:
        """Read a document once more from its kept original, whatever became of it the last time. Raises
        ``NotFound``, ``InvalidInput`` for one that is being read or is a duplicate."""
        info = self.ledger.get(identity)
        if info.state in AGAIN:
            return self.retry(info.id, wait=wait)
        seq = self.ledger.seq(info.id)
        self._contents.require(info)
        with self._database.write():
            if not self.ledger.queue_indexed(seq):
                raise InvalidInput(f"{info.name} is {info.state}: it cannot be read again now.")
            self.shelves.clear(seq)
        self._tally.add(1)
        self._ingest.start()
        if wait:
            self.wait([info.id])
        return self.ledger.get(info.id)

    # -- finding -----------------------------------------------------------------------------------

    def find(
        self,
        query: str,
        *,
        collection: str | None = None,
        top_k: int = 10,
        mode: str = "hybrid",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Findings:
        """Passages for ``query``, and how they were found. See ``query`` for what may be typed, ``Search``
        for ``mode``. ``cancelled``: something else was typed meanwhile, and a re-ranker need not go on.

        Raises ``NotFound`` for a collection that is not there.
        """
        if collection is not None:
            self.ledger.collection(collection)
        chosen = None if collection is None else [collection]
        return self._search.search(query, collections=chosen, top_k=top_k, mode=mode, cancelled=cancelled)

    @property
    def reranks(self) -> bool:
        """Whether a re-ranker orders what is found."""
        return self._reordering.there

    def search(self, query: str, collection: str | None = None, top_k: int = 10) -> list[Found]:
        """The passages of ``find``."""
        return list(self.find(query, collection=collection, top_k=top_k).hits)

    def passages(
        self, question: str, *, collections: Sequence[str], attachments: Sequence[str], limit: int
    ) -> list[Passage]:
        """What a model is to be given for ``question``: see ``chat.ports.Finding``. Nothing where no word
        and no meaning is shared."""
        found = self._search.search(
            question, collections=collections, digests=attachments, top_k=limit, seconds=ANSWERING
        )
        told = [hit for hit in found.hits if _is_relevant(hit)]
        return [
            Passage(number, hit.document, hit.name, hit.page, hit.start, hit.end, hit.text)
            for number, hit in enumerate(told, start=1)
        ]

    # -- looking and removing ----------------------------------------------------------------------

    def documents(
        self, collection: str | None = None, *, limit: int = -1, offset: int = 0
    ) -> list[DocumentInfo]:
        """The ledger, in the order of adding."""
        return self.ledger.documents(collection, limit=limit, offset=offset)

    def document(self, identity: str) -> DocumentInfo:
        """By its id, or the first letters of it (four and more). Raises ``NotFound``."""
        return self.ledger.get(identity)

    def cited(self, document: str, quote: str, page: int, start: int) -> DocumentInfo:
        """The document that a citation means (``page`` 0: one without pages): the one it names; if that is
        gone, as after a damage, one that says the same at the same place. Raises ``NotFound``."""
        try:
            info = self.ledger.get(document)
            return info if info.duplicate_of is None else self.ledger.get(info.duplicate_of)
        except NotFound:
            bearer = self.shelves.bearer(quote, page, start) if quote.strip() else None
            if bearer is None:
                raise
            return self.ledger.get(bearer)

    def collections(self) -> list[Collection]:
        return self.ledger.collections()

    def text(self, document: str, page: int | None = None) -> str:
        """The text of a page, or of the whole document. Raises ``NotFound``, ``Busy`` before it was read."""
        info = self.ledger.get(document)
        try:
            return self.shelves.text(self.ledger.seq(info.id), page)
        except NotFound:
            if info.finished:
                raise
            raise Busy(f"{info.name} is still being read.", "Look again in a moment.") from None

    def to_markdown(
        self, files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
    ) -> list[Converted]:
        """Files as Markdown, each with its text or with why not; nothing is stored. Tokens are the embedding
        model's, an estimate by length where there is none."""
        chosen = [files] if isinstance(files, str | os.PathLike) else list(files)
        reader = Reader()
        try:
            return list(convert(chosen, self._count, reader))
        finally:
            reader.close()

    def _count(self, text: str) -> int:
        model = self._embedding.model()
        return (rough_count([text]) if model is None else self._embedding.count(model, [text]))[0]

    def source(self, document: str) -> Source:
        """The original, from the vault. Close it. Raises ``NotFound``."""
        return self._contents.open(document)

    def picture(self, document: str, page: int, width: int) -> Picture:
        """A page as it looks; see ``Viewing``."""
        return self._viewing.picture(document, page, width)

    def boxes(self, document: str, page: int, start: int, end: int) -> Boxes:
        """Where a piece of a page's text stands on it; see ``Viewing``."""
        return self._viewing.boxes(document, page, start, end)

    def _opened(self, document: str) -> tuple[int, Source, str | None]:
        info = self.ledger.get(document)
        return self.ledger.seq(info.id), self.source(info.id), self._passwords.get(info.id)

    def used(self) -> int:
        """Bytes that the documents take: the originals that are kept, and the index of them. What was written
        and is not yet in its place in the file (its log, which comes and goes) counts once."""
        index = self._database.value("PRAGMA page_count") * self._database.value("PRAGMA page_size")
        return self._vault.used() + int(index)

    def remove(self, document: str) -> DocumentInfo:
        """Take a document out of the library; the file it came from stays. Its row as it was.

        Documents that were duplicates of it take its place. Raises ``NotFound``.
        """
        info = self.ledger.get(document)
        seq = self.ledger.seq(info.id)
        self._watched.leave_out(seq)
        self._forget(seq)
        return info

    def _forget(self, seq: int) -> None:
        freed = self.ledger.free_twins(seq)
        digest = self.shelves.remove(seq)
        if digest is not None:
            self._vault.remove(digest)
        if freed:
            self._ingest.start()

    # -- folders that are followed -----------------------------------------------------------------

    def watch(
        self, folder: str | os.PathLike[str], collection: str = DEFAULT_COLLECTION, *, wait: bool = False
    ) -> WatchedFolder:
        """Add what is in ``folder`` and remember that it is followed: by each window, and after ``follow``
        here. Documents come, change, are renamed and go as its files do. ``wait``: until all is read.

        Raises ``DocumentMissing`` where there is no such folder, ``InvalidInput`` where it is a file or lies
        in one that is followed already.
        """
        require_path(os.fspath(folder))
        path = os.path.realpath(os.fspath(folder))
        check_folder(path)
        place = self.ledger.collection(collection, make=True)
        check_apart(path, [each.path for each in self._watched.folders() if each.collection == place])
        row = self._watched.add(path, place)
        self._watching.look_now(row)
        if wait:
            self.wait([each.id for each in self._watched.known(row).values()])
        return next(each for each in self.watched() if (each.path, each.collection) == (path, collection))

    def watched(self) -> list[WatchedFolder]:
        """The folders that are followed, and how it stands with each."""
        return self._watched.told()

    def unwatch(self, folder: str | os.PathLike[str], collection: str | None = None) -> None:
        """Follow it no longer; its documents stay. Raises ``NotFound``."""
        path = os.path.realpath(os.fspath(folder))
        place = None if collection is None else self.ledger.collection(collection)
        if not self._watched.remove(path, place):
            raise NotFound(f"{path} is not followed.", "edgechat watch list shows what is.")
        self._events.publish(FolderLooked(path))

    def look(self, folder: str | os.PathLike[str]) -> FolderLooked:
        """Compare a followed folder with what is here, now. Raises ``NotFound``."""
        path = os.path.realpath(os.fspath(folder))
        looked = FolderLooked(path)
        rows = [each for each in self._watched.folders() if each.path == path]
        if not rows:
            raise NotFound(f"{path} is not followed.", "edgechat watch list shows what is.")
        for row in rows:
            looked = self._watching.look_now(row)
        return looked

    def follow(self) -> None:
        """Follow those folders in this process, until it ends, and go on with what was unfinished."""
        self._watching.begin()
        self.resume()

    def halt(self) -> None:
        """Stop indexing; searching goes on until ``close``."""
        self._closed.set()
        self._watching.stop()
        self._ingest.stop()

    def close(self) -> None:
        """Stop working and close the database; what is unfinished goes on at the next start. Safe to
        repeat."""
        self.halt()
        self._reader.close()
        self._viewing.close()
        self._copies.make_if_due(every=0.0)
        self._database.close()


class _Held:
    """A reading that closes its source at its end."""

    def __init__(self, reader: Reader, source: Source, password: str | None) -> None:
        self._source = source
        self._reading: Reading = reader.read(source, password=password)

    @property
    def opened(self) -> Opened | None:
        return self._reading.opened

    @property
    def document(self) -> Document | None:
        return self._reading.document

    def stop(self) -> None:
        self._reading.stop()

    def __iter__(self) -> Iterator[Page]:
        with self._source:
            yield from self._reading


def _is_relevant(hit: Found) -> bool:
    return "bm25" in hit.scores or hit.scores.get("cosine", 0.0) >= LEAST_COSINE
