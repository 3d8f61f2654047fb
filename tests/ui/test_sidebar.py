"""The list of conversations under the mouse: a row opens, its dots open what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.desktop.sidebar import more_rect
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_dots_of_a_row_open_its_menu(
    direction: Qt.LayoutDirection,
    edge: FakeEdge,
    open_window: Callable[[], Window],
    qtbot: QtBot,
    qapp: QApplication,
) -> None:
    edge.chat.add("Older", ("user", "a"), ("assistant", "b"), days=1)
    edge.chat.add("Newer", ("user", "c"), ("assistant", "d"))
    qapp.setLayoutDirection(direction)
    try:
        window = open_window()
        newer, older = window.conversations.ids()
        rows, wanted = window.sidebar.list, []
        rows.menu_wanted.disconnect()
        rows.menu_wanted.connect(lambda *what: wanted.append(what))
        row = rows.visualRect(window.conversations.index_of(older))
        dots = more_rect(row, direction)
        assert dots.center().x() > row.center().x() or direction == Qt.LayoutDirection.RightToLeft
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=dots.center())
        assert [id for id, _where in wanted] == [older]
        assert window.current == newer
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
        qtbot.waitUntil(lambda: window.current == older)
        heading = QPoint(dots.center().x(), 10)
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=heading)
        assert len(wanted) == 1
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
