"""Markdown to blocks that a document can show, safely, and without parsing finished text twice.

The only sanitizer: text -> markdown-it (HTML off) -> nh3 with the tags and schemes named here. Images
become their description; nothing is ever fetched. Knows no Qt: it runs on a worker thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from edgechat.desktop.structure import SCHEMES, Block, Line, Run, read

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
LISTS = {"ul", "ol", "li"}
TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "a"} | HEADINGS | TABLES | LISTS
ATTRIBUTES = {"a": {"href"}, "code": {"class"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
NESTING = 40
"""Deeper quotes and lists than this are shown as they were written: hostile text has thousands."""

LONGEST = 400_000
"""Characters of one message that are formatted; the rest is shown as it is."""

REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
ALIGNED = re.compile(r'style="text-align:(left|right|center)"')


@dataclass(frozen=True)
class Update:
    """``frozen`` blocks are new and will not change again; ``tail`` replaces the last tail."""

    frozen: tuple[Block, ...]
    tail: tuple[Block, ...]


def render(text: str) -> tuple[Block, ...]:
    """The blocks of a finished message."""
    shown, rest = text[:LONGEST], text[LONGEST:]
    blocks = tuple(_blocks_of(_groups(_parse(shown)), shown))
    return (*blocks, Block("code", code=rest)) if rest else blocks


class Stream:
    """Markdown that is still arriving. One thread at a time."""

    def __init__(self) -> None:
        self._done = 0

    def update(self, text: str) -> Update:
        """Blocks of ``text``, which must begin with what earlier calls got.

        Everything but the last block is finished once another begins after it; only that last one
        is parsed again next time.
        """
        open_text = text[self._done :]
        groups = _groups(_parse(open_text))
        if len(groups) < 2:
            return Update((), tuple(_blocks_of(groups, open_text)))
        last = groups[-1]
        line = last[0].map[0] if last[0].map else 0
        self._done += _offset(open_text, line)
        return Update(tuple(_blocks_of(groups[:-1], open_text)), tuple(_blocks_of([last], open_text)))


def needs_rerender(text: str) -> bool:
    """Whether a later line can change earlier blocks, so that the end must render all again."""
    return REFERENCE.search(text) is not None


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).enable(
        ["table", "strikethrough"]
    )
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("image", _image)
    return parser


def _image(_self: Any, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    """What stands in an image's place: its description."""
    return f"[{escape(tokens[index].content) or 'image'}]"


def _parse(text: str) -> list[Token]:
    return _parser().parse(text)


def _groups(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each top-level block."""
    groups: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            groups.append([])
        groups[-1].append(token)
    return groups


def _offset(text: str, line: int) -> int:
    r"""Where ``line`` (from 0) of ``text`` begins. markdown-it counts lines by ``\\n`` alone."""
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return at


def _blocks_of(groups: list[list[Token]], text: str) -> list[Block]:
    return [block for group in groups for block in _block(group, text)]


def _block(group: list[Token], text: str) -> list[Block]:
    first = group[0]
    if first.type in ("fence", "code_block"):
        words = first.info.split()
        return [Block("code", code=first.content.rstrip("\n"), language=words[0][:24] if words else "")]
    if first.type == "hr":
        return [Block("rule")]
    parser = _parser()
    blocks = read(clean(parser.renderer.render(group, parser.options, {})))
    return blocks if any(map(_shows, blocks)) else [_as_written(_source(first, text))]


def _shows(block: Block) -> bool:
    return block.kind != "text" or any(line.runs for line in block.lines)


def _as_written(text: str) -> Block:
    """``text`` unformatted: for what formatting left nothing of."""
    return Block("text", lines=(Line((Run(text.replace("\n", "\u2028")),)),))


def _source(token: Token, text: str) -> str:
    """What was written where ``token`` stands."""
    begin, end = token.map or [0, 0]
    return text[_offset(text, begin) : _offset(text, end)].strip()


def clean(html: str) -> str:
    """``html`` with nothing but the named tags, attributes and link schemes left."""
    import nh3

    return nh3.clean(
        ALIGNED.sub(r'align="\1"', html),
        tags=TAGS,
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
