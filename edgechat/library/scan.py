"""Which files a person means by the paths they gave: files as they are, folders with all that is in them.

Links inside folders are not followed (they can go in circles, or lead out); what ``ignoring`` names is passed
over. A named file is always taken, whatever it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path

from edgechat.core.errors import DocumentMissing
from edgechat.core.records import dataclass
from edgechat.library.ignoring import IGNORE_FILE, Ignoring
from edgechat.library.names import display_name

DEEPEST = 100  # folders one in the other; below that something is wrong


@dataclass(frozen=True)
class Candidate:
    """``modified`` in nanoseconds."""

    path: str
    size: int
    modified: int

    @property
    def name(self) -> str:
        return Path(self.path).name


@dataclass
class Trouble:
    """What was not gone into, each as it can be told: ``links``, and by path what is ``unreadable`` or not
    there at all; ``details["why"]`` of each is what the system says."""

    links: list[str] = field(default_factory=list)
    unreadable: dict[str, DocumentMissing] = field(default_factory=dict)


def scan(paths: Iterable[str | os.PathLike[str]], trouble: Trouble | None = None) -> Iterator[Candidate]:
    """Every file of ``paths``, folders in order of names; what could not be looked at goes to ``trouble``.
    Where nobody takes that, raises ``DocumentMissing`` if a path leads to nothing and no other to a file."""
    told, missing, any_file = trouble if trouble is not None else Trouble(), None, False
    for path in paths:
        given = os.fspath(path)
        absolute = os.path.abspath(given) if given else ""  # noqa: PTH100 - resolving would follow links
        try:
            for candidate in _of(absolute, told):
                any_file = True
                yield candidate
        except DocumentMissing as error:
            told.unreadable[absolute] = missing = error
    if trouble is None and missing is not None and not any_file:
        raise missing


def _of(path: str, trouble: Trouble) -> Iterator[Candidate]:
    require_path(path)
    found = _looked_at(path)
    if stat.S_ISDIR(found.st_mode):
        yield from _inside(path, (), Ignoring(), trouble)
    else:
        yield Candidate(path, found.st_size, found.st_mtime_ns)


def require_path(path: str) -> None:
    """Raises ``DocumentMissing`` for an empty one: no one who lost a name on the way means this folder."""
    if not path:
        raise DocumentMissing("An empty path names nothing.", "Give that of a file or folder.", why="no path")


def _looked_at(path: str) -> os.stat_result:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DocumentMissing(
            f"{display_name(path)} is not there.", "Check the path.", why=str(why)
        ) from error
    except OSError as error:
        raise _unreadable("The file", path, error) from error


def _inside(folder: str, above: tuple[str, ...], ignoring: Ignoring, trouble: Trouble) -> Iterator[Candidate]:
    try:
        if len(above) > DEEPEST:
            raise OSError("it lies too deep")
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError as error:
        trouble.unreadable[folder] = _unreadable("The folder", folder, error)
        return
    inner = ignoring.enter(folder, has_file=any(each.name == IGNORE_FILE for each in entries))
    for entry in entries:
        path = (*above, entry.name)
        if entry.is_symlink():
            if not inner.ignores(path, folder=False):
                trouble.links.append(display_name("/".join(path)))
        elif entry.is_dir(follow_symlinks=False):
            if not inner.ignores(path, folder=True):
                yield from _inside(entry.path, path, inner, trouble)
        elif not inner.ignores(path, folder=False):
            yield from _file(entry, trouble)


def _file(entry: os.DirEntry[str], trouble: Trouble) -> Iterator[Candidate]:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # it has just gone
    except OSError as error:
        trouble.unreadable[entry.path] = _unreadable("The file", entry.path, error)
        return
    if stat.S_ISREG(found.st_mode):
        yield Candidate(entry.path, found.st_size, found.st_mtime_ns)


def _unreadable(what: str, path: str, error: OSError) -> DocumentMissing:
    shown = display_name(Path(path).name)
    why = error.strerror or error
    action = "Change its permissions." if isinstance(error, PermissionError) else "Check the disk it is on."
    if error.errno is None:
        action = "Add it by itself."
    return DocumentMissing(f"{what} {shown} cannot be read: {why}.", action, why=str(why))
