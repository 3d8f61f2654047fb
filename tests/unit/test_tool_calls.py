"""Tool calls as the families write them: read whole and letter by letter, and nothing else taken for one."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgechat.ai.tool_calls import Listener, families, family_of

TOOLS: dict[str, dict[str, Any]] = {
    "weather": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "tags": {"type": "array"}},
    },
    "now": {"type": "object", "properties": {}},
    "web.search-2": {"type": "object", "properties": {"query": {"type": "string"}}},
}
PARIS = ("weather", {"city": "Paris", "days": 3})
NOW: tuple[str, dict[str, Any]] = ("now", {})


def heard(family: str, text: str, size: int = 0) -> tuple[str, list[tuple[str, Any]]]:
    """What is shown and what is called when ``text`` comes in pieces of ``size`` (0: in one)."""
    listener = Listener(families()[family].forms, TOOLS)
    step = size or len(text) or 1
    shown = [listener.push(text[at : at + step]) for at in range(0, len(text), step)]
    shown.append(listener.finish())
    calls = [(call.name, json.loads(call.arguments)) for call in listener.calls]
    assert len("".join(shown)) + sum(map(len, listener.taken)) == len(text)
    return "".join(shown), calls


BOTH = '{"name": "weather", "arguments": {"city": "Paris", "days": 3}}'
LLAMA = BOTH.replace("arguments", "parameters")
CODER = """<tool_call>
<function=weather>
<parameter=city>
Paris
</parameter>
<parameter=days>
3
</parameter>
</function>
</tool_call>"""

# family, answer, text shown, calls
FIXTURES: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    ("hermes", f"<tool_call>\n{BOTH}\n</tool_call>", "", [PARIS]),
    ("hermes", f"I will look.\n<tool_call>\n{BOTH}\n</tool_call>\n", "I will look.", [PARIS]),
    (
        "hermes",
        f'<tool_call>{BOTH}</tool_call>\n<tool_call>\n{{"name": "now", "arguments": {{}}}}</tool_call>',
        "",
        [PARIS, NOW],
    ),
    ("hermes", f"<tool_call>{BOTH}</tool_call> Done.", " Done.", [PARIS]),
    ("hermes", f"<tool_call>\n{BOTH}", "", [PARIS]),
    ("hermes", f"<tool_call>[{BOTH}, {BOTH}]</tool_call>", "", [PARIS, PARIS]),
    ("hermes", '<tool_call>{"name": "now"}</tool_call>', "", [NOW]),
    (
        "hermes",
        '<tool_call>{"name": "weather", "arguments": "{\\"city\\": \\"Oslo\\"}"}</tool_call>',
        "",
        [("weather", {"city": "Oslo"})],
    ),
    (
        "hermes",
        '<tool_call>{"name": "weather", "arguments": {"city": "</tool_call>\n}{"}}</tool_call>',
        "",
        [("weather", {"city": "</tool_call>\n}{"})],
    ),
    (
        "hermes",
        '<tool_call>\n{"type": "function", "function": {"name": "now", "arguments": {}}}</tool_call>',
        "",
        [NOW],
    ),
    ("qwen_coder", CODER, "", [PARIS]),
    ("qwen_coder", CODER.removeprefix("<tool_call>\n"), "", [PARIS]),
    ("qwen_coder", f"Let me see.\n\n{CODER}\n{CODER}", "Let me see.", [PARIS, PARIS]),
    ("qwen_coder", "<tool_call>\n<function=now>\n</function>\n</tool_call>", "", [NOW]),
    (
        "qwen_coder",
        "<function=weather>\n<parameter=city>\n42\n\nlines <b>\n</parameter>\n"
        '<parameter=tags>\n["a", 1]\n</parameter><parameter=days>soon</parameter></function>',
        "",
        [("weather", {"city": "42\n\nlines <b>", "tags": ["a", 1], "days": "soon"})],
    ),
    ("llama", LLAMA, "", [PARIS]),
    ("llama", f"<|python_tag|>{LLAMA}", "", [PARIS]),
    ("llama", f"{LLAMA}; {LLAMA}", "", [PARIS, PARIS]),
    ("llama", f"  {LLAMA}\n{LLAMA}\n", "", [PARIS, PARIS]),
    ("llama", f"Sure:\n{LLAMA}", "Sure:", [PARIS]),
    ("llama", '{"type": "function", "name": "now", "parameters": {}}', "", [NOW]),
    ("llama", '<|python_tag|>weather.call(city="Paris", days=3)', "", [PARIS]),
    ("llama", '<function=weather>{"city": "Paris", "days": 3}</function>', "", [PARIS]),
    ("llama", '[weather(city="Paris", days=3), now()]', "", [PARIS, NOW]),
    ("mistral", f"[TOOL_CALLS][{BOTH}]", "", [PARIS]),
    (
        "mistral",
        f'[TOOL_CALLS] [{BOTH}, {{"name": "now", "arguments": {{}}, "id": "abc123def"}}]',
        "",
        [PARIS, NOW],
    ),
    ("mistral_args", '[TOOL_CALLS]weather[ARGS]{"city": "Paris", "days": 3}', "", [PARIS]),
    (
        "mistral_args",
        'One.[TOOL_CALLS]weather[CALL_ID]a1B2c3D4e[ARGS]{"city": "Paris", "days": 3}[TOOL_CALLS]now[ARGS]{}',
        "One.",
        [PARIS, NOW],
    ),
    ("mistral_args", '[TOOL_CALLS]web.search-2{"query": "x"}', "", [("web.search-2", {"query": "x"})]),
    ("gemma", '```tool_code\nweather(city="Paris", days=3)\n```', "", [PARIS]),
    (
        "gemma",
        'I use a tool.\n```tool_code\nprint(default_api.weather("Paris", 3))\n```',
        "I use a tool.",
        [PARIS],
    ),
    ("gemma", f"```tool_code\n{BOTH}\n```", "", [PARIS]),
    ("gemma", f"```json\n{LLAMA}\n```\n", "", [PARIS]),
    ("gemma", LLAMA, "", [PARIS]),
    ("gemma", "[weather(city='Paris', days=3)]", "", [PARIS]),
    (
        "gemma_calls",
        "<start_function_call>call:weather{city:<escape>Paris<escape>,days:3}<end_function_call>",
        "",
        [PARIS],
    ),
    (
        "gemma_calls",
        "<start_function_call>call:weather{city:<escape>a, b: {c}<escape>,tags:[1,<escape>x<escape>,"
        "{deep:true,no:null}],days:-2.5}<end_function_call><start_function_call>call:now{}<end_function_call>",
        "",
        [("weather", {"city": "a, b: {c}", "tags": [1, "x", {"deep": True, "no": None}], "days": -2.5}), NOW],
    ),
    ("gemma_calls", '<|tool_call>call:weather{city:<|"|>Paris<|"|>,days:3}<tool_call|>', "", [PARIS]),
    ("generic", BOTH, "", [PARIS]),
    ("generic", f"```json\n[{BOTH}]\n```", "", [PARIS]),
    ("generic", f"<tool_call>\n{BOTH}\n</tool_call>", "", [PARIS]),
    ("generic", f"<|tool_call|>[{BOTH}]<|/tool_call|>", "", [PARIS]),
    ("generic", f"[{BOTH}, {BOTH}]", "", [PARIS, PARIS]),
    ("generic", f"[TOOL_CALLS][{BOTH}]", "", [PARIS]),
]

# Looks like a call and is none: shown as it was written.
PLAIN = [
    ("hermes", "Hello, how are you?  \n"),
    ("hermes", '<tool_call>{"name": "weather", "arguments": {"city": "Paris"}</tool_call>'),
    ("hermes", '<tool_call>{"name": "weather", "arguments": [1]}</tool_call>'),
    ("hermes", '<tool_call>{"name": "weather", "arguments": {"days": NaN}}</tool_call> and more'),
    ("hermes", '<tool_call>{"name": "weather", "arguments": {"city": "\\ud800"}}</tool_call>'),
    ("hermes", '<tool_call>{"name": "unknown", "arguments": {}}</tool_call>'),
    ("hermes", "The mark is <tool_call>, then JSON.\n"),
    ("hermes", "cut <tool_ca"),
    ("hermes", '<tool_call>\n{"name": "weath'),
    ("hermes", "<tool_call>" + "[" * 3000 + "]" * 3000),
    ("qwen_coder", "<tool_call>\n<function=unknown>\n</function></tool_call>"),
    ("qwen_coder", "<function=weather>\n<parameter=city>\nPar"),
    ("qwen_coder", "<function=weather> words </function>"),
    ("llama", '{"key": {"name": "weather", "parameters": {}}}'),
    ("llama", 'A call looks like {"name": "weather", "parameters": {}} there.'),
    ("llama", '{"name": "Bob", "parameters": {"age": 3}}\n'),
    ("llama", '{"name": "weather"}'),
    ("llama", "{\n  color: red;\n}\n"),
    ("llama", "[1, 2, 3]\n[x]: note"),
    ("llama", "<|python_tag|>import os\nos.remove('x')"),
    ("llama", '<function=weather>{"city": }</function>'),
    ("llama", "[weather(city=input())]"),
    ("mistral", "[TOOL_CALLS][not json]"),
    ("mistral", "[TOOL_CALLS] I would call a tool {if I could}."),
    ("mistral_args", '[TOOL_CALLS]unknown[ARGS]{"a": 1}'),
    ("gemma", "```python\nweather(city='Paris')\n```"),
    ("gemma", "```tool_code\nimport os\n```\n"),
    ("gemma", '```json\n{"a": 1}\n```'),
    ("gemma", "```tool_code\nweather(*words)\n```"),
    ("gemma", "```tool_code\nweather('a', 1, [], 4)\n```"),
    ("gemma_calls", "<start_function_call>call:weather{city:<escape>Par<end_function_call>"),
    ("gemma_calls", "<start_function_call>call:weather{" + "a:{" * 60 + "}" * 61 + "<end_function_call>"),
    ("gemma_calls", "<start_function_call>weather{}<end_function_call>"),
    ("generic", "[see below](x)\n[]\n{}\n{ }\n```\ncode\n```"),
]


@pytest.mark.parametrize(("family", "answer", "text", "calls"), FIXTURES)
def test_calls_are_read(family: str, answer: str, text: str, calls: list[tuple[str, Any]]) -> None:
    for size in (0, 1, 2, 7):
        assert heard(family, answer, size) == (text, calls)


@pytest.mark.parametrize(("family", "answer"), PLAIN)
def test_what_is_no_call_is_shown_as_it_was_written(family: str, answer: str) -> None:
    for size in (0, 1, 5):
        assert heard(family, answer, size) == (answer, [])


def test_text_before_a_call_is_shown_at_once_and_the_call_never() -> None:
    listener = Listener(families()["hermes"].forms, TOOLS)
    assert listener.push("Let me look") == "Let me look"
    assert listener.push(" it up. ") == " it up."
    assert "".join(map(listener.push, f"\n<tool_call>{BOTH}</tool_call>")) == ""
    assert listener.push("a <") == "a" and listener.push("b") == " <b"


def test_text_that_only_begins_like_json_is_not_held_back() -> None:
    listener = Listener(families()["llama"].forms, TOOLS)
    assert listener.push('{"colour') == '{"colour'


def test_a_call_that_never_ends_becomes_text() -> None:
    listener = Listener(families()["hermes"].forms, TOOLS)
    pieces = ['<tool_call>{"name": "'] + ["word " * 100] * 200
    shown = [listener.push(piece) for piece in pieces]
    assert len("".join(shown)) > 65_000 and "".join(shown) + listener.finish() == "".join(pieces)


@pytest.mark.parametrize(
    ("family", "piece"),
    [
        ("generic", '{"name":\n'),
        ("hermes", "<tool_call>{"),
        ("qwen_coder", "<function=weather>"),
        ("gemma", "[now("),
    ],
)
def test_an_answer_made_to_be_slow_costs_little(family: str, piece: str) -> None:
    begin = time.monotonic()
    listener = Listener(families()[family].forms, TOOLS)
    shown = [listener.push(piece) for _ in range(8000)]
    assert "".join(shown) + listener.finish() == piece * 8000
    assert time.monotonic() - begin < 15  # less than a second on an idle machine, a minute without bounds


MARKS = sorted(
    {opening for family in families().values() for form in family.forms for opening in form.openings}
)
BITS = [
    *MARKS, "</tool_call>", "</function>", "</parameter>", "<parameter=city>", "<end_function_call>",
    "<escape>", "[ARGS]", "```", "{", "}", "[", "]", "(", ")", '"', "'", "\\", ":", ",", ";", " ", "\n",
    '{"name": "now", "arguments": {}}', '"parameters"', '"arguments"', '"name"', "weather", "now", "call:",
    "city", "=", "1e999", "-", "True", "null", "\ud800", "é", "<", ">", "|", BOTH, LLAMA, CODER, "now()",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(families())),
    st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=5)), max_size=24).map("".join),
    st.integers(1, 9),
)
def test_any_text_is_heard_alike_in_any_pieces_and_nothing_is_lost(family: str, text: str, size: int) -> None:
    listener = Listener(families()[family].forms, TOOLS)
    order: list[str] = []
    for at in range(0, len(text), size):
        order.append(listener.push(text[at : at + size]))
    order.append(listener.finish())
    shown = "".join(order)
    assert heard(family, text) == (
        shown,
        [(each.name, json.loads(each.arguments)) for each in listener.calls],
    )
    assert woven(text, shown, listener.taken)
    if not listener.calls:
        assert shown == text


def woven(text: str, shown: str, taken: list[str]) -> bool:
    """Whether ``text`` is ``shown`` with each of ``taken`` set in, in order."""
    rest = [piece for piece in taken if piece]
    states = {(0, 0)}
    for _ in range(len(text) + 1):
        following: set[tuple[int, int]] = set()
        for used, count in states:
            at = used + sum(map(len, rest[:count]))
            if at == len(text):
                return used == len(shown) and count == len(rest)
            if used < len(shown) and shown[used] == text[at]:
                following.add((used + 1, count))
            if count < len(rest) and text.startswith(rest[count], at):
                following.add((used, count + 1))
        states = following
    return False


@pytest.mark.parametrize(
    ("template", "family"),
    [
        (None, "generic"),
        ("{{ tools }}", "generic"),
        ("<tool_call>", "hermes"),
        ("<tool_call><function=", "qwen_coder"),
        ("<|start_header_id|> tools <|python_tag|>", "llama"),
        ("[TOOL_CALLS]", "mistral"),
        ("[TOOL_CALLS] [ARGS]", "mistral_args"),
        ("<start_of_turn>", "gemma"),
        ("<start_of_turn> <start_function_call>", "gemma_calls"),
        ("<|turn> <|tool_call>", "gemma_calls"),
    ],
)
def test_a_family_is_known_by_its_template(template: str | None, family: str) -> None:
    assert family_of(template) is families()[family]
