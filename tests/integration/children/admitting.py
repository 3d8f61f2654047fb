"""Asks for admission as fast as it can and prints how often it was admitted. Usage: HOME TRIES."""

from __future__ import annotations

import sys
from pathlib import Path

from edgechat.core.errors import QuotaExceeded
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database
from edgechat.quota.quota import Quota


def main(home: str, tries: str) -> None:
    database = open_profile_database(Home(Path(home)).profile("default"))
    quota, admitted = Quota(database), 0
    for _ in range(int(tries)):
        try:
            with quota.admit("door"):
                admitted += 1
        except QuotaExceeded:
            pass
    print(admitted)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
