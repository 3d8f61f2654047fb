"""Writes messages and takes them into the index of words; prints each id once committed. Usage: HOME."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from edgechat.chat.store import Store
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database


def main(home: str) -> None:
    store = Store(open_profile_database(Home(Path(home)).profile("default")))
    place = store.create(now=0.0).id
    for number in itertools.count():
        made = store.append(place, "user", f"word{number} of {os.getpid()}", state="complete", now=0.0)
        os.write(1, f"{made.id}\n".encode())
        if number % 5 == 3:
            store.index_some()
        if number % 7 == 6:
            store.discard(made.id, now=1.0)
