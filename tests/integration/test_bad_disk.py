"""A disk that is full, cannot be written or holds damage: named in a sentence, and nothing lost."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from edgechat.chat.store import Store
from edgechat.core.errors import DataDamaged, DataUnwritable
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.sqlite import Database
from tests.integration.children import finished

LONG = 200_000
PAGE = 4096


def test_a_question_that_does_not_fit_is_refused_whole(profile: Profile) -> None:
    pytest.importorskip("resource")
    seen = json.loads(finished("filling", profile.home.root, "question"))
    assert "no room" in seen["refused"] and "Free some disk space" in seen["refused"]
    assert seen["during"] == []
    assert seen["after"] == [["user", "complete", 5], ["assistant", "complete", 4]]
    assert seen["check"] == "ok"


def test_an_answer_that_does_not_fit_is_saved_once_there_is_room(profile: Profile) -> None:
    pytest.importorskip("resource")
    seen = json.loads(finished("filling", profile.home.root, "answer"))
    answered = [["user", "complete", 10], ["assistant", "complete", LONG]]
    assert "no room" in seen["refused"]
    assert seen["during"] == answered
    assert seen["after"] == [*answered, ["user", "complete", 5], ["assistant", "complete", 4]]
    assert seen["check"] == "ok"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc cannot be written even by root")
def test_a_folder_that_cannot_be_written() -> None:
    with pytest.raises(DataUnwritable, match="cannot be written to"):
        Home(Path("/proc")).profile("default").create()
    with pytest.raises(DataUnwritable, match="--home"):
        Home(Path("/proc/edgechat")).profile("default").create()
    with pytest.raises(DataUnwritable, match="--home"):
        Database(Path("/proc/profile.db"))


def test_a_file_in_the_folders_place(home: Home) -> None:
    home.root.write_text("not a folder")
    with pytest.raises(DataUnwritable, match="cannot be created"):
        home.profile("default").create()
    with pytest.raises(DataUnwritable):
        Database(home.root / "profile.db")


def _filled(profile: Profile) -> str:
    database = open_profile_database(profile)
    store = Store(database)
    place = store.create(now=0.0).id
    for number in range(200):
        store.append(place, "user", f"{number} " * 50, state="complete", now=1.0)
    database.close()
    return place


def _read_all(profile: Profile, place: str) -> None:
    database = open_profile_database(profile)
    try:
        Store(database).messages(place)
    finally:
        database.close()


def test_a_file_that_is_no_database_is_left_alone(profile: Profile) -> None:
    _filled(profile)
    spoilt = b"garbage" * 100 + profile.database.read_bytes()[700:]
    profile.database.write_bytes(spoilt)
    with pytest.raises(DataDamaged, match="Nothing was changed"):
        open_profile_database(profile)
    assert profile.database.read_bytes() == spoilt


def test_damaged_pages_are_named_when_they_are_read(profile: Profile) -> None:
    place = _filled(profile)
    whole = profile.database.read_bytes()
    # Schema pages stay whole: the damage is where the messages lie.
    profile.database.write_bytes(whole[: 30 * PAGE] + b"\xff" * (len(whole) - 30 * PAGE))
    with pytest.raises(DataDamaged, match="cannot be read"):
        _read_all(profile, place)


def test_a_truncated_file_is_named(profile: Profile) -> None:
    place = _filled(profile)
    profile.database.write_bytes(profile.database.read_bytes()[: 20 * PAGE])
    with pytest.raises(DataDamaged):
        _read_all(profile, place)
