"""How ids, times, numbers and collections are written and read on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgechat.library.library import Library

MY_DOCUMENTS = "My documents"  # what the window calls the collection that nobody named
SHORT = 8  # characters of an id that are shown; four and more are understood


def positive_number(text: str) -> int:
    """The type of --limit."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 100_000:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 100,000")
    return number


def when(seconds: float) -> str:
    """Local time, to the minute."""
    from datetime import datetime

    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def counted(number: int, one: str, many: str = "") -> str:
    """``number`` and what it counts: "1 page", "1,200 pages". ``many``: where that is not ``one`` with s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def shown_collection(name: str) -> str:
    """``name`` for people: with what the window calls it."""
    from edgechat.library.document import DEFAULT_COLLECTION

    return f"{name} ({MY_DOCUMENTS})" if name == DEFAULT_COLLECTION else name


def meant_collection(library: Library, name: str) -> str:
    """The collection that a person calls ``name``: the window's "My documents" is one, too."""
    from edgechat.library.document import DEFAULT_COLLECTION

    given = name.strip()
    if given.casefold() != MY_DOCUMENTS.casefold():
        return name
    return given if given in {each.name for each in library.collections()} else DEFAULT_COLLECTION
