"""Codes in memory against exact search: what they find, filters, growth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edgechat.vectors.codes import CANDIDATES, SAMPLE, SMALL, Codes, _apart, _near

WIDTH = 384


def clustered(count: int, seed: int = 1) -> np.ndarray:
    """Vectors that lie in heaps, as those of texts do."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(count // 50 + 1, WIDTH))
    made = centres[chance.integers(len(centres), size=count)] + 0.9 * chance.normal(size=(count, WIDTH))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def filled(vectors: np.ndarray, portion: int = 1000) -> Codes:
    codes = Codes(WIDTH)
    ids = np.arange(len(vectors)) * 3 + 7
    for start in range(0, len(vectors), portion):
        here = slice(start, start + portion)
        codes.add(ids[here], ids[here] % 10, vectors[here])
    return codes


def exact(vectors: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    return np.argsort(-(vectors @ query), kind="stable")[:k].tolist()


def test_recall_at_ten_is_at_least_98_percent() -> None:
    vectors = clustered(30_000)
    codes = filled(vectors)
    assert codes.count > max(SMALL, CANDIDATES)
    queries = clustered(100, seed=2) * 0.5 + vectors[:: len(vectors) // 100][:100]
    hits = 0
    for query in queries:
        query = query / np.linalg.norm(query)
        hits += len(set(exact(vectors, query, 10)) & set(codes.nearest(query, 10)[0].tolist()))
    assert hits / (10 * len(queries)) >= 0.98


def test_half_of_the_bits_sieve_very_many_and_lose_nothing_that_is_near() -> None:
    vectors = clustered(30_000)
    bits = filled(vectors)._bits[:, : len(vectors)]
    wanted = len(vectors) // 8 // SAMPLE
    kept = 0
    for place in range(0, len(vectors), 600):
        near, all_of_them = _near(bits, bits[:, place], wanted), _apart(bits, bits[:, place])
        assert len(near) == len(set(near.tolist())) == wanted and (np.diff(near) > 0).all()
        kept += len(np.intersect1d(near, np.argsort(all_of_them, kind="stable")[:20]))
    assert kept >= 0.99 * 20 * 50


def test_what_is_all_alike_is_sieved_to_as_many_as_are_wanted() -> None:
    bits = np.zeros((6, 20_000), np.uint64)
    assert _near(bits, bits[:, 0], 100).tolist() == list(range(100))
    bits[:, ::SAMPLE] = 1  # only those by which the limit is told are near
    assert (_near(bits, bits[:, 0], 100) % SAMPLE == 0).all()


def test_scores_are_cosines() -> None:
    vectors = clustered(200)
    places, scores = filled(vectors).nearest(vectors[5], 200)
    assert places[0] == 5 and scores[0] == pytest.approx(1, abs=0.01)
    assert np.abs(scores - (vectors @ vectors[5])[places]).max() < 0.02
    assert (np.diff(scores) <= 0).all()


def test_filters_leave_what_they_say() -> None:
    codes = filled(clustered(20_000))
    group = codes.allowed(groups=np.array([1, 2]))
    assert group is not None and set(codes.groups[group]) == {1, 2}
    found, _ = codes.nearest(codes.vectors(np.array([0]))[0], 50, group)
    assert len(found) == 50 and set(codes.groups[found]) <= {1, 2}
    within = codes.allowed(within=np.array([7, 10, 8]), without=np.array([10]))
    assert within is not None and codes.ids[within].tolist() == [7]
    assert codes.allowed() is None


def test_ids_are_found_again() -> None:
    codes = filled(clustered(50))
    assert codes.places(np.array([7, 8, 10, 10_000])).tolist() == [0, -1, 1, -1]
    assert Codes(WIDTH).places(np.array([1])).tolist() == [-1]


def test_an_empty_index_finds_nothing() -> None:
    places, scores = Codes(WIDTH).nearest(np.ones(WIDTH, np.float32), 10)
    assert len(places) == len(scores) == 0


def test_a_width_that_fills_no_word() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(9000, 100)).astype(np.float32)
    codes = Codes(100)
    codes.add(np.arange(9000), np.zeros(9000, np.int64), vectors / np.linalg.norm(vectors, axis=1)[:, None])
    assert codes.nearest(vectors[77] / np.linalg.norm(vectors[77]), 1)[0].tolist() == [77]


def test_codes_come_back_as_they_were_kept(tmp_path: Path) -> None:
    codes, file = filled(clustered(3000)), tmp_path / "x.codes"
    codes.save(file, 42)
    loaded = Codes.load(file)
    assert loaded is not None
    again, mark = loaded
    assert (again.count, mark) == (3000, 42)
    query = clustered(1, seed=5)[0]
    assert again.nearest(query, 20)[0].tolist() == codes.nearest(query, 20)[0].tolist()
    again.add(np.array([10**6]), np.array([1]), query[None])
    assert again.nearest(query, 1)[0].tolist() == [3000]


def test_what_is_kept_and_what_came_later_are_found_alike(tmp_path: Path) -> None:
    vectors, file = clustered(12_000), tmp_path / "x.codes"
    in_memory = filled(vectors)
    codes = filled(vectors[:9000])
    codes.save(file, 1)
    codes.add(np.arange(9000, 12_000) * 3 + 7, np.zeros(3000, np.int64), vectors[9000:])
    places = np.array([11_999, 3, 9000, 8999, 0])
    assert (codes.vectors(places) == in_memory.vectors(places)).all()
    query = clustered(1, seed=5)[0]
    assert codes.nearest(query, 20)[0].tolist() == in_memory.nearest(query, 20)[0].tolist()
    codes.save(file, 2)  # over the file that is in use
    again = Codes.load(file)
    assert again is not None and again[1] == 2
    assert (again[0].vectors(places) == in_memory.vectors(places)).all()


def test_nothing_can_be_kept_and_comes_back(tmp_path: Path) -> None:
    Codes(WIDTH).save(tmp_path / "x.codes", 3)
    loaded = Codes.load(tmp_path / "x.codes")
    assert loaded is not None and loaded[0].count == 0


def test_as_many_candidates_as_are_wanted_and_the_nearest_among_them() -> None:
    codes = filled(np.repeat(clustered(100), 100, axis=0))  # each a hundred times: many are equally near
    query = clustered(100)[3]
    found = codes.candidates(query, 250, None)
    assert len(found) == len(set(found.tolist())) == 250
    assert set(range(300, 400)) <= set(found.tolist())


@pytest.mark.parametrize("cut", [0, 5, 30, 1000, -1])
def test_a_file_that_is_not_whole_is_no_codes(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "x.codes"
    filled(clustered(50)).save(file, 1)
    file.write_bytes(file.read_bytes()[:cut])
    assert Codes.load(file) is None
    assert Codes.load(tmp_path / "nowhere") is None
