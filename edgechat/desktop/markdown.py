"""Markdown to blocks that a document can show, safely, and without parsing finished text twice.

What is safe is decided in ``core.markup``. Knows no Qt: it runs on a worker thread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgechat.core import markup
from edgechat.desktop.html_blocks import read
from edgechat.desktop.settling import settled
from edgechat.desktop.structure import Block, Line, Run, Update

if TYPE_CHECKING:
    from markdown_it.token import Token

REFERENCE = re.compile(r"^ {0,3}\[(?!\^\d)[^\]\n]+\]:", re.MULTILINE)


def render(text: str) -> tuple[Block, ...]:
    """The blocks of a finished message."""
    shown, rest = text[: markup.LONGEST], text[markup.LONGEST :]
    blocks = tuple(_blocks_of(markup.groups(markup.parse(shown)), shown))
    return (*blocks, Block("code", code=rest)) if rest else blocks


class Stream:
    """Markdown that is still arriving. One thread at a time."""

    def __init__(self) -> None:
        self._done = 0

    def update(self, text: str, *, whole: bool = False) -> Update:
        """Blocks of ``text``, which must begin with what earlier calls got; ``whole``: nothing will follow.

        Everything but the last block is finished once another begins after it; only that last one
        is parsed again next time.
        """
        open_text = text[self._done :] if whole else settled(text[self._done :])
        groups = markup.groups(markup.parse(open_text))
        if len(groups) < 2:
            return Update((), tuple(_blocks_of(groups, open_text)))
        last = groups[-1]
        line = last[0].map[0] if last[0].map else 0
        self._done += markup.line_start(open_text, line)
        return Update(tuple(_blocks_of(groups[:-1], open_text)), tuple(_blocks_of([last], open_text)))


def needs_rerender(text: str) -> bool:
    """Whether a later line can change earlier blocks, so that the end must render all again."""
    return REFERENCE.search(text) is not None


def _blocks_of(groups: list[list[Token]], text: str) -> list[Block]:
    return [block for group in groups for block in _block(group, text)]


def _block(group: list[Token], text: str) -> list[Block]:
    first = group[0]
    if first.type in ("fence", "code_block"):
        words = first.info.split()
        return [Block("code", code=first.content.rstrip("\n"), language=words[0][:24] if words else "")]
    if first.type == "hr":
        return [Block("rule")]
    if first.type == "formula_block":
        return [Block("formula", code=first.content)]
    blocks = read(markup.render(group))
    return blocks if any(map(_shows, blocks)) else [_as_written(markup.source(first, text))]


def _shows(block: Block) -> bool:
    return block.kind != "text" or any(line.runs for line in block.lines)


def _as_written(text: str) -> Block:
    """``text`` unformatted: for what formatting left nothing of."""
    return Block("text", lines=(Line((Run(text.replace("\n", "\u2028")),)),))
