"""Named ways of answering: a few that come with EdgeChat, and the person's own in one file of the profile.

A preset is a set of sampling inputs; what it leaves out is as the settings say. Knows no conversation.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgechat.chat.prompt import sampling
from edgechat.core.disk import refusal, to_disk
from edgechat.core.errors import FixableError, InvalidInput, NotFound

LONGEST_NAME, MOST, LONGEST_FILE = 60, 200, 1 << 20


@dataclass(frozen=True)
class Preset:
    """``own``: made by the person; the others can be neither renamed nor deleted."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    own: bool = True


BUILT_IN = (
    Preset("Balanced", {}, own=False),
    Preset("Precise", {"temperature": 0.0, "top_k": 1, "repetition_penalty": 1.05}, own=False),
    Preset("Creative", {"temperature": 1.0, "top_p": 0.98, "top_k": 100, "min_p": 0.02}, own=False),
)


class Presets:
    """The presets of one profile. Safe to use from several threads; whole or not at all on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def all(self) -> list[Preset]:
        """Those that come with EdgeChat, then the person's own by name."""
        return [*BUILT_IN, *self._read()]

    def save(self, name: str, options: Mapping[str, Any]) -> Preset:
        """Keep ``options`` under ``name``, in place of the person's own preset of that name.

        Raises ``InvalidInput`` for a name or an option that cannot be, ``NoRoom``, ``DataUnwritable``.
        """
        made = Preset(_checked(name), _usable(options))
        with self._lock:
            kept = [each for each in self._read() if each.name.casefold() != made.name.casefold()]
            if len(kept) >= MOST:
                raise InvalidInput(f"There are {MOST} presets already.", "Delete one first.")
            self._write([*kept, made])
        return made

    def rename(self, name: str, to: str) -> Preset:
        """Raises ``NotFound``, and what ``save`` raises; also for a name that is taken."""
        wanted = _checked(to)
        with self._lock:
            known = {each.name: each for each in self._read()}
            old = _own(known, name)
            if any(wanted.casefold() == other.casefold() for other in known if other != name):
                raise InvalidInput(f"There is a preset {wanted!r} already.", "Choose another name.")
            made = Preset(wanted, old.options)
            self._write([made if each is old else each for each in known.values()])
        return made

    def delete(self, name: str) -> Preset:
        """What was deleted. Raises ``NotFound``."""
        with self._lock:
            known = {each.name: each for each in self._read()}
            gone = _own(known, name)
            self._write([each for each in known.values() if each is not gone])
        return gone

    def _read(self) -> list[Preset]:
        try:
            with open(self._path, encoding="utf-8") as file:
                stored = json.loads(file.read(LONGEST_FILE))
        except (OSError, ValueError, RecursionError):
            return []
        found: list[Preset] = []
        for each in stored[:MOST] if isinstance(stored, list) else ():
            with suppress(FixableError, KeyError, TypeError):
                found.append(Preset(_checked(each["name"]), _usable(each["options"])))
        return sorted(found, key=lambda each: each.name.casefold())

    def _write(self, presets: list[Preset]) -> None:
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        document = [{"name": each.name, "options": dict(each.options)} for each in presets]
        try:
            self._keep_damaged()
            part.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
            to_disk(part)
            os.replace(part, self._path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise refusal(
                error,
                "The presets cannot be saved",
                action="Make the profile's folder writable, then try again.",
            ) from error

    def _keep_damaged(self) -> None:
        """What is not understood to its end is put aside, never written over."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (ValueError, RecursionError):
            stored = None
        if not isinstance(stored, list) or len(stored) != len(self._read()):
            self._path.replace(self._path.with_suffix(".damaged.json"))


def _checked(name: object) -> str:
    words = " ".join(name.split()) if isinstance(name, str) else ""
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        words = ""
    if not 0 < len(words) <= LONGEST_NAME:
        raise InvalidInput(f"A preset needs a name of 1 to {LONGEST_NAME} letters.", "Give it another name.")
    if words.casefold() in {each.name.casefold() for each in BUILT_IN}:
        raise InvalidInput(f"The preset {words!r} comes with EdgeChat.", "Choose another name.")
    return words


def _usable(options: object) -> dict[str, Any]:
    from edgechat.ai.schemas import text_generation  # late: only where one is kept or read

    if not isinstance(options, Mapping):
        raise InvalidInput("The options of a preset are no object.", "Give names and values.")
    chosen = sampling(options)
    text_generation({"prompt": "?", **chosen})
    return chosen


def _own(known: Mapping[str, Preset], name: str) -> Preset:
    if name not in known:
        raise NotFound(f"There is no preset {name!r} of your own.", "Choose one from the list.")
    return known[name]
