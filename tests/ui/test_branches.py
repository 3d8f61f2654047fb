"""Answering again, changing a question, and going from version to version."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.question import QuestionCard
from edgechat.desktop.ring import Ring
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def texts(window: Window) -> list[str]:
    return [message.text for message in window.canvas.transcript.messages()]


def four(edge: FakeEdge) -> None:
    edge.chat.add("C", ("user", "q1"), ("assistant", "a1"), ("user", "q2"), ("assistant", "a2"))


def answer(window: Window, at: int = -1) -> AnswerCard:
    card = window.canvas.transcript.cards()[at]
    assert isinstance(card, AnswerCard)
    return card


def question(window: Window, at: int) -> QuestionCard:
    card = window.canvas.transcript.cards()[at]
    assert isinstance(card, QuestionCard)
    return card


def named(card: AnswerCard | QuestionCard, name: str) -> QToolButton:
    return next(each for each in card.findChildren(QToolButton) if each.accessibleName() == name)


def test_a_finished_answer_is_answered_again_beside_it(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    four(edge)
    window = open_window()
    kept = answer(window, 1)
    named(answer(window), "Answer again").click()
    qtbot.waitUntil(lambda: texts(window) == ["q1", "a1", "q2", "Second try."])
    card = answer(window)
    assert card.switcher is not None and not card.switcher.isHidden()
    assert card.switcher.accessibleName() == "Version 2 of 2"
    assert answer(window, 1) is kept  # what both branches have stays the same widget
    qtbot.waitUntil(lambda: window.actions_["answer.retry"].isEnabled())


def test_versions_by_mouse_and_by_keyboard(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    assert not window.actions_["message.earlier"].isEnabled()
    window.actions_["answer.retry"].trigger()
    qtbot.waitUntil(lambda: texts(window)[-1] == "Second try.")
    qtbot.waitUntil(lambda: not window.turns.answering(window.current))
    named(answer(window), "Earlier version").click()
    qtbot.waitUntil(lambda: texts(window)[-1] == "a2")
    assert answer(window).switcher is not None
    window.actions_["message.later"].trigger()
    qtbot.waitUntil(lambda: texts(window)[-1] == "Second try.")
    window.actions_["message.later"].trigger()
    qtbot.wait(50)
    assert texts(window)[-1] == "Second try."


def test_an_earlier_answer_is_answered_again_and_what_followed_comes_back(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    four(edge)
    window = open_window()
    named(answer(window, 1), "Answer again").click()
    qtbot.waitUntil(lambda: texts(window) == ["q1", "Second try."])
    window.actions_["message.earlier"].trigger()
    qtbot.waitUntil(lambda: texts(window) == ["q1", "a1", "q2", "a2"])


def test_a_question_is_changed_in_its_place(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    window.actions_["message.edit"].trigger()
    card = question(window, 2)
    assert card.editor is not None and card.editor.text() == "q2"
    assert not card.document.isVisible()
    card.editor.field.setPlainText("q2, better")
    qtbot.keyClick(card.editor.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(window) == ["q1", "a1", "q2, better", "Now so."])
    assert window.canvas.composer.field.hasFocus(), "the next key is not for some button of the window"
    assert question(window, 2).switcher is not None
    qtbot.waitUntil(lambda: not window.turns.answering(window.current))
    named(question(window, 2), "Earlier version").click()
    qtbot.waitUntil(lambda: texts(window) == ["q1", "a1", "q2", "a2"])


def test_escape_leaves_the_question_as_it_was(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    card = question(window, 0)
    named(card, "Edit").click()
    assert card.editor is not None
    qtbot.keyClicks(card.editor.field, " and more")
    qtbot.keyClick(card.editor.field, Qt.Key.Key_Escape)
    assert card.editor is None and not card.document.isHidden()
    assert not edge.chat.calls


def test_sending_it_unchanged_asks_nothing(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    card = question(window, 0)
    card.edit()
    assert card.editor is not None
    qtbot.keyClick(card.editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert card.editor is None and not edge.chat.calls


def test_a_changed_theme_keeps_what_was_typed(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    card = question(window, 0)
    card.edit()
    assert card.editor is not None
    card.editor.field.setPlainText("half a thought")
    window.toggle_theme()
    again = question(window, 0)
    assert again is not card and again.draft == "half a thought"


def test_a_branch_chosen_by_another_process_appears(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    window.actions_["answer.retry"].trigger()
    qtbot.waitUntil(lambda: texts(window)[-1] == "Second try.")
    qtbot.waitUntil(lambda: not window.turns.answering(window.current))
    first = edge.chat.branches(window.canvas.transcript.messages()[-1].id)[0]
    edge.chat.choose(first.id)
    qtbot.waitUntil(lambda: texts(window)[-1] == "a2")


def test_the_switcher_keeps_the_keyboard_and_its_place(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "long\n\n" * 60), ("user", "r"), ("assistant", "s"))
    edge.chat.replies = [["short"]]
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.messages.again(window.canvas.transcript.messages()[1].id)
    qtbot.waitUntil(lambda: texts(window)[-1] == "short")
    qtbot.waitUntil(lambda: not window.turns.answering(window.current))
    earlier = named(answer(window), "Earlier version")
    earlier.setFocus()
    earlier.click()
    qtbot.waitUntil(lambda: len(texts(window)) == 4)
    card = next(each for each in window.canvas.transcript.cards() if each.message.siblings > 1)
    assert card.switcher is not None and card.switcher.has_focus()
    assert QApplication.focusWidget() is not None
    assert 0 < card.geometry().bottom() <= window.canvas.transcript.height()


def test_a_message_is_pinned_from_its_menu(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    message = window.canvas.transcript.messages()[0]
    window.messages.show_menu(window.actions_, message.id, QPoint(300, 300))
    menu = next(each for each in window.findChildren(QMenu) if each.isVisible())
    assert [action.objectName() for action in menu.actions()] == [
        "", "message.edit", "message.quote", "message.pin", "message.delete",
    ]  # fmt: skip
    menu.actions()[-2].trigger()
    menu.close()
    qtbot.waitUntil(lambda: window.canvas.transcript.messages()[0].pinned)


def test_all_messages_together_have_a_ring_too(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    """Tab comes to them before the first of them: to scroll by the keyboard."""
    edge.chat.add("Talk", ("user", "Hello"), ("assistant", "Hi!"))
    window = open_window()
    window.activateWindow()
    transcript = window.canvas.transcript
    ring = transcript.findChild(Ring, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert ring is not None and ring.isHidden()
    transcript.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(ring.isVisible)
    assert transcript.rect().contains(ring.geometry())
    window.resize(window.width() + 100, window.height())
    qtbot.waitUntil(lambda: ring.width() == transcript.width() - 6)
    window.canvas.composer.field.setFocus()
    assert ring.isHidden()
    transcript.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring.isHidden()


def test_the_ring_is_for_the_keyboard_and_whole(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    four(edge)
    window = open_window()
    text, ring = answer(window, 1).document, window.canvas.transcript.viewport().findChild(Ring)
    assert ring is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    text.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring.isHidden()
    window.canvas.composer.field.setFocus()
    text.setFocus(Qt.FocusReason.TabFocusReason)
    place = QRect(text.mapTo(window.canvas.transcript.viewport(), QPoint(0, 0)), text.size())
    assert ring.isVisible() and ring.geometry().contains(place, True)
    assert window.canvas.transcript.viewport().rect().intersected(ring.geometry()).width() == ring.width()
    before = ring.geometry()
    window.resize(window.width() - 120, window.height())
    qtbot.waitUntil(lambda: ring.geometry() != before)
    window.canvas.composer.field.setFocus()
    assert ring.isHidden()
