"""A person's own vector indexes: the reference's verbs, limits and refusals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from edgechat.core.errors import InvalidInput, NotFound
from edgechat.core.paths import Profile
from edgechat.vectors.indexes import Index, Vectors


@pytest.fixture
def vectors(profile: Profile) -> Iterator[Vectors]:
    made = Vectors(profile.vectors)
    yield made
    made.close()


@pytest.fixture
def index(vectors: Vectors) -> Index:
    made = vectors.create("colours", dimensions=3)
    made.insert(
        [
            {"id": "red", "values": [1, 0, 0], "namespace": "warm", "metadata": {"hex": "f00"}},
            {"id": "orange", "values": [1, 0.5, 0], "namespace": "warm"},
            {"id": "blue", "values": [0, 0, 1], "namespace": "cold"},
        ]
    )
    return made


def test_the_nearest_come_first(index: Index) -> None:
    found = index.query([1, 0.1, 0], top_k=2)
    assert [each.id for each in found] == ["red", "orange"]
    assert found[0].score == pytest.approx(0.995, abs=0.001) and found[0].metadata == {"hex": "f00"}
    assert index.query([2, 0, 0], top_k=1, with_values=True)[0].values == (1.0, 0.0, 0.0)


def test_a_namespace_is_looked_in_alone(index: Index) -> None:
    assert [each.id for each in index.query([1, 0, 0], namespace="cold")] == ["blue"]
    assert index.query([1, 0, 0], namespace="none") == []


def test_inserting_keeps_and_upserting_replaces(index: Index) -> None:
    assert index.insert([{"id": "red", "values": [0, 1, 0]}]) == 0
    assert index.get(["red"])[0].values == (1.0, 0.0, 0.0)
    assert index.upsert([{"id": "red", "values": [0, 1, 0]}]) == 1
    (red,) = index.get(["red", "nowhere"])
    assert red.values == (0.0, 1.0, 0.0) and red.metadata == {} and red.namespace == ""


def test_deleting(index: Index, vectors: Vectors) -> None:
    assert index.delete(["red", "nowhere"]) == 1
    assert [each.id for each in index.query([1, 0, 0])] == ["orange", "blue"]
    assert [(each.name, each.count) for each in vectors.list()] == [("colours", 2)]
    vectors.delete("colours")
    assert vectors.list() == []
    with pytest.raises(NotFound):
        vectors.index("colours")


def test_a_distance_counts_the_other_way(vectors: Vectors) -> None:
    far = vectors.create("places", dimensions=2, metric="euclidean")
    far.upsert([{"id": "near", "values": [1, 1]}, {"id": "far", "values": [9, 9]}])
    assert [(each.id, round(each.score, 3)) for each in far.query([1, 2])] == [("near", 1.0), ("far", 10.63)]


def test_what_was_stored_is_there_after_opening_again(
    index: Index, vectors: Vectors, profile: Profile
) -> None:
    vectors.close()
    again = Vectors(profile.vectors)
    try:
        assert [each.id for each in again.index("colours").query([0, 0, 1], top_k=1)] == ["blue"]
    finally:
        again.close()


@pytest.mark.parametrize(
    "vector",
    [
        {"id": "x", "values": [1, 2]},
        {"id": "x", "values": "abc"},
        {"id": "x", "values": [1, 2, float("nan")]},
        {"id": "x"},
        {"id": "", "values": [1, 2, 3]},
        {"id": "x" * 65, "values": [1, 2, 3]},
        {"id": 7, "values": [1, 2, 3]},
        {"id": "x", "values": [1, 2, 3], "namespace": "n" * 65},
        {"id": "x", "values": [1, 2, 3], "metadata": {"a": object()}},
        {"id": "x", "values": [1, 2, 3], "metadata": ["no object"]},
        {"id": "x", "values": [1, 2, 3], "metadata": {"a": "b" * 11000}},
    ],
)
def test_what_is_refused_changes_nothing(index: Index, vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        index.upsert([{"id": "good", "values": [1, 2, 3]}, vector])
    assert index.get(["good"]) == []


def test_names_and_numbers_are_checked(vectors: Vectors, index: Index) -> None:
    refused: list[dict[str, Any]] = [
        {"name": "Colours", "dimensions": 3},
        {"name": "", "dimensions": 3},
        {"name": "a'b", "dimensions": 3},
        {"name": "x", "dimensions": 0},
        {"name": "x", "dimensions": 1537},
        {"name": "x", "dimensions": 3, "metric": "dot"},
        {"name": "colours", "dimensions": 3},
    ]
    for options in refused:
        with pytest.raises(InvalidInput):
            vectors.create(options.pop("name"), **options)
    for top_k in (0, 101, "3"):
        with pytest.raises(InvalidInput):
            index.query([1, 0, 0], top_k=top_k)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        index.insert([{"id": "x", "values": [1, 2, 3]}] * 1001)


def test_sqlite_vec_comes_without_numpy() -> None:
    """The window's process opens vectors, too, and numpy would be a tenth of its memory."""
    program = (
        "import sys, apsw; from edgechat.vectors.table import load_extension;"
        "opened = apsw.Connection(':memory:'); load_extension(opened);"
        "print(opened.execute('SELECT vec_version()').fetchone()[0] > 'v0', 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
