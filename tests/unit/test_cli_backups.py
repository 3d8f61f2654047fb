"""``edgechat check``, ``backup``, ``backups`` and ``restore`` as a person types them, on real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from edgechat.chat.store import Store
from edgechat.cli.command import FIXABLE, LIMITED, OK, USAGE
from edgechat.cli.main import main
from edgechat.core.paths import Profile
from edgechat.core.profile_database import open_profile_database
from tests.integration.children import child


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(profile: Profile, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """The command line on the test's home; no command here may open the profile."""

    def never(*_: object, **__: object) -> Any:
        raise AssertionError

    def call(*argv: str) -> Outcome:
        code = main(["--home", str(profile.home.root), *argv], never, open_window=never, benches=never)
        return Outcome(code, *capsys.readouterr())

    return call


def _say(profile: Profile, text: str) -> None:
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        store.append(store.create(now=0.0).id, "user", text, state="complete", now=1.0)


def _texts(profile: Profile) -> list[str]:
    with closing(open_profile_database(profile)) as database:
        return [text for (text,) in database.rows("SELECT text FROM messages ORDER BY seq")]


def test_a_backup_is_made_listed_and_restored(cli: Callable[..., Outcome], profile: Profile) -> None:
    _say(profile, "one")
    made = cli("backup", "--json")
    assert made.code == OK
    assert Path(made.document["path"]).stat().st_size == made.document["size"]
    _say(profile, "two")
    assert "verified" in cli("backup").out
    listed = cli("backups", "list", "--json").document
    assert [each["number"] for each in listed] == [2, 1]
    assert listed[1]["path"] == made.document["path"] in cli("backups", "list").out
    restored = cli("restore", made.document["path"], "--json")
    assert restored.code == OK
    assert Path(restored.document["kept"]).exists()
    assert _texts(profile) == ["one"]
    assert "is kept" in cli("restore", "latest").out
    assert _texts(profile) == ["one", "two"]


def test_a_copy_goes_where_the_person_says_and_over_nothing(
    cli: Callable[..., Outcome], profile: Profile, tmp_path: Path
) -> None:
    _say(profile, "one")
    target = tmp_path / "mine.db"
    assert cli("backup", "--out", str(target)).code == OK
    whole = target.read_bytes()
    again = cli("backup", "--out", str(target), "--json")
    assert again.code == FIXABLE and "nothing is written over" in again.document["error"]["action"]
    assert target.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.db"]
    assert cli("backup", "--out", str(tmp_path / "no" / "folder.db")).code == FIXABLE
    assert cli("backups", "list").err.startswith("No backups yet")
    _say(profile, "two")
    assert cli("restore", str(target)).code == OK
    assert _texts(profile) == ["one"]


def test_a_check_says_that_all_is_well(cli: Callable[..., Outcome], profile: Profile) -> None:
    _say(profile, "one")
    seen = cli("check", "--json")
    assert seen.code == OK and seen.document["ok"]
    assert seen.document["problems"] == [] and seen.document["repaired"] is None
    assert cli("check").out.startswith("Everything is whole.")
    assert cli("check", "--repair").out.startswith("Everything is whole.")


def test_damage_is_told_and_repaired(cli: Callable[..., Outcome], profile: Profile) -> None:
    _say(profile, "one")
    cli("backup")
    spoilt = b"garbage" * 2000
    profile.database.write_bytes(spoilt)
    seen = cli("check")
    assert seen.code == FIXABLE and "Damage: " in seen.out and "check --repair" in seen.out
    assert not cli("check", "--json").document["ok"]
    assert profile.database.read_bytes() == spoilt, "looking changes nothing"
    repaired = cli("check", "--repair", "--json")
    assert repaired.code == OK and repaired.document["ok"]
    assert Path(repaired.document["repaired"]["kept"]).read_bytes() == spoilt
    assert _texts(profile) == ["one"]
    profile.database.unlink()
    assert "Repaired from the backup of" in cli("check", "--repair").out
    assert _texts(profile) == ["one"]


def test_a_profile_in_use_is_left_to_who_uses_it(cli: Callable[..., Outcome], profile: Profile) -> None:
    _say(profile, "one")
    cli("backup")
    with child("chatting", profile.home.root, "-", 0, 0.01) as process:
        assert process.stdout is not None
        process.stdout.readline()
        refused = cli("restore", "latest", "--json")
        assert refused.code == LIMITED
        assert "--force" in refused.document["error"]["action"]
        nowhere = cli("restore", "nope", "--json")
        assert nowhere.code == FIXABLE and "There is no backup" in nowhere.document["error"]["message"]
        assert cli("check", "--json").document["in_use_by"] == [process.pid]
        assert cli("restore", "latest", "--force").code == OK
    assert _texts(profile) == ["one"]


def test_where_there_is_nothing(cli: Callable[..., Outcome], tmp_path: Path) -> None:
    for command in (["check"], ["check", "--repair"], ["backup"]):
        seen = cli(*command, "--json")
        assert seen.code == FIXABLE and "no profile" in seen.document["error"]["message"]
    assert cli("restore", "latest").code == FIXABLE
    assert cli("restore", str(tmp_path / "no.db")).code == FIXABLE
    assert cli("restore").code == USAGE
    assert cli("backups", "list", "--json").document == []
