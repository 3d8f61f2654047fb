"""A profile of each released schema opens in this version, with all it held."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest

from edgechat.analytics.analytics import Analytics
from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.backup import Backups
from edgechat.core.events import Events
from edgechat.core.integrity import problems
from edgechat.core.paths import Profile
from edgechat.core.profile_database import STEPS, open_profile_database
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from edgechat.core.word_index import out_of_step
from edgechat.quota.quota import Quota
from tests import schemas
from tests.fakes import FakeAi

VERSIONS = range(1, schemas.RELEASED + 1)


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, profile: Profile) -> int:
    """The version of the database that now lies in ``profile``."""
    shutil.copyfile(schemas.FOLDER / f"v{request.param}.db", profile.database)
    return int(request.param)


def test_everything_is_there_after_the_upgrade(old: int, profile: Profile) -> None:
    with closing(open_profile_database(profile)) as database:
        chat = Chat(Store(database), FakeAi(), Settings(profile.settings), Events())
        assert {place.title for place in chat.conversations()} == {"The sea", "Empty"}
        messages = chat.messages(schemas.FIRST)
        assert tuple(message.text for message in messages) == schemas.TEXTS
        assert messages[1].state == "complete" and messages[1].model == "small"
        assert messages[3].error is not None and messages[3].error.action == "Try again."
        assert messages[5].state == "interrupted"
        assert Quota(database).limit("door") == (100 if old >= 2 else None)
        assert Analytics(database).count() == (1 if old >= 3 else 0)
        assert [hit.snippet for hit in chat.search("warm")] == [schemas.TEXTS[0]]
        assert [hit.snippet for hit in chat.search("half")] == [schemas.TEXTS[5]]
        assert out_of_step(database.rows) == []
        answer = chat.send("Go on?", conversation=schemas.FIRST)
        assert answer.text == "Yes."
    assert problems(profile.database, thorough=True) == []


def test_the_copy_before_the_upgrade_is_the_old_database(old: int, profile: Profile) -> None:
    open_profile_database(profile).close()
    copies = Backups(profile.backups, "profile").all()
    if old == len(STEPS):  # nothing to upgrade, nothing to copy
        assert copies == []
        return
    (kept,) = copies
    assert kept.version == old
    with closing(Database(kept.path)) as database:
        assert database.value("PRAGMA user_version") == old
        assert database.value("SELECT count(*) FROM messages") == len(schemas.TEXTS)


def test_the_fixture_is_what_its_script_makes(old: int, profile: Profile) -> None:
    again = profile.root / "again.db"
    schemas.make(old, again)
    for table in ("conversations", "messages", "revisions", "deletions"):
        rows = []
        for path in (schemas.FOLDER / f"v{old}.db", again):
            copy = profile.root / "read.db"
            shutil.copyfile(path, copy)
            with closing(Database(copy)) as database:
                rows.append(database.rows(f"SELECT * FROM {table} ORDER BY 1"))
        assert rows[0] == rows[1]
