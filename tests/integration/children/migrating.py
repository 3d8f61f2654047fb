"""Opens a profile with migration steps made slow enough to be killed in. Usage: HOME."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from edgechat.core import profile_database
from edgechat.core.migrations import Step
from edgechat.core.paths import Home
from edgechat.core.sqlite import Database


def _slow(step: Step) -> Step:
    def slowly(database: Database) -> None:
        step(database)
        os.write(1, b"step\n")
        time.sleep(0.005)  # inside the transaction, after the work

    return slowly


def main(home: str) -> None:
    profile_database.STEPS = tuple(_slow(step) for step in profile_database.STEPS)
    os.write(1, b"begun\n")
    profile_database.open_profile_database(Home(Path(home)).profile("default")).close()
    os.write(1, b"done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
