"""What words find in a library that counts as large: the rare ones choose, and scores are what they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edgechat.core.paths import Profile
from edgechat.library import wording as wording_module
from edgechat.library.chunks import Chunk
from edgechat.library.extract import Page
from edgechat.library.ledger import Ledger
from edgechat.library.query import parse
from edgechat.library.schema import open_library_database
from edgechat.library.shelves import Shelves, Written
from edgechat.library.wording import Wording

COMMON, RARE = 60, 9  # of 90 chunks


@pytest.fixture
def wording(profile: Profile) -> Iterator[Wording]:
    """Chunks of one word or more each: "river" in most, "honey" in few, "teh" in one."""
    database = open_library_database(profile.library)
    ledger, shelves = Ledger(database), Shelves(database)
    texts = []
    for number in range(90):
        words = ["stone"] * (number % 7 + 1)
        words += ["river"] * (number % 3 + 1) if number < COMMON else []
        words += ["honey"] if number % 10 == 0 else []
        texts.append(" ".join(words))
    texts[77] += " teh"
    with database.write():
        place = ledger.collection("c", make=True)
        seq = ledger.seq(ledger.add(place, "/x", "x", size=1, modified=0))
        chunks = [Chunk(1, 0, len(text), "", "", text) for text in texts]
        shelves.write([Written(seq, Page(1, "x"), len(chunks), chunks, first=True)], None, [])
    yield Wording(database)
    database.close()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording_module, "MOST_SCORED", 20)
    monkeypatch.setattr(wording_module, "LEAST_SCORED", 5)


def chunks(wording: Wording, typed: str, documents: list[int] | None = None) -> dict[int, float]:
    return dict(wording.find(parse(typed), documents, 200))


def test_all_words_choose_in_a_small_library(wording: Wording) -> None:
    assert len(chunks(wording, "river honey")) == COMMON + RARE - 6


def test_the_rare_word_chooses_and_the_common_one_counts_as_ever(
    wording: Wording, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = chunks(wording, "river honey stone")
    monkeypatch.setattr(wording_module, "MOST_SCORED", 20)
    monkeypatch.setattr(wording_module, "LEAST_SCORED", 5)
    found = chunks(wording, "river honey stone")
    assert set(found) == {number + 1 for number in range(0, 90, 10)}
    assert list(found) == [each for each in before if each in found]
    assert found == pytest.approx({each: before[each] for each in found})


@pytest.mark.usefixtures("large")
def test_a_mistyped_word_does_not_choose_alone(wording: Wording) -> None:
    found = chunks(wording, "teh river nowhere")
    assert len(found) == COMMON + 1


@pytest.mark.usefixtures("large")
def test_common_words_alone_find_what_they_find(wording: Wording) -> None:
    assert len(chunks(wording, "river")) == COMMON
    assert len(chunks(wording, "river stone")) == COMMON


@pytest.mark.usefixtures("large")
def test_operators_and_filters_hold(wording: Wording) -> None:
    assert set(chunks(wording, "river honey -teh -honey stone")) == set()
    assert set(chunks(wording, "river teh honey -teh")) == {number + 1 for number in range(0, 90, 10)}
    assert len(chunks(wording, 'river honey "teh"')) == 1
    assert len(chunks(wording, "river honey", documents=[1])) == COMMON + RARE - 6
    assert chunks(wording, "river honey", documents=[2]) == {}
