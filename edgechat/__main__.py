"""The gate: picks a face from the arguments and wires it. Imports nothing at top level but names.

``python -m edgechat`` and the ``edgechat`` command come here; so does a child process of the packaged app.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgechat.core.paths import Profile
    from edgechat.edge import Edge

CHILD = "--edgechat-child"


def main() -> int:
    """Run the command line; its exit code."""
    if len(sys.argv) > 1 and sys.argv[1] == CHILD:
        from edgechat.worker import main as child

        child(sys.argv[2:])
        return 0
    from edgechat.cli.main import main as command_line

    return command_line(sys.argv[1:], _open_edge, open_window=_open_window, benches=_run_bench)


def _open_edge(home: str | None, profile: str, *, face: str) -> Edge:
    from edgechat.edge import open_edge  # late: `edgechat --help` needs none of it

    return open_edge(home, profile, face=face)


def _open_window(home: str | None, profile: str) -> int:
    import gc

    gc.disable()  # until the first paint: nothing is garbage yet, and looking for it takes time
    from edgechat.core.late_modules import spare_the_window

    spare_the_window()
    from edgechat.desktop.app import run_window

    def opened() -> Edge:
        from edgechat.edge import open_edge  # after the picture of the last window, if there is one

        return open_edge(home, profile, face="window")

    return run_window(opened, sys.argv, profile=_profile(home, profile))


def _profile(home: str | None, name: str) -> Profile | None:
    """Where it lies; ``None`` if it cannot be: opening it will say why."""
    from edgechat.core.errors import FixableError
    from edgechat.core.paths import find_home

    try:
        return find_home(home).profile(name)
    except (FixableError, RuntimeError):
        return None


def _run_bench(name: str, *, quick: bool, as_json: bool, with_yardsticks: bool) -> int:
    from edgechat.bench import run_bench

    return run_bench(name, quick=quick, as_json=as_json, with_yardsticks=with_yardsticks)


if __name__ == "__main__":
    sys.exit(main())
