"""kill -9 in the middle of chatting, upgrading, backing up: nothing acknowledged is lost, nothing is torn."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.backup import Backups
from edgechat.core.events import Events
from edgechat.core.integrity import is_whole, problems, schema_of
from edgechat.core.paths import Profile
from edgechat.core.profile_database import STEPS, columns_of_schema, open_profile_database
from edgechat.core.recovery import restore
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from edgechat.core.word_index import is_behind, out_of_step
from tests import schemas
from tests.fakes import FakeAi
from tests.integration.children.chatting import WHOLE
from tests.integration.children.nursery import Nursery, nursery

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")

KILLS = int(os.environ.get("EDGECHAT_KILLS", "200"))
KILLS_ELSEWHERE = max(1, KILLS // 8)
PER_CONVERSATION = 20


@pytest.fixture(scope="module")
def nest() -> Iterator[Nursery]:
    with nursery("chatting", "migrating", "backing_up", "restoring", "indexing_words") as started:
        yield started


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


@pytest.mark.leaves_running
@pytest.mark.timeout(600)
def test_no_acknowledged_message_is_lost(profile: Profile, nest: Nursery) -> None:
    chance, interrupted, acknowledged = random.Random(7), 0, 0
    for _ in range(max(1, KILLS // PER_CONVERSATION)):
        told, cut = _chat_until_killed(profile, nest, chance)
        acknowledged, interrupted = acknowledged + told, interrupted + cut
    assert acknowledged >= KILLS
    assert interrupted > 0, "no kill hit an answer: the test proves nothing"


def _chat_until_killed(profile: Profile, nest: Nursery, chance: random.Random) -> tuple[int, int]:
    """20 kills in one conversation: questions acknowledged, and answers that a kill cut off."""
    with closing(open_profile_database(profile)) as database:
        conversation = Store(database).create(now=0.0).id
    acknowledged: dict[str, str] = {}
    interrupted = 0
    for _ in range(min(KILLS, PER_CONVERSATION)):
        lines = nest.killed(
            "chatting",
            profile.home.root,
            conversation,
            0,
            0.002,
            after=chance.uniform(0.0, 0.05),
            wait_for_output=True,
        )
        acknowledged |= dict(line.split() for line in lines if line.endswith("\n"))
        with closing(open_profile_database(profile)) as database:
            chat = Chat(Store(database), FakeAi(), Settings(profile.settings), Events())
            stored = {message.id: message.text for message in chat.messages(conversation)}
            assert acknowledged.items() <= stored.items()
            _check_line(database, conversation)
            interrupted += chat.messages(conversation)[-1].state == "interrupted"
        assert problems(profile.database) == []
    return len(acknowledged), interrupted


@pytest.mark.leaves_running
@pytest.mark.timeout(300)
def test_the_index_of_words_is_in_step_after_a_kill(profile: Profile, nest: Nursery) -> None:
    open_profile_database(profile).close()
    chance, behind, told = random.Random(5), 0, set[str]()
    for _ in range(KILLS_ELSEWHERE):
        after = chance.uniform(0.0, 0.05)
        lines = nest.killed("indexing_words", profile.home.root, after=after, wait_for_output=True)
        told |= {line.strip() for line in lines if line.endswith("\n")}
        with closing(open_profile_database(profile)) as database:
            assert out_of_step(database.rows) == []
            behind += is_behind(database)
            ids = [identity for (identity,) in database.rows("SELECT id FROM messages")]
            assert {hit.message for hit in Store(database).search("of", limit=10**6)} == set(ids)
            assert out_of_step(database.rows) == []
            kept = database.rows("SELECT id FROM messages UNION SELECT id FROM deleted_messages")
            assert told <= {identity for (identity,) in kept}
    assert behind > 0, "no kill came between a message and the index: the test proves nothing"


@pytest.mark.leaves_running
@pytest.mark.timeout(300)
@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_an_upgrade_leaves_the_old_schema_or_a_newer_one(
    profile: Profile, nest: Nursery, version: int
) -> None:
    chance, killed_in_it = random.Random(version), 0
    longest = 0.01 * (len(STEPS) - version) + 0.01  # seconds: about what the upgrade takes
    for number in range(max(2, KILLS_ELSEWHERE // schemas.RELEASED + 1)):
        shutil.rmtree(profile.root)
        profile.create()
        shutil.copyfile(schemas.FOLDER / f"v{version}.db", profile.database)
        lines = nest.killed(
            "migrating",
            profile.home.root,
            after=chance.uniform(0, longest) if number else 0,  # the first one at once: it surely hits
            wait_for_output=True,
        )
        killed_in_it += "done\n" not in lines
        _check_upgrade(profile, version)
    assert killed_in_it > 0, "no kill hit an upgrade: the test proves nothing"


def _check_upgrade(profile: Profile, version: int) -> None:
    assert problems(profile.database) == []
    now, columns = schema_of(profile.database)
    assert version <= now <= len(STEPS)
    assert columns == columns_of_schema(now)
    with closing(open_profile_database(profile)) as database:
        assert database.value("PRAGMA user_version") == len(STEPS)
        texts = database.rows("SELECT text FROM messages ORDER BY depth")
        assert tuple(text for (text,) in texts) == schemas.TEXTS
    made = Backups(profile.backups, "profile").all()
    assert made and {each.version for each in made} >= {now if now < len(STEPS) else made[0].version}
    assert all(is_whole(each.path, newest=len(STEPS)) for each in made)
    assert not list(profile.backups.glob("*.part"))


@pytest.mark.leaves_running
@pytest.mark.timeout(300)
def test_a_backup_is_whole_or_not_there(profile: Profile, nest: Nursery) -> None:
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        place = store.create(now=0.0).id
        with store.transaction():
            for number in range(500):
                store.append(place, "user", f"{number} " * 100, state="complete", now=1.0)
    chance, finished, parts = random.Random(3), 0, 0
    for _ in range(KILLS_ELSEWHERE):
        after = chance.uniform(0, 0.04)
        finished += len(nest.killed("backing_up", profile.home.root, after=after, wait_for_output=True))
        parts += bool(list(profile.backups.glob("*.part")))
        for each in Backups(profile.backups, "profile").all():
            assert is_whole(each.path, newest=len(STEPS))
    Backups(profile.backups, "profile").make(profile.database)
    assert not list(profile.backups.glob("*.part"))
    assert finished >= KILLS_ELSEWHERE and parts > 0, "no kill hit a backup: the test proves nothing"


@pytest.mark.leaves_running
@pytest.mark.timeout(300)
def test_a_restore_leaves_the_old_file_or_the_new_one(profile: Profile, nest: Nursery) -> None:
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        place = store.create(now=0.0).id
        store.append(place, "user", "old", state="complete", now=1.0)
        Backups(profile.backups, "profile").make(profile.database)
        store.append(place, "user", "new", state="complete", now=1.0)
    chance, seen, kept = random.Random(4), set(), 0
    for _ in range(KILLS_ELSEWHERE):
        nest.killed("restoring", profile.home.root, after=chance.uniform(0, 0.04), wait_for_output=True)
        with closing(open_profile_database(profile)) as database:
            seen.add(tuple(text for (text,) in database.rows("SELECT text FROM messages ORDER BY seq")))
        assert problems(profile.database, thorough=True) == []
        now = sorted(profile.damaged.glob("*.db"))
        assert len(now) >= kept, "what was put aside stays"
        kept = len(now)
    assert ("old",) in seen
    assert seen <= {("old",), ("old", "new")}
    assert kept > 0
    restore(profile, Backups(profile.backups, "profile").all()[-1].path)
    assert not list(profile.root.glob(".restoring-*"))


@pytest.mark.leaves_running
def test_opening_after_a_kill_is_quick_and_clears_up(profile: Profile, nest: Nursery) -> None:
    nest.killed("chatting", profile.home.root, "-", 0, 0.002, after=0.02, wait_for_output=True)
    assert list(profile.presence.iterdir())
    begun = time.monotonic()
    with closing(open_profile_database(profile)) as database:
        assert len(Store(database).conversations(limit=99)) >= 1
        assert time.monotonic() - begun < 30  # a hang, not a speed
    assert list(profile.presence.iterdir()) == []


def test_a_fixture_of_each_released_schema_is_there() -> None:
    assert sorted(path.name for path in Path(schemas.FOLDER).iterdir()) == [
        f"v{version}.db" for version in range(1, schemas.RELEASED + 1)
    ]
