"""Steps of a chat template that can make much out of little, each with its bound; and its own functions.

Raise ``SecurityError`` before anything large exists. Plain functions: no environment, no state.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import Undefined

TEXT_LIMIT = 2_000_000
"""Characters of one text, elements of one list."""
RANGE_LIMIT = 10_000
BIT_LIMIT = 256
WIDTH_LIMIT = 100

PLAIN = (str, int, float, type(None), Undefined)
FORMAT = re.compile(r"%(?:\(\w*\))?[-+ #0]*(\d*)(?:\.(\d*))?[a-zA-Z%]")
DATE_FORMAT = re.compile(r"(?:%[-#]?[A-Za-z%]|[^%])*")

T = TypeVar("T")


class Refusal(TemplateError):
    """The template itself called ``raise_exception``: it does not take these messages."""


def check_operands(name: str, left: Any, right: Any) -> None:
    """Refuse an operation by its operands where the operation alone could be too much."""
    if name == "*":
        for sequence, factor in ((left, right), (right, left)):
            if isinstance(sequence, str | list | tuple) and len(sequence) * max(factor, 0) > TEXT_LIMIT:
                raise SecurityError("it repeats a text or list too often")
    elif name == "**" and not abs(right) <= BIT_LIMIT // 2:
        raise SecurityError("it computes a power that is too large")
    elif name == "%" and isinstance(left, str):
        _check_format(left, right)


def _check_format(pattern: str, right: Any) -> None:
    values = (
        right if isinstance(right, tuple) else tuple(right.values()) if isinstance(right, dict) else (right,)
    )
    if not all(isinstance(value, PLAIN) for value in values):
        raise SecurityError("it formats something else than texts and numbers")
    specs = FORMAT.findall(pattern)
    if len(specs) != pattern.count("%") - pattern.count("%%"):
        raise SecurityError("it uses a format that is not allowed")
    if any(len(number) > 2 for pair in specs for number in pair):
        raise SecurityError("it formats to a width that is too large")
    longest = WIDTH_LIMIT + max((len(str(value)) for value in values), default=0)
    if pattern.count("%") * longest > TEXT_LIMIT:
        raise SecurityError("it formats a text that is too long")


def check_number(value: T) -> T:
    if isinstance(value, int) and value.bit_length() > BIT_LIMIT:
        raise SecurityError("it computes a number that is too large")
    return value


def replace(s: object, old: object, new: object, count: int | None = -1) -> str:
    text, search, put = str(s), str(old), str(new)
    times = text.count(search)
    if times * len(put) > TEXT_LIMIT:
        raise SecurityError("it replaces too much")
    return text.replace(search, put, -1 if count is None else count)


def indent(s: object, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    lead = width if isinstance(width, str) else " " * min(max(width, 0), WIDTH_LIMIT)
    lines = (str(s) + "\n").splitlines()
    if len(lines) * len(lead) > TEXT_LIMIT:
        raise SecurityError("it indents too far")
    rest = [lead + line if line or blank else line for line in lines[1:]]
    return "\n".join([(lead if first else "") + lines[0], *rest])


def round_off(value: float, precision: int = 0) -> float:
    return round(float(value), min(max(precision, 0), 20))


def add_up(iterable: Iterable[Any], attribute: str | int | None = None, start: float = 0) -> Any:
    if attribute is not None:
        raise SecurityError("it adds up attributes")
    numbers = [*iterable, start]
    if not all(isinstance(number, int | float) for number in numbers):
        raise SecurityError("it adds up something else than numbers")
    return functools.reduce(operator.add, numbers)


def count_up(*args: int) -> range:
    numbers = range(*args)
    if abs(numbers.stop - numbers.start) // abs(numbers.step) > RANGE_LIMIT:
        raise SecurityError(f"it counts further than {RANGE_LIMIT:,}")
    return numbers


def refuse(message: object = "") -> NoReturn:
    raise Refusal(str(message)[:300])


def strftime_now(form: str) -> str:
    if len(form) > WIDTH_LIMIT or not DATE_FORMAT.fullmatch(form):
        raise SecurityError("it asks for the date in a form that is not allowed")
    return datetime.now().strftime(form)
