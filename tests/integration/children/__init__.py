"""Programs that tests start as separate processes, and how they are started."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]


@contextlib.contextmanager
def child(name: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run ``tests/integration/children/<name>.py``; it is gone at the end of the block."""
    command = [sys.executable, "-m", f"tests.integration.children.{name}", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(name: str, *arguments: object) -> str:
    """Run a child to its end and return what it printed."""
    with child(name, *arguments) as process:
        printed, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    return printed
