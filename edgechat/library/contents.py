"""What documents are made of: their contents on the way into the vault, missing there, and back again.

Ties the ledger to the vault: a document whose content is gone, or is no longer what was put in, says so until
the file is added again. Must not know how a content is read.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from edgechat.core.errors import DocumentMissing, DocumentUnreadable, NotFound
from edgechat.core.sqlite import Database
from edgechat.library.document import DocumentInfo
from edgechat.library.ledger import ADD_AGAIN, Job, Ledger
from edgechat.library.mending import find_contents
from edgechat.library.scan import Candidate
from edgechat.library.source import Source, open_source
from edgechat.vault.vault import Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What ``mend`` has done. ``brought``: contents that came back from where the files lie;
    ``aside``: where contents lie now that had changed in the vault; ``found``: contents that no document was
    known of, now in ``RECOVERED``."""

    brought: int
    aside: tuple[str, ...]
    found: int


class Contents:
    """The contents of one library. ``damaged`` is the folder for what has changed in the vault."""

    def __init__(self, vault: Vault, ledger: Ledger, damaged: Path) -> None:
        self._vault, self._ledger, self._damaged = vault, ledger, damaged

    def take(self, job: Job) -> Source | int:
        """The content of a job, from the vault, where it is put if it is not there; a number: the document
        has the same content as that one. Raises ``DocumentMissing``, ``DocumentChanged``, ``NoRoom``, …"""
        key = job.digest
        if key is None or not self._is_whole(key):
            with self._origin(job) as source:
                key, size = source.key, source.size
                twin = self._ledger.twin(job, key)
                if twin is None or not self._is_whole(key):
                    self._put(source)
                self._ledger.identify(job.seq, key, size)
        else:
            twin = self._ledger.twin(job, key)
        return open_source(self._vault.path(key), name=job.name) if twin is None else twin

    def keep(self, identity: str, candidate: Candidate) -> None:
        """Take a content at once: a path that cannot be written down cannot be opened later."""
        try:
            with open_source(candidate.path) as source:
                stored = self._put(source)
        except DocumentUnreadable:
            return  # told when its turn comes
        self._ledger.identify(self._ledger.seq(identity), *stored)

    def lacks(self, seq: int) -> bool:
        """Whether the document has had a content, and the vault has it no more as it was."""
        digest = self._ledger.digest(seq)
        return digest is not None and (not self._vault.has(digest) or self._ledger.is_noted(seq))

    def bring_back(self, seq: int, path: str) -> bool:
        """Take the content of a document again from ``path``; False where there is another one now."""
        try:
            with open_source(path) as source:
                if source.key != self._ledger.digest(seq):
                    return False
                self._put(source)
        except DocumentUnreadable:
            return False
        return True

    def require(self, info: DocumentInfo) -> None:
        """Raises ``NotFound`` unless the content of a document is there, or comes back from its file; the
        ledger says so from then on."""
        seq = self._ledger.seq(info.id)
        if info.digest is None or self._is_whole(info.digest) or self.bring_back(seq, info.path):
            return
        self._ledger.note_missing(info.digest)
        raise NotFound(f"The content of {info.name} is missing.", ADD_AGAIN)

    def open(self, identity: str) -> Source:
        """The original of a document. Raises ``NotFound``; the ledger says so from then on."""
        info = self._ledger.get(identity)
        try:
            return open_source(self._vault.path(info.digest or ""), name=info.name)
        except NotFound:
            if info.digest is not None:
                self._ledger.note_missing(info.digest)
            raise

    def mend(self, database: Database) -> Restored:
        """Compare every content with what was put in, and put right what can be: all of the vault is read."""
        aside: list[str] = []
        brought = 0
        for digest, rows in self._ledger.by_content().items():
            if self._vault.has(digest) and not self._vault.verify(digest):
                aside.append(str(self._vault.set_aside(digest, self._damaged)))
            if self._vault.has(digest):
                self._ledger.found_again(digest)
            elif any(self.bring_back(row.seq, row.path) for row in rows):
                brought += 1
            else:
                self._ledger.note_missing(digest)
        return Restored(brought, tuple(aside), find_contents(database, self._vault))

    def _is_whole(self, key: str) -> bool:
        """Whether the vault has it as it was put in; what has changed there is put aside."""
        if not self._vault.has(key):
            return False
        if self._vault.verify(key):
            return True
        log.warning("a content has changed in the vault: %s", self._vault.set_aside(key, self._damaged))
        return False

    def _origin(self, job: Job) -> Source:
        try:
            return open_source(job.path, name=job.name)
        except DocumentMissing as error:
            if job.digest is None:
                raise
            raise DocumentMissing(f"The content of {job.name} is missing.", ADD_AGAIN) from error

    def _put(self, source: Source) -> tuple[str, int]:
        self._is_whole(source.key)  # what has changed makes room
        stored = self._vault.put(source.pieces())
        if stored.fresh:
            self._ledger.found_again(stored.key)
        return stored.key, stored.size
