"""Backs a profile up without end and prints each finished copy. Made to be killed. Usage: HOME."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from edgechat.core.backup import Backups
from edgechat.core.paths import Home


def main(home: str) -> None:
    profile = Home(Path(home)).profile("default")
    backups = Backups(profile.backups, "profile")
    while True:
        made = backups.make(profile.database)
        os.write(1, f"{made.path.name}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
