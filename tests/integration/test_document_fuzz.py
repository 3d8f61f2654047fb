"""Documents broken at random: whatever a file does, the app gets pages or one clear error, and goes on."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

import psutil
import pytest

from edgechat.core.errors import DocumentUnreadable
from edgechat.library.reader import MEMORY, Reader
from edgechat.library.source import source_of
from tests.documents.office import changed
from tests.documents.samples import SAMPLES

pytestmark = pytest.mark.leaves_running
QUICK = 16  # of each format; pictures are slow to read and get fewer
SOAK = 800


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def broken(data: bytes, chance: random.Random) -> bytes:
    """The file with something changed, lost, doubled or put in, anywhere or in one part of an archive."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = chance.choice(archive.namelist())
            return changed(data, {name: scrambled(archive.read(name), chance)})
    return scrambled(data, chance)


def scrambled(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data or b"x")
    for _ in range(chance.choice((1, 1, 3, 30))):
        at, length = chance.randrange(len(out)), chance.choice((1, 2, 8, 200))
        what = chance.randrange(6)
        if what == 0:
            out[at] = chance.randrange(256)
        elif what == 1:
            del out[at : at + length]
        elif what == 2:
            out[at:at] = out[at : at + length] * chance.choice((1, 50))
        elif what == 3:
            out[at:at] = chance.randbytes(length)
        elif what == 4:
            out[at:at] = chance.choice((b"9" * 10, b"-1", b"\0" * 4, b"\xff" * 4, b"<", b"]]>", b"%s", b'"'))
        else:
            del out[max(1, at) :]
        out = out or bytearray(b"x")
    return bytes(out)


def survive(reader: Reader, name: str, times: int, seed: int) -> None:
    sample, chance = SAMPLES[name](), random.Random(f"{name}{seed}")
    for number in range(times):
        data = broken(sample.data, chance)
        message = outcome(reader, data, sample.name, ocr=name == "image" and number < 4)
        assert message.endswith(".") and "\n" not in message, f"{name} {seed} {number}"


def outcome(reader: Reader, data: bytes, name: str, *, ocr: bool) -> str:
    try:
        for page in reader.read(source_of(data, name), ocr=ocr):
            page.text.encode("utf-8")
    except DocumentUnreadable as error:
        return error.message
    return "Read."


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_few_broken_files(reader: Reader, name: str) -> None:
    survive(reader, name, QUICK, seed=1)
    assert reader._child is None or psutil.Process(reader._child.pid).memory_info().rss < MEMORY


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(2, 7))
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_many_broken_files(reader: Reader, name: str, seed: int) -> None:
    survive(reader, name, SOAK, seed)
