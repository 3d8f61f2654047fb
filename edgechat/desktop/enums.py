"""Makes Qt's enumerations when they are used, and in a sixth of the time that Python takes for them.

PySide6 makes each enumeration of a Qt class when the class is first used: 300 with 4,400 names before the
first paint, each name with care for all that an enum may be. Qt's are plain names of whole numbers, and most
are never asked for. What is made here has no members before somebody looks for one; then it is what Python
makes, attribute by attribute. What is more than names of numbers is left to Python, and all is in a Python
whose enumerations are made otherwise (before 3.11.4: Debian 12 has 3.11.2).

Only ``Qt.AlignLeft``, which PySide6 takes for ``Qt.AlignmentFlag.AlignLeft``, is not there until then.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from enum import KEEP, Enum, EnumType, Flag, IntEnum
from functools import cache
from typing import Any

SAMPLE = [("One", 1), ("Two", 2), ("Both", 3), ("First", 1), ("Nothing", 0), ("Eight", 8), ("Four", 4)]
NOT_IN_BODY = ("__dict__", "__weakref__", "__doc__", "__new__")
KEPT, BOUND = "_names_and_values", "_boundary_option"  # of an enumeration that has no members yet
_completing = threading.RLock()
_late, _incomplete = True, list[Any]()
_pythons_own = EnumType._create_  # type: ignore[attr-defined]


def quicken() -> None:
    """Make plain enumerations the quick way from here on, if this Python's are what that makes."""
    if all(_portrait(_pythons_own, base) == _portrait(_create, base) for base in (IntEnum, Flag)):
        EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(
    cls: type[Enum],
    name: str,
    names: Sequence[tuple[str, int]],
    *,
    module: str | None = None,
    type: type | None = None,
    **more: Any,
) -> Any:
    """The enumeration ``name`` under ``cls``: what ``cls(name, names)`` calls."""
    module = module or sys._getframe(2).f_globals.get("__name__")
    if type is not None or more.get("qualname") is not None or not _plain(cls, names):
        return _pythons_own(cls, name, names, module=module, type=type, **more)
    made = _empty(cls, name, module, more.get("boundary"))
    _keep(made, names)
    return made


def _empty(cls: type[Enum], name: str, module: str | None, boundary: Any) -> Any:
    """One without members, and without what Python gives an enumeration besides."""
    body = {"__module__": module, BOUND: boundary}
    return type.__new__(
        LateEnumType,
        name,
        (cls,),
        {**body, "_member_names_": [], "_member_map_": {}, "_value2member_map_": {}},
    )


def _furnish(made: Any) -> None:
    """Give it what the first that Python made under the same class with the same options has."""
    own = vars(made)
    for key, value in _body(made.__base__, own[BOUND]).items():
        if key not in own:
            type.__setattr__(made, key, value.copy() if value.__class__ in (list, dict) else value)
    type.__setattr__(made, "__new__", Enum.__new__)  # in the body it would become a static method
    type.__delattr__(made, BOUND)


@cache
def _body(cls: type[Enum], boundary: Any) -> dict[str, Any]:
    first = vars(_pythons_own(cls, "First", (), module=__name__, boundary=boundary))
    return {key: value for key, value in first.items() if key not in NOT_IN_BODY}


def _plain(cls: type[Enum], names: Sequence[tuple[str, int]]) -> bool:
    """Are these nothing but names of numbers, none of which an enum has a use for?"""
    if names.__class__ is not list or not all(each.__class__ is tuple for each in names):
        return False
    if any(name[:1] in ("", "_") or value.__class__ is not int for name, value in names):
        return False
    return _used(cls).isdisjoint(name for name, _ in names)


@cache
def _used(cls: type[Enum]) -> set[str]:
    return set(dir(cls))


def _keep(made: Any, names: Sequence[tuple[str, int]]) -> None:
    values = tuple(value for _, value in names)
    if issubclass(made, Flag):
        _finish_flag(made, values)
    type.__setattr__(made, KEPT, ("\n".join(name for name, _ in names), values))
    if _late:
        _incomplete.append(made)
    else:
        _complete(made)


def _complete(made: Any) -> None:
    """Give it its members. Others who look for one meanwhile wait."""
    with _completing:
        if type(made) is not LateEnumType:
            return
        names, values = vars(made)[KEPT]
        _furnish(made)
        _fill(made, zip(names.splitlines(), values, strict=True))
        type.__delattr__(made, KEPT)
        type.__setattr__(made, "__class__", EnumType)


def complete_all() -> None:
    """From here on every enumeration has its members."""
    global _late  # noqa: PLW0603 (one Python, one kind of enumerations)
    _late = False
    while _incomplete:
        _complete(_incomplete.pop())


def _after_completion(name: str) -> property:
    def get(made: Any) -> Any:
        _complete(made)
        return getattr(made, name)

    return property(get)


class LateEnumType(EnumType):
    """The type of an enumeration until somebody looks for a member."""

    def __getattr__(cls, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        _complete(cls)
        return getattr(cls, name)

    _member_names_ = _after_completion("_member_names_")
    _member_map_ = _after_completion("_member_map_")
    _value2member_map_ = _after_completion("_value2member_map_")


def _fill(made: Any, names: Iterable[tuple[str, int]]) -> None:
    """Put the members in: a second name of a number is another name of its member."""
    own = vars(made)
    order, members, by_value = own["_member_names_"], own["_member_map_"], own["_value2member_map_"]
    flag, bare = issubclass(made, Flag), made._member_type_ is object
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = object.__new__(made) if bare else int.__new__(made, value)
            kept = vars(member)
            kept["_value_"], kept["_name_"] = value, name
            kept["__objclass__"], kept["_sort_order_"] = made, len(order)
            if not flag or _is_one_bit(value):
                order.append(name)
            by_value[value] = member
        members[name] = member
        type.__setattr__(made, name, member)


def _finish_flag(made: Any, values: Iterable[int]) -> None:
    mask = single = 0
    for value in values:
        mask |= value
    ordered = [value for value in dict.fromkeys(values) if _is_one_bit(value)]
    for value in ordered:
        single |= value
    made._flag_mask_, made._singles_mask_, made._all_bits_ = mask, single, 2 ** mask.bit_length() - 1
    if ordered != sorted(ordered):
        made._iter_member_ = made._iter_member_by_def_


def _is_one_bit(value: int) -> bool:
    return value > 0 and not value & (value - 1)


def _portrait(create: Any, base: type[Enum]) -> object:
    """All that an enumeration of ``SAMPLE`` is made of."""
    boundary = KEEP if issubclass(base, Flag) else None
    made = create(base, "Sample", SAMPLE, module=__name__, boundary=boundary)
    members = [
        sorted((name, value) for name, value in vars(member).items() if name != "__objclass__")
        for member in made.__members__.values()
    ]
    return repr(sorted(vars(made).items())), members
