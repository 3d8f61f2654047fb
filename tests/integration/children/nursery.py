"""Starts short-lived children quickly: imports once, forks one for each order, and kills it when told.

Orders come on standard input, one line each: NAME ARGUMENT…, then "kill" for the child of that order. What
the child prints goes to the nursery's own output, then a line "ended". Only where there is ``fork``.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

ENDED = "ended"


def main(*names: str) -> None:
    programs = {name: importlib.import_module(f"tests.integration.children.{name}") for name in names}
    for line in sys.stdin:
        name, *arguments = line.split()
        pid = os.fork()
        if pid == 0:
            _be(programs[name].main, arguments)
        sys.stdin.readline()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.write(1, f"{ENDED}\n".encode())


def _be(program: object, arguments: list[str]) -> None:
    """The child: it never comes back from here."""
    code = 1
    try:
        program(*arguments)  # type: ignore[operator]
        code = 0
    finally:
        os._exit(code)


class Nursery:
    """The other end, in the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._orders, self._output = process.stdin, process.stdout

    def killed(self, *order: object, after: float, wait_for_output: bool = False) -> list[str]:
        """Start a child, kill it after so many seconds (from its first line, if waited for); its lines."""
        self._tell(" ".join(map(str, order)))
        lines = [self._output.readline()] if wait_for_output else []
        time.sleep(after)
        self._tell("kill")
        while (line := self._output.readline()) != f"{ENDED}\n":
            assert line, "the nursery died"
            lines.append(line)
        return lines

    def _tell(self, text: str) -> None:
        self._orders.write(f"{text}\n")
        self._orders.flush()


@contextlib.contextmanager
def nursery(*names: str) -> Iterator[Nursery]:
    """A nursery for the programs ``names`` of this package; it is gone at the end of the block."""
    from tests.integration.children import ROOT

    command = [sys.executable, "-m", "tests.integration.children.nursery", *names]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Nursery(process)
        finally:
            process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
