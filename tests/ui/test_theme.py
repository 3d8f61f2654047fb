"""The tokens: every text is legible on every ground it stands on, and both palettes are complete."""

from __future__ import annotations

import pytest

from edgechat.desktop import style
from edgechat.desktop.theme import DARK, LIGHT, PAIRS, Palette, contrast

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


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
def test_the_stylesheet_uses_only_tokens(palette: Palette) -> None:
    sheet = style.stylesheet(palette)
    known = {value for name, value in vars(palette).items() if name != "name"}
    assert {word.rstrip(";,") for word in sheet.split() if word.startswith("#") and word[1:7].isalnum()
            and len(word.rstrip(";,")) == 7 and word[1].isdigit()} <= known  # fmt: skip
