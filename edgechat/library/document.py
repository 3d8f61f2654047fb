"""What a library tells of its documents, and what it finds in them. Pure values."""

from __future__ import annotations

from dataclasses import asdict, field
from typing import Any, Literal

from edgechat.core.errors import FixableError
from edgechat.core.records import dataclass

State = Literal[
    "queued",
    "reading",
    "indexed",
    "indexed with notes",
    "unsupported",
    "encrypted",
    "damaged",
    "empty",
    "too large",
    "duplicate of",
    "cancelled",
    "failed",
]
UNDER_WAY: tuple[State, ...] = ("queued", "reading")
INDEXED: tuple[State, ...] = ("indexed", "indexed with notes")
AGAIN: tuple[State, ...] = (
    "encrypted",
    "damaged",
    "empty",
    "too large",
    "unsupported",
    "cancelled",
    "failed",
)
"""States from which a document may be tried again."""
UNDECIDED: tuple[State, ...] = ("cancelled", "failed")
"""States that say nothing about the file: adding it again tries it again, changed or not."""

CONTENT = "content"
"""The code of a note that tells that the original is gone."""

DEFAULT_COLLECTION = "default"
ATTACHMENTS = "Attachments"
"""The collection of files that were attached to questions: each is searched only in its own conversation."""
RECOVERED = "Recovered"
"""The collection of what was found in the vault after a damage that left no row of it."""


@dataclass(frozen=True)
class DocumentNote:
    """Something about a document that was read all the same; ``page`` 0: all of it. See ``extract.Note``."""

    page: int
    code: str
    text: str


@dataclass(frozen=True)
class DocumentInfo:
    """One row of the ledger. Times in seconds since 1970, ``seconds`` what reading and indexing took.

    ``reason`` and ``action`` say why it is not simply indexed and what can be done. ``path`` may not be there
    any more: the content is in the vault under ``digest``. ``duplicate_of`` is the id of another document.
    """

    id: str
    collection: str
    path: str
    name: str
    state: State
    reason: str
    action: str
    notes: tuple[DocumentNote, ...]
    digest: str | None
    size: int
    duplicate_of: str | None
    format: str
    unit: str
    title: str
    pages: int
    characters: int
    chunks: int
    seconds: float
    added_at: float
    finished_at: float | None

    @property
    def finished(self) -> bool:
        return self.state not in UNDER_WAY

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"notes": [asdict(each) for each in self.notes]}


@dataclass(frozen=True)
class Collection:
    name: str
    documents: int
    chunks: int


@dataclass(frozen=True)
class Found:
    """A place that answers a query: characters ``start`` to ``end`` of the text of ``page`` (None: of a
    document without pages). ``score`` orders the hits of one query and compares with no other's.

    ``scores``: ``bm25`` (higher is better) and ``cosine``, as far as it was found by either, ``rerank`` (0 to
    1) where a re-ranker read it; ``also`` are ids of other documents that say the same.
    """

    document: str
    name: str
    collection: str
    page: int | None
    start: int
    end: int
    text: str
    heading: str
    score: float
    scores: dict[str, float] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"also": list(self.also)}


@dataclass(frozen=True)
class Findings:
    """The hits of a query, the best first. ``how``: "hybrid", or "words" where no vectors were used, and
    ``why`` then says why not. ``reranker``: the model that ordered the first ``reranked`` candidates; empty
    where there is none, or ``unranked`` says why it did not. ``by_meaning_alone``: there are hits, but no
    passage has any of the words that were looked for; these are the nearest, however far."""

    hits: tuple[Found, ...]
    how: Literal["hybrid", "words"]
    why: str = ""
    reranker: str = ""
    reranked: int = 0
    unranked: str = ""
    by_meaning_alone: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "how": self.how,
            "why": self.why,
            "reranker": self.reranker or None,
            "reranked": self.reranked,
            "unranked": self.unranked,
            "by_meaning_alone": self.by_meaning_alone,
            "passages": [each.to_dict() for each in self.hits],
        }


@dataclass(frozen=True)
class Progress:
    """How far indexing is; an event. ``pages`` and ``chunks`` count since the queue was last empty.

    ``left`` is in seconds, None while nobody can know. ``changed`` is the id of the document whose row has
    just changed, if one has.
    """

    done: int
    total: int
    pages: int
    chunks: int
    pages_per_second: float
    left: float | None
    paused: bool = False
    changed: str | None = None
    name: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Halted:
    """Indexing has stopped for what is wrong with the disk, and with no document; an event. What was to be
    read stays queued."""

    error: FixableError


@dataclass(frozen=True)
class Renewed:
    """How far the vectors of another embedding model are; an event. They answer once ``done`` is ``total``;
    until then the ``earlier`` one's do, if there are any. Counts chunks; ``left`` in seconds. ``switched``:
    from now on they answer. ``why``: what has stopped it."""

    model: str
    done: int
    total: int
    left: float | None = None
    why: str = ""
    earlier: str = ""
    switched: bool = False

    @property
    def going_on(self) -> bool:
        return self.done < self.total and not self.why
