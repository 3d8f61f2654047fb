"""Makes Qt's enumerations in a sixth of the time that Python takes for them.

PySide6 makes each enumeration of a Qt class when the class is first used: 300 with 4,400 names before the
first paint, each name with care for all that an enum may be. Qt's are plain names of whole numbers. What is
made here is what Python makes, attribute by attribute, or it is left to Python.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import KEEP, Enum, EnumType, Flag, IntEnum
from functools import cache
from typing import Any

SAMPLE = [("One", 1), ("Two", 2), ("Both", 3), ("First", 1), ("Nothing", 0), ("Eight", 8), ("Four", 4)]
NOT_IN_BODY = ("__dict__", "__weakref__", "__doc__", "__new__")
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
    if type is not None or not _plain(cls, names):
        return _pythons_own(cls, name, names, module=module, type=type, **more)
    made = _empty(cls, name, module=module, **more)
    _fill(made, names)
    if issubclass(cls, Flag):
        _finish_flag(made)
    return made


def _empty(cls: type[Enum], name: str, **more: Any) -> Any:
    """One without members: a copy of the first that Python made under ``cls`` with the same options."""
    if more.get("qualname") is not None:
        return _pythons_own(cls, name, (), **more)
    body = {**_body(cls, more.get("boundary")), "__module__": more["module"]}
    body |= {key: value.copy() for key, value in body.items() if value.__class__ in (list, dict)}
    made = type.__new__(EnumType, name, (cls,), body)
    type.__setattr__(made, "__new__", Enum.__new__)  # in the body it would become a static method
    return made


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


def _fill(made: Any, names: Sequence[tuple[str, int]]) -> None:
    """Put the members in: a second name of a number is another name of its member."""
    order, members, by_value = made._member_names_, made._member_map_, made._value2member_map_
    flag, bare = issubclass(made, Flag), made._member_type_ is object
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = object.__new__(made) if bare else int.__new__(made, value)
            kept = vars(member)
            kept["_value_"], kept["_name_"] = value, name
            kept["__objclass__"], kept["_sort_order_"] = made, len(order)
            if not flag or (value > 0 and not value & (value - 1)):
                order.append(name)
            by_value[value] = member
        members[name] = member
        type.__setattr__(made, name, member)


def _finish_flag(made: Any) -> None:
    mask = single = 0
    for member in made._value2member_map_.values():
        mask |= member._value_
    ordered = [made._member_map_[name]._value_ for name in made._member_names_]
    for value in ordered:
        single |= value
    made._flag_mask_, made._singles_mask_, made._all_bits_ = mask, single, 2 ** mask.bit_length() - 1
    if ordered != sorted(ordered):
        made._iter_member_ = made._iter_member_by_def_


def _portrait(create: Any, base: type[Enum]) -> object:
    """All that an enumeration of ``SAMPLE`` is made of."""
    boundary = KEEP if issubclass(base, Flag) else None
    made = create(base, "Sample", SAMPLE, module=__name__, boundary=boundary)
    members = [
        sorted((name, value) for name, value in vars(member).items() if name != "__objclass__")
        for member in made.__members__.values()
    ]
    return repr(sorted(vars(made).items())), members
