"""A dataclass of ours is the standard one in all that can be seen of it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from edgechat.core import records

Decorator = Callable[..., Any]
MAKERS = (records.dataclass, dataclasses.dataclass)


def point(dataclass: Decorator, *, frozen: bool) -> Any:
    @dataclass(frozen=frozen)
    class Point:
        """A place with a name."""

        x: int
        y: int = 2
        tags: list[str] = dataclasses.field(default_factory=list, hash=False)
        note: str = dataclasses.field(default="none", repr=False, compare=False)

        def length(self) -> int:
            return self.x + self.y

    Point.__qualname__ = Point.__name__
    return Point


def deeper(dataclass: Decorator) -> Any:
    base = point(dataclass, frozen=True)

    @dataclass(frozen=True)
    class Deeper(base):  # type: ignore[misc, valid-type]
        """Said here."""

        z: int = 3

        def __post_init__(self) -> None:
            object.__setattr__(self, "z", self.z * 2)

    Deeper.__qualname__ = Deeper.__name__
    return Deeper


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return type(error)


def matched(value: Any, kind: Any) -> object:
    match value:
        case kind(a, b):
            return a, b
    return None


def seen(kind: Any) -> list[object]:
    """What can be seen of a class of points."""
    one, other = kind(1), kind(1, note="another")
    return [
        repr(one), repr(kind(x=3, y=4, tags=["a"])), one == other, one == kind(2), one == (1, 2), one != 5,
        outcome(lambda: hash(one) == hash(other)), outcome(lambda: len({one, other})),
        one.tags is kind(1).tags, one.length(), one.note, kind.y, hasattr(kind, "tags"), hasattr(kind, "x"),
        outcome(lambda: setattr(one, "x", 9)), outcome(lambda: delattr(other, "x")), outcome(lambda: one.x),
        outcome(kind), outcome(lambda: kind(1, 2, [], "", 5, 6)), outcome(lambda: kind(1, x=2)),
        outcome(lambda: kind(1, nothing=2)), matched(kind(7, 8), kind), kind.__match_args__,
        dataclasses.is_dataclass(one), [(each.name, each.type) for each in dataclasses.fields(kind)],
        repr(dataclasses.replace(kind(1), y=5)), dataclasses.asdict(kind(1)), dataclasses.astuple(kind(4)),
        repr(copy.copy(kind(1))), repr(copy.deepcopy(kind(1, tags=["a"]))), kind.__doc__,
    ]  # fmt: skip


@pytest.mark.parametrize("frozen", [True, False])
def test_it_is_seen_as_the_standard_one(frozen: bool) -> None:
    ours, standard = (seen(point(maker, frozen=frozen)) for maker in MAKERS)
    assert ours == standard


def test_one_that_is_built_on_another_has_the_fields_of_both() -> None:
    ours, standard = (seen(deeper(maker)) for maker in MAKERS)
    assert ours == standard
    assert repr(deeper(records.dataclass)(1, z=5)).endswith("z=10)")


@records.dataclass(frozen=True)
class Kept:
    """Found by its name, as pickling asks."""

    text: str
    size: int = 0


def test_what_is_replaced_is_another() -> None:
    kept = Kept("a", 3)
    assert records.replace(kept, size=4) == dataclasses.replace(kept, size=4) == Kept("a", 4)
    assert records.replace(kept) == kept
    with pytest.raises(TypeError):
        records.replace(kept, nothing=1)  # type: ignore[call-arg]


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Kept("a", 3))) == Kept("a", 3)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(TypeError, match=r"missing=.*text.*unknown=.*txt"):
        Kept(txt="a")  # type: ignore[call-arg]
