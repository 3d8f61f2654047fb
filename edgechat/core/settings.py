"""Every setting in one table: the dialog, the checks, the command line and the docs come from it.

Stored as one JSON file per profile, written atomically. A value that the table refuses, or a key it
does not know, is kept in the file untouched (a newer version may know it) and reported by ``problems``.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from edgechat.core.disk import refusal, to_disk
from edgechat.core.errors import InvalidInput, NotFound
from edgechat.core.records import dataclass

Kind = Literal["int", "float", "bool", "str", "choice"]
Value = int | float | bool | str


@dataclass(frozen=True)
class Setting:
    """One row. ``low`` and ``high`` bound numbers, ``choices`` lists what a choice may be.

    ``hidden`` choices are taken but not offered: they serve tests.
    """

    key: str
    kind: Kind
    default: Value
    label: str
    help: str
    group: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    needs_restart: bool = False
    hidden: tuple[str, ...] = ()

    def check(self, value: object) -> Value:
        """``value`` as this setting stores it. Raises ``InvalidInput`` naming the range."""
        if self.kind == "bool" and isinstance(value, bool):
            return value
        if self.kind == "str" and isinstance(value, str) and len(value) <= 10_000:
            return value
        if self.kind == "choice" and isinstance(value, str) and value in self.choices + self.hidden:
            return value
        if self.kind in ("int", "float"):
            return self._number(value)
        raise self._refusal(value)

    def _number(self, value: object) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refusal(value)
        if not math.isfinite(value):  # JSON as Python reads it knows NaN and Infinity
            raise self._refusal(value)
        if self.kind == "int" and value != int(value):
            raise self._refusal(value)
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise self._refusal(value)
        return int(value) if self.kind == "int" else float(value)

    def parse(self, text: str) -> Value:
        """The value a person typed. Raises ``InvalidInput``."""
        if self.kind == "bool" and text.lower() in ("true", "false", "on", "off"):
            return text.lower() in ("true", "on")
        if self.kind in ("int", "float"):
            try:
                return self.check(float(text))
            except (ValueError, OverflowError) as error:
                raise self._refusal(text) from error
        return self.check(text)

    def _refusal(self, value: object) -> InvalidInput:
        """Whole sentences, so that each can be translated."""
        wrong = f"{self.key} cannot be {value!r}."
        if self.choices:
            return InvalidInput(wrong, f"Give one of {', '.join(self.choices)}.")
        if self.low is not None and self.high is not None:
            return InvalidInput(wrong, f"Give a number from {self.low:g} to {self.high:g}.")
        if self.kind == "bool":
            return InvalidInput(wrong, "Give true or false.")
        return InvalidInput(
            f"{self.key} cannot be {value!r}.", "Give a text." if self.kind == "str" else "Give a number."
        )


TABLE: tuple[Setting, ...] = (
    Setting(
        "chat.model", "str", "", "Model", "The model that answers; empty: the best one installed.", "Chat"
    ),
    Setting(
        "chat.system",
        "str",
        "You are a helpful assistant.",
        "System prompt",
        "What every new conversation begins with. Empty leaves it to the model's own template.",
        "Chat",
    ),
    Setting(
        "chat.max_tokens",
        "int",
        2048,
        "Longest answer",
        "In tokens; the answer stops there.",
        "Chat",
        1,
        131072,
    ),
    Setting(
        "chat.passage_tokens",
        "int",
        1500,
        "Longest quotation",
        "In tokens: how much of your documents is put before a question. More takes longer to read.",
        "Chat",
        100,
        131072,
    ),
    Setting("chat.temperature", "float", 0.3, "Temperature", "0 is exact, higher is freer.", "Chat", 0, 5),
    Setting(
        "chat.repetition_penalty",
        "float",
        1.1,
        "Repetition penalty",
        "Above 1 keeps small models from saying the same thing over and over; 1 is off.",
        "Chat",
        0.5,
        2,
    ),
    Setting(
        "chat.top_p",
        "float",
        0.95,
        "Top P",
        "Only the likeliest words are drawn from that together reach this share; 1 is off.",
        "Chat",
        0,
        1,
    ),
    Setting(
        "chat.top_k",
        "int",
        40,
        "Top K",
        "Only so many of the likeliest words are drawn from; 0 is off.",
        "Chat",
        0,
        100000,
    ),
    Setting(
        "chat.min_p",
        "float",
        0.05,
        "Min P",
        "Words less likely than this share of the likeliest one are left out; 0 is off.",
        "Chat",
        0,
        1,
    ),
    Setting(
        "chat.seed",
        "int",
        -1,
        "Seed",
        "The same number draws the same answer again; -1 draws anew each time.",
        "Chat",
        -1,
        9_999_999_999,
    ),
    Setting(
        "chat.frequency_penalty",
        "float",
        0.0,
        "Frequency penalty",
        "Above 0 avoids words the more, the oftener they were used.",
        "Chat",
        -2,
        2,
    ),
    Setting(
        "chat.presence_penalty",
        "float",
        0.0,
        "Presence penalty",
        "Above 0 avoids words that were used already.",
        "Chat",
        -2,
        2,
    ),
    Setting(
        "chat.think",
        "choice",
        "auto",
        "Think before answering",
        "Whether models that leave the choice think first; auto leaves it to the model.",
        "Chat",
        choices=("auto", "on", "off"),
    ),
    Setting(
        "chat.titles",
        "bool",
        True,
        "Titles by the model",
        "After the first answer the model names the conversation, in the background.",
        "Chat",
    ),
    Setting(
        "library.embedding_model",
        "str",
        "",
        "Model that finds passages",
        "Documents are made ready for another one in the background while the earlier one answers; empty "
        "keeps the one in use.",
        "Documents",
    ),
    Setting(
        "library.reranker",
        "str",
        "auto",
        "Model that orders passages",
        "Reads the best passages once more together with the question; auto takes the one installed, off "
        "does without.",
        "Documents",
    ),
    Setting(
        "engine.threads",
        "int",
        0,
        "CPU threads",
        "How many cores write the answer; 0 lets EdgeChat choose.",
        "Engine",
        0,
        256,
    ),
    Setting(
        "engine.gpu_layers",
        "int",
        -1,
        "Layers on the GPU",
        "How much of the model the GPU computes; -1 is as much as fits, 0 none.",
        "Engine",
        -1,
        1000,
    ),
    Setting(
        "engine.context",
        "int",
        0,
        "Context window",
        "Tokens the model sees at once; 0 is the model's own, up to 8192.",
        "Engine",
        0,
        1048576,
    ),
    Setting(
        "engine.flash_attention",
        "choice",
        "auto",
        "Flash attention",
        "Reads long prompts faster where the model allows it.",
        "Engine",
        choices=("auto", "on", "off"),
    ),
    Setting(
        "engine.idle_minutes",
        "float",
        10,
        "Release memory after",
        "Minutes without a question after which the model leaves memory; 0 keeps it.",
        "Engine",
        0,
        1440,
    ),
    Setting(
        "engine.memory_limit_mb",
        "int",
        0,
        "Memory limit",
        "Most the model process may take, in MB; 0 lets EdgeChat judge by the model.",
        "Engine",
        0,
        1048576,
    ),
    Setting(
        "engine.state_budget_mb",
        "int",
        2048,
        "Kept conversations",
        "Disk space, in MB, for what models have read of recent conversations: reopening one is then as fast "
        "as going on. 0 keeps none.",
        "Engine",
        0,
        1048576,
        needs_restart=True,
    ),
    Setting(
        "network.offline",
        "bool",
        False,
        "Stay offline",
        "Refuses every connection. Without it EdgeChat connects only for what you start, such as getting a "
        "model.",
        "Network",
    ),
    Setting(
        "network.hub",
        "str",
        "https://huggingface.co",
        "Where models come from",
        "The address of the model hub or of a mirror with the same paths: https, or http on this machine.",
        "Network",
    ),
    Setting(
        "window.panel", "bool", False, "Panel", "How answers are made, beside the conversation.", "Window"
    ),
    Setting(
        "window.theme",
        "choice",
        "system",
        "Appearance",
        "Light, dark, or as the system says.",
        "Window",
        choices=("system", "light", "dark"),
    ),
    Setting(
        "window.language",
        "choice",
        "system",
        "Language",
        "The language of the window; English where the system's is not among them.",
        "Window",
        choices=("system", "en", "de"),
        needs_restart=True,
        hidden=("pseudo", "pseudo-rtl"),
    ),
)
KEYS = {setting.key: setting for setting in TABLE}


def setting(key: str) -> Setting:
    """The row of ``key``. Raises ``NotFound``."""
    if key not in KEYS:
        raise NotFound(f"There is no setting {key!r}.", "`edgechat settings list` shows them all.")
    return KEYS[key]


class Settings:
    """The settings of one profile. Safe to use from several threads.

    ``kept``: where a file that could not be read was just put. All settings are as at first then, and who
    opened them tells the person: the next to open them finds nothing wrong.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        document, self.kept, problems = _opened(path)
        self._stored, misfits = _checked(document)
        self.problems = problems + misfits

    def get(self, key: str) -> Any:
        """The value in force. Raises ``NotFound`` for a key the table does not have."""
        default = setting(key).default
        with self._lock:
            return self._stored.get(key, default)

    def set(self, key: str, value: object) -> None:
        """Store ``value``. Raises ``NotFound``, ``InvalidInput``, ``NoRoom`` or ``DataUnwritable``."""
        checked = setting(key).check(value)
        with self._lock:
            document = _document(self._path)
            document[key] = checked
            _write(self._path, document)
            self._stored[key] = checked


def _document(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _opened(path: Path) -> tuple[dict[str, Any], Path | None, list[str]]:
    """What is in the file; where it is now, if nothing could be made of it; and what is wrong."""
    document, aside = _document(path), path.with_suffix(".damaged.json")
    try:
        if document or not path.exists() or path.stat().st_size <= 2:
            return document, None, []
        os.replace(path, aside)
    except OSError as error:
        return {}, None, [f"The settings file cannot be read: {error.strerror}."]
    return {}, aside, [f"The settings file was unreadable; it is kept as {aside.name}."]


def _checked(document: dict[str, Any]) -> tuple[dict[str, Value], list[str]]:
    """What of it is known and fits; and what does not fit."""
    stored: dict[str, Value] = {}
    problems: list[str] = []
    for key, value in document.items():
        try:
            if key in KEYS:
                stored[key] = KEYS[key].check(value)
        except InvalidInput as error:
            problems.append(str(error))
    return stored, problems


def _write(path: Path, document: dict[str, Any]) -> None:
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        part = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
        to_disk(path.parent)
    except OSError as error:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise refusal(
            error,
            f"The settings cannot be saved in {path.parent}",
            action="Make the folder writable, then try again.",
        ) from error
