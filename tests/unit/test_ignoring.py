"""What in a folder is no document: by its name, and by what a person has listed."""

from __future__ import annotations

import pytest

from edgechat.library.ignoring import is_left_behind, read_patterns


def ignored(text: str, path: str) -> bool:
    folder = path.endswith("/")
    names = tuple(path.strip("/").split("/"))
    verdict = False
    for pattern in read_patterns(text):
        if pattern.fits(names, folder=folder):
            verdict = not pattern.takes_back
    return verdict


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ("*.bak", ["a.bak", "deep/er/a.bak"], ["a.bak.txt", "bak"]),
        ("/drafts", ["drafts", "drafts/"], ["deep/drafts"]),
        ("old/", ["old/", "deep/old/"], ["old", "deep/old"]),
        ("a/b", ["a/b"], ["x/a/b", "a/b/c"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["b", "x/a/b"]),
        ("**/b", ["b", "a/b"], ["b/a"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b"]),
        ("a?c.txt", ["abc.txt"], ["ac.txt", "a/c.txt"]),
        ("[ab].txt", ["a.txt"], ["c.txt"]),
        ("[^ab].txt", ["c.txt"], ["a.txt"]),
        ("\\!x", ["!x"], ["x"]),
        ("# a remark", [], ["# a remark", "a remark"]),
        ("*.log\n!keep.log", ["a.log"], ["keep.log"]),
        ("", [], ["a"]),
        ("/", [], ["a"]),
    ],
)
def test_patterns(pattern: str, taken: list[str], left: list[str]) -> None:
    assert [path for path in taken if not ignored(pattern, path)] == []
    assert [path for path in left if ignored(pattern, path)] == []


def test_a_hostile_pattern_ends() -> None:
    assert not ignored("*a" * 100 + "b", "a" * 250)
    assert not ignored("**/" * 100 + "b", "a/" * 90 + "a")
    assert len(read_patterns("x\n" * 100_000)) == 500


@pytest.mark.parametrize("name", [".git", "~$lease.docx", "a.PART", "x.tmp", "Thumbs.db", "a.txt~", "venv"])
def test_what_programs_leave_behind(name: str) -> None:
    assert is_left_behind(name)


@pytest.mark.parametrize("name", ["lease.docx", "temp.txt", "part.pdf", "~notes.txt"])
def test_what_a_person_wrote(name: str) -> None:
    assert not is_left_behind(name)
