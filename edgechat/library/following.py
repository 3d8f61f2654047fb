"""One look at a folder that is followed: its files compared with the ledger, and the ledger made right.

What did not change costs nothing: a file that was only renamed or written again with the same bytes keeps
what was read and embedded. A folder that is not there, or whose disk was pulled out, loses nothing. Must not
know how a change was noticed, or a thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from edgechat.core.errors import DocumentMissing, DocumentUnreadable, InvalidInput
from edgechat.library.document import UNDER_WAY
from edgechat.library.ledger import path_text
from edgechat.library.names import display_name
from edgechat.library.scan import Candidate, Trouble, scan
from edgechat.library.source import open_source
from edgechat.library.watched import Folder, FolderLooked, Known, Watched

QUIET = 1.0  # seconds for which nobody must have written to a file before it is taken


@dataclass
class Follow:
    """A folder between two looks. ``again``: something was not settled yet; look once more soon."""

    folder: Folder
    waiting: dict[str, tuple[int, int]] = field(default_factory=dict)
    again: bool = False


@dataclass
class Difference:
    """A folder beside the ledger, by path."""

    fresh: list[Candidate] = field(default_factory=list)
    changed: list[tuple[Known, Candidate]] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)


class Following:
    """``queue(collection, candidates)`` has files read, ``forget(seq)`` takes a document away for good."""

    def __init__(
        self,
        watched: Watched,
        *,
        queue: Callable[[int, Sequence[Candidate]], object],
        forget: Callable[[int], object],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._watched = watched
        self._queue, self._forget, self._stopping = queue, forget, stopping

    def look(self, follow: Follow) -> FolderLooked:
        """Make the ledger say what the folder holds."""
        folder, trouble = follow.folder, Trouble()
        follow.again = False
        device = _device(folder.path)
        if not device:
            return self._away(folder, f"The folder {_shown(folder)} is not there now.")
        found = {path_text(each.path): each for each in scan([folder.path], trouble)}
        if folder.path in trouble.unreadable:
            return self._away(folder, trouble.unreadable[folder.path].message)
        known = self._watched.known(folder)
        if known and not found and device != folder.device:
            return self._away(folder, f"The folder {_shown(folder)} is empty: its disk may be missing.")
        difference = self._compare(follow, found, known, trouble)
        looked = self._settle(follow, difference)
        self._tell(folder, trouble, files=len(found), device=device)
        return looked

    def _away(self, folder: Folder, reason: str) -> FolderLooked:
        self._watched.looked(folder.seq, state="away", reason=reason, files=0, problems=(), device="")
        return FolderLooked(folder.path)

    def _tell(self, folder: Folder, trouble: Trouble, *, files: int, device: str) -> None:
        problems = [error.message for error in trouble.unreadable.values()]
        problems += [f"{name} is a link: what it leads to is not followed." for name in trouble.links]
        self._watched.looked(
            folder.seq, state="followed", reason="", files=files, problems=problems, device=device
        )

    # -- comparing ---------------------------------------------------------------------------------

    def _compare(
        self, follow: Follow, found: dict[str, Candidate], known: dict[str, Known], trouble: Trouble
    ) -> Difference:
        made, waiting = Difference(), follow.waiting
        follow.waiting = {}
        unknown = found.keys() - known.keys()
        left_out = self._watched.left_out(follow.folder) if unknown else set()
        for path, candidate in found.items():
            row = known.get(path)
            if row is None:
                if path not in left_out and self._is_quiet(follow, waiting, candidate):
                    made.fresh.append(candidate)
            elif (row.size, row.modified) != (candidate.size, candidate.modified):
                if row.state in UNDER_WAY:
                    follow.again = True
                elif self._is_quiet(follow, waiting, candidate):
                    made.changed.append((row, candidate))
        hidden = tuple(path + os.sep for path in trouble.unreadable)
        for path in known.keys() - found.keys():
            if path not in trouble.unreadable and not path.startswith(hidden) and not os.path.lexists(path):
                made.gone.append(known[path])
        return made

    def _is_quiet(self, follow: Follow, waiting: dict[str, tuple[int, int]], candidate: Candidate) -> bool:
        """Whether nobody seems to write to it: then it is taken; else at a later look."""
        seen = (candidate.size, candidate.modified)
        age = time.time() - candidate.modified / 1e9
        if not -QUIET <= age < QUIET or waiting.get(candidate.path) == seen:
            return True
        follow.waiting[candidate.path] = seen
        follow.again = True
        return False

    # -- settling ----------------------------------------------------------------------------------

    def _settle(self, follow: Follow, difference: Difference) -> FolderLooked:
        folder = follow.folder
        moved = self._find_moved(difference, follow)
        rewritten = [(row, each) for row, each in difference.changed if not self._is_same(row, each)]
        wanted = [*difference.fresh, *(each for _, each in rewritten)]
        if wanted:
            self._queue(folder.collection, wanted)
        for row in difference.gone:
            if not self._stopping():
                self._let_go(folder, row)
        return FolderLooked(folder.path, len(difference.fresh), len(rewritten), moved, len(difference.gone))

    def _find_moved(self, difference: Difference, follow: Follow) -> int:
        """Files that have gone and are there again under another name; how many."""
        sizes = {row.size for row in difference.gone if row.digest}
        if any(size in sizes for size, _ in follow.waiting.values()):
            difference.gone.clear()  # it may be what is still waiting: not yet
            follow.again = True
            return 0
        moved = 0
        for candidate in [each for each in difference.fresh if each.size in sizes]:
            digest = self._digest(candidate)
            row = next((each for each in difference.gone if digest and each.digest == digest), None)
            if row is not None and row.state not in UNDER_WAY:
                self._watched.move(
                    row.seq,
                    path=candidate.path,
                    name=display_name(candidate.name),
                    modified=candidate.modified,
                )
                difference.gone.remove(row)
                difference.fresh.remove(candidate)
                moved += 1
        return moved

    def _is_same(self, row: Known, candidate: Candidate) -> bool:
        """Whether a file that was written again holds what it held; the ledger then knows its new time."""
        if row.size != candidate.size or not row.digest or self._digest(candidate) != row.digest:
            return False
        self._watched.touch(row.seq, modified=candidate.modified)
        return True

    def _digest(self, candidate: Candidate) -> str | None:
        if self._stopping():
            return None
        try:
            with open_source(candidate.path) as source:
                return source.key
        except DocumentUnreadable:
            return None

    def _let_go(self, folder: Folder, row: Known) -> None:
        """The file has gone: a duplicate takes its place, else the document leaves the library."""
        heir = self._watched.heir(row.seq)
        while heir is not None and not os.path.lexists(heir.path):
            self._forget(heir.seq)
            heir = self._watched.heir(row.seq)
        if heir is not None:
            self._watched.move(row.seq, path=heir.path, name=Path(heir.path).name, modified=heir.modified)
            self._forget(heir.seq)
            return
        for seq in self._watched.older(folder.collection, row.path):
            self._forget(seq)


def _device(path: str) -> str:
    """The file system a folder lies on; empty where there is no such folder."""
    try:
        found = os.lstat(path)
    except OSError:
        return ""
    return str(found.st_dev) if Path(path).is_dir() and not Path(path).is_symlink() else ""


def _shown(folder: Folder) -> str:
    return display_name(Path(folder.path).name)


def check_folder(path: str) -> None:
    """Raises ``DocumentMissing`` or ``InvalidInput`` for what cannot be followed."""
    shown = display_name(Path(path).name or path)
    if not os.path.lexists(path):
        raise DocumentMissing(f"The folder {display_name(path)} is not there.", "Check the path.")
    if not Path(path).is_dir():
        raise InvalidInput(f"{shown} is no folder.", "Add a single file with edgechat add.")
    if Path(path).parent == Path(path):
        raise InvalidInput("A whole disk cannot be followed.", "Choose a folder on it.")


def check_apart(path: str, others: Iterable[str]) -> None:
    """Two folders of one collection, one in the other, would follow the same files twice."""
    for other in others:
        inner, outer = (path, other) if len(path) > len(other) else (other, path)
        if inner != outer and Path(inner).is_relative_to(outer):
            raise InvalidInput(
                f"{display_name(inner)} lies in {display_name(outer)}: one collection cannot follow both.",
                "Follow only the outer one, or choose another collection.",
            )
