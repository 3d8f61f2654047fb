"""Where the states of recent conversations lie, and how much room they may take.

The child writes and verifies the files; this room names them, keeps the folder within its budget and
removes what belongs to a deleted conversation.
"""

from __future__ import annotations

import contextlib
from functools import cache
from pathlib import Path

from edgechat.ai.protocol import Load, Slot

SUFFIX = ".state"


class States:
    """One profile's folder of states. ``budget`` in bytes; the longest unused go first."""

    def __init__(self, folder: Path, budget: int) -> None:
        self._folder = folder
        self._budget = budget
        self._forgotten: set[Path] = set()

    def slot(self, session: str, load: Load) -> Slot | None:
        """Where the state of ``session`` lies and what it must match; None when it cannot be kept."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return None  # a cache: without it reopening is slow, nothing else
        key = f"{load.path}|{load.stamp}|{load.flash_attention}|{_build()}"
        file = self._file(session)
        self._forgotten.discard(file)
        return Slot(str(file), key)

    def _file(self, session: str) -> Path:
        import hashlib  # late: it loads OpenSSL, which a window does not need to show

        # Hashed: a session's name comes from outside and must never be a path.
        return self._folder / (hashlib.sha256(session.encode("utf-8")).hexdigest()[:32] + SUFFIX)

    def forget(self, session: str) -> None:
        """Remove the state of a conversation that was deleted, also one that a child saves later."""
        file = self._file(session)
        self._forgotten.add(file)
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)

    def prune(self) -> int:
        """Remove what was forgotten, the oldest above the budget, what a crash left half-written; bytes
        kept."""
        kept = 0
        for path, size in self._newest_first():
            if path.suffix != SUFFIX or path in self._forgotten or kept + size > self._budget:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
            else:
                kept += size
        return kept

    def _newest_first(self) -> list[tuple[Path, int]]:
        found = []
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                with contextlib.suppress(OSError):  # another process has just renamed it
                    stat = path.stat()
                    found.append((stat.st_mtime_ns, path, stat.st_size))
        return [(path, size) for _, path, size in sorted(found, key=lambda each: each[0], reverse=True)]


@cache
def _build() -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version("llama-cpp-python")
    except importlib.metadata.PackageNotFoundError:
        return ""
