"""Buttons of earlier messages: out of sight until somebody turns to the message, never out of reach."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.card import Card
from edgechat.desktop.quiet import QuietButton
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def talk(edge: FakeEdge, open_window: Open) -> list[Card]:
    edge.chat.add("C", ("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2"))
    window = open_window()
    return list(window.canvas.transcript.cards())


def enter(card: QWidget, *, leave: bool = False) -> None:
    spot = QPointF(4, 4)
    kind = QEvent(QEvent.Type.Leave) if leave else QEnterEvent(spot, spot, spot)
    QApplication.sendEvent(card, kind)


def drawn(card: Card) -> list[bool]:
    return [button.drawn for button in card.findChildren(QuietButton)]


def pixels(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_only_the_last_question_and_answer_show_their_buttons(edge: FakeEdge, open_window: Open) -> None:
    earlier_question, earlier, question, answer = talk(edge, open_window)
    assert drawn(earlier_question) == [False] and drawn(earlier) == [False] * 3
    assert drawn(question) == [True] and drawn(answer) == [True] * 3


def test_the_pointer_brings_them_and_takes_them_away(edge: FakeEdge, open_window: Open) -> None:
    earlier = talk(edge, open_window)[1]
    button = earlier.findChildren(QuietButton)[0]
    before = pixels(button)
    enter(earlier)
    assert drawn(earlier) == [True] * 3
    assert pixels(button) != before
    enter(earlier, leave=True)
    assert drawn(earlier) == [False] * 3
    assert pixels(button) == before


def test_the_keyboard_brings_them(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    earlier = talk(edge, open_window)[1]
    earlier.window().activateWindow()
    earlier.document.setFocus()
    qtbot.waitUntil(lambda: drawn(earlier) == [True] * 3)
    first, second, _third = earlier.findChildren(QuietButton)
    first.setFocus()
    assert first.drawn and not second.drawn
    assert first.isVisible() and second.isVisible()  # for the Tab key and for screen readers


def test_how_fast_it_was_written_is_told_on_demand(edge: FakeEdge, open_window: Open) -> None:
    answer = talk(edge, open_window)[-1]
    assert isinstance(answer, AnswerCard)
    assert "tokens/s" in answer._facts.text() and not answer._facts.drawn
    enter(answer)
    assert answer._facts.drawn


def test_that_it_is_pinned_is_always_told(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    answer = talk(edge, open_window)[1]
    assert isinstance(answer, AnswerCard)
    edge.chat.pin_message(answer.message.id)
    qtbot.waitUntil(lambda: answer._facts.drawn)


def test_the_next_question_quiets_the_one_before(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("C", ("user", "one"), ("assistant", "1"))
    window = open_window()
    first = window.canvas.transcript.cards()[1]
    assert drawn(first) == [True] * 3
    window.canvas.composer.set_text("two")
    window.send()
    qtbot.waitUntil(lambda: not any(drawn(first)))
