"""Chats without end: prints each question's id once it is committed. Made to be killed.

Usage: HOME CONVERSATION|- COUNT SAVE_EVERY. A question's text and the answer to it are told by its number.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import MessageChanged
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from tests.fakes import FakeAi

WORDS = [f"word{number} " for number in range(40)]
WHOLE = "".join(WORDS)


def _acknowledge(change: MessageChanged) -> None:
    if change.message.role == "user":
        os.write(1, f"{change.message.id} {change.message.text}\n".encode())


def main(home: str, conversation: str, count: str, save_every: str) -> None:
    profile = Home(Path(home)).profile("default")
    profile.create()
    database, events, ai = open_profile_database(profile), Events(), FakeAi()
    events.subscribe(MessageChanged, _acknowledge)
    chat = Chat(Store(database), ai, Settings(profile.settings), events, save_every=float(save_every))
    place = None if conversation == "-" else conversation
    for number in itertools.islice(itertools.count(), int(count) or None):
        ai.replies.append(WORDS)
        chat.send(f"question-{os.getpid()}-{number}", conversation=place)
    chat.close()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
