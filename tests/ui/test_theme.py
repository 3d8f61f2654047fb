"""The tokens: every text is legible on every ground it stands on, and both palettes are complete."""

from __future__ import annotations

import re

import pytest

from edgechat.desktop import style
from edgechat.desktop.theme import BOUNDARIES, DARK, LIGHT, PAIRS, Palette, contrast

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


@PALETTES
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_legible(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@PALETTES
@pytest.mark.parametrize("ground", ["canvas", "sidebar", "raised"])
def test_the_focus_ring_and_marks_can_be_seen(palette: Palette, ground: str) -> None:
    assert contrast(palette.accent, getattr(palette, ground)) >= 3
    assert contrast(palette.border_strong, getattr(palette, ground)) >= 3


@PALETTES
@pytest.mark.parametrize("ground", BOUNDARIES)
def test_the_outline_of_what_can_be_used_is_seen(palette: Palette, ground: str) -> None:
    assert contrast(palette.border_strong, getattr(palette, ground)) >= 3


@PALETTES
@pytest.mark.parametrize(
    "part",
    ["QLineEdit", "QLineEdit#search", "QComboBox", "QPushButton", "#systemPrompt", "#card", "#example",
     "QToolButton#pill", "QToolButton#sourceChip", "QToolButton#jump"],
)  # fmt: skip
def test_what_is_only_outlined_has_the_strong_outline(palette: Palette, part: str) -> None:
    rule = re.search(rf"^{part} {{(.*?)}}", style.stylesheet(palette), re.MULTILINE | re.DOTALL)
    assert rule is not None
    assert f"border: 1px solid {palette.border_strong}" in rule[1]


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
def test_the_stylesheet_uses_only_tokens(palette: Palette) -> None:
    sheet = style.stylesheet(palette)
    known = {value for name, value in vars(palette).items() if name != "name"}
    assert {word.rstrip(";,") for word in sheet.split() if word.startswith("#") and word[1:7].isalnum()
            and len(word.rstrip(";,")) == 7 and word[1].isdigit()} <= known  # fmt: skip
