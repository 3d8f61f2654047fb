"""How much memory this process may have: a document that unpacks to more ends it, not the machine."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

LOOKS = 0.2  # seconds between two looks, where the system does not watch for us
OUT_OF_MEMORY = 86  # exit code of a process that ended itself

SYSTEM: str = sys.platform
_watched = 0


def hold_to(memory: int) -> None:
    """Limit this process to ``memory`` bytes; 0 takes the limit away. Linux counts what is really ours and
    refuses more (``MemoryError``); elsewhere a thread looks and ends the process."""
    global _watched  # noqa: PLW0603 (one process, one limit)
    if SYSTEM == "linux":
        import resource

        with contextlib.suppress(ValueError, OSError):  # a lower limit is already set: it holds
            resource.setrlimit(
                resource.RLIMIT_DATA, (memory or resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )
        return
    if not _watched and memory:
        threading.Thread(target=_watch, daemon=True, name="memory").start()
    _watched = memory


def _watch() -> None:
    import psutil

    me = psutil.Process()
    while True:
        if _watched and me.memory_info().rss > _watched:
            print("out of memory: over the limit of this process", file=sys.stderr, flush=True)
            os._exit(OUT_OF_MEMORY)
        time.sleep(LOOKS)
