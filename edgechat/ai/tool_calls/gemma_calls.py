"""FunctionGemma ``<start_function_call>call:f{x:<escape>text<escape>}<end_function_call>`` and Gemma 4,
which writes the same as ``<|tool_call>call:f{x:<|"|>text<|"|>}<tool_call|>``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from edgechat.ai.tool_calls._contract import MORE, NO, Called, Family, Form, Found, Reading, Tools, checked
from edgechat.ai.tool_calls._reading import parse

DEEPEST = 32
_CALL = re.compile(r"\s*call:([\w.:-]{1,64}?)\s*(?=\{)")
_BARE = re.compile(r"[^,{}\[\]]*")
_KEY = re.compile(r"\s*([^:,{}\[\]]+):")


class _Notation:
    """The values of a call: JSON with bare keys, and texts between ``quote`` marks."""

    def __init__(self, text: str, quote: str) -> None:
        self._text = text
        self._quote = quote
        self.at = 0

    def value(self, depth: int = 0) -> Any:
        """The value at ``at``. Raises ``ValueError`` where there is none."""
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        self._skip()
        if self._text.startswith(self._quote, self.at):
            return self._quoted(self._quote)
        if self._text.startswith('"', self.at):
            return self._quoted('"')
        if self._take("{"):
            return self._object(depth)
        if self._take("["):
            return self._list(depth)
        return self._bare()

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._take("}"):
            key = self._key()
            found[key] = self.value(depth + 1)
            self._next("}")
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self._take("]"):
            found.append(self.value(depth + 1))
            self._next("]")
        return found

    def _key(self) -> str:
        self._skip()
        for quote in (self._quote, '"'):
            if self._text.startswith(quote, self.at):
                key = self._quoted(quote)
                self._expect(":")
                return key
        match = _KEY.match(self._text, self.at)
        if match is None:
            raise ValueError("no key")
        self.at = match.end()
        return match.group(1).strip()

    def _quoted(self, quote: str) -> str:
        start = self.at + len(quote)
        end = self._text.index(quote, start)
        self.at = end + len(quote)
        return self._text[start:end]

    def _bare(self) -> Any:
        match = _BARE.match(self._text, self.at)
        word = match.group().strip() if match else ""
        if not word:
            raise ValueError("no value")
        self.at += len(match.group()) if match else 0
        value = parse(word)
        return word if value is None and word != "null" else value

    def _next(self, end: str) -> None:
        if not self._take(",") and not self._text.startswith(end, self.at):
            raise ValueError("neither a comma nor an end")

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise ValueError(f"no {mark}")

    def _take(self, mark: str) -> bool:
        self._skip()
        found = self._text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _skip(self) -> None:
        while self.at < len(self._text) and self._text[self.at].isspace():
            self.at += 1


def _call(body: str, quote: str, tools: Tools) -> Called | None:
    name = _CALL.match(body)
    if name is None:
        return None
    notation = _Notation(body[name.end() :], quote)
    try:
        arguments = notation.value()
    except (ValueError, RecursionError):
        return None
    if body[name.end() + notation.at :].strip():
        return None
    return checked(name.group(1), arguments, tools)


def _reader(closing: str, quote: str) -> Callable[[str, Tools, bool], Reading]:
    def read(text: str, tools: Tools, over: bool) -> Reading:
        end = text.find(closing)
        if end < 0 and not over:
            return MORE
        call = _call(text if end < 0 else text[:end], quote, tools)
        return Found((call,), len(text) if end < 0 else end + len(closing)) if call else NO

    return read


FUNCTION = Form(("<start_function_call>",), _reader("<end_function_call>", "<escape>"))
PIPED = Form(("<|tool_call>",), _reader("<tool_call|>", '<|"|>'))
FAMILY = Family(
    claims=lambda template: 4 if "<start_function_call>" in template or "<|tool_call>" in template else 0,
    forms=(FUNCTION, PIPED),
    stops=("<start_function_response>", "<|tool_response>"),
)
