"""Chats until a file-size limit stops it, lifts the limit and goes on. Prints what it saw as JSON.

Usage: HOME question|answer: which of the two the limit is to hit.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.errors import NoRoom
from edgechat.core.events import Events
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from tests.fakes import FakeAi

LONG = "much text " * 20_000


def _limit(profile: Profile, *, spare: int) -> None:
    written = profile.database.with_name("profile.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written + spare, resource.RLIM_INFINITY))


def _lift() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def main(home: str, hit: str) -> None:
    profile = Home(Path(home)).profile("default")
    profile.create()
    database, ai = open_profile_database(profile), FakeAi()
    chat = Chat(Store(database), ai, Settings(profile.settings), Events())
    place = chat.send("first").conversation
    before = len(chat.messages(place))
    _limit(profile, spare=65_536)
    refused = ""
    try:
        ai.replies.append(LONG if hit == "answer" else "short")
        chat.send(LONG if hit == "question" else "a question", conversation=place)
    except NoRoom as error:
        refused = str(error)
    during = [(each.role, each.state, len(each.text)) for each in chat.messages(place)[before:]]
    _lift()
    ai.replies.clear()
    chat.send("after", conversation=place)
    after = [(each.role, each.state, len(each.text)) for each in chat.messages(place)[before:]]
    check = database.value("PRAGMA quick_check")
    print(json.dumps({"refused": refused, "during": during, "after": after, "check": check}))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
