"""The Jinja environment that a model's chat template runs in: strangers' code, held on a short lead.

Jinja's own sandbox keeps templates away from Python's insides. It does not bound what they cost, and one
built-in step can fill the memory before any clock is read. So every step that makes a text or list
longer goes through ``Sandbox`` and is counted before it is done, everything that chat templates do not
need is absent, and ``in_time`` bounds the clock. Knows no model and no message.
"""

from __future__ import annotations

import ctypes
import functools
import json
import operator
import re
import threading
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import make_attrgetter
from jinja2.parser import Parser
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

OUTPUT_LIMIT = 1_000_000
"""Characters that a template may write."""
TEXT_LIMIT = 2_000_000
"""Characters of one text, elements of one list."""
WORK_LIMIT = 32_000_000
"""Characters and elements made in one rendering, all steps together."""
RANGE_LIMIT = 10_000
BIT_LIMIT = 256
WIDTH_LIMIT = 100

METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        [
            "capitalize",
            "casefold",
            "count",
            "endswith",
            "find",
            "index",
            "isalnum",
            "isalpha",
            "isdigit",
            "islower",
            "isnumeric",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
        ]
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
}
FILTERS = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "groupby",
    "int",
    "items",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "safe",
    "select",
    "selectattr",
    "sort",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
    "wordcount",
]
PLAIN = (str, int, float, type(None), Undefined)
FORMAT = re.compile(r"%(?:\(\w*\))?[-+ #0]*(\d*)(?:\.(\d*))?[a-zA-Z%]")
DATE_FORMAT = re.compile(r"(?:%[-#]?[A-Za-z%]|[^%])*")

T = TypeVar("T")


class Refusal(TemplateError):
    """The template itself called ``raise_exception``: it does not take these messages."""


class OutOfTime(Exception):
    """The time was up."""


class _Ended(SystemExit):
    # threading ends a thread without a word on SystemExit, wherever in it this arrives
    pass


class _Budget(threading.local):
    """What one rendering has used. Each runs in a thread of its own, so each begins at nothing."""

    def __init__(self) -> None:
        self.used = 0
        self.weights: dict[int, tuple[object, int]] = {}


