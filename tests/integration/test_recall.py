"""The codes in the child against sqlite-vec: the same answers, brought in again, kept, never stale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edgechat.ai.embed_host import EmbedHost
from edgechat.ai.values import ModelInfo
from edgechat.core.paths import Profile
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from edgechat.library import recall as recall_module
from edgechat.library.chunks import Chunk
from edgechat.library.embedding import Embedding, Model
from edgechat.library.extract import Page
from edgechat.library.ledger import Ledger
from edgechat.library.recall import Filters, Recall
from edgechat.library.schema import open_library_database
from edgechat.library.shelves import Shelves, Written

WIDTH = 64
INFO = ModelInfo("m", "M", "text-embeddings", "installed", "test", 1, 256, "none")
MODEL = Model(INFO, WIDTH, 254)


class OnlyHost:
    """A runner of which nothing but the child is used."""

    def __init__(self, host: EmbedHost) -> None:
        self.embedder = host


@pytest.fixture
def host(settings: Settings) -> Iterator[EmbedHost]:
    made = EmbedHost(settings)
    yield made
    made.close()


@pytest.fixture
def database(profile: Profile) -> Iterator[Database]:
    opened = open_library_database(profile.library)
    yield opened
    opened.close()


class Bench:
    def __init__(self, database: Database, host: EmbedHost, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.shelves, self.ledger = Shelves(database), Ledger(database)
        self.embedding = Embedding(lambda: OnlyHost(host))  # type: ignore[arg-type, return-value]
        self.table = self.shelves.vectors("m", WIDTH)
        self.chance = np.random.default_rng(1)
        self.recall = self.fresh()

    def fresh(self) -> Recall:
        return Recall(self.shelves, self.embedding, folder=self.folder)

    def add(self, count: int) -> int:
        """A document of ``count`` chunks; its number."""
        place = self.ledger.collection("c", make=True)
        with self.database.write():
            seq = self.ledger.seq(self.ledger.add(place, f"/{self.chance.random()}", "x", size=1, modified=0))
            chunks = [Chunk(1, at, at + 1, "", "", "x") for at in range(count)]
            written = Written(seq, Page(1, "x" * count), count, chunks, first=True)
            self.shelves.write([written], self.table, [self.vector() for _ in range(count)])
        return seq

    def vector(self) -> bytes:
        made = self.chance.normal(size=WIDTH)
        return (made / np.linalg.norm(made)).astype("<f4").tobytes()

    def found(self, vector: bytes, recall: Recall | None = None, **filters: object) -> list[int]:
        ranked = (recall or self.recall).rank(
            MODEL,
            vector,
            (),
            Filters(**filters),
            top=10,
            mode="vectors",  # type: ignore[arg-type]
        )
        return [each.chunk for each in ranked or ()]

    def exact(self, vector: bytes) -> list[int]:
        return [chunk for chunk, _ in self.table.nearest(vector, 10)]


@pytest.fixture
def bench(database: Database, host: EmbedHost, profile: Profile) -> Bench:
    return Bench(database, host, profile.root)


def agrees(bench: Bench, recall: Recall | None = None) -> bool:
    vectors = [bench.vector() for _ in range(20)]
    same = [len(set(bench.found(each, recall)) & set(bench.exact(each))) for each in vectors]
    return sum(same) / (10 * len(vectors)) >= 0.98


def test_what_is_added_later_is_found_too(bench: Bench) -> None:
    assert bench.found(bench.vector()) == []
    bench.add(500)
    assert agrees(bench)
    bench.add(300)
    assert agrees(bench)


def test_a_child_that_died_is_filled_again(bench: Bench, host: EmbedHost) -> None:
    bench.add(300)
    assert agrees(bench)
    host._put_away()
    assert agrees(bench)


def test_filters_hold(bench: Bench) -> None:
    one, _ = bench.add(200), bench.add(200)
    vector = bench.vector()
    found = bench.found(vector, documents=[one])
    assert len(found) == 10 and {bench.shelves.documents_of(found)[each] for each in found} == {one}
    assert bench.found(vector, within=found[3:5]) == found[3:5]
    assert found[0] not in bench.found(vector, documents=[one], without=found[:1])


def test_what_was_removed_is_forgotten_in_time(bench: Bench) -> None:
    one, _ = bench.add(200), bench.add(200)
    assert agrees(bench)
    bench.shelves.clear(one)
    assert agrees(bench)


def test_kept_codes_are_taken_where_they_belong_to_the_store(
    bench: Bench, host: EmbedHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "KEPT_EVERY", 100)
    bench.add(400)
    assert agrees(bench)
    assert list(bench.folder.glob("*.codes"))
    host._put_away()
    sent: list[int] = []
    again = bench.fresh()
    original = again._send
    monkeypatch.setattr(again, "_send", lambda table, ids: (sent.extend(ids), original(table, ids)))
    bench.add(30)
    assert agrees(bench, again)
    assert len(sent) == 30


def test_codes_of_another_store_are_not_believed(
    bench: Bench, host: EmbedHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "KEPT_EVERY", 100)
    document = bench.add(400)
    assert agrees(bench)
    host._put_away()
    for number in range(1, 401):  # as after going back to an older file and adding other documents
        bench.table.delete([number])
    bench.table.insert((number, bench.vector()) for number in range(1, 401))
    assert document and agrees(bench, bench.fresh())


def test_blocks_of_vectors_are_read_as_single_ones_are(bench: Bench) -> None:
    bench.add(2500)
    bench.shelves.clear(bench.add(10))
    bench.add(5)
    ids = bench.table.after(0)
    assert bench.table.bulk(ids) == bench.table.get(ids)
    assert len(ids) == 2505 and bench.table.after(ids[-3]) == ids[-2:]
