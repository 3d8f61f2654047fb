"""The question field: earlier questions, drafts that stay, input methods, long pastes; messages deleted."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.desktop import composer as composing
from edgechat.desktop import details
from edgechat.desktop.details import Details
from edgechat.desktop.recall import Recall
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def talk(edge: FakeEdge) -> None:
    edge.chat.add("T", ("user", "first"), ("assistant", "1"), ("user", "second\nline"), ("assistant", "2"))


def test_recall_steps_back_and_forth_and_leaves_what_was_changed() -> None:
    recall = Recall(lambda: ["b", "a", "b"])
    assert recall.step("mine", 1) is None and recall.step("", -1) is None
    assert [recall.step("", 1), recall.step("b", 1), recall.step("a", 1)] == ["b", "a", None]
    assert [recall.step("a", -1), recall.step("b", -1)] == ["b", ""]
    assert recall.step("", 1) == "b" and recall.step("bx", 1) is None and recall.step("", 1) == "b"


def test_up_brings_earlier_questions_and_down_leads_back(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    talk(edge)
    window = open_window()
    field = window.canvas.composer.field
    said = []
    for key in [Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down]:
        qtbot.keyClick(field, key)
        said.append(field.toPlainText())
    assert said == ["second\nline", "second\nline", "first", "second\nline", ""]
    field.undo()
    assert field.toPlainText() == "second\nline"


def test_own_words_are_not_replaced(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    talk(edge)
    window = open_window()
    qtbot.keyClicks(window.canvas.composer.field, "mine")
    qtbot.keyClick(window.canvas.composer.field, Qt.Key.Key_Up)
    assert window.canvas.composer.text() == "mine"


def test_drafts_are_stored_soon_and_come_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    talk(edge)
    edge.chat.add("Other", ("user", "q"), ("assistant", "a"), days=1)
    window = open_window()
    first, other = window.conversations.ids()
    qtbot.keyClicks(window.canvas.composer.field, "half a")
    qtbot.waitUntil(lambda: edge.chat.kept_drafts.get(first) == "half a")
    window.open(other)
    qtbot.waitUntil(lambda: window.canvas.composer.text() == "")
    window.open(first)
    qtbot.waitUntil(lambda: window.canvas.composer.text() == "half a")
    assert open_window().canvas.composer.text() == "half a"


def test_what_was_sent_is_no_draft_any_more(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    talk(edge)
    window = open_window()
    place = window.current
    qtbot.keyClicks(window.canvas.composer.field, "ask")
    qtbot.waitUntil(lambda: edge.chat.drafts() == {place: "ask"})
    window.send()
    qtbot.waitUntil(lambda: edge.chat.drafts() == {})


def test_a_window_that_closes_stores_its_draft(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    qtbot.keyClicks(window.canvas.composer.field, "last words")
    window.close()
    qtbot.waitUntil(lambda: edge.chat.kept_drafts.get("") == "last words")


def test_enter_ends_a_composed_word_and_not_the_question(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    field = window.canvas.composer.field
    qtbot.keyClicks(field, "a")
    QApplication.sendEvent(field, QInputMethodEvent("か", []))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not [call for call in edge.chat.calls if call.startswith("send")]
    ending = QInputMethodEvent("", [])
    ending.setCommitString("火")
    QApplication.sendEvent(field, ending)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(call.startswith("send") for call in edge.chat.calls))


def test_a_paste_that_is_too_long_is_cut_and_said(edge: FakeEdge, open_window: Open) -> None:
    window = open_window()
    data = QMimeData()
    data.setText("x" * (composing.LONGEST + 5))
    window.canvas.composer.field.insertFromMimeData(data)
    assert len(window.canvas.composer.text()) < composing.LONGEST + 1
    assert not window.canvas.toast.isHidden()


def test_a_message_goes_with_what_follows_and_comes_back(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    talk(edge)
    window = open_window()
    shown = window.canvas.transcript.messages
    second = shown()[2].id
    window.messages.delete(second)
    qtbot.waitUntil(lambda: [each.text for each in shown()] == ["first", "1"])
    qtbot.waitUntil(lambda: not window.canvas.toast.isHidden())
    assert window.canvas.composer.field.hasFocus()
    window.canvas.toast.undo.click()
    qtbot.waitUntil(lambda: [each.text for each in shown()] == ["first", "1", "second\nline", "2"])


def test_the_action_deletes_the_last_message(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    talk(edge)
    window = open_window()
    window.actions_["message.delete"].trigger()
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 3)


def test_details_tell_what_was_measured(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    talk(edge)
    window = open_window()
    window.canvas.composer.set_text("more")
    window.send()
    qtbot.waitUntil(lambda: window.canvas.transcript.messages()[-1].text == "Yes, indeed.")
    qtbot.waitUntil(lambda: window.actions_["message.details"].isEnabled())
    window.actions_["message.details"].trigger()
    (card,) = window.findChildren(Details)
    known = dict(details.facts(window.canvas.transcript.messages()[-1]))
    assert {"20", "40", "41.3", "0.12 s", "by itself"} <= set(known.values())
    assert all(value in card.accessibleDescription() for value in known.values())
    assert window.geometry().contains(card.geometry())
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_what_was_not_measured_is_left_out(edge: FakeEdge) -> None:
    talk(edge)
    message = edge.chat.messages(edge.chat.conversations()[0].id)[-1]
    assert {"Tokens of the prompt", "First token after", "Ended"}.isdisjoint(dict(details.facts(message)))


def test_the_hint_says_less_where_there_is_less_room(open_window: Open) -> None:
    hint = open_window().canvas.composer.hint
    assert "Shift+Enter" in hint.text()
    hint.resize(hint.fontMetrics().horizontalAdvance("Enter sends") + 8, hint.height())
    assert hint.text() == "Enter sends"
    hint.resize(600, hint.height())
    assert "Shift+Enter" in hint.text()


def test_letters_typed_beside_the_question_get_into_it(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    talk(edge)
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    transcript, composer = window.canvas.transcript, window.canvas.composer
    for place in (transcript, transcript.cards()[0].document, window.canvas.header.more, window):
        composer.set_text("")
        place.setFocus()
        qtbot.keyClicks(place, "H")
        assert composer.text() == "H" and composer.field.hasFocus()
        qtbot.keyClicks(composer.field, "ow?")
        assert composer.text() == "How?"
    transcript.setFocus()
    qtbot.keyClick(transcript, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(transcript, Qt.Key.Key_Tab)
    assert composer.text() == "How?"
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier  # AltGr on Windows
    QApplication.sendEvent(window, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_At, held, "@"))
    assert composer.text() == ("How?" if sys.platform == "darwin" else "How?@")
    composer.set_text("How?")
    window.show_documents()
    qtbot.keyClicks(window, "x")
    assert composer.text() == "How?"
