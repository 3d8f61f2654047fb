"""Dataclasses made without a compiler: fifty of them stand on the window's way to its first paint.

``dataclass`` is the standard one as far as it can be seen, with ``frozen`` as its only option: ``fields``,
``replace``, ``asdict`` and ``match`` work. What the standard one compiles for each class is here one function
for all: making a class takes a twentieth of the time, making an object twice as long.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass, replace
else:

    def dataclass(cls: Any = None, /, *, frozen: bool = False) -> Any:
        return partial(_make, frozen=frozen) if cls is None else _make(cls, frozen=frozen)

    def replace(made: Any, /, **changes: Any) -> Any:
        values = {name: getattr(made, name) for name in made._plan.names}
        return type(made)(**values | changes)


__all__ = ["dataclass", "field", "replace"]


NOTHING: Mapping[str, Any] = MappingProxyType({})  # one for all classes that have none


class Plan(NamedTuple):
    """What a class is made of. ``fields`` has those that are more than a name, a type and a default."""

    names: tuple[str, ...]
    fields: Mapping[str, Field[Any]]
    defaults: Mapping[str, Any]
    factories: Mapping[str, Callable[[], Any]]
    compared: tuple[str, ...]
    hashed: tuple[str, ...]


def _make(cls: Any, *, frozen: bool) -> Any:
    plan = cls._plan = _plan(cls)
    for name in [name for name, given in vars(cls).items() if isinstance(given, Field)]:
        delattr(cls, name)
        if name in plan.defaults:
            setattr(cls, name, plan.defaults[name])
    own = vars(cls)
    methods: dict[str, Any] = {"__init__": _init, "__repr__": _repr, "__eq__": _equal}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse, "__hash__": _hash}
    for name, method in methods.items():
        if name not in own or name == "__hash__":
            setattr(cls, name, method)
    if not frozen:
        cls.__hash__ = None
    setattr(cls, "__match_args__", plan.names)  # noqa: B010 (mypy knows better what may be set)
    cls.__dataclass_fields__ = _Fields()
    return cls


def _plan(cls: Any) -> Plan:
    base: Plan | None = getattr(cls, "_plan", None)
    names: dict[str, None] = dict.fromkeys(base.names if base else ())
    fields: dict[str, Field[Any]] = dict(base.fields) if base else {}
    defaults: dict[str, Any] = dict(base.defaults) if base else {}
    for name in vars(cls).get("__annotations__", {}):
        given = vars(cls).get(name, MISSING)
        names[name] = None
        defaults.pop(name, None), fields.pop(name, None)
        if isinstance(given, Field):
            fields[name], given = given, given.default
        if given is not MISSING:
            defaults[name] = given
    left_out = {name for name, each in fields.items() if not each.compare}
    unhashed = {
        name for name, each in fields.items() if not (each.compare if each.hash is None else each.hash)
    }
    made = {
        name: each.default_factory for name, each in fields.items() if each.default_factory is not MISSING
    }
    every = tuple(names)
    return Plan(
        every,
        fields or NOTHING,
        defaults or NOTHING,
        made or NOTHING,
        tuple(name for name in every if name not in left_out) if left_out else every,
        tuple(name for name in every if name not in unhashed) if unhashed else every,
    )


class _Fields:
    """The standard library's account of a class, made when somebody asks for it."""

    def __get__(self, _instance: object, owner: Any) -> Mapping[str, Field[Any]]:
        from dataclasses import dataclass as standard

        plan: Plan = owner._plan
        # Without a text of its own the standard one would write one, with all of `inspect`.
        types: dict[str, str] = {}
        for each in reversed(owner.__mro__):
            types |= vars(each).get("__annotations__", {}) if "_plan" in vars(each) else {}
        body = {"__doc__": owner.__name__, "__annotations__": {name: types[name] for name in plan.names}}
        twin = type(owner.__name__, (), {**body, **plan.defaults, **plan.fields})
        found: Mapping[str, Field[Any]] = vars(standard(twin))["__dataclass_fields__"]
        owner.__dataclass_fields__ = found
        return found


def _init(self: Any, /, *given: Any, **named: Any) -> None:
    plan: Plan = self._plan
    values = dict(zip(plan.names, given, strict=False))
    if named:
        if not named.keys().isdisjoint(values):
            raise TypeError(f"{type(self).__name__}() got a value twice: {named.keys() & values.keys()}")
        values |= named
    if len(values) < len(plan.names):
        values = {**plan.defaults, **values}
        for name, make in plan.factories.items():
            if name not in values:
                values[name] = make()
    if len(given) > len(plan.names) or len(values) != len(plan.names):
        raise TypeError(_misfit(self, values, given))
    keep = object.__setattr__  # one by one in one order: such objects share the names, and take half the room
    try:
        for name in plan.names:
            keep(self, name, values[name])
    except KeyError:
        raise TypeError(_misfit(self, values, given)) from None
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _misfit(made: Any, values: Mapping[str, Any], given: tuple[Any, ...]) -> str:
    name, names = type(made).__name__, made._plan.names
    missing = [each for each in names if each not in values]
    unknown = [each for each in values if each not in names]
    return f"{name}() takes {', '.join(names)}: {len(given)} came by place, {missing=}, {unknown=}"


def _repr(self: Any) -> str:
    plan: Plan = self._plan
    hidden = {name for name, each in plan.fields.items() if not each.repr}
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in plan.names if name not in hidden)
    return f"{type(self).__qualname__}({shown})"


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    names: tuple[str, ...] = self._plan.compared
    mine, theirs = ([getattr(each, name) for name in names] for each in (self, other))
    return mine == theirs


def _hash(self: Any) -> int:
    return hash(tuple([getattr(self, name) for name in self._plan.hashed]))


def _refuse(self: Any, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__} is frozen: its {name!r} cannot change")
