"""What works on this machine and in a profile, looked at without opening anything: the ground's part.

Each check answers with a value; none of them raises. Two faces show them: ``edgechat doctor`` and the window.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from edgechat.core.disk import free_space

if TYPE_CHECKING:
    from edgechat.core.paths import Profile
    from edgechat.core.settings import Settings

MEGABYTE = 1 << 20
GIGABYTE = 10**9  # as disks are sold and a person compares
FREE_DISK = 500 * MEGABYTE
SET_UP = "Run the set-up command of the README again."
DRAWING = ("libEGL.so.1", "libGL.so.1", "libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libfontconfig.so.1")


class Check(NamedTuple):
    """``warn`` is a thing that is missing but can be done without; ``fail`` keeps EdgeChat from working.

    ``step``: the id of what the window can do about it itself, instead of the ``action``.
    """

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    action: str = ""
    step: str = ""


def machine_checks(home: Path) -> Iterator[Check]:
    """What can be said without opening a profile; ``home`` is the data folder."""
    yield python()
    yield database_library()
    yield engine_library()
    yield window_library()
    yield display()
    yield folder(home)
    yield disk(home)


def profile_checks(profile: Profile, settings: Settings) -> Iterator[Check]:
    """What a profile that has opened says of itself."""
    yield Check("Profile", "ok", str(profile.root))
    yield backups(profile)
    for problem in settings.problems:
        yield Check("Settings", "warn", problem)
    yield network(settings)


def backups(profile: Profile) -> Check:
    from edgechat.core.backup import Backups

    found = Backups(profile.backups, profile.database.stem).all()
    if not found:
        return Check("Backups", "ok", "None yet: the first is made by itself within half an hour.")
    return _aged(len(found), time.time() - found[0].made_at)


def _aged(kept: int, seconds: float) -> Check:
    """A whole sentence for each unit, so that each can be translated; none is ever of a single one."""
    if seconds < 90:
        return Check("Backups", "ok", f"{kept} kept, the newest just now.")
    if seconds < 5400:
        return Check("Backups", "ok", f"{kept} kept, the newest {round(seconds / 60)} minutes ago.")
    if seconds < 172_800:
        return Check("Backups", "ok", f"{kept} kept, the newest {round(seconds / 3600)} hours ago.")
    return Check("Backups", "ok", f"{kept} kept, the newest {round(seconds / 86400)} days ago.")


def network(settings: Settings) -> Check:
    if settings.get("network.offline"):
        return Check("Network", "ok", "Switched off: EdgeChat connects to nothing.")
    return Check("Network", "ok", "Used only for what you start, such as getting a model.")


def python() -> Check:
    return Check("Python", "ok", f"{platform.python_version()}, {platform.platform()}")


def database_library() -> Check:
    try:
        import apsw
    except ImportError as error:
        return Check("SQLite", "fail", f"apsw cannot be loaded: {error}.", SET_UP)
    return Check("SQLite", "ok", f"{apsw.sqlitelibversion()}, apsw {apsw.apswversion()}")


def engine_library() -> Check:
    return _package("llama-cpp-python", "llama.cpp", "No model can answer without it.")


def window_library() -> Check:
    return _package("PySide6-Essentials", "Qt", "The window cannot open; the command line works.")


def _package(distribution: str, name: str, without: str) -> Check:
    import importlib.metadata

    try:
        return Check(name, "ok", f"{distribution} {importlib.metadata.version(distribution)}")
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "fail", f"{distribution} is not installed. {without}", SET_UP)


def display() -> Check:
    if not sys.platform.startswith("linux"):
        return Check("Display", "ok", platform.system())
    missing = [library for library in DRAWING if not _loads(library)]
    if missing:
        return Check("Display", "warn", f"The window needs {', '.join(missing)}.", SET_UP)
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not screen:
        return Check(
            "Display", "warn", "There is no screen here: the window cannot open.", "Use edgechat ask."
        )
    return Check("Display", "ok", screen)


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def folder(home: Path) -> Check:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = home / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        return Check(
            "Data folder",
            "fail",
            f"{home}: {error.strerror}.",
            "Choose another with --home or EDGECHAT_HOME.",
        )
    return Check("Data folder", "ok", str(home))


def disk(home: Path) -> Check:
    there = next((each for each in (home, *home.parents) if each.exists()), home)
    try:
        free = free_space(there)
    except OSError as error:
        return Check("Disk", "warn", f"It cannot be measured: {error.strerror}.")
    enough = free >= FREE_DISK
    return Check(
        "Disk", "ok" if enough else "warn", f"{free / GIGABYTE:,.1f} GB free", "" if enough else "Make room."
    )
