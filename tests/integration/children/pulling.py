"""Pulls one small model and prints "ready" when it is whole. Made to be killed. Usage: HOME SEED SIZE [LIMIT]

With a LIMIT no file may grow beyond so many bytes: prints what is said of it, lifts it and goes on.
"""

from __future__ import annotations

import os
import random
import resource
import sys
from pathlib import Path

from edgechat.core.errors import NoRoom
from edgechat.core.paths import Home
from edgechat.core.settings import Settings
from tests.pulls import make_pulls, small_entry


def main(home: str, seed: str, size: str, limit: str = "0") -> None:
    profile = Home(Path(home)).profile("default")
    entry = small_entry(random.Random(int(seed)).randbytes(int(size)))
    pulls = make_pulls(profile.home, Settings(profile.settings), entry)
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
        try:
            pulls.pull()
        except NoRoom as error:
            os.write(1, f"{error}\n".encode())
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    os.write(1, b"begun\n")
    pulls.pull()
    os.write(1, b"ready\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
