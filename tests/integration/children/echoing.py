"""Looks at a conversation whenever it is told to, prints its last message and answers it. Usage: HOME ID."""

from __future__ import annotations

import sys
from pathlib import Path

from edgechat.chat.store import Store
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database


def main(home: str, conversation: str) -> None:
    database = open_profile_database(Home(Path(home)).profile("default"))
    store = Store(database)
    for _ in sys.stdin:
        last = store.messages(conversation, limit=1)[0]
        store.append(conversation, "assistant", f"seen: {last.text}", state="complete", now=2.0)
        print(last.text, flush=True)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
