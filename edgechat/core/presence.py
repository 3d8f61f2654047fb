"""Which processes have a profile open, and whether one of them ended without closing it.

One small file per process and opening, removed when the database is closed. A file whose process is gone
is the trace of an unclean end; it stays until the database was checked.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from edgechat.core.liveness import ProcessMark, this_process

UNCLEAN = "unclean"  # in place of when its process began
UNFINISHED = "."  # before the name of a file that is being written: half of it would read as an unclean end


class Presence:
    """The presence of this opening in ``folder``. Nothing here fails for a full or read-only disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        me = this_process()
        self._file = folder / f"{me.pid}-{os.urandom(4).hex()}"
        part = folder / f"{UNFINISHED}{self._file.name}"
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            part.write_text(me.started, encoding="utf-8")
        with suppress(OSError):  # an empty one, where the disk is full, says at least that somebody came
            os.replace(part, self._file)

    def leave(self, *, clean: bool = True) -> None:
        """The database is closed; not ``clean``: the next opening has to check it."""
        with suppress(OSError):
            if clean:
                self._file.unlink(missing_ok=True)
            else:
                self._file.write_text(UNCLEAN, encoding="utf-8")


def unclean(folder: Path) -> list[Path]:
    """The traces of openings that ended without closing."""
    return [trace for trace in _traces(folder) if not _mark(trace).is_running()]


def met_damage(folder: Path) -> bool:
    """Whether one of them ended because the database was found damaged."""
    return any(_mark(trace).started == UNCLEAN for trace in _traces(folder))


def others(folder: Path) -> list[int]:
    """Ids of the other processes that have the profile open."""
    marks = [_mark(trace) for trace in _traces(folder)]
    return sorted({mark.pid for mark in marks if mark.pid != os.getpid() and mark.is_running()})


def forget(traces: list[Path]) -> None:
    """The database was checked: it bears no harm from these."""
    for trace in traces:
        with suppress(OSError):
            trace.unlink(missing_ok=True)


def _traces(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if not entry.name.startswith(UNFINISHED)]
    except OSError:
        return []


def _mark(trace: Path) -> ProcessMark:
    number = trace.name.partition("-")[0]
    try:
        started = trace.read_text(encoding="utf-8")
    except (OSError, ValueError):
        started = UNCLEAN
    return ProcessMark(int(number) if number.isdigit() else 0, started)
