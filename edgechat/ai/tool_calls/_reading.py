"""Reading calls written as JSON or as Python, from text that may not be complete yet."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable
from typing import Any

from edgechat.ai.tool_calls._contract import MORE, NO, Called, Found, Reading, Tools, checked

# A quoted text that has not ended yet counts as quoted up to the end.
_JSON_PARTS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_PYTHON_PARTS = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)' r"|'(?:[^'\\]|\\.)*+(?:'|\\?\Z)|[(){}\[\]]", re.DOTALL
)
_FIRST_KEY = re.compile(r'\[?\s*(?:\{\s*(?:"([^"]*)("?)|(\S))?|([^\s{]))?')
CALL_KEYS = ("name", "arguments", "parameters", "function", "type", "id")


def waiting(over: bool) -> Reading:
    """What incomplete text comes to."""
    return NO if over else MORE


def value_end(text: str, start: int, parts: re.Pattern[str] = _JSON_PARTS) -> int | None:
    """Where the object, list or argument list that opens at ``start`` ends; None: not yet."""
    depth = 0
    for match in parts.finditer(text, start):
        if match.group() in "([{":
            depth += 1
        elif match.group() in ")]}":
            depth -= 1
            if depth == 0:
                return match.end()
    return None


def parse(text: str) -> Any:
    """The JSON value of ``text``; None if it is none. Line breaks inside of texts are forgiven."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def close(text: str, calls: tuple[Called, ...], end: int, closing: str, over: bool) -> Reading:
    """``calls`` that end at ``end``, together with the ``closing`` mark if one follows."""
    rest = text[end:].lstrip()
    if closing and rest.startswith(closing):
        return Found(calls, len(text) - len(rest) + len(closing))
    if closing.startswith(rest) and closing:
        return Found(calls, len(text)) if over else MORE
    return Found(calls, end)


def read_json(text: str, tools: Tools, over: bool, *, closing: str = "", bare: bool = False) -> Reading:
    """Calls as a JSON object or list. ``bare``: nothing marks it as a call, so it must look like one."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return waiting(over)
    if text[start] not in "{[" or (bare and not _may_be_call(text[start:])):
        return NO
    end = value_end(text, start)
    if end is None:
        return waiting(over)
    calls = calls_in(parse(text[start:end]), tools, bare=bare)
    return close(text, calls, end, closing, over) if calls else NO


def _may_be_call(text: str) -> bool:
    """Whether what there is of an object or list begins like a call."""
    match = _FIRST_KEY.match(text)
    if match is None or match.group(3) or match.group(4):
        return False
    key = match.group(1)
    if key is None:
        return True
    return key in CALL_KEYS if match.group(2) else any(known.startswith(key) for known in CALL_KEYS)


def calls_in(value: Any, tools: Tools, *, bare: bool = False) -> tuple[Called, ...]:
    """The calls in ``value`` (one, or a list of them); none if anything in it is something else."""
    given = value if isinstance(value, list) else [value]
    calls = [_call(each, tools, bare=bare) for each in given]
    return tuple(call for call in calls if call is not None) if None not in calls else ()


def _call(value: Any, tools: Tools, *, bare: bool) -> Called | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("function"), dict):
        value = value["function"]
    name = value.get("name", value.get("function"))
    arguments = value.get("arguments", value.get("parameters", None if bare else {}))
    if isinstance(arguments, str):
        arguments = parse(arguments)
    return checked(name, arguments, tools)


def read_python(text: str, tools: Tools) -> tuple[Called, ...]:
    """The calls of a Python expression or of a few lines: ``f(x=1)``, ``[f(x=1), g()]``, ``print(f())``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text.strip())
        statements = [line.value for line in module.body if isinstance(line, ast.Expr | ast.Assign)]
        if len(statements) != len(module.body):
            return ()
        flat = [part for each in statements for part in (each.elts if isinstance(each, ast.List) else [each])]
        calls = [_python_call(each, tools) for each in flat]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return ()
    return tuple(call for call in calls if call is not None) if None not in calls else ()


def _python_call(node: ast.expr, tools: Tools) -> Called | None:
    if not isinstance(node, ast.Call):
        return None
    name = ast.unparse(node.func)
    if name == "print" and name not in tools and len(node.args) == 1 and not node.keywords:
        return _python_call(node.args[0], tools)
    if name not in tools:  # default_api.weather(…), weather.call(…)
        name = name.removesuffix(".call").rpartition(".")[2]
    if name not in tools or any(word.arg is None for word in node.keywords):
        return None
    places = list(tools[name].get("properties") or {})
    if len(node.args) > len(places):
        return None
    arguments = dict(zip(places, map(ast.literal_eval, node.args), strict=False))
    arguments |= {str(word.arg): ast.literal_eval(word.value) for word in node.keywords}
    return checked(name, arguments, tools)


def read_python_list(text: str, tools: Tools, over: bool) -> Reading:
    """``f(x=1), g()]``: what follows the bracket of a list of Python calls."""
    match = re.match(r"\s*([\w.]*)\s*(.?)", text, re.DOTALL)
    assert match is not None
    name, after = match.groups()
    if (after and (after != "(" or name not in tools)) or not any(tool.startswith(name) for tool in tools):
        return NO
    end = value_end("[" + text, 0, _PYTHON_PARTS) if after else None
    if end is None:
        return waiting(over)
    calls = read_python(("[" + text)[:end], tools)
    return Found(calls, end - 1) if calls else NO


def read_python_call(text: str, tools: Tools, over: bool) -> Reading:
    """``weather.call(city="Paris")``: one Python call."""
    match = re.match(r"\s*[\w.]*(.?)", text, re.DOTALL)
    assert match is not None
    if match.group(1) not in ("(", ""):
        return NO
    end = value_end(text, match.end() - 1, _PYTHON_PARTS) if match.group(1) else None
    if end is None:
        return waiting(over)
    calls = read_python(text[:end], tools)
    return Found(calls, end) if calls else NO


def fenced(read: Callable[[str, Tools], tuple[Called, ...]]) -> Callable[[str, Tools, bool], Reading]:
    """A reader of a fenced block whose content ``read`` understands."""

    def read_block(text: str, tools: Tools, over: bool) -> Reading:
        end = text.find("```")
        if end < 0 and not over:
            return MORE
        calls = read(text if end < 0 else text[:end], tools)
        return Found(calls, len(text) if end < 0 else end + 3) if calls else NO

    return read_block
