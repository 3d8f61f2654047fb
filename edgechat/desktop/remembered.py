"""What the window looked like last: read together with its opening, written when it changes. Knows no Qt.

A file that cannot be read is as good as none: nothing in it is worth a word to the person.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from edgechat.core.records import dataclass

REMEMBERED = "window.json"
"""The file's name in the folder of the profile."""

LONGEST = 100_000
"""Bytes that are read of the file."""

FARTHEST = 100_000
"""No screen has a pixel beyond this, in any direction."""


@dataclass(frozen=True)
class Remembered:
    """Place and size in pixels of the window that is not maximised; ``width`` 0: nothing is known.

    ``conversation`` was open, ``recent`` was chosen in the palette, the newest first.
    """

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    maximised: bool = False
    sidebar: bool = True
    conversation: str = ""
    recent: tuple[str, ...] = ()


def read_remembered(path: Path) -> Remembered:
    """What ``path`` says, as far as it says anything sensible."""
    try:
        with path.open("rb") as file:
            known: Any = json.loads(file.read(LONGEST))
    except (OSError, ValueError, RecursionError):
        return Remembered()
    if not isinstance(known, dict):
        return Remembered()
    sensible = {each.name: known[each.name] for each in fields(Remembered) if _fits(each.name, known)}
    recent = known.get("recent")
    listed = recent if isinstance(recent, list) else []
    sensible["recent"] = tuple(each for each in listed if isinstance(each, str))[:50]
    return Remembered(**sensible)


def _fits(name: str, known: dict[str, Any]) -> bool:
    """Whether the value has the type that the field's default has, and a number is that of a pixel."""
    value, default = known.get(name), getattr(Remembered, name)
    if type(value) is not type(default):
        return False
    return not isinstance(value, int) or abs(value) <= FARTHEST


class Memory:
    """The file. Of several writes under way the one that was asked for last stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._asked = self._written = 0

    def ticket(self) -> int:
        """To be given to ``write``: the higher, the later. On the main thread."""
        self._asked += 1
        return self._asked

    def write(self, remembered: Remembered, ticket: int) -> None:
        """Whole or not at all. Not forced onto the disk: after a power failure an older one does as well."""
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        with self._lock, suppress(OSError):
            if ticket > self._written:
                self._written = ticket
                part.write_text(json.dumps(asdict(remembered)), "utf-8")
                part.replace(self._path)
