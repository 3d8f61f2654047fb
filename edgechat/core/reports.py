"""Reports of our own faults: written to a private folder of the profile, read by the person, never sent.

A report says where something went wrong, never what was being said: messages of exceptions are left out, of
a dead child's last words only lines of known form are kept, and folders of the person lose their name.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from edgechat.core.errors import NotFound
from edgechat.core.records import dataclass
from edgechat.core.scrubbing import scrub

log = logging.getLogger(__name__)

Kind = Literal["error", "crash", "child"]
NAME = re.compile(r"\d{8}-\d{6}-\d{3,6}-(error|crash|child)-([0-9a-f]{8})\.txt")
KEPT = 20
LONGEST = 64 * 1024
"""Characters of one report."""

EACH_RUN = 10
"""Reports that one process writes at most: what fails a thousand times fails for one reason."""


@dataclass(frozen=True)
class Report:
    """``error``: Python; ``crash``: the program itself ended; ``child``: one of its processes did.

    ``at`` is seconds since 1970; ``sign`` is the same for the same fault.
    """

    path: Path
    kind: Kind
    what: str
    at: float
    sign: str

    @property
    def name(self) -> str:
        return self.path.name


class Reports:
    """The reports in one folder, which is made with the first of them. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[str] = set()

    def write(self, kind: Kind, what: str, body: str) -> Report | None:
        """Keep a report; ``None`` if this process has told it before, or has told enough. Never raises."""
        from hashlib import sha256  # late: not needed on the way to the first paint

        what = scrub(" ".join(what.split()))[:200]
        sign = sha256(f"{kind} {what}".encode("utf-8", "replace")).hexdigest()[:8]
        if sign in self._written or len(self._written) >= EACH_RUN:
            return None
        self._written.add(sign)
        try:
            return self._keep(kind, what, scrub(body), sign)
        except OSError as error:
            log.warning("a report could not be written: %s", error.strerror)
            return None

    def _keep(self, kind: Kind, what: str, body: str, sign: str) -> Report:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = time.time()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now)) + f"-{int(now * 1e6) % 1_000_000:06d}"
        path = self.folder / f"{stamp}-{kind}-{sign}.txt"
        text = f"{what}\n\n{_circumstances(now)}\n\n{body}"[:LONGEST]
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        return Report(path, kind, what, now, sign)

    def all(self) -> list[Report]:
        """Newest first."""
        return [each for each in map(_read, self._files()) if each is not None]

    def text(self, name: str) -> str:
        """The whole of one. Raises ``NotFound``."""
        try:
            with self._path(name).open("rb") as file:
                return file.read(4 * LONGEST).decode("utf-8", "replace")
        except OSError as error:
            raise _missing(name) from error

    def delete(self, name: str) -> None:
        """Raises ``NotFound``."""
        try:
            self._path(name).unlink()
        except OSError as error:
            raise _missing(name) from error

    def fresh(self) -> list[Report]:
        """Those nobody has seen yet, newest first, without children: their end was told when it came."""
        seen, muted = self._told()
        fresh = [each for each in self.all() if each.kind != "child"]
        return [each for each in fresh if each.name not in seen and each.sign not in muted]

    def see(self) -> None:
        """The person has been told of all that are here."""
        seen, muted = [path.name for path in self._files()], self._told()[1]
        self._remember({"seen": seen, "muted": sorted(muted)})

    def mute(self, sign: str) -> None:
        """Tell of this fault no more; its reports are kept all the same."""
        seen, muted = self._told()
        self._remember({"seen": sorted(seen), "muted": sorted(muted | {sign})[-200:]})

    def _told(self) -> tuple[set[str], set[str]]:
        try:
            known: Any = json.loads((self.folder / "told.json").read_text("utf-8"))
            return set(map(str, known["seen"])), set(map(str, known["muted"]))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return set(), set()  # at worst something is told twice

    def _remember(self, told: dict[str, list[str]]) -> None:
        part = self.folder / f"told-{os.getpid()}.part"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_text(json.dumps(told), "utf-8")
            part.replace(self.folder / "told.json")

    def _files(self) -> list[Path]:
        try:
            found = [path for path in self.folder.iterdir() if NAME.fullmatch(path.name)]
        except OSError:
            return []
        return sorted(found, reverse=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise _missing(name)
        return self.folder / name


def _missing(name: str) -> NotFound:
    return NotFound(f"There is no report {name!r}.", "See: edgechat reports list.")


def _read(path: Path) -> Report | None:
    named = NAME.fullmatch(path.name)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            what = file.readline(400).strip()
        at = path.stat().st_mtime
    except OSError:
        return None
    kind: Any = named.group(1) if named else "error"
    return Report(path, kind, what, at, named.group(2) if named else "")


def _circumstances(now: float) -> str:
    import platform

    version = getattr(sys.modules.get("edgechat"), "__version__", "?")  # above this room: not imported

    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{when}, EdgeChat {version}, Python {platform.python_version()}, {system}"
