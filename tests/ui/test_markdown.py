"""Markdown to blocks: what people write comes out right, what attackers write comes out as text."""

from __future__ import annotations

import random

import pytest

from edgechat.desktop.markdown import Stream, needs_rerender, render
from edgechat.desktop.structure import Block, Run
from tests.look.scenes import RICH
from tests.ui.hostile import CORPUS


def runs(blocks: tuple[Block, ...]) -> list[Run]:
    lines = [run for block in blocks for line in block.lines for run in line.runs]
    return lines + [run for block in blocks for row in block.rows for cell in row for run in cell.runs]


def text_of(blocks: tuple[Block, ...]) -> str:
    return "".join(run.text for run in runs(blocks)) + "".join(block.code for block in blocks)


def test_inline_styles() -> None:
    styles = {run.text: run for run in runs(render("**b** *i* ~~s~~ `c` [l](https://a.example/)"))}
    assert styles["b"].bold and styles["i"].italic and styles["s"].struck and styles["c"].code
    assert styles["l"].href == "https://a.example/"


def test_headings_quotes_and_lists() -> None:
    (heading,) = render("### Three")
    assert heading.lines[0].heading == 3
    (quote,) = render("> > deep")
    assert quote.lines[0].quote == 2
    (nested,) = render("3. three\n4. four\n   - inner")
    numbers = [(line.item.number if line.item else None, line.depth) for line in nested.lines]
    assert numbers == [(3, 1), (4, 1), (0, 2)]


def test_code_keeps_every_character_and_its_language() -> None:
    (block,) = render("```python title\na  <b>&amp;\n\tx\n```")
    assert (block.kind, block.language, block.code) == ("code", "python", "a  <b>&amp;\n\tx")


def test_code_inside_a_list_is_a_block_of_its_own() -> None:
    kinds = [(block.kind, block.depth) for block in render("1. a\n\n   ```sh\n   ls\n   ```\n\n2. b")]
    assert kinds == [("text", 0), ("code", 1), ("text", 0)]
    assert render("1. a\n\n   ```sh\n   ls\n   ```\n\n2. b")[1].language == "sh"


def test_tables_keep_alignment() -> None:
    (table,) = render("| a | b |\n|---|--:|\n| 1 | **2** |")
    assert [[cell.align for cell in row] for row in table.rows] == [["left", "right"]] * 2
    assert table.rows[1][1].runs[0].bold


def test_images_become_their_description() -> None:
    assert text_of(render("![a cat](https://evil.example/pixel.png)")) == "[a cat]"


@pytest.mark.parametrize("hostile", CORPUS)
def test_hostile_links_lead_nowhere(hostile: str) -> None:
    for run in runs(render(hostile)):
        assert not run.href or run.href.split(":")[0].lower() in ("http", "https", "mailto")


@pytest.mark.parametrize("hostile", [">" * 3000 + "x", "- " * 3000 + "x", "[" * 20_000, "a" + "*" * 20_000])
def test_deep_nesting_is_shown_and_does_not_hang(hostile: str) -> None:
    assert text_of(render(hostile)).strip()


@pytest.mark.parametrize("seed", range(6))
def test_a_stream_ends_where_rendering_at_once_does(seed: int) -> None:
    chance = random.Random(seed)
    stream, at = Stream(), 0
    frozen: list[Block] = []
    while at < len(RICH):
        at += chance.randint(1, 40)
        update = stream.update(RICH[:at])
        frozen += update.frozen
    assert (*frozen, *update.tail) == render(RICH)


def test_a_late_reference_needs_all_to_be_rendered_again() -> None:
    assert needs_rerender("see [a]\n\n[a]: https://a.example")
    assert not needs_rerender("see [a](https://a.example)")
