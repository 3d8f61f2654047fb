"""Uses a profile on a disk that becomes read-only, and writable again. Prints what it saw as JSON.

Usage: DISK, a mount of this program's own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from edgechat.chat.store import Store
from edgechat.core.backup import Backups
from edgechat.core.errors import FixableError
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.recovery import inspect
from edgechat.core.settings import Settings


def _told(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except FixableError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _remount(disk: str, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def _say(profile: Profile, text: str) -> None:
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        store.append(store.create(now=0.0).id, "user", text, state="complete", now=1.0)


def main(disk: str) -> None:
    profile = Home(Path(disk) / "home").profile("default")
    profile.create()
    _say(profile, "before")
    before = profile.database.read_bytes()
    _remount(disk, "ro")
    refused = {
        "new profile": _told(Home(Path(disk) / "other").profile("default").create),
        "open": _told(lambda: _say(profile, "during")),
        "backup": _told(lambda: Backups(profile.backups, "profile").make(profile.database)),
        "setting": _told(lambda: Settings(profile.settings).set("chat.system", "x")),
    }
    whole = inspect(profile).problems == ()
    _remount(disk, "rw")
    _say(profile, "after")
    with closing(open_profile_database(profile)) as database:
        texts = [text for (text,) in database.rows("SELECT text FROM messages ORDER BY seq")]
    print(json.dumps({"refused": refused, "whole": whole, "texts": texts, "before": len(before) > 0}))


if __name__ == "__main__":
    main(*sys.argv[1:])
