"""Does one thing on a disk without room, then again with room. Prints what it saw as JSON.

Usage: HOME THING BALLAST|-. With a ballast file the disk is really full: the file takes all its room, and is
removed for the second try. Without one a limit on the size of files stands for it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.backup import Backups
from edgechat.core.errors import FixableError
from edgechat.core.events import Events
from edgechat.core.integrity import problems
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.recovery import restore
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from edgechat.library.rebuilding import open_library
from edgechat.vault.vault import Vault
from tests import schemas
from tests.fakes import FakeAi

WORDS = ["much text " * 500] * 40  # 200 kB


class Disk:
    """A disk that can be filled to its last byte and emptied again."""

    def __init__(self, ballast: Path | None) -> None:
        self._ballast = ballast

    def fill(self, allowed: int) -> None:
        """No room from now on; files may grow to ``allowed`` bytes where only their size is limited."""
        if self._ballast is None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, resource.RLIM_INFINITY))
            return
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            for size in (65536, 512):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    def empty(self) -> None:
        if self._ballast is None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            self._ballast.unlink()


def _sizes(profile: Profile) -> int:
    return max((path.stat().st_size for path in profile.root.rglob("*") if path.is_file()), default=0)


def main(home: str, thing: str, ballast: str) -> None:
    profile = Home(Path(home)).profile("default")
    profile.create()
    disk = Disk(None if ballast == "-" else Path(ballast))
    tries = {"migration": _migration, "settings": _settings, "library": _library}.get(thing, _chat)
    print(json.dumps(tries(profile, disk, thing)))


def _words(fill: Callable[[], None]) -> Iterator[str]:
    """An answer; the disk is filled once it has begun."""
    yield WORDS[0]
    fill()
    yield from WORDS[1:]


def _told(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except FixableError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _chat(profile: Profile, disk: Disk, thing: str) -> dict[str, object]:
    with closing(open_profile_database(profile)) as database:
        ai = FakeAi()
        chat = Chat(Store(database), ai, Settings(profile.settings), Events(), save_every=0.001)
        place = chat.send("first").conversation
        before = len(chat.messages(place))
        attempts: dict[str, Callable[[], object]] = {
            "send": lambda: chat.send("question " * 20_000, conversation=place),
            "flush": lambda: chat.send("a question", conversation=place),
            "rename": lambda: chat.rename(place, "title " * 30_000),
            "backup": lambda: Backups(profile.backups, "profile").make(profile.database),
            "restore": lambda: restore(profile, profile.root / "copy.db", force=True),
        }
        if thing == "flush":
            ai.replies.append(_words(lambda: disk.fill(_sizes(profile))))
        if thing == "restore":
            (profile.root / "copy.db").write_bytes((schemas.FOLDER / "v3.db").read_bytes())
        if thing != "flush":
            disk.fill(4096 if thing in ("backup", "restore") else _sizes(profile))
        refused = _told(attempts[thing])
        during = [(each.role, each.state, len(each.text)) for each in chat.messages(place)[before:]]
        disk.empty()
        ai.replies.clear()
        chat.send("after", conversation=place)
        again = _told(attempts["rename" if thing == "restore" else thing])
        after = [(each.role, each.state, len(each.text)) for each in chat.messages(place)[before:]]
        left = [str(each) for each in profile.root.rglob("*.part*")]
        chat.close()
    check = problems(profile.database, thorough=True)
    return {
        "refused": refused, "during": during, "after": after, "again": again, "check": check, "left": left
    }  # fmt: skip


def _migration(profile: Profile, disk: Disk, thing: str) -> dict[str, object]:
    profile.database.write_bytes((schemas.FOLDER / "v1.db").read_bytes())
    disk.fill(_sizes(profile) - 4096)
    refused = _told(lambda: open_profile_database(profile).close())
    disk.empty()
    with closing(Database(profile.database)) as database:
        during = [database.value("PRAGMA user_version"), database.value("SELECT count(*) FROM messages")]
    again = _told(lambda: open_profile_database(profile).close())
    with closing(Database(profile.database)) as database:
        after = [database.value("PRAGMA user_version"), database.value("SELECT count(*) FROM messages")]
    check = problems(profile.database, thorough=True)
    left = [str(each) for each in profile.root.rglob("*.part*")]
    return {
        "refused": refused, "during": during, "after": after, "again": again, "check": check, "left": left
    }  # fmt: skip


def _settings(profile: Profile, disk: Disk, thing: str) -> dict[str, object]:
    settings = Settings(profile.settings)
    settings.set("chat.system", "before")
    disk.fill(1)
    refused = _told(lambda: settings.set("chat.system", "during " * 1000))
    during = [settings.get("chat.system"), Settings(profile.settings).get("chat.system")]
    disk.empty()
    again = _told(lambda: settings.set("chat.system", "after"))
    after = [settings.get("chat.system"), Settings(profile.settings).get("chat.system")]
    left = [each.name for each in profile.root.glob(".settings-*")]
    return {"refused": refused, "during": during, "after": after, "again": again, "check": [], "left": left}


def _library(profile: Profile, disk: Disk, thing: str) -> dict[str, object]:
    """A damaged library is made anew."""
    place, vault = profile.library, Vault(profile.vault)
    with closing(open_library(place, vault)[0]) as database:
        database.execute("INSERT INTO collections (name, created_at) VALUES ('kept', 0)")
    vault.put([b"a content"])
    data = bytes(100) + place.database.read_bytes()[100:]
    place.database.write_bytes(data)
    disk.fill(4096)
    refused = _told(lambda: open_library(place, vault)[0].close())
    during = [place.database.read_bytes() == data, profile.damaged.exists()]
    disk.empty()
    again = _told(lambda: open_library(place, vault)[0].close())
    with closing(open_library(place, vault)[0]) as database:
        after = [name for (name,) in database.rows("SELECT name FROM collections ORDER BY name")]
    check = problems(place.database, thorough=True)
    left = [str(each) for each in profile.root.glob(".restoring-*")]
    return {
        "refused": refused, "during": during, "after": after, "again": again, "check": check, "left": left
    }  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
