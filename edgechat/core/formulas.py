r"""Formulas in markdown: ``$…$``, ``\(…\)``, ``$$…$$`` and ``\[…\]`` found, and told as MathML.

Rules for markdown-it that never look further than ``MOST_LINES`` and ``LONGEST``: model output is hostile.
Money is no formula. Knows no page, no Qt, and not how a formula is drawn.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST = 1000
"""Characters of one formula; a longer one is shown as it was written."""

MOST_LINES = 60
DEEPEST = 12
"""Braces and environments within each other."""

PAIRS = {"$$": "$$", "\\[": "\\]", "\\(": "\\)", "$": "$"}
INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
MARKED = re.compile(r'<code class="formula(-display)?">(.*?)</code>', re.DOTALL)
IN_BLOCK = re.compile(r'<pre>(<code class="formula-display">.*?</code>)\n?</pre>', re.DOTALL)
MONEY = re.compile(r"\d[\d.,]*\s*[A-Za-z]{2,}[^\\]*$")
MATHML = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mpadded"}
MATHML |= {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle"}
SHAPES = {"display", "displaystyle", "scriptlevel", "stretchy", "fence", "separator", "accent", "mathvariant"}
SHAPES |= {"linethickness", "columnalign", "rowspacing", "columnspacing", "lspace", "rspace", "form"}


def add_rules(parser: MarkdownIt) -> None:
    """Teach ``parser`` formulas."""
    parser.inline.ruler.before("escape", "formula", _inline)
    parser.block.ruler.before("fence", "formula_block", _block, {"alt": INTERRUPTS})
    parser.add_render_rule("formula", _render)
    parser.add_render_rule("formula_block", _render_block)


def _render(_self: Any, tokens: list[Any], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    kind = "formula-display" if token.markup in ("$$", "\\[") else "formula"
    return f'<code class="{kind}">{escape(token.content)}</code>'


def _render_block(_self: Any, tokens: list[Any], index: int, _options: Any, _env: Any) -> str:
    return f'<pre><code class="formula-display">{escape(tokens[index].content)}</code></pre>\n'


def _inline(state: StateInline, silent: bool) -> bool:
    opening = _opening(state.src, state.pos)
    if not opening:
        return False
    begin = state.pos + len(opening)
    end = state.src.find(PAIRS[opening], begin, min(state.posMax, begin + LONGEST + 2))
    content = state.src[begin:end]
    if end < 0 or not content.strip() or (opening == "$" and not _is_formula(state.src, begin, end)):
        return False
    if not silent:
        token = state.push("formula", "code", 0)
        token.content, token.markup = content.strip(), opening
    state.pos = end + len(opening)
    return True


def _opening(text: str, at: int) -> str:
    """What opens a formula at ``at``; empty for nothing."""
    return next((each for each in PAIRS if text.startswith(each, at)), "")


def _is_formula(text: str, begin: int, end: int) -> bool:
    """Whether ``text[begin:end]`` between single dollars is one, and not two amounts of money."""
    content, before, after = text[begin:end], text[begin - 2 : begin - 1], text[end + 1 : end + 2]
    if content[0].isspace() or content[-1].isspace() or content[-1] == "\\" or "\n\n" in content:
        return False
    if before.isalnum() or after.isalnum() or after == "$":
        return False
    return not MONEY.match(content)


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if state.is_code_block(first):
        return False
    line = _line(state, first)
    opening = line[:2]
    if opening not in ("$$", "\\["):
        return False
    lines, end = [line[2:]], first
    while not lines[-1].rstrip().endswith(PAIRS[opening]):
        end += 1
        if end >= min(last, first + MOST_LINES) or not (after := _line(state, end)).strip():
            return False
        lines.append(after)
    content = "\n".join(lines).rstrip()[:-2].strip()
    if not content or PAIRS[opening] in content:
        return False
    if not silent:
        state.line = end + 1
        token = state.push("formula_block", "code", 0)
        token.block, token.content, token.markup, token.map = True, content, opening, [first, state.line]
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def is_modest(latex: str) -> bool:
    """Whether ``latex`` is small enough to be read as a formula at all."""
    depth = deepest = 0
    for piece in re.findall(r"\\begin|\\end|\\left|\\right|\\.|[{}]", latex, re.DOTALL):
        depth += (piece in ("{", "\\begin", "\\left")) - (piece in ("}", "\\end", "\\right"))
        deepest = max(deepest, depth)
    return 0 < len(latex) <= LONGEST and deepest <= DEEPEST


def plain(latex: str) -> str:
    """``latex`` with signs that the converter would write into its XML as they are."""
    return latex.replace("<", "\\lt ").replace(">", "\\gt ")


def show_mathml(html: str) -> str:
    """Clean ``html`` of ``markup`` with MathML in place of every formula that can be read."""
    return MARKED.sub(_as_mathml, IN_BLOCK.sub(r"<p>\1</p>", html))


def _as_mathml(found: re.Match[str]) -> str:
    latex = unescape(found[2])
    made = mathml(latex, display=bool(found[1]))
    return made or f'<code title="LaTeX">{escape(latex)}</code>'


@lru_cache(maxsize=512)
def mathml(latex: str, *, display: bool) -> str:
    """``latex`` as clean MathML; empty if it cannot be read."""
    if not is_modest(latex):
        return ""
    import nh3
    from latex2mathml.converter import convert

    try:
        made = convert(plain(latex), display="block" if display else "inline")
    except Exception:  # whatever the converter trips over in text that a model made up
        return ""
    cleaned = nh3.clean(made, tags=MATHML, attributes={"*": SHAPES}, link_rel=None)
    return cleaned.replace("<math", f'<math aria-label="{escape(latex)}"', 1)
