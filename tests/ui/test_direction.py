"""Text is written in its own direction, the window in that of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.desktop import direction
from edgechat.desktop.icons import Icons
from edgechat.desktop.theme import LIGHT
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.fixture
def mirror(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(RTL)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def test_a_text_goes_as_its_first_letter() -> None:
    assert direction.of("plain") == LTR
    assert direction.of("42 שלום") == RTL
    assert direction.of("„edge” مرحبا") == LTR
    assert direction.of("42!") == LTR


@pytest.mark.usefixtures("mirror")
def test_a_text_without_letters_goes_as_the_window() -> None:
    assert direction.of("42!") == RTL
    assert direction.of("plain") == LTR


def test_what_is_placed_by_hand(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    direction.place(box, QRect(10, 5, 30, 20), 100)
    assert box.geometry() == QRect(10, 5, 30, 20)
    assert direction.margins(1, 2, 3, 4) == QMargins(1, 2, 3, 4)


@pytest.mark.usefixtures("mirror")
def test_what_is_placed_by_hand_in_the_mirror(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    direction.place(box, QRect(10, 5, 30, 20), 100)
    assert box.geometry() == QRect(60, 5, 30, 20)
    assert direction.margins(1, 2, 3, 4) == QMargins(3, 2, 1, 4)


def drawn(icon: QIcon) -> object:
    return icon.pixmap(20, 20).toImage()


def test_icons_that_point_are_mirrored(qapp: QApplication) -> None:
    plain = Icons(LIGHT)
    left, up = drawn(plain.icon("left")), drawn(plain.icon("send"))
    right = drawn(plain.icon("right"))
    qapp.setLayoutDirection(RTL)
    try:
        turned = Icons(LIGHT)
        assert drawn(turned.icon("send")) == up
        assert drawn(turned.icon("left")) != left
        assert drawn(turned.icon("right")) != right
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def test_paragraphs_lists_and_code_of_a_mixed_answer(
    edge: FakeEdge, open_window: Callable[[], Window]
) -> None:
    text = "שלום לכולם\n\nHello\n\n> ציטוט\n\n- פריט\n\n```\nprint(1)  # שלום\n```"
    edge.chat.add("Mixed", ("user", "מה?"), ("assistant", text))
    window = open_window()
    question, answer = window.canvas.transcript.cards()
    assert question.document.document().firstBlock().textDirection() == RTL
    found, block = {}, answer.document.document().firstBlock()
    while block.isValid():
        found[block.text()] = block
        block = block.next()
    assert found["שלום לכולם"].textDirection() == RTL
    assert found["Hello"].textDirection() == LTR
    assert found["פריט"].textDirection() == RTL
    assert found["print(1)  # שלום"].textDirection() == LTR
    quote = found["ציטוט"].blockFormat()
    assert quote.rightMargin() > 0
    assert quote.leftMargin() == 0


def test_the_composer_writes_each_line_in_its_direction(window: Window) -> None:
    window.canvas.composer.set_text("שלום\nHello")
    document = window.canvas.composer.field.document()
    assert document.firstBlock().textDirection() == RTL
    assert document.lastBlock().textDirection() == LTR
