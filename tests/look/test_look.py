"""A part of the pictures on every run: nothing clipped, nothing outside its place, nothing untranslated."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.look.drawing import View, shown
from tests.look.findings import findings
from tests.look.mirroring import not_mirrored, places
from tests.look.scenes import SCENES
from tests.look.texts import untranslated

CORE = [name for name, scene in SCENES.items() if scene.core]
SEEN = [
    *(View(name, "light", (900, 600), "pseudo") for name in CORE),
    *(View(name, "dark", (900, 600), "pseudo-rtl") for name in CORE),
    *(View(name, "light", (900, 600), "de") for name in ("empty", "full", "menu", "edit", "trouble_damaged")),
]
HARMLESS = r"This plugin does not support"


@pytest.mark.qt_log_ignore(HARMLESS)
@pytest.mark.parametrize("view", SEEN, ids=lambda view: view.name)
def test_nothing_is_clipped_or_forgotten(view: View, qapp: QApplication) -> None:
    with shown(qapp, view) as (edge, parts):
        assert findings(parts) == []
        if view.language != "de":
            assert [text for part in parts for text in untranslated(part, edge)] == []


@pytest.mark.qt_log_ignore(HARMLESS)
@pytest.mark.parametrize("scene", [name for name in CORE if SCENES[name].page is None])
def test_from_the_right_is_the_mirror_of_from_the_left(scene: str, qapp: QApplication) -> None:
    """In English both times, so that every width is the same."""
    seen = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        qapp.setLayoutDirection(direction)
        try:
            with shown(qapp, View(scene, "light", (900, 600))) as (_edge, parts):
                seen.append(places(parts[0]))
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    assert seen[0]
    assert not_mirrored(*seen, width=900) == []


@pytest.fixture
def box(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(200, 100)
    qtbot.addWidget(made)
    return made


def test_a_clipped_label_is_found(box: QWidget) -> None:
    label = QLabel("Words that need more room than there is", box)
    label.setGeometry(0, 0, 60, 20)
    box.show()
    assert "clipped" in findings([box])[0]


def test_what_stands_outside_is_found(box: QWidget) -> None:
    frame = QFrame(box)
    frame.setGeometry(QRect(150, 0, 80, 20))
    box.show()
    assert findings([box]) == ["outside: QFrame in QWidget at (150, 0, 80, 20) in (200, 100)"]


def test_an_overlap_is_found(box: QWidget) -> None:
    for left in (0, 30):
        QFrame(box).setGeometry(left, 0, 50, 20)
    box.show()
    assert "share (20, 20)" in findings([box])[0]


@pytest.mark.parametrize("size", [(900, 600), (1440, 900)], ids=str)
def test_what_stands_above_the_composer_is_as_wide(size: tuple[int, int], qapp: QApplication) -> None:
    with shown(qapp, View("refused", "light", size)) as (_edge, parts):
        canvas = parts[0].canvas
        card, banner = canvas.composer.card, canvas.banner
        left = card.mapTo(canvas, card.rect().topLeft()).x()
        assert (banner.x(), banner.width()) == (left, card.width())
