"""What a family tells of itself, and what reading a piece of an answer can come to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Tools = Mapping[str, Mapping[str, Any]]
"""The tools on offer: name -> JSON schema of the arguments."""


@dataclass(frozen=True)
class Called:
    """One call that was read. ``arguments`` is the JSON text of an object."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Found:
    """Calls that end ``end`` characters into the text that was read."""

    calls: tuple[Called, ...]
    end: int


class Undecided(Enum):
    MORE = "more text is needed to tell"
    NO = "this is no call"


Reading = Found | Undecided
MORE, NO = Undecided.MORE, Undecided.NO


def shifted(reading: Reading, count: int) -> Reading:
    """``reading`` with its end counted from ``count`` characters earlier."""
    return Found(reading.calls, reading.end + count) if isinstance(reading, Found) else reading


@dataclass(frozen=True)
class Form:
    """One way to write calls.

    ``read(text, tools, over)`` is given what follows one of ``openings``; ``over``: nothing comes after
    it. More text may turn ``MORE`` into something else, but never any other answer. ``line_start``: the
    opening counts only as the first thing of a line.
    """

    openings: tuple[str, ...]
    read: Callable[[str, Tools, bool], Reading]
    line_start: bool = False


@dataclass(frozen=True)
class Family:
    """How the models of one family call tools.

    ``claims`` says how surely a chat template is the family's (0: not at all). A forced call is a JSON
    object of ``name`` and ``arguments_key``, written after ``lead``. ``stops`` end an answer. Templates
    of a family with ``short_ids`` accept ids of nine letters and digits only.
    """

    claims: Callable[[str], int]
    forms: tuple[Form, ...]
    lead: str = ""
    arguments_key: str = "arguments"
    stops: tuple[str, ...] = ()
    short_ids: bool = False


def checked(name: object, arguments: object, tools: Tools) -> Called | None:
    """The call, if it names a tool on offer and its arguments are an object that JSON can write."""
    if not isinstance(name, str) or name not in tools or not isinstance(arguments, dict):
        return None
    try:
        text = json.dumps(arguments, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")  # halves of surrogate pairs pass json and nothing after it
    except (TypeError, ValueError, RecursionError):
        return None
    return Called(name, text)
