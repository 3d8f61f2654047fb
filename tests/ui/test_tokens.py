"""Colours and sizes of letters come from the tokens: no other file of the window names any of its own."""

from __future__ import annotations

import re
from pathlib import Path

import edgechat.desktop

FOLDER = Path(edgechat.desktop.__file__).parent
TOKENS = {"theme.py", "style.py", "page_view.py"}
"""The last shows pages of documents: their paper is white in every theme."""

OWN = re.compile(
    r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=[\"'; ])|QColor\(\d|rgba?\(|font-size|setPointSize|setPixelSize"
    r"|Qt\.GlobalColor\.(?!transparent)"
)
MOVING = re.compile(r"Q(Property|Variant)Animation|QTimeLine|QGraphicsOpacityEffect")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.name}:{number} {line.strip()}"
        for file in sorted(FOLDER.glob("*.py"))
        if file.name not in TOKENS
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_has_colours_or_sizes_of_its_own() -> None:
    assert found(OWN) == []


def test_nothing_moves_by_itself() -> None:
    """The window is as still as somebody wants who has asked their system for reduced motion."""
    assert found(MOVING) == []


def test_the_pattern_finds_what_it_looks_for() -> None:
    for text in ('QColor("#aabbcc")', "QColor(12, 3, 4)", "font.setPointSize(9)", "Qt.GlobalColor.red"):
        assert OWN.search(text)
    assert not OWN.search("Qt.GlobalColor.transparent") and not OWN.search('"#%s"')
