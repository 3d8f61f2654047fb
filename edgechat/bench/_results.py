"""What a bench finds: samples, results with their goals, and the shape they are reported in. Pure values."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

T = TypeVar("T")

SETTLE = 0.3  # seconds until a model's threads have come to rest
DIGITS = 4  # significant ones in a report; more would be noise


@dataclass(frozen=True)
class Goal:
    """What is to be reached: by the value itself, or by its ratio to the yardstick's."""

    of: Literal["value", "ratio"]
    relation: Literal[">=", "<="]
    limit: float

    def __str__(self) -> str:
        return f"{self.of} {self.relation} {self.limit:g}"

    def reached_by(self, number: float) -> bool:
        return number >= self.limit if self.relation == ">=" else number <= self.limit


@dataclass(frozen=True)
class Result:
    """One figure beside its yardstick. Both are the medians of their samples, in ``unit``.

    No samples: it could not be measured here, and the figure is None, never a guess.
    """

    name: str
    unit: str
    samples: Sequence[float]
    yardstick: str | None = None
    yardstick_samples: Sequence[float] = ()
    goal: Goal | None = None

    @property
    def value(self) -> float | None:
        return median(self.samples)

    @property
    def yardstick_value(self) -> float | None:
        return median(self.yardstick_samples)

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the yardstick's."""
        if self.value is None or not self.yardstick_value:
            return None
        return self.value / self.yardstick_value

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none, or nothing to judge it by."""
        if self.goal is None:
            return None
        judged = self.value if self.goal.of == "value" else self.ratio
        return None if judged is None else self.goal.reached_by(judged)

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "yardstick": self.yardstick,
            "yardstick_value": rounded(self.yardstick_value),
            "ratio": rounded(self.ratio),
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
        }

    def spread(self) -> str:
        """How far the samples lie apart: the measure of how much noise there was."""
        own = f"{self.name}: {_range(self.samples)} {self.unit}"
        return f"{own}; {self.yardstick}: {_range(self.yardstick_samples)}" if self.yardstick else own


def median(samples: Sequence[float]) -> float | None:
    return statistics.median(samples) if samples else None


def rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.{DIGITS}g}")


def _range(samples: Sequence[float]) -> str:
    if not samples:
        return "not measured"
    return f"{min(samples):.{DIGITS}g} to {max(samples):.{DIGITS}g} in {len(samples)}"


def stretch(times: Sequence[float], sizes: Sequence[int], begin: float, end: float) -> float:
    """Bytes per second of a stretch of a text, ``begin`` and ``end`` as parts of the whole (0 to 1).

    ``times`` in seconds and ``sizes`` in bytes, of each piece as it arrived.
    """
    upto = list(itertools.accumulate(sizes))
    first, last = (
        next(at for at, size in enumerate(upto) if size >= part * upto[-1]) for part in (begin, end)
    )
    return (upto[last] - upto[first]) / (times[last] - times[first])


def alternate(sides: Mapping[str, Callable[[], T]], rounds: int, *, pause: float = 0.0) -> dict[str, list[T]]:
    """What each side measured: A B A B …, so that a change of the machine meets all alike.

    ``pause`` seconds before each: for sides whose threads go on spinning for a while after their turn.
    """
    found: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            if pause:
                time.sleep(pause)
            found[name].append(measure())
    return found


@dataclass(frozen=True)
class Run:
    """How a bench is to be run. ``folder`` is empty and its own; ``note`` tells the person something.

    ``with_yardsticks``: what it compares with may be built or installed first.
    """

    quick: bool
    with_yardsticks: bool
    folder: Path
    note: Callable[[str], None]

    def pick(self, quick: T, full: T) -> T:
        return quick if self.quick else full


@dataclass(frozen=True)
class Bench:
    """One measurement. ``run`` yields results as they are found; names are the same in every run."""

    name: str
    description: str
    run: Callable[[Run], Iterable[Result]]
