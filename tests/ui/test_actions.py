"""Every row of the actions table does what it says, is reachable by keyboard, and is enabled when it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from itertools import chain

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from edgechat.desktop.actions import GROUPS, TABLE, Row, State
from edgechat.desktop.icons import ASSETS
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_row_is_whole(row: Row) -> None:
    assert hasattr(Window, row.run)
    assert row.group in dict(GROUPS)
    assert row.needs in {field.name for field in fields(State)}
    assert not row.icon or (ASSETS / "icons" / f"{row.icon}.svg").is_file()
    assert all(not QKeySequence(keys).isEmpty() for keys in row.shortcuts)


def test_no_id_and_no_shortcut_is_given_twice() -> None:
    for values in ([row.id for row in TABLE], [keys for row in TABLE for keys in row.shortcuts]):
        assert not [value for value, count in Counter(values).items() if count > 1]


def test_the_menu_holds_every_action(window: Window) -> None:
    menu = window.canvas.header.menu
    within = [each.menu().actions() for each in menu.actions() if each.menu() is not None]
    names = {action.objectName() for action in [*menu.actions(), *chain.from_iterable(within)]}
    assert {row.id for row in TABLE} <= names


def test_an_empty_window_allows_what_makes_sense(window: Window) -> None:
    enabled = {id for id, action in window.actions_.all().items() if action.isEnabled()}
    assert "conversation.new" in enabled
    assert not enabled & {"conversation.delete", "answer.send", "answer.stop", "answer.retry", "answer.copy"}


def two(edge: FakeEdge) -> None:
    edge.chat.add("Older", ("user", "a"), ("assistant", "Older answer"), days=1)
    edge.chat.add("Newer", ("user", "b"), ("assistant", "Newer **answer**"))


def test_new_next_and_previous(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    newer, older = window.conversations.ids()
    assert window.current == newer
    window.actions_["conversation.next"].trigger()
    qtbot.waitUntil(lambda: [m.text for m in window.canvas.transcript.messages()] == ["a", "Older answer"])
    window.actions_["conversation.previous"].trigger()
    assert window.current == newer
    window.actions_["conversation.new"].trigger()
    assert window.current == "" and window.canvas.welcoming
    assert older in window.conversations.ids()


def test_copy_puts_the_markdown_on_the_clipboard(edge: FakeEdge, open_window: Open) -> None:
    two(edge)
    open_window().actions_["answer.copy"].trigger()
    assert QGuiApplication.clipboard().text() == "Newer **answer**"


def test_rename_in_place(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    window.actions_["conversation.rename"].trigger()
    (field,) = window.sidebar.list.findChildren(QLineEdit)
    field.setText("Another title")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: edge.chat.conversations()[0].title == "Another title")
    qtbot.waitUntil(lambda: window.canvas.header.title.accessibleName() == "Another title")


def test_delete_can_be_undone(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    gone = window.current
    window.actions_["conversation.delete"].trigger()
    assert gone not in window.conversations.ids() and window.canvas.welcoming
    window.canvas.toast.undo.click()
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    assert window.current == gone
    assert gone in window.conversations.ids() and edge.chat.calls[-1] == f"restore {gone}"


def test_what_was_deleted_comes_back_by_its_key_long_after(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    two(edge)
    window = open_window()
    newer, older = window.conversations.ids()
    for gone in (newer, older):
        window.open(gone)
        window.delete_conversation()
    window.canvas.toast.finish()  # its time is over
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = window.canvas.composer.field
    field.setFocus()
    qtbot.keyClicks(field, "word")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.canvas.composer.text() != "word" and window.conversations.ids() == []
    while field.document().isUndoAvailable():
        qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.conversations.ids() == [older])
    qtbot.keyClick(field, Qt.Key.Key_T, CTRL_SHIFT)
    qtbot.waitUntil(lambda: set(window.conversations.ids()) == {newer, older})


def test_what_an_earlier_window_deleted_comes_back_too(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    two(edge)
    window = open_window()
    newer, older = window.conversations.ids()
    window.delete_conversation()
    qtbot.waitUntil(lambda: edge.chat.deleted() != [])
    window.close()
    second = open_window()
    assert second.conversations.ids() == [older]
    second.canvas.composer.field.setFocus()
    qtbot.keyClick(second.canvas.composer.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(30)
    assert second.conversations.ids() == [older]  # Ctrl+Z is for what was done here
    second.actions_["conversation.undo"].trigger()
    qtbot.waitUntil(lambda: second.current == newer)
    assert set(second.conversations.ids()) == {newer, older}
    second.actions_["conversation.undo"].trigger()
    qtbot.waitUntil(lambda: second.canvas.toast.accessibleName() == "Nothing was deleted.")


def test_a_delete_that_fails_is_taken_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    kept = window.current
    edge.chat.delete(kept)
    window.delete_conversation()
    qtbot.waitUntil(lambda: window.canvas.banner is not None)


def test_pinned_conversations_stand_on_top(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    newer, older = window.conversations.ids()
    window.open(older)
    window.actions_["conversation.pin"].trigger()
    qtbot.waitUntil(lambda: window.conversations.ids() == [older, newer])
    assert window.conversations.index(0).data() == "Pinned"
    qtbot.waitUntil(lambda: window.actions_["conversation.pin"].text() == "Unpin")
    window.actions_["conversation.pin"].trigger()
    qtbot.waitUntil(lambda: window.conversations.ids() == [newer, older])


def test_sidebar_theme_and_focus(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    window.actions_["view.sidebar"].trigger()
    assert window.sidebar.isHidden()
    window.actions_["view.sidebar"].trigger()
    assert not window.sidebar.isHidden()
    window.actions_["view.theme"].trigger()
    qtbot.waitUntil(lambda: edge.settings.values["window.theme"] == "dark")
    assert window.palette().window().color().lightness() < 60
    window.actions_["view.theme_system"].trigger()
    qtbot.waitUntil(lambda: edge.settings.values["window.theme"] == "system")
    window.canvas.header.more.setFocus()
    window.actions_["view.composer"].trigger()
    assert QApplication.focusWidget() in (window.canvas.composer.field, None)


def test_about_tells_the_version(window: Window, qtbot: QtBot) -> None:
    window.actions_["app.about"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert "EdgeChat" in box.text()
    box.close()


def test_quit_closes_the_window(window: Window) -> None:
    window.actions_["app.quit"].trigger()
    assert window.isHidden()


def test_shortcuts_reach_the_actions(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    two(edge)
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.canvas.welcoming)
