"""Markdown to clean HTML: the only sanitizer, for what is streamed, stored, shown and exported.

Text -> markdown-it (HTML off) -> nh3 with the tags and schemes named here. Images become their
description and relative links lead nowhere, so nothing is ever fetched. Formulas are marked as code of the
class ``formula``. Knows no Qt and no page.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from edgechat.core import formulas, notes
from edgechat.core.schemes import SCHEMES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
LISTS = {"ul", "ol", "li"}
TAGS = (
    {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "sup"}
    | HEADINGS
    | TABLES
    | LISTS
)
ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "li": {"class"},
    "ol": {"start"},
    "p": {"class"},
    "th": {"align"},
    "td": {"align"},
}
NESTING = 40
"""Deeper quotes and lists than this are shown as they were written: hostile text has thousands."""

LONGEST = 400_000
"""Characters of one message that are formatted; the rest is shown as it is."""

ALIGNED = re.compile(r'style="text-align:(left|right|center)"')
HALF = re.compile("[\ud800-\udfff]")
TAG = re.compile(r"<[^>]*>")


def to_html(text: str) -> str:
    """A whole message as clean HTML, formulas as MathML. What formatting leaves nothing of is shown as it
    was written."""
    shown, rest = text[:LONGEST], text[LONGEST:]
    pieces = [_html_of(group, shown) for group in groups(parse(shown))]
    return "".join([*map(formulas.show_mathml, pieces), f"<pre>{escape(rest)}</pre>\n" if rest else ""])


def _html_of(group: list[Token], text: str) -> str:
    html = render(group)
    if group[0].type in ("fence", "code_block", "hr", "formula_block") or TAG.sub("", html).strip():
        return html
    return f"<p>{escape(source(group[0], text))}</p>\n"


def parse(text: str) -> list[Token]:
    """Half characters (lone surrogates) become question marks: nothing further on can hold them."""
    return _parser().parse(text if HALF.search(text) is None else HALF.sub("?", text))


def groups(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each top-level block."""
    found: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            found.append([])
        found[-1].append(token)
    return found


def render(group: list[Token]) -> str:
    """The clean HTML of one block."""
    parser = _parser()
    return clean(str(parser.renderer.render(group, parser.options, {})))


def source(token: Token, text: str) -> str:
    """What was written where ``token`` stands."""
    begin, end = token.map or [0, 0]
    return text[line_start(text, begin) : line_start(text, end)].strip()


def line_start(text: str, line: int) -> int:
    """Where ``line`` (from 0) of ``text`` begins; the end of ``text`` for lines that it has not."""
    starts = _line_starts(text)
    return starts[line] if line < len(starts) else len(text)


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    r"""Counted once: a hostile message asks for every line. markdown-it counts lines by ``\n`` alone."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def clean(html: str) -> str:
    """``html`` with nothing but the named tags, attributes and link schemes left."""
    import nh3

    return nh3.clean(
        ALIGNED.sub(r'align="\1"', html),
        tags=TAGS,
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_allowed,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _allowed(_tag: str, name: str, value: str) -> str | None:
    """nh3 lets relative links through; in a message they lead nowhere good."""
    return None if name == "href" and value.partition(":")[0].lower() not in SCHEMES else value


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).enable(
        ["table", "strikethrough"]
    )
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    formulas.add_rules(parser)
    notes.add_rules(parser)
    parser.add_render_rule("image", _image)
    return parser


def _image(_self: Any, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    """What stands in an image's place: its description."""
    return f"[{escape(tokens[index].content) or 'image'}]"
