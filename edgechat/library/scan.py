"""Which files a person means by the paths they gave: files as they are, folders with all that is in them.

Links inside folders are not followed (they can go in circles, or lead out), hidden files and the folders of
version control and of package managers are passed over. A named file is always taken, whatever it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edgechat.core.errors import DocumentMissing
from edgechat.library.names import display_name

PASSED_OVER = frozenset({"__pycache__", "node_modules", "venv", "$RECYCLE.BIN", "System Volume Information"})


@dataclass(frozen=True)
class Candidate:
    """``modified`` in nanoseconds."""

    path: str
    size: int
    modified: int

    @property
    def name(self) -> str:
        return Path(self.path).name


def scan(
    paths: Iterable[str | os.PathLike[str]], unreadable: list[DocumentMissing] | None = None
) -> Iterator[Candidate]:
    """Every file of ``paths``, folders in order of names. A folder that cannot be listed goes to
    ``unreadable``. Raises ``DocumentMissing`` for a path that leads to nothing."""
    for path in paths:
        absolute = os.path.abspath(os.fspath(path))  # noqa: PTH100 - resolving would follow links
        if Path(absolute).is_dir() and not Path(absolute).is_symlink():
            yield from _inside(absolute, unreadable if unreadable is not None else [])
        else:
            yield _candidate(absolute)


def _candidate(path: str) -> Candidate:
    try:
        found = os.lstat(path)
    except (OSError, ValueError) as error:
        raise DocumentMissing(
            f"{display_name(Path(path).name or path)} is not there.", "Check the path."
        ) from error
    return Candidate(path, found.st_size, found.st_mtime_ns)


def _inside(folder: str, unreadable: list[DocumentMissing]) -> Iterator[Candidate]:
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        shown = display_name(Path(folder).name)
        unreadable.append(
            DocumentMissing(
                f"The folder {shown} cannot be read: {error.strerror}.", "Change its permissions."
            )
        )
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in PASSED_OVER or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(entry.path, unreadable)
        elif entry.is_file(follow_symlinks=False):
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it has just gone
            yield Candidate(entry.path, found.st_size, found.st_mtime_ns)
