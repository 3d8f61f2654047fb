"""The list of conversations under the mouse: a row opens, its dots open what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.desktop.appearance import Appearance
from edgechat.desktop.conversations import IdRole
from edgechat.desktop.reading import read_opening
from edgechat.desktop.remembered import REMEMBERED
from edgechat.desktop.sidebar import more_rect
from edgechat.desktop.tasks import Tasks
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


def test_the_whole_list_is_laid_out_soon_after_the_window_opens(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    for number in range(400):
        edge.chat.add(f"Conversation {number}")
    window = open_window()
    view, last = window.sidebar.list, window.conversations.index(window.conversations.rowCount() - 1)
    qtbot.waitUntil(lambda: view.visualRect(last).isValid())
    view.scrollTo(last)
    assert view.viewport().rect().contains(view.visualRect(last))
    oldest = window.conversations.ids()[-1]
    window.open(oldest)
    qtbot.waitUntil(lambda: view.currentIndex().data(IdRole) == oldest)
    window.conversations.hide(window.conversations.ids()[0])
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))


def test_the_open_conversation_is_in_sight_though_the_list_gave_room(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    """What stands below the list is laid out after it."""
    for number in range(30):
        edge.chat.add(f"Number {number}", ("user", "a"), days=number)
    listed = [each.id for each in edge.chat.conversations()]
    for row in range(10, 20):
        (edge.profile.root / REMEMBERED).write_text(json.dumps({"conversation": listed[row]}))
        window = open_window()
        assert window.current == listed[row]
        rows = window.sidebar.list
        qtbot.wait(30)
        assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()))
        window.close()


def test_nothing_moves_when_the_window_is_furnished(
    qapp: QApplication, edge: FakeEdge, tasks: Tasks, qtbot: QtBot
) -> None:
    """The search field comes after the first paint, into the room that was kept for it."""
    edge.chat.add("One", ("user", "a"))
    window, appearance = Window(), Appearance(qapp, "light")
    window.build(edge, tasks, appearance, read_opening(edge.chat))
    window.show()
    qtbot.wait(20)
    sidebar = window.sidebar
    before = (sidebar.list.y(), sidebar.new.geometry(), sidebar.new.icon().isNull())
    window.finish_opening()
    qtbot.wait(50)
    assert (sidebar.list.y(), sidebar.new.geometry(), sidebar.new.icon().isNull()) == before
    assert not sidebar.new.icon().isNull()
    window.close()
    appearance.deleteLater()
    window.deleteLater()