class _Compiler(CodeGenerator):
    """Sends to the environment what Jinja compiles to plain Python: ``~``, slices, lists and dicts."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        self._call("tie", node.nodes, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        part = node.arg
        none = nodes.Const(None)
        self._call("cut", (node.node, part.start or none, part.stop or none, part.step or none), frame)

    def _call(self, method: str, arguments: Iterable[nodes.Node], frame: Frame) -> None:
        self.write(f"environment.{method}(")
        for argument in arguments:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        self._hold(super().visit_List, node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        self._hold(super().visit_Dict, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        if node.ctx == "load":
            self._hold(super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def _hold(self, write: Callable[[Any, Frame], None], node: nodes.Node, frame: Frame) -> None:
        self.write("environment.counted(")
        write(node, frame)
        self.write(")")


class _Generation(Extension):
    """``{% generation %}`` marks the model's own words for training; here its content just stands."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class Sandbox(ImmutableSandboxedEnvironment):
    """Renders like Hugging Face's ``apply_chat_template``; errors are Jinja's or Python's own."""

    code_generator_class = _Compiler
    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "**", "%"))

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,
            extensions=[loopcontrols, _Generation],
            finalize=self.show,
        )
        self._budget = _Budget()
        own = {
            "join": self._join,
            "replace": _limited_replace,
            "indent": _indent,
            "round": _round,
            "sum": _sum,
        }
        own |= {"string": self.show, "tojson": self._json}
        chosen: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in FILTERS} | own
        self.filters = {name: self._counting(function) for name, function in chosen.items()}
        for name in ("lipsum", "cycler", "joiner"):
            del self.globals[name]
        self.globals |= {"range": _range, "raise_exception": _refuse, "strftime_now": _strftime_now}

    # -- counting

    def spend(self, amount: int) -> None:
        """Book ``amount`` characters or elements."""
        self._budget.used += amount
        if amount > TEXT_LIMIT or self._budget.used > WORK_LIMIT:
            raise SecurityError("it makes more text than a chat template may")

    def counted(self, value: T) -> T:
        """``value``, booked by its length; a list or dict also by all that hangs on it."""
        if isinstance(value, str):
            self.spend(len(value))
        elif isinstance(value, list | tuple | dict):
            self.spend(len(value) + 16)
            if self.weigh(value) > TEXT_LIMIT:
                raise SecurityError("it builds a list that is too large or holds what cannot be shown")
        return value

    def weigh(self, value: object) -> int:
        """Characters and elements in ``value``, each as often as it would be written out.

        A list that holds one list twice, forty levels deep, is small in memory and endless on paper:
        comparing or writing it would never end. Templates cannot change a list, so a weight stays right.
        """
        if isinstance(value, str):
            return len(value) + 1
        if not isinstance(value, list | tuple | dict):
            return 1 if isinstance(value, PLAIN) else TEXT_LIMIT
        known = self._budget.weights.get(id(value))
        if known is not None:
            return known[1]
        parts = (*value.keys(), *value.values()) if isinstance(value, dict) else value
        weight = 1 + sum(self.weigh(part) for part in parts)
        self._budget.weights[id(value)] = (value, weight)
        return weight

    def _counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def count(*args: Any, **kwargs: Any) -> Any:
            return self.counted(function(*args, **kwargs))

        return count

    # -- what compiled templates call

    def show(self, value: object = "") -> str:
        """``value`` as text; refuses what only the inside of the program can write out."""
        if isinstance(value, str):
            return value
        if self.weigh(value) >= TEXT_LIMIT:
            raise SecurityError(f"it writes out a {type(value).__name__}")
        return str(value)

    def tie(self, *parts: object) -> str:
        return self.concat([self.show(part) for part in parts])

    def cut(self, value: Any, start: Any, stop: Any, step: Any) -> Any:
        return self.undefined() if isinstance(value, Undefined) else self.counted(value[start:stop:step])

    def concat(self, parts: Iterable[str]) -> str:  # type: ignore[override]
        held = list(parts)
        self.spend(sum(map(len, held)))
        return "".join(held)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _check_operands(operator, left, right)
        return self.counted(_check_number(self.binop_table[operator](left, right)))

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, types.BuiltinMethodType) and isinstance(owner, str):
            if obj.__name__ == "replace":
                return self.counted(_limited_replace(owner, *args, **kwargs))
            if obj.__name__ == "join":
                return self._join(*args, owner)
        return self.counted(super().call(context, obj, *args, **kwargs))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if attr.startswith("_"):
            return False
        if isinstance(obj, Namespace | LoopContext):
            return True
        return any(isinstance(obj, kind) and attr in names for kind, names in METHODS.items())

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:  # type: ignore[override]
        raise SecurityError(f"it asks for {attribute!r} of a {type(obj).__name__}")

    def wrap_str_format(self, value: Any) -> None:
        """No ``format`` method: its widths make texts of any length, and ``~`` does what is needed."""

    def _join(self, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
        chosen = value if attribute is None else map(make_attrgetter(self, attribute), value)
        parts = [self.show(part) for part in chosen]
        self.spend(sum(map(len, parts)) + len(d) * len(parts))
        return str(d).join(parts)

    def _json(
        self,
        value: Any,
        ensure_ascii: bool = False,
        indent: int | None = None,
        separators: tuple[str, str] | None = None,
        sort_keys: bool = False,
    ) -> str:
        if indent is not None and not 0 <= indent <= WIDTH_LIMIT:
            raise SecurityError("it indents too far")
        encoder = json.JSONEncoder(
            ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
        )
        parts: list[str] = []
        for part in encoder.iterencode(value):
            self.spend(len(part))
            parts.append(part)
        return "".join(parts)


def _check_operands(name: str, left: Any, right: Any) -> None:
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


def _check_number(value: T) -> T:
    if isinstance(value, int) and value.bit_length() > BIT_LIMIT:
        raise SecurityError("it computes a number that is too large")
    return value


def _limited_replace(s: object, old: object, new: object, count: int | None = -1) -> str:
    text, search, put = str(s), str(old), str(new)
    times = text.count(search)
    if times * len(put) > TEXT_LIMIT:
        raise SecurityError("it replaces too much")
    return text.replace(search, put, -1 if count is None else count)


def _indent(s: object, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    lead = width if isinstance(width, str) else " " * min(max(width, 0), WIDTH_LIMIT)
    lines = (str(s) + "\n").splitlines()
    if len(lines) * len(lead) > TEXT_LIMIT:
        raise SecurityError("it indents too far")
    rest = [lead + line if line or blank else line for line in lines[1:]]
    return "\n".join([(lead if first else "") + lines[0], *rest])


def _round(value: float, precision: int = 0) -> float:
    return round(float(value), min(max(precision, 0), 20))


def _sum(iterable: Iterable[Any], attribute: str | int | None = None, start: float = 0) -> Any:
    if attribute is not None:
        raise SecurityError("it adds up attributes")
    numbers = [*iterable, start]
    if not all(isinstance(number, int | float) for number in numbers):
        raise SecurityError("it adds up something else than numbers")
    return functools.reduce(operator.add, numbers)


def _range(*args: int) -> range:
    numbers = range(*args)
    if abs(numbers.stop - numbers.start) // abs(numbers.step) > RANGE_LIMIT:
        raise SecurityError(f"it counts further than {RANGE_LIMIT:,}")
    return numbers


def _refuse(message: object = "") -> NoReturn:
    raise Refusal(str(message)[:300])


def _strftime_now(form: str) -> str:
    if len(form) > WIDTH_LIMIT or not DATE_FORMAT.fullmatch(form):
        raise SecurityError("it asks for the date in a form that is not allowed")
    return datetime.now().strftime(form)


@functools.cache
def _sandbox() -> Sandbox:
    return Sandbox()


def write_out(template: str, variables: Mapping[str, Any]) -> str:
    """The output of ``template``, at most ``OUTPUT_LIMIT`` characters. Call it through ``in_time``."""
    parts: list[str] = []
    length = 0
    for part in _sandbox().from_string(template).generate(**variables):
        length += len(part)
        if length > OUTPUT_LIMIT:
            raise SecurityError(f"it writes more than {OUTPUT_LIMIT:,} characters")
        parts.append(part)
    return "".join(parts)


def in_time(work: Callable[[], T], seconds: float) -> T:
    """The result of ``work``, done in a thread of its own. Raises what it raises, or ``OutOfTime``.

    The thread is ended by an exception put into it, which works on every platform. It arrives between
    two steps of Python; because the thread does nothing else, one that arrives late hits nobody.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="chat-template", daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if thread.is_alive() and thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Ended))
        thread.join(1.0)
        raise OutOfTime
    if errors:
        raise errors[0]
    return results[0]
