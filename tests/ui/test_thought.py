"""What a model thought before an answer: one folded line, opened by mouse and keyboard, while and after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from edgechat.chat.parts import ReasoningPart, TextPart
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.thought import TALLEST, Thought
from edgechat.desktop.window import Window
from tests.ui.fakes import HOLD, FakeEdge, Thinks

Open = Callable[[], Window]


def card(window: Window) -> AnswerCard:
    found = [each for each in window.canvas.transcript.cards() if isinstance(each, AnswerCard)]
    return found[-1]


def thought(window: Window, qtbot: QtBot) -> Thought:
    qtbot.waitUntil(lambda: bool(window.canvas.transcript.findChildren(Thought)))
    return card(window).findChildren(Thought)[0]


def body(window: Window, qtbot: QtBot) -> QPlainTextEdit:
    (found,) = thought(window, qtbot).findChildren(QPlainTextEdit)
    return found


def ask(window: Window, edge: FakeEdge, *pieces: object) -> None:
    edge.chat.replies = [list(pieces)]
    window.canvas.composer.set_text("q")
    window.send()


def thought_about(edge: FakeEdge, milliseconds: int = 12_300, text: str = "One and one.") -> None:
    parts = (ReasoningPart(text, milliseconds), TextPart("Two."))
    edge.chat.add("C", ("user", "q"), ("assistant", "Two."), parts=parts)


def test_it_grows_while_it_is_thought(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    ask(window, edge, Thinks("One "), Thinks("and one."), HOLD, "Two.")
    line = thought(window, qtbot).line
    assert line.text() == "Thinking…" and "Show" in line.accessibleName()
    line.click()
    qtbot.waitUntil(lambda: body(window, qtbot).toPlainText() == "One and one.")
    assert card(window)._waiting.isHidden()
    edge.chat.go_on.set()
    qtbot.waitUntil(lambda: not window.turns.busy and card(window).message.text == "Two.")
    qtbot.waitUntil(lambda: thought(window, qtbot).line.text() == "Thought for 12 seconds")
    assert thought(window, qtbot).open and body(window, qtbot).isVisible()
    qtbot.waitUntil(lambda: card(window).document.toPlainText() == "Two.")
    assert card(window).document.y() >= thought(window, qtbot).height()


def test_folded_at_first_and_opened_by_the_keyboard(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    thought_about(edge)
    window = open_window()
    shown = thought(window, qtbot)
    assert not shown.open and not shown.findChildren(QPlainTextEdit)
    before = card(window).height()
    shown.line.setFocus()
    qtbot.keyClick(shown.line, Qt.Key.Key_Space)
    assert shown.open and body(window, qtbot).toPlainText() == "One and one."
    qtbot.waitUntil(lambda: card(window).height() > before)
    qtbot.keyClick(shown.line, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: card(window).height() == before)
    assert not body(window, qtbot).isVisible()


def test_it_is_not_copied_with_the_answer(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    thought_about(edge)
    window = open_window()
    thought(window, qtbot).set_open(True)
    card(window).copy()
    assert QGuiApplication.clipboard().text() == "Two."


def test_the_time_is_told_in_words(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    for milliseconds, words in (
        (0, "a moment"),
        (1_200, "1 second"),
        (89_000, "89 seconds"),
        (240_000, "4 minutes"),
    ):
        thought_about(edge, milliseconds)
        edge.chat.now += 1
        assert edge.chat.conversations()
        window = open_window()
        assert thought(window, qtbot).line.text() == f"Thought for {words}"
        edge.chat._made.clear()


def test_a_stopped_thought_is_kept(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    ask(window, edge, Thinks("One "), HOLD)
    assert thought(window, qtbot).line.text() == "Thinking…"
    window.stop()
    qtbot.waitUntil(lambda: not window.turns.busy)
    qtbot.waitUntil(lambda: thought(window, qtbot).line.text() != "Thinking…")
    assert card(window).message.reasoning is not None


def test_a_long_one_scrolls(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    thought_about(edge, text="A line of thought.\n" * 400)
    window = open_window()
    thought(window, qtbot).set_open(True)
    assert body(window, qtbot).height() <= TALLEST
    assert body(window, qtbot).verticalScrollBar().maximum() > 0


def test_without_a_thought_there_is_no_line(edge: FakeEdge, open_window: Open) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "Two."))
    assert not card(open_window()).findChildren(Thought)


def test_another_conversation_and_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("Older", ("user", "q"), ("assistant", "a"), days=1)
    window = open_window()
    window.new_conversation()
    ask(window, edge, Thinks("One "), HOLD, Thinks("and one."), "Two.")
    thought(window, qtbot)
    qtbot.waitUntil(lambda: len(window.conversations.ids()) == 2)
    here = window.current
    window.next_conversation()
    qtbot.waitUntil(lambda: [each.text for each in window.canvas.transcript.messages()] == ["q", "a"])
    window.open(here)
    shown = window.canvas.transcript.messages
    qtbot.waitUntil(lambda: [each.conversation for each in shown()] == [here, here])
    thought(window, qtbot).set_open(True)
    assert body(window, qtbot).toPlainText() == "One "
    edge.chat.go_on.set()
    qtbot.waitUntil(lambda: not window.turns.busy)
    qtbot.waitUntil(lambda: body(window, qtbot).toPlainText() == "One and one.")
