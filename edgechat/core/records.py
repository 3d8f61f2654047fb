"""Dataclasses made without a compiler: fifty of them stand on the window's way to its first paint.

``dataclass`` is the standard one as far as it can be seen, with ``frozen`` as its only option: ``fields``,
``replace``, ``asdict`` and ``match`` work. What the standard one compiles for each class is here one function
for all: making a class takes a twentieth of the time, making an object twice as long.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, field
from functools import partial
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


class Plan(NamedTuple):
    """What a class is made of."""

    names: tuple[str, ...]
    types: Mapping[str, str]
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
    base = getattr(cls, "_plan", None)
    types: dict[str, str] = dict(base.types) if base else {}
    fields: dict[str, Field[Any]] = dict(base.fields) if base else {}
    for name, kind in vars(cls).get("__annotations__", {}).items():
        given = vars(cls).get(name, MISSING)
        types[name] = kind
        fields[name] = given if isinstance(given, Field) else field(default=given)
    return Plan(
        tuple(fields),
        types,
        fields,
        {name: each.default for name, each in fields.items() if each.default is not MISSING},
        {name: each.default_factory for name, each in fields.items() if each.default_factory is not MISSING},
        tuple(name for name, each in fields.items() if each.compare),
        tuple(name for name, each in fields.items() if (each.compare if each.hash is None else each.hash)),
    )


class _Fields:
    """The standard library's account of a class, made when somebody asks for it."""

    def __get__(self, _instance: object, owner: Any) -> Mapping[str, Field[Any]]:
        from dataclasses import dataclass as standard

        plan: Plan = owner._plan
        twin = type(owner.__name__, (), {"__annotations__": dict(plan.types), **plan.fields})
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
    if len(given) > len(plan.names) or values.keys() != plan.fields.keys():
        raise TypeError(_misfit(self, values, given))
    vars(self).update(values)
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _misfit(made: Any, values: Mapping[str, Any], given: tuple[Any, ...]) -> str:
    name, names = type(made).__name__, made._plan.names
    missing = [each for each in names if each not in values]
    unknown = [each for each in values if each not in names]
    return f"{name}() takes {', '.join(names)}: {len(given)} came by place, {missing=}, {unknown=}"


def _repr(self: Any) -> str:
    shown = ", ".join(
        f"{name}={getattr(self, name)!r}" for name, each in self._plan.fields.items() if each.repr
    )
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
