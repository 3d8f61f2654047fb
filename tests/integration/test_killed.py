"""kill -9 in the middle of chatting: nothing that was acknowledged is lost, nothing is torn."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi
from tests.integration.children import child
from tests.integration.children.chatting import WHOLE

KILLS = int(os.environ.get("EDGECHAT_KILLS", "25"))


def _acknowledged_until_killed(home: Path, conversation: str, chance: random.Random) -> dict[str, str]:
    with child("chatting", home, conversation, 0, 0.002) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.08))
        process.kill()
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
    return dict(line.split() for line in lines if line.endswith("\n"))


def _check_line(database: Database, conversation: str) -> None:
    rows = database.rows(
        "SELECT id, parent, depth, role, text, state FROM messages WHERE conversation = ? ORDER BY depth",
        (conversation,),
    )
    before = None
    for place, (identity, parent, depth, role, text, state) in enumerate(rows):
        assert (depth, parent) == (place, before)
        assert role == ("assistant" if place % 2 else "user")
        if role == "assistant":
            assert WHOLE.startswith(text)
            assert state in ("complete", "interrupted")
            assert state == "interrupted" or text == WHOLE
        before = identity


@pytest.mark.timeout(240)
def test_no_acknowledged_message_is_lost(profile: Profile) -> None:
    database = open_profile_database(profile)
    conversation = Store(database).create(now=0.0).id
    database.close()
    chance, interrupted = random.Random(7), 0
    acknowledged: dict[str, str] = {}
    for _ in range(KILLS):
        acknowledged |= _acknowledged_until_killed(profile.home.root, conversation, chance)
        database = open_profile_database(profile)
        chat = Chat(Store(database), FakeAi(), Settings(profile.settings), Events())
        stored = {message.id: message.text for message in chat.messages(conversation)}
        assert acknowledged.items() <= stored.items()
        assert database.value("PRAGMA quick_check") == "ok"
        _check_line(database, conversation)
        interrupted += chat.messages(conversation)[-1].state == "interrupted"
        database.close()
    assert len(acknowledged) >= KILLS
    assert interrupted > 0, "no kill hit an answer: the test proves nothing"
