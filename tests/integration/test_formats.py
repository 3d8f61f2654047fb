"""What every format promises, for each format there is, in the real child."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edgechat.core.errors import DocumentEmpty, DocumentUnreadable
from edgechat.library.extract import Document, Page
from edgechat.library.formats import formats
from edgechat.library.reader import Reader, fits
from edgechat.library.source import source_of
from edgechat.library.units import unit_of
from tests.documents.pictures import scan
from tests.documents.samples import SAMPLES, Sample

pytestmark = pytest.mark.leaves_running
NAMES = sorted(formats())


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> Sample:
    assert request.param in SAMPLES, f"the format {request.param} has no sample in tests/documents/samples.py"
    return SAMPLES[request.param]()


def read(reader: Reader, data: bytes, name: str) -> tuple[list[Page], Document]:
    reading = reader.read(source_of(data, name))
    pages = list(reading)
    assert reading.document is not None
    return pages, reading.document


def test_every_sample_belongs_to_a_format() -> None:
    assert set(SAMPLES) == set(NAMES)


def test_its_text_and_structure_come_out(reader: Reader, sample: Sample) -> None:
    pages, document = read(reader, sample.data, sample.name)
    text = "\n".join(page.text for page in pages)
    for word in sample.words:
        assert word in text
    assert set(sample.kinds) <= {block.kind for page in pages for block in page.blocks}
    assert [page.number for page in pages] == list(range(1, sample.pages + 1))
    assert (document.pages, document.characters) == (len(pages), sum(len(page.text) for page in pages))
    assert "evil" not in text and "gone for good" not in text


def test_blocks_cover_the_text_and_cells_are_words_of_it(reader: Reader, sample: Sample) -> None:
    for page in read(reader, sample.data, sample.name)[0]:
        assert fits(page)
        covered = bytearray(len(page.text))
        for block in page.blocks:
            covered[block.start : block.end] = b"x" * (block.end - block.start)
            assert page.text[block.start : block.end].strip()
            assert all(page.text[start:end].strip() == page.text[start:end] for start, end in block.cells)
        assert not "".join(c for c, seen in zip(page.text, covered, strict=True) if not seen).strip()


def test_it_is_read_the_same_way_every_time_and_by_another_name(reader: Reader, sample: Sample) -> None:
    expected, document = read(reader, sample.data, sample.name)
    assert (expected, document) == read(reader, sample.data, sample.name)
    if not sample.by_name:
        for name in ("no-name", "wrong.zip", "wrong.xyz"):
            pages, other = read(reader, sample.data, name)
            assert other.format == document.format
            assert [page.text for page in pages] == [page.text for page in expected]


SLIDES = {"odp": "slide"}
"""A format of pages, but for these."""


def test_a_name_tells_what_its_parts_are_called(reader: Reader, sample: Sample) -> None:
    """A citation keeps the name and a number: the word between them comes from the name."""
    unit = read(reader, sample.data, sample.name)[1].unit
    endings = formats()[read(reader, sample.data, sample.name)[1].format].extensions
    expected = dict.fromkeys(endings, unit or "page") | SLIDES
    assert {ending for ending in endings if unit_of(f"a.b.{ending.upper()}") != expected[ending]} == set()


def test_a_wrong_extension_is_said(reader: Reader) -> None:
    sample = SAMPLES["pdf"]()
    _, document = read(reader, sample.data, "letter.docx")
    assert document.format == "pdf"
    assert [(note.code, note.text) for note in document.notes] == [
        ("extension", "Its name ends in .docx; it was read as pdf.")
    ]


def test_it_can_go_on_at_any_page(sample: Sample, request: pytest.FixtureRequest) -> None:
    from edgechat.library.formats import recognise
    from edgechat.library.formats._contract import Blob
    from edgechat.library.formats._head import Head

    if "image" in request.node.name:
        pytest.skip("one page, and slow to read")
    opened = recognise(Head(sample.data, sample.name), formats()).open(Blob(sample.data, sample.name))
    whole = list(opened.pages(1))
    if opened.length is not None:
        assert opened.length == len(whole)
        assert [page.text for page in opened.pages(2)] == [page.text for page in whole[1:]]
    opened.close()


def test_pictures_are_left_alone_where_that_is_wanted(reader: Reader) -> None:
    for data, name in ((SAMPLES["image"]().data, "a.png"), (scan([["Scanned words"]]), "scan.pdf")):
        with pytest.raises(DocumentEmpty, match="nothing but pictures"):
            list(reader.read(source_of(data, name), ocr=False))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_half_a_file_is_told_in_one_line(reader: Reader, sample: Sample, share: float) -> None:
    data = sample.data[: int(len(sample.data) * share)]
    error = failure(reader, data, sample.name)
    if error is not None:
        assert "\n" not in error.message and len(error.message) < 400


def failure(reader: Reader, data: bytes, name: str) -> DocumentUnreadable | None:
    """How reading failed, if it did; anything but these errors fails the test."""
    try:
        read(reader, data, name)
    except DocumentUnreadable as error:
        return error
    return None
