"""One JSON object per line on stderr when ``EDGECHAT_LOG=json``: what benches and tests of the real
program wait for. Carries states and times, never what a person or a model wrote."""

from __future__ import annotations

import json
import os
import sys
import time


def note(event: str, **fields: str | int | float | bool | None) -> None:
    """Write one line. ``at`` is seconds since 1970, so that a parent process can compare it."""
    if os.environ.get("EDGECHAT_LOG") != "json" or sys.stderr is None:
        return
    line = json.dumps({"event": event, "at": round(time.time(), 4), "pid": os.getpid(), **fields})
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
