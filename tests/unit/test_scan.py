"""Which files are meant by the paths that a person gave; paths that lead to nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from edgechat.core.errors import DocumentMissing
from edgechat.library.scan import Trouble, scan


def test_a_path_that_leads_to_nothing_costs_only_itself(tmp_path: Path) -> None:
    real, nope = tmp_path / "real.txt", tmp_path / "docs" / "nope.txt"
    real.write_text("Bees dance.")
    trouble = Trouble()
    assert [each.path for each in scan([nope, real], trouble)] == [str(real)]
    assert list(trouble.unreadable) == [str(nope)]
    error = trouble.unreadable[str(nope)]
    assert str(error) == f"{nope} is not there. Check the path."
    assert error.details["why"] == "No such file or directory"
    assert [each.path for each in scan([nope, real])] == [str(real)], "also where nobody takes the trouble"


def test_nothing_but_missing_paths_is_an_error_unless_someone_takes_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b" / "c.txt"
    with pytest.raises(DocumentMissing, match=r"c\.txt is not there"):
        list(scan([first, second]))
    trouble = Trouble()
    assert not list(scan([first, second], trouble))
    assert list(trouble.unreadable) == [str(first), str(second)]


def test_a_missing_path_is_named_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given, shown in (
        ("nope", tmp_path / "nope"),
        ("/nonexistent", "/nonexistent"),
        ("a\0b", "a\\u0000b"),
    ):
        with pytest.raises(DocumentMissing) as caught:
            list(scan([given]))
        assert caught.value.message.endswith(f"{shown} is not there."), given


def test_an_empty_path_is_not_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "private.txt").write_text("not meant")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentMissing, match="empty path"):
        list(scan([""]))
    assert [each.name for each in scan(["."])] == ["private.txt"]


def test_a_path_that_may_not_be_looked_at_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``Path.is_dir`` raises for these."""
    fine, locked, long = tmp_path / "a.txt", tmp_path / "locked.txt", tmp_path / ("n" * 300)
    for each in (fine, locked):
        each.write_text("Bees dance.")
    real = os.lstat

    def refusing(path: str, **more: Any) -> os.stat_result:
        if str(path) == str(locked):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path, **more)

    monkeypatch.setattr(os, "lstat", refusing)
    trouble = Trouble()
    assert [each.path for each in scan([locked, long, fine], trouble)] == [str(fine)]
    assert list(trouble.unreadable) == [str(locked), str(long)]
