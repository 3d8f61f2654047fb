"""Edits, answers again and chooses at random; prints the id and text of each message once it is committed.

Usage: HOME CONVERSATION COUNT.
"""

from __future__ import annotations

import os
import random
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


def _acknowledge(change: MessageChanged) -> None:
    if change.message.state == "complete":
        os.write(1, f"{change.message.id} {change.message.text}\n".encode())


def _step(chat: Chat, conversation: str, chance: random.Random, text: str) -> None:
    shown = chat.messages(conversation)
    mine = [message for message in shown if message.role == "user"]
    match chance.choice(["send", "edit", "regenerate", "choose"]) if mine else "send":
        case "send":
            chat.send(text, conversation=conversation)
        case "edit":
            chat.edit(chance.choice(mine).id, text)
        case "regenerate":
            chat.regenerate(chance.choice(mine).id)
        case _:
            chat.choose(chance.choice(chat.branches(chance.choice(shown).id)).id)


def main(home: str, conversation: str, count: str) -> None:
    profile = Home(Path(home)).profile("default")
    profile.create()
    database, events, ai = open_profile_database(profile), Events(), FakeAi()
    events.subscribe(MessageChanged, _acknowledge)
    chat = Chat(Store(database), ai, Settings(profile.settings), events)
    chance = random.Random(os.getpid())
    for number in range(int(count)):
        ai.replies.append([f"answer-{os.getpid()}-{number}"])
        _step(chat, conversation, chance, f"question-{os.getpid()}-{number}")
        ai.replies.clear()
        chat.refresh()
    chat.close()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
