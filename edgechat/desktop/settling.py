"""How much of a text that is still arriving has a settled meaning: the rest is held back a moment.

A formula, a fence or a table that has only begun would be shown as something else and then change before the
person's eyes. Never holds back much, and nothing once the text is whole. Knows no Qt.
"""

from __future__ import annotations

import re

FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})", re.MULTILINE)
OPENING_FENCE = re.compile(r"[ \t>]*(`{1,2}|~{1,2}|(`{3,}|~{3,})[^`\s]*)$")
MARKER = re.compile(r"[ \t>]*([-*+]|\d{1,3}[.)]|#{1,6}|>)[ \t]*(\[[ xX]?\]?)?[ \t]*$")
"""What begins an item, a heading or a quote, and nothing of its text yet."""

CLOSING_FENCE = re.compile(r"[ \t>]*(`{1,}|~{1,})$")
CODE = re.compile(r"(`+).*?(?<!`)\1(?!`)", re.DOTALL)
MOST = {"\\[": 600, "$$": 600, "\\(": 300, "$": 80}
"""Characters that may wait for what closes a formula."""

CLOSING = {"\\[": "\\]", "$$": "$$", "\\(": "\\)", "$": "$"}
OPENING = re.compile(r"\\\\|\\\[|\\\(|\$\$|(?<![\w\\])\$(?![\s\d])")
LONGEST_HEAD = 600


def settled(text: str) -> str:
    """The beginning of ``text`` that will be shown; ``text`` begins with the last open block."""
    last = text.rpartition("\n")[2]
    if len(FENCE.findall(text[: len(text) - len(last)])) % 2:
        return text[: len(text) - len(last)] if CLOSING_FENCE.match(last) else text
    if OPENING_FENCE.match(last) or MARKER.match(last):
        return text[: len(text) - len(last)]
    begin = max(text.rfind("\n\n") + 2, 0) if "\n\n" in text else 0
    paragraph = text[begin:]
    if _is_head_of_table(paragraph):
        return text[:begin]
    return text[: begin + _closed(paragraph)]


def _is_head_of_table(paragraph: str) -> bool:
    """Whether it may be a table whose second line is not whole yet."""
    return paragraph.startswith("|") and paragraph.count("\n") < 2 and len(paragraph) < LONGEST_HEAD


def _closed(paragraph: str) -> int:
    """How much of ``paragraph`` comes before a formula that is still open."""
    plain = CODE.sub(lambda found: "x" * len(found[0]), paragraph)
    plain = plain.partition("`")[0] if "`" in plain else plain
    at = 0
    while (found := OPENING.search(plain, at)) is not None:
        opening = found[0]
        if opening == "\\\\":
            at = found.end()
            continue
        end = plain.find(CLOSING[opening], found.end())
        if end < 0:
            waits = len(plain) - found.start() <= MOST[opening] and len(plain) == len(paragraph)
            return found.start() if waits else len(paragraph)
        at = end + len(opening)
    undecided = plain.endswith(("$", "\\")) and len(plain) == len(paragraph)
    return len(paragraph) - 1 if undecided and at < len(plain) else len(paragraph)
