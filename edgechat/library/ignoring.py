"""Which files of a folder are no documents: what programs leave behind, and what a person lists in a file
called ``.edgechatignore``.

That file holds patterns in the form of a ``.gitignore``, one a line, and counts for its folder and all below:
``*.bak`` a name anywhere, ``/drafts`` only here, ``old/`` only folders, ``a/**/b`` any depth between, ``!x``
takes one back, ``#`` is a remark. Nothing in an ignored folder can be taken back.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from edgechat.core.records import dataclass

IGNORE_FILE = ".edgechatignore"
LONGEST = 64 * 1024  # bytes of such a file that are read
MOST = 500  # patterns of one such file
PASSED_OVER = frozenset(
    {"__pycache__", "node_modules", "venv", "$RECYCLE.BIN", "System Volume Information", "lost+found"}
)
LEFT_BEHIND = ("~$*", "~*.tmp", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.download", "*~")
NAMES_LEFT = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


def is_left_behind(name: str) -> bool:
    """Whether a file or folder called ``name`` is hidden, unfinished, or a program's own."""
    if name.startswith(".") or name in PASSED_OVER:
        return True
    small = name.casefold()
    return small in NAMES_LEFT or any(fnmatchcase(small, each) for each in LEFT_BEHIND)


@dataclass(frozen=True)
class Pattern:
    """One line. ``parts`` are matched with the parts of a path below the folder that the line counts for."""

    parts: tuple[str, ...]
    folders_only: bool
    takes_back: bool

    def fits(self, path: tuple[str, ...], *, folder: bool) -> bool:
        return (folder or not self.folders_only) and _fit(self.parts, path)


def _fit(parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Step by step along both: ``reached`` are the places in ``parts`` where one may stand."""
    reached = _past_stars(parts, {0})
    for name in path:
        after = set()
        for at in reached:
            if at == len(parts):
                continue
            if parts[at] == "**":
                after |= {at, at + 1} if at == len(parts) - 1 else {at}
            elif fnmatchcase(name, parts[at]):
                after.add(at + 1)
        reached = _past_stars(parts, after)
    return len(parts) in reached


def _past_stars(parts: tuple[str, ...], reached: set[int]) -> set[int]:
    """``**`` also stands for nothing, except at the end, where it wants something to be there."""
    found = set(reached)
    for at in range(len(parts) - 1):
        if at in found and parts[at] == "**":
            found.add(at + 1)
    return found


def read_patterns(text: str) -> tuple[Pattern, ...]:
    """The patterns of an ignore file."""
    return tuple(made for line in text.splitlines()[:MOST] if (made := _pattern(line)) is not None)


def _pattern(line: str) -> Pattern | None:
    written = line.rstrip()
    if not written or written.startswith("#"):
        return None
    takes_back = written.startswith("!")
    written = written[takes_back:].removeprefix("\\")
    folders_only = written.endswith("/")
    written = written.rstrip("/")
    anchored = "/" in written
    parts = tuple(part.replace("[^", "[!") for part in written.split("/") if part)
    if not parts:
        return None
    return Pattern(parts if anchored else ("**", *parts), folders_only, takes_back)


class Ignoring:
    """The patterns that count in one folder: its own after those of the folders above."""

    def __init__(self, rules: tuple[tuple[int, Pattern], ...] = (), depth: int = 0) -> None:
        self._rules, self._depth = rules, depth

    def enter(self, folder: str, *, has_file: bool) -> Ignoring:
        """As it is inside ``folder``, one step deeper. A file of patterns that cannot be read ignores
        nothing."""
        if not has_file:
            return Ignoring(self._rules, self._depth + 1)
        own = read_patterns(_read(Path(folder) / IGNORE_FILE))
        return Ignoring((*self._rules, *((self._depth, each) for each in own)), self._depth + 1)

    def ignores(self, path: tuple[str, ...], *, folder: bool) -> bool:
        """``path``: the names from the first folder down to the file or folder that is meant."""
        if is_left_behind(path[-1]):
            return True
        for depth, pattern in reversed(self._rules):
            if pattern.fits(path[depth:], folder=folder):
                return not pattern.takes_back
        return False


def _read(path: Path) -> str:
    from edgechat.core.errors import DocumentUnreadable
    from edgechat.library.source import open_source

    try:
        with open_source(path, limit=LONGEST) as source:
            return b"".join(source.pieces()).decode("utf-8-sig", "replace")
    except DocumentUnreadable:
        return ""
