"""Each awkward file costs one clear line and never the rest, in the real child within its real limits."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted, DocumentUnreadable
from edgechat.library.extract import Document, Page
from edgechat.library.reader import MEMORY, Reader
from edgechat.library.source import source_of
from tests.documents.awkward import Awkward, awkward
from tests.documents.awkward_office import external
from tests.documents.awkward_pdf import PAGE
from tests.documents.locked import locked_pdf

pytestmark = pytest.mark.leaves_running
FILES = awkward()
README = Path(__file__).parents[1] / "data" / "README.md"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def read(reader: Reader, data: bytes, name: str, **how: str) -> tuple[list[Page], Document]:
    reading = reader.read(source_of(data, name), **how)  # type: ignore[arg-type]
    pages = list(reading)
    assert reading.document is not None
    return pages, reading.document


@pytest.mark.parametrize("file", [pytest.param(each, id=each.file) for each in FILES])
def test_it_comes_to_what_it_should(reader: Reader, file: Awkward) -> None:
    if isinstance(file.comes_to, tuple) and isinstance(file.comes_to[0], str):
        pages, document = read(reader, file.make(), file.file)
        text = "\n\n".join(page.text for page in pages)
        for words in file.comes_to:
            assert words in text
        assert not file.never or file.never not in text
        assert not file.note or file.note in {note.code for note in document.notes}
    else:
        with pytest.raises(file.comes_to) as told:  # type: ignore[arg-type]
            read(reader, file.make(), file.file)
        check_sentence(told.value, file)
    assert read(reader, b"The next file.", "next.txt")[0][0].text == "The next file."
    assert peak(reader) < MEMORY


def peak(reader: Reader) -> int:
    """The most memory, in bytes, that the child ever had (Linux tells)."""
    assert reader._child is not None
    status = Path(f"/proc/{reader._child.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def check_sentence(error: DocumentUnreadable, file: Awkward) -> None:
    message = error.message
    assert message.endswith(".") and "\n" not in message and len(message) < 400
    assert file.file in message
    assert not file.never or file.never not in str(error)


def test_names_are_used_once_and_the_table_lists_them_all() -> None:
    names = [file.file for file in FILES]
    assert len(set(names)) == len(names) >= 60
    table = README.read_text("utf-8")
    assert [file.file for file in FILES if f"| `{file.file}` | {file.what} |" not in table] == []


@pytest.mark.parametrize("way", ["http://127.0.0.1:{port}/x", "ftp://127.0.0.1:{port}/x"])
def test_no_entity_reaches_the_network(reader: Reader, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        with pytest.raises(DocumentDamaged):
            read(reader, external(way.format(port=listener.getsockname()[1])), "a.docx")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_password_opens_what_it_locks(reader: Reader) -> None:
    data = locked_pdf(PAGE, "sesame")
    with pytest.raises(DocumentEncrypted, match="needs a password") as missing:
        read(reader, data, "a.pdf")
    assert "tried" not in missing.value.details
    with pytest.raises(DocumentEncrypted, match="not the password") as wrong:
        read(reader, data, "a.pdf", password="open")
    assert wrong.value.details["tried"] == 1
    pages, _ = read(reader, data, "a.pdf", password="sesame")
    assert "kestrel" in pages[0].text
    source = source_of(data, "a.pdf")
    assert reader.boxes(source, 1, 4, 11, password="sesame").boxes
    assert reader.render(source, 1, 200, password="sesame").width == 200
    with pytest.raises(DocumentEncrypted):
        reader.render(source, 1, 200, password="open")


def test_nothing_is_written_anywhere(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archives that try to leave their folder have none to leave."""
    monkeypatch.chdir(tmp_path)
    file = next(each for each in FILES if each.file == "traversal.docx")
    read(reader, file.make(), file.file)
    assert list(tmp_path.iterdir()) == []
    assert not Path("/canary").exists() and not (tmp_path / "../../canary").exists()
