"""Searching as one types, and getting to what was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from edgechat.desktop.finder import Finder
from edgechat.desktop.hits import HitRole, without_markup
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def begun(window: Window) -> Finder:
    window.actions_["view.search"].trigger()
    assert window.finder is not None
    return window.finder


def some(edge: FakeEdge) -> None:
    edge.chat.add("Bread", ("user", "How much yeast?"), ("assistant", "Hardly any yeast."), days=2)
    edge.chat.add("Yeast", ("user", "What is it?"), ("assistant", "A fungus."), days=1)
    edge.chat.add("Rilke", ("user", "Read me one."), ("assistant", "A panther.\n\n" * 80))


def snippets(finder: Finder) -> list[str]:
    hits = finder.list.hits
    return [hits.index(row).data(HitRole).snippet for row in range(hits.rowCount())]


def test_titles_and_messages_are_found_while_one_types(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    some(edge)
    window = open_window()
    finder = begun(window)
    qtbot.keyClicks(finder.field, "yeast")
    qtbot.waitUntil(lambda: snippets(finder) == ["Yeast", "How much yeast?", "Hardly any yeast."])
    assert window.sidebar.list.isHidden() and not finder.results.isHidden()


def test_enter_opens_the_conversation_at_the_message(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    some(edge)
    window = open_window()
    finder = begun(window)
    finder.field.setText("hardly")
    qtbot.waitUntil(lambda: len(snippets(finder)) == 1)
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.canvas.header.title.accessibleName() == "Bread")
    card = window.canvas.transcript.cards()[1]
    assert [mark.cursor.selectedText() for mark in card.document.extraSelections()] == ["Hardly"]
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert not card.document.extraSelections()
    assert finder.field.text() == "" and not window.sidebar.list.isHidden()


def test_marks_go_with_the_words_however_these_are_taken_away(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    some(edge)
    window = open_window()
    finder = begun(window)
    over: list[bool] = []
    finder.cleared.connect(lambda: over.append(True))
    finder.field.setText("yeast")
    assert over == []
    finder.field.setText("")
    assert over == [True]
    finder.field.setText("yeast")
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert over == [True, True]


def test_a_match_far_down_an_answer_comes_into_sight(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("Long", ("user", "q"), ("assistant", "Line.\n\n" * 120 + "The needle."), days=1)
    edge.chat.add("Other", ("user", "o"))
    window = open_window()
    finder = begun(window)
    finder.field.setText("needle")
    qtbot.waitUntil(lambda: len(snippets(finder)) == 1)
    finder.list.open_current()
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    card = window.canvas.transcript.cards()[-1]
    (mark,) = card.document.extraSelections()
    place = card.document.cursorRect(mark.cursor).center()
    spot = card.document.viewport().mapTo(window.canvas.transcript, place)
    assert 0 < spot.y() < window.canvas.transcript.height()


def test_a_hit_on_a_branch_that_is_not_shown(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    place = edge.chat.add("C", ("user", "q"), ("assistant", "the first one"))
    for _ in edge.chat.regenerate(edge.chat.messages(place.id)[-1].id):
        pass
    window = open_window()
    finder = begun(window)
    finder.field.setText("first")
    qtbot.waitUntil(lambda: len(snippets(finder)) == 1)
    finder.list.open_current()
    qtbot.waitUntil(lambda: window.canvas.transcript.messages()[-1].text == "the first one")


def test_arrows_and_nothing_found(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    some(edge)
    finder = begun(open_window())
    finder.field.setText("yeast")
    qtbot.waitUntil(lambda: len(snippets(finder)) == 3)
    qtbot.keyClick(finder.field, Qt.Key.Key_Down)
    assert finder.list.currentIndex().row() == 0
    finder.field.setText("nowhere")
    qtbot.waitUntil(lambda: not finder.nothing.isHidden())
    assert "nowhere" in finder.nothing.text() and finder.list.isHidden()
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    finder.field.setText("")
    assert finder.results.isHidden()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("the **edge** of it", "the edge of it"),
        ("…** in edge computing, *this machine*. Running", "… in edge computing, this machine. Running"),
        ("## What changes\n1. `edge` and ~~more~~", "What changes\n1. edge and more"),
        ("2 * 3 edge a_b_c snake_case", "2 * 3 edge a_b_c snake_case"),
        ("- an edge\n> quoted", "an edge\nquoted"),
    ],
)
def test_what_is_found_is_shown_as_it_reads(typed: str, read: str) -> None:
    begin = typed.index("edge") if "edge" in typed else 0
    shown, (mark,) = without_markup(typed, ((begin, begin + 4),))
    assert shown == read
    assert shown[slice(*mark)] == typed[begin : begin + 4]
