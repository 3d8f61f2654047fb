"""How ids, times and numbers are written and read on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError

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
