"""The Jinja environment that a model's chat template runs in: strangers' code, held on a short lead.

Jinja's own sandbox keeps templates away from Python's insides. It does not bound what they cost, and one
built-in step can fill the memory before any clock is read. So every step that makes a text or list
longer goes through ``Sandbox`` and is counted before it is done, everything that chat templates do not
need is absent. Knows no model and no message.
"""

from __future__ import annotations

import functools
import json
import threading
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import make_attrgetter
from jinja2.parser import Parser
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from edgechat.ai.engines import _bounded as bounded
from edgechat.ai.engines._bounded import PLAIN, TEXT_LIMIT, WIDTH_LIMIT

OUTPUT_LIMIT = 1_000_000
"""Characters that a template may write."""
WORK_LIMIT = 32_000_000
"""Characters and elements made in one rendering, all steps together."""
METHODS: dict[type, frozenset[str]] = {
    str: frozenset((
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit",
        "islower", "isnumeric", "isspace", "istitle", "isupper", "join", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "upper",
    )),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
}  # fmt: skip
FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "groupby",
    "int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr",
    "reverse", "safe", "select", "selectattr", "sort", "title", "trim", "truncate", "unique", "upper",
    "wordcount",
)  # fmt: skip

T = TypeVar("T")


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
            "replace": bounded.replace,
            "indent": bounded.indent,
            "round": bounded.round_off,
            "sum": bounded.add_up,
        }
        own |= {"string": self.show, "tojson": self._json}
        chosen: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in FILTERS} | own
        self.filters = {name: self._counting(function) for name, function in chosen.items()}
        for name in ("lipsum", "cycler", "joiner"):
            del self.globals[name]
        self.globals |= {
            "range": bounded.count_up,
            "raise_exception": bounded.refuse,
            "strftime_now": bounded.strftime_now,
        }

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

    def concat(self, parts: Iterable[str]) -> str:
        held = list(parts)
        self.spend(sum(map(len, held)))
        return "".join(held)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        bounded.check_operands(operator, left, right)
        return self.counted(bounded.check_number(self.binop_table[operator](left, right)))

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, types.BuiltinMethodType) and isinstance(owner, str):
            if obj.__name__ == "replace":
                return self.counted(bounded.replace(owner, *args, **kwargs))
            if obj.__name__ == "join":
                return self._join(args[0] if args else "", owner)
        return self.counted(super().call(context, obj, *args, **kwargs))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if attr.startswith("_"):
            return False
        if isinstance(obj, Namespace | LoopContext):
            return True
        return any(isinstance(obj, kind) and attr in names for kind, names in METHODS.items())

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
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


@functools.cache
def _sandbox() -> Sandbox:
    return Sandbox()


@functools.lru_cache(maxsize=4)
def _compiled(template: str) -> Template:
    return _sandbox().from_string(template)


def write_out(template: str, variables: Mapping[str, Any]) -> str:
    """The output of ``template``, at most ``OUTPUT_LIMIT`` characters. Has no clock of its own."""
    parts: list[str] = []
    length = 0
    for part in _compiled(template).generate(**variables):
        length += len(part)
        if length > OUTPUT_LIMIT:
            raise SecurityError(f"it writes more than {OUTPUT_LIMIT:,} characters")
        parts.append(part)
    return "".join(parts)
