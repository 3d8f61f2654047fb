"""Footnotes and tasks in markdown: ``[^1]``, ``[^1]: where it says so``, ``- [x] done``.

A note stays where it was written and a mark needs no note, so that a stream never changes what stands
above. Rules for markdown-it; knows no page and no Qt.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

MARK = re.compile(r"\[\^(\d{1,3})\]")
"""Only numbers: ``[^a-z]`` is more often a piece of a regular expression."""

NOTE = re.compile(r"\[\^(\d{1,3})\]:[ \t]*(?=\S)")
TASK = re.compile(r"\[([ xX])\][ \t]+")


def add_rules(parser: MarkdownIt) -> None:
    """Teach ``parser`` footnotes and tasks."""
    parser.inline.ruler.before("link", "note_mark", _mark)
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("inline", "tasks", _tasks)
    parser.add_render_rule("note_mark", _render_mark)


def _render_mark(_self: Any, tokens: list[Any], index: int, _options: Any, _env: Any) -> str:
    return f"<sup>{escape(tokens[index].content)}</sup>"


def _mark(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("note_mark", "sup", 0).content = found[1]
    state.pos = found.end()
    return True


def _note(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    """One line; what follows it is a paragraph of its own."""
    begin, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    found = None if state.is_code_block(first) else NOTE.match(state.src, begin, end)
    if not found:
        return False
    if silent:
        return True
    state.line = first + 1
    opening = state.push("paragraph_open", "p", 1)
    opening.attrSet("class", "note")
    opening.map = [first, state.line]
    inline = state.push("inline", "", 0)
    inline.content = f"[^{found[1]}] {state.src[found.end() : end].strip()}"
    inline.map, inline.children = [first, state.line], []
    state.push("paragraph_close", "p", -1)
    return True


def _tasks(state: StateCore) -> None:
    """List items that begin with a box, which their text then does without."""
    for at, token in enumerate(state.tokens[2:], 2):
        opens = (
            state.tokens[at - 2].type == "list_item_open" and state.tokens[at - 1].type == "paragraph_open"
        )
        found = TASK.match(token.content) if opens and token.type == "inline" else None
        first = token.children[0] if found and token.children else None
        if found and first is not None and first.type == "text" and first.content.startswith(found[0]):
            first.content = first.content[found.end() :]
            state.tokens[at - 2].attrSet("class", "open" if found[1] == " " else "done")
