"""The real ``read`` child: pages come one by one, and no file takes the next one with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from edgechat.core.errors import (
    BugError,
    DocumentDamaged,
    DocumentEmpty,
    DocumentTooLarge,
    DocumentTooSlow,
    DocumentUnsupported,
)
from edgechat.core.processes import ChildSpec
from edgechat.core.records import dataclass
from edgechat.library.extract import Page
from edgechat.library.reader import MOST_LOST, Reader
from edgechat.library.source import source_of

# A child that also knows a format of the test's own: each line is a page, and some lines do harm.
ODD = """
import os, signal, sys, time
from edgechat import worker
from edgechat.library import formats
from edgechat.library.extract import Block, Page
from edgechat.library.formats._contract import Book, Format

class OddBook(Book):
    def __init__(self, blob):
        lines = blob.data.decode().splitlines()[1:]
        super().__init__(blob, unit="page", length=None if lines[:1] == ["stream"] else len(lines))
        self.lines = lines

    def pages(self, first):
        for number, line in enumerate(self.lines[first - 1:], first):
            self.note(number, "seen", line)
            if line == "die": os.kill(os.getpid(), signal.SIGSEGV)
            if line == "hang": time.sleep(60)
            if line == "gorge": held = bytearray(3_000_000_000)
            if line == "raise": raise KeyError("x")
            if line == "lie": yield Page(number, "short", (Block(0, 99),))
            else: yield Page(number, line)

real = formats.formats
odd = Format("odd", frozenset(), lambda head: 9 * head.starts(b"ODD"), OddBook)
formats.formats = lambda: real() | {"odd": odd}
worker.main(["read"])
"""


@dataclass(frozen=True)
class Odd(ChildSpec):
    def command(self) -> list[str]:
        return [sys.executable, "-P", "-c", ODD]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader(Odd("read", silence=3.0))
    yield made
    made.close()


pytestmark = pytest.mark.leaves_running


def texts(reader: Reader, *lines: str) -> tuple[list[str], list[tuple[int, str]]]:
    reading = reader.read(source_of("\n".join(("ODD", *lines)).encode(), "odd.bin"))
    pages = [page.text for page in reading]
    assert reading.document is not None
    assert reading.document.pages == len(pages)
    assert reading.document.characters == sum(map(len, pages))
    return pages, [(note.page, note.code) for note in reading.document.notes if note.code != "seen"]


def test_pages_come_in_batches_with_the_notes_made_on_the_way(reader: Reader) -> None:
    lines = [f"page {number}" for number in range(100)]
    reading = reader.read(source_of("\n".join(("ODD", *lines)).encode(), "a"))
    assert [page.text for page in reading] == lines
    assert reading.opened is not None and reading.opened.pages == 100
    assert reading.document is not None
    assert [note.text for note in reading.document.notes] == lines


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_a_page_that_kills_the_child_costs_itself_alone(reader: Reader) -> None:
    assert texts(reader, "one", "die", "three", "die", "five") == (
        ["one", "three", "five"],
        [(2, "page-failed"), (4, "page-failed")],
    )


def test_a_page_that_hangs_costs_itself_alone(reader: Reader) -> None:
    assert texts(reader, "one", "hang", "three") == (["one", "three"], [(2, "page-slow")])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child watches itself")
def test_memory_beyond_the_limit_is_refused(reader: Reader) -> None:
    assert texts(reader, "one", "gorge", "three") == (["one"], [(0, "part-failed")])
    with pytest.raises(DocumentTooLarge, match=r"odd\.bin needs more memory"):
        texts(reader, "gorge")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_a_document_that_keeps_killing_is_given_up(reader: Reader) -> None:
    with pytest.raises(DocumentDamaged, match="SIGSEGV"):
        texts(reader, *["die"] * (MOST_LOST + 3))
    pages, notes = texts(reader, "one", *["die"] * (MOST_LOST + 3))
    assert pages == ["one"] and notes[-1] == (0, "part-failed") and len(notes) == MOST_LOST + 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_a_stream_that_kills_keeps_what_came_before(reader: Reader) -> None:
    assert texts(reader, "stream", "two", "die", "four") == (["stream", "two"], [(0, "part-failed")])


def test_failures_of_the_whole(reader: Reader) -> None:
    with pytest.raises(DocumentTooSlow):
        texts(reader, "hang")
    with pytest.raises(DocumentDamaged, match=r"odd\.bin is damaged"):
        texts(reader, "raise")
    with pytest.raises(DocumentEmpty):
        texts(reader, "", "")
    with pytest.raises(DocumentEmpty):
        list(reader.read(source_of(b"", "nothing.txt")))
    with pytest.raises(DocumentUnsupported, match=r"a\.png"):
        list(reader.read(source_of(b"\x00\x01\x02", "a.png")))
    assert texts(reader, "fine") == (["fine"], [])


def test_a_child_that_lies_about_places_is_found_out(reader: Reader) -> None:
    with pytest.raises(BugError, match="cannot be"):
        texts(reader, "lie")
    assert texts(reader, "fine") == (["fine"], [])


def test_a_healthy_child_serves_file_after_file(reader: Reader) -> None:
    texts(reader, "one")
    child = reader._child
    with pytest.raises(DocumentUnsupported):
        list(reader.read(source_of(b"\x00\x01\x02", "a.bin")))
    texts(reader, "two")
    assert child is not None and reader._child is child


def test_stop_ends_it_quietly_from_another_thread(reader: Reader) -> None:
    reading = reader.read(source_of(b"ODD\none\nhang\nthree", "a"))
    pages: list[Page] = []
    for page in reading:
        pages.append(page)
        threading.Timer(0.05, reading.stop).start()
    assert [page.text for page in pages] == ["one"]
    assert reading.stopped and reading.document is None
    assert texts(reader, "fine") == (["fine"], [])


def test_a_reading_that_is_dropped_frees_the_reader(reader: Reader) -> None:
    pages = iter(reader.read(source_of(b"ODD\none\nhang", "a")))
    assert next(pages).text == "one"
    pages.close()  # type: ignore[attr-defined]
    assert texts(reader, "fine") == (["fine"], [])


def test_closing_ends_a_reading_quietly() -> None:
    """When the app closes, a document that was being read is not called damaged."""
    closing = Reader(Odd("read", silence=30.0))
    reading = closing.read(source_of(b"ODD\none\nhang", "a"))
    for page in reading:
        assert page.text == "one"
        threading.Timer(0.1, closing.close).start()
    assert reading.stopped and reading.document is None
    again = closing.read(source_of(b"ODD\none", "a"))
    assert list(again) == [] and again.stopped


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_a_child_killed_from_outside_is_replaced(reader: Reader) -> None:
    texts(reader, "one")
    assert reader._child is not None
    os.kill(reader._child.pid, signal.SIGKILL)
    assert texts(reader, "two") == (["two"], [])
