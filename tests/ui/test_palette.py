"""The palette and the sheet hold every action, find it by a few letters, and say why one cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from edgechat.desktop.actions import REASONS, TABLE, State
from edgechat.desktop.palette import Palette
from edgechat.desktop.sheet import Sheet
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def opened(window: Window) -> Palette:
    window.actions_["app.palette"].trigger()
    (palette,) = [each for each in window.findChildren(Palette) if each.isVisible()]
    return palette


def ids(holder: Palette | Sheet) -> list[str]:
    return [entry.id for entry in holder.list.lines.entries()]


@pytest.fixture
def palette(edge: FakeEdge, open_window: Open) -> Iterator[Palette]:
    edge.chat.add("Rain over Lisbon", ("user", "a"), ("assistant", "b"), days=1)
    edge.chat.add("Café prices", ("user", "a"), ("assistant", "b"))
    made = opened(open_window())
    yield made
    if isValid(made):
        made.close()


def test_every_action_and_conversation_is_in_the_palette(palette: Palette) -> None:
    assert {row.id for row in TABLE} <= set(ids(palette))
    assert {"Rain over Lisbon", "Café prices"} <= {each.title for each in palette.list.lines.entries()}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_every_row_is_found_by_its_title(window: Window, row: object) -> None:
    palette = opened(window)
    palette.field.setText(window.actions_[row.id].text())  # type: ignore[attr-defined]
    assert row.id in ids(palette)[:3]  # type: ignore[attr-defined]
    palette.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("new", "conversation.new"),
        ("nc", "conversation.new"),
        ("serch conv", "view.search"),
        ("zzz", ""),
        ("view light", "view.theme"),
    ],
)
def test_letters_find_the_action(window: Window, typed: str, first: str) -> None:
    palette = opened(window)
    palette.field.setText(typed)
    assert (ids(palette) or [""])[0] == first
    assert palette.nothing.isHidden() == bool(first)
    palette.close()


def test_a_conversation_is_jumped_to(palette: Palette, qtbot: QtBot) -> None:
    window = palette.parent()
    assert isinstance(window, Window)
    palette.field.setText("cafe")
    assert palette.list.current().title == "Café prices"  # type: ignore[union-attr]
    palette.field.setText("lisbon")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.conversations.title_of(window.current) == "Rain over Lisbon"


def test_arrows_move_and_escape_closes(palette: Palette, qtbot: QtBot) -> None:
    first = palette.list.current()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    second = palette.list.current()
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert first != second
    assert palette.list.currentIndex().row() == palette.list.lines.rowCount() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_the_palette_is_no_higher_than_what_it_shows(palette: Palette) -> None:
    whole = palette.height()
    palette.field.setText("zzzz")
    assert palette.nothing.isVisible() and palette.height() < whole / 2
    palette.field.setText("")
    assert palette.height() == whole


def test_what_was_used_last_stands_first(window: Window, qtbot: QtBot) -> None:
    palette = opened(window)
    palette.field.setText("sidebar")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.sidebar.isHidden()
    again = opened(window)
    assert ids(again)[0] == "view.sidebar"
    again.close()


def test_what_cannot_be_done_says_why_and_is_not_done(window: Window, qtbot: QtBot) -> None:
    palette = opened(window)
    palette.field.setText("Rename")
    entry = palette.list.current()
    assert entry is not None and (entry.id, entry.reason) == (
        "conversation.rename",
        "No conversation is open.",
    )
    assert "No conversation is open." in entry.said()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_every_condition_has_a_reason() -> None:
    assert {row.needs for row in TABLE} - {"always"} <= REASONS.keys()


def test_the_sheet_holds_every_action_and_is_searched_by_key(window: Window) -> None:
    window.actions_["app.shortcuts"].trigger()
    (sheet,) = window.findChildren(Sheet)
    assert {row.id for row in TABLE} <= set(ids(sheet))
    sheet.field.setText("ctrl+n")
    assert "conversation.new" in ids(sheet) and "view.search" not in ids(sheet)
    sheet.field.setText("qqq")
    assert ids(sheet) == [] and sheet.nothing.isVisible()
    sheet.copy()
    assert "Ctrl+N\tNew conversation" in QGuiApplication.clipboard().text().splitlines()
    window.actions_["app.shortcuts"].trigger()
    assert len(window.findChildren(Sheet)) == 1
    sheet.close()


KEYS = sorted(set(chain.from_iterable(row.shortcuts for row in TABLE)))


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("kind", [QPlainTextEdit, QLineEdit])
def test_no_shortcut_is_taken_by_a_text_field(qapp: QApplication, kind: type[QWidget], keys: str) -> None:
    """A field that claims a key keeps it from the action whenever something is being typed."""
    field = kind()
    combination = QKeySequence(keys)[0]
    event = QKeyEvent(QEvent.Type.ShortcutOverride, combination.key(), combination.keyboardModifiers())
    event.ignore()
    qapp.sendEvent(field, event)
    assert not event.isAccepted()
    field.deleteLater()


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("row", [row for row in TABLE if row.id != "app.quit"], ids=lambda row: row.id)
def test_every_action_runs_in_every_state(
    edge: FakeEdge, open_window: Open, row: object, filled: bool, qtbot: QtBot
) -> None:
    """Also where it would be disabled: a shortcut may come before the state is known."""
    if filled:
        edge.chat.add("Older", ("user", "a"), ("assistant", "b"), days=1)
        edge.chat.add("Newer", ("user", "a"), ("assistant", "b"))
    window = open_window()
    with qtbot.captureExceptions() as raised:
        getattr(window, row.run)()  # type: ignore[attr-defined]
        qtbot.wait(20)
    assert raised == []
    for front in QApplication.topLevelWidgets():
        if front is not window and front.isVisible():
            front.close()


def test_state_is_known_to_the_table() -> None:
    assert all(hasattr(State(), row.needs) for row in TABLE)


def test_f6_goes_through_the_parts_and_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "b"))
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.composer.field.setFocus()
    seen = []
    for action in ["view.next_part"] * 3 + ["view.previous_part"] * 3:
        window.actions_[action].trigger()
        seen.append(QApplication.focusWidget())
    answer = window.canvas.transcript.cards()[-1].document
    assert seen[:3] == [window.sidebar.list, answer, window.canvas.composer.field]
    assert seen[3:] == [answer, window.sidebar.list, window.canvas.composer.field]


def test_f6_also_goes_to_the_panel(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "b"))
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_panel(True)
    window.canvas.composer.field.setFocus()
    window.actions_["view.next_part"].trigger()
    panel, focused = window.tuner.panel, QApplication.focusWidget()  # type: ignore[union-attr]
    assert focused is not None and panel.isAncestorOf(focused)
