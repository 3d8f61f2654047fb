"""A stream never shows what has only begun as something else: formulas, fences, tables."""

from __future__ import annotations

import pytest

from edgechat.desktop.markdown import Stream, render
from edgechat.desktop.settling import settled
from edgechat.desktop.structure import Block


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("so $x^2", "so "), ("so $", "so "), ("so \\", "so "), ("so \\(a", "so "), ("a\n$$\nx", "a\n"),
        ("\\[\nx +", ""), ("so $x$ and", "so $x$ and"), ("It costs $5 and", "It costs $5 and"),
        ("`$x", "`$x"), ("`$x` and $y", "`$x` and "), ("a\n``", "a\n"), ("```py", ""), ("```py\n", "```py\n"),
        ("```\na\n``", "```\na\n"), ("```\n$x", "```\n$x"), ("| a | b |", ""), ("| a |\n|--", ""),
        ("| a |\n|---|\n| b", "| a |\n|---|\n| b"), ("x\n\n| a", "x\n\n"), ("$" + "x" * 200, "$" + "x" * 200),
        ("a \\\\ b", "a \\\\ b"),
        ("$$ a $$ and $b", "$$ a $$ and "),
        ("- a\n- [x", "- a\n"), ("x\n\n#", "x\n\n"), ("> ", ""), ("5$", "5"), ("", ""),
    ],
)  # fmt: skip
def test_what_is_held_back(text: str, shown: str) -> None:
    assert settled(text) == shown


TEXT = (
    "So $x^2$, and \\(y\\):\n\n$$\n\\frac{a}{b}\n$$\n\n"
    "| a | b |\n|---|---|\n| $c$ | d |\n\n```py\nx = 1\n```\n\n"
    "It costs $5 and $10.\n\n- [x] done $z$\n"
)


def test_nothing_is_shown_that_the_whole_does_not_have() -> None:
    """Every text of every step is a beginning of a text of the end; nothing turns into something else."""
    whole = [text for block in render(TEXT) for text in texts(block)]
    stream, frozen = Stream(), []
    for at in range(len(TEXT) + 1):
        update = stream.update(TEXT[:at])
        frozen += update.frozen
        for block in (*frozen, *update.tail):
            for text in texts(block):
                assert any(known.startswith(text) for known in whole), (TEXT[:at], text)
    update = stream.update(TEXT, whole=True)
    assert (*frozen, *update.frozen, *update.tail) == render(TEXT)


def texts(block: Block) -> list[str]:
    kind = block.kind if block.kind != "rule" else ""
    lines = [
        "".join(f"<{run.text}>" if run.formula else run.text for run in line.runs) for line in block.lines
    ]
    cells = [
        "".join(f"<{run.text}>" if run.formula else run.text for run in cell.runs)
        for row in block.rows
        for cell in row
    ]
    return [f"{kind}:{text}" for text in (*lines, *cells, *([block.code] if block.code else []))]
