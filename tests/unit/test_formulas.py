"""Formulas, footnotes and tasks in markdown: what is one, what is money, and what a page gets of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from edgechat.core import formulas, markup

FOUND = re.compile(r'aria-label="(.*?)"')


class Seen(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def found(text: str) -> list[str]:
    return FOUND.findall(markup.to_html(text))


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.", "From $5-$10, or US$3 to A$4", "$5 million and 6$", "$HOME/$USER",
        "a $ b $ c", "$", "$$", "$$ $$", r"\$x\$", "`$x$`", "```\n$$\nx\n$$\n```", r"\(", r"\[x", "$x\n\ny$",
        "it is 5$ or 6$", "$ x$", "$x $", "    $$\n    x\n    $$",
    ],
)  # fmt: skip
def test_money_and_halves_are_no_formulas(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("so $x^2$.", "x^2"), (r"and \(a_1\)", "a_1"), ("$5$ apples", "5"), ("$2x + 1$", "2x + 1"),
        ("$$\nE = mc^2\n$$", "E = mc^2"), ("text\n$$x$$\nmore", "x"), ("\\[\nx\n\\]", "x"),
        ("in $$x$$ line", "x"),
        ("- $$\n  x\n  $$", "x"), ("> \\[x\\]", "x"), ("| $a$ |\n|---|\n| b |", "a"), ("**$x$**", "x"),
    ],
)  # fmt: skip
def test_formulas_are_found(text: str, latex: str) -> None:
    assert found(text) == [latex]


def test_a_formula_is_mathml_of_the_right_kind() -> None:
    assert '<math aria-label="x" display="inline">' in markup.to_html("$x$")
    assert '<math aria-label="x" display="block">' in markup.to_html("$$\nx\n$$")
    assert "<mo>&lt;</mo>" in markup.to_html("$a<b$")


@pytest.mark.parametrize(
    "latex",
    [r"\frac{" * 300 + "x" + "}" * 300, "x" * 5000, r"\left( x", r"\begin{matrix} a", "{" * 400],
)
def test_what_cannot_be_read_stays_as_it_was_written(latex: str) -> None:
    html = markup.to_html(f"$${latex}$$")
    assert "<math" not in html and latex in html


@pytest.mark.parametrize(
    "latex",
    [r"\text{<img src=x onerror=y>}", r"\href{javascript:alert(1)}{x}", r"\style{background:url(x)}{y}",
     r"\class{a}{b}", r"\text{</math><script>x</script>}", r"\color{red}{x}", 'a" onload="x'],
)  # fmt: skip
def test_a_formula_brings_nothing_but_mathml(latex: str) -> None:
    seen = Seen()
    seen.feed(markup.to_html(f"${latex}$"))
    assert seen.tags <= formulas.MATHML | {"p", "code"}
    assert seen.attributes <= formulas.SHAPES | {"aria-label", "title"}


@pytest.mark.parametrize(
    "text", ["- $$a\n" * 30_000, "$a " * 60_000, "\\(" * 60_000, "$$\na\n\n" * 30_000, "[^1]" * 30_000]
)
def test_much_that_opens_and_nothing_that_closes_does_not_hang(text: str) -> None:
    assert markup.parse(text)


def test_notes_stay_where_they_are_and_marks_are_raised() -> None:
    html = markup.to_html("So[^1], but [^a-z].\n\n[^1]: The *note*.\n[^2]: Two.")
    assert "So<sup>1</sup>, but [^a-z]." in html
    assert '<p class="note"><sup>1</sup> The <em>note</em>.</p>' in html


def test_tasks_are_told_by_their_item() -> None:
    html = markup.to_html("- [ ] a\n- [x] **b**\n- [X] `c`\n- [ ]\n- c [x] d")
    assert html.count('<li class="open">') == 1 and html.count('<li class="done">') == 2
    assert "[ ]" in html and "c [x] d" in html
