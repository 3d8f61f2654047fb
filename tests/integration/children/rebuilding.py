"""Puts a damaged library in the place of a library and opens it, which makes it anew, in turns without end.

Usage: HOME DAMAGED.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from edgechat.core.paths import Home
from edgechat.core.presence import Presence
from edgechat.library.rebuilding import open_library
from edgechat.vault.vault import Vault


def main(home: str, damaged: str) -> None:
    profile = Home(Path(home)).profile("default")
    place, part = profile.library, profile.root / "damaged.part"
    while True:
        Presence(place.presence).leave(clean=False)
        shutil.copyfile(damaged, part)
        os.replace(part, place.database)
        os.write(1, b"turn\n")
        open_library(place, Vault(profile.vault))[0].close()


if __name__ == "__main__":
    main(*sys.argv[1:])
