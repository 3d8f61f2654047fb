"""Files are opened with care, and their names are shown as what they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.core.errors import DocumentChanged, DocumentMissing, DocumentTooLarge
from edgechat.library import source
from edgechat.library.names import display_name
from edgechat.library.source import open_source, source_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def test_a_file_is_read_whole_and_named_by_its_content(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(source, "PIECE", 4)
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    with open_source(path) as opened:
        assert list(opened.pieces()) == [b"0123", b"4567", b"89"]
        assert opened.key == source_of(b"0123456789", "other").key
        assert (opened.name, opened.size) == ("a.txt", 10)
        assert b"".join(opened.pieces()) == b"0123456789"


@posix
@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "fifo", "device", "missing", "secret"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    target, path = tmp_path / "secret", tmp_path / "it"
    target.write_text("secret")
    if kind in ("link", "dangling"):
        path.symlink_to(target if kind == "link" else tmp_path / "nowhere")
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "secret":
        if os.geteuid() == 0:
            pytest.skip("root may read everything")
        path.write_text("x")
        path.chmod(0)
    with pytest.raises(DocumentMissing) as caught:
        open_source(path)
    assert path.name in caught.value.message and caught.value.action


@posix
def test_a_link_put_in_the_place_of_the_file_is_found(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("mine")
    (tmp_path / "passwd").write_text("secret")
    real = os.open

    def swapped(name, flags, *rest):
        path.unlink()
        path.symlink_to(tmp_path / "passwd")
        return real(name, flags, *rest)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(DocumentMissing, match="is a link"):
        open_source(path)


@posix
def test_a_file_put_in_the_place_of_the_file_is_found(tmp_path: Path, monkeypatch) -> None:
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text("mine")
    other.write_text("other")
    real = os.open

    def swapped(name, flags, *rest):
        os.replace(other, path)
        return real(name, flags, *rest)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(DocumentMissing, match="replaced"):
        open_source(path)


@pytest.mark.parametrize("change", ["grow", "shrink", "rewrite"])
def test_a_file_that_changes_while_it_is_read_is_found_out(tmp_path: Path, monkeypatch, change: str) -> None:
    monkeypatch.setattr(source, "PIECE", 4)
    path = tmp_path / "log.txt"
    path.write_bytes(b"0123456789")
    with open_source(path) as opened, pytest.raises(DocumentChanged, match=r"log\.txt"):
        for number, _ in enumerate(opened.pieces()):
            if number == 0:
                os.utime(path, ns=(1, 1))
                path.write_bytes(
                    {"grow": b"0123456789ab", "shrink": b"01234", "rewrite": b"ABCDEFGHIJ"}[change]
                )


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    with path.open("wb") as file:
        file.truncate(source.LARGEST + 1)  # sparse: takes no room
    with pytest.raises(DocumentTooLarge, match=r"big\.pdf is 419 MB"):
        open_source(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("annual\u202efdp.exe", "annual\\u202efdp.exe"),
        ("a\u200bb.txt", "a\\u200bb.txt"),
        ("two\nlines.txt", "two\\u000alines.txt"),
        (os.fsdecode(b"caf\xe9.txt") if sys.platform != "win32" else "caf\udce9.txt", "caf\\xe9.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("-rf", "-rf"),
        ("n" * 255, "n" * 255),
    ],
)
def test_a_name_is_shown_as_what_it_is(name: str, shown: str) -> None:
    assert display_name(name) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_name_becomes_one_line_of_text(name: str) -> None:
    shown = display_name(name)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert display_name(shown) == shown


@posix
@pytest.mark.parametrize("name", [b"a\nb.txt", b"caf\xe9.txt", b"-rf", "\u202e.txt".encode(), b"n" * 255])
def test_awkward_names_open(tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    with open(path, "wb") as file:
        file.write(b"x")
    with open_source(os.fsdecode(path)) as opened:
        assert b"".join(opened.pieces()) == b"x"
        opened.name.encode()
