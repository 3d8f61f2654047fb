"""A question from the composer to the finished answer, and every way in which that can end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.chat.conversation import Message, MessageChanged
from edgechat.core.errors import EngineCrashed, ModelNotFound, NoRoom
from edgechat.desktop import dialogs
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.window import Window
from tests.ui.fakes import HOLD, FakeEdge

Open = Callable[[], Window]


def ask(window: Window, text: str) -> None:
    window.canvas.composer.set_text(text)
    window.actions_["answer.send"].trigger()


def last(window: Window) -> Message:
    return window.canvas.transcript.messages()[-1]


def shown(window: Window) -> str:
    """The text of the last answer as it stands in the window."""
    card = window.canvas.transcript.cards()[-1]
    return card.document.toPlainText()


def notices(window: Window) -> list[str]:
    card = window.canvas.transcript.cards()[-1]
    assert isinstance(card, AnswerCard)
    return [card._notice.text()] if card._notice is not None else []


def test_ask_in_a_new_conversation(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    ask(window, "Is it so?")
    assert window.canvas.composer.text() == ""
    qtbot.waitUntil(lambda: bool(window.canvas.transcript.messages()) and last(window).state == "complete")
    qtbot.waitUntil(lambda: shown(window) == "Yes, indeed.")
    assert not window.canvas.welcoming
    assert [m.role for m in window.canvas.transcript.messages()] == ["user", "assistant"]
    assert window.conversations.ids() == [window.current]
    assert window.canvas.header.title.accessibleName() == "Is it so?"


def test_enter_sends_and_shift_enter_does_not(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    field = window.canvas.composer.field
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    assert field.toPlainText() == "one\ntwo"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: edge.chat.calls == ["send one\ntwo"])


def test_nothing_but_space_is_not_sent(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    ask(window, "  \n ")
    assert not window.canvas.composer.button.isEnabled()
    assert not edge.chat.calls


def test_stop_keeps_what_has_arrived(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.chat.replies = [["Some text", HOLD, "never"]]
    ask(window, "Go on")
    qtbot.waitUntil(lambda: bool(window.canvas.transcript.messages()) and shown(window) == "Some text")
    assert window.actions_["answer.stop"].isEnabled()
    assert window.canvas.composer.button.accessibleName() == "Stop"
    window.canvas.composer.button.click()
    qtbot.waitUntil(lambda: last(window).state == "stopped")
    assert shown(window) == "Some text" and notices(window)
    qtbot.waitUntil(lambda: window.canvas.composer.button.accessibleName() == "Send")


def test_a_failure_stands_under_its_answer_and_retry_mends_it(
    window: Window, edge: FakeEdge, qtbot: QtBot
) -> None:
    edge.chat.replies = [["Part", EngineCrashed("The model process died.", "Try again.")]]
    ask(window, "Question")
    qtbot.waitUntil(lambda: bool(window.canvas.transcript.messages()) and last(window).state == "failed")
    assert notices(window) == ["The model process died. Try again."]
    assert window.canvas.banner is None
    qtbot.waitUntil(lambda: window.actions_["answer.retry"].isEnabled())
    window.actions_["answer.retry"].trigger()
    qtbot.waitUntil(lambda: last(window).state == "complete")
    qtbot.waitUntil(lambda: shown(window) == "Second try.")
    assert [m.role for m in window.canvas.transcript.messages()] == ["user", "assistant"]


def test_a_refused_question_comes_back(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.chat.replies = [NoRoom("The disk is full.", "Free some space.")]
    ask(window, "Precious words")
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert (
        window.canvas.banner is not None
        and window.canvas.banner.text() == "The disk is full. Free some space."
    )
    assert window.canvas.composer.text() == "Precious words"
    assert window.canvas.welcoming


@pytest.mark.parametrize("state", ["failed", "interrupted", "stopped"])
def test_an_unfinished_answer_says_so_when_it_is_opened(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, state: str
) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "half"), state=state)
    window = open_window()
    assert notices(window) and shown(window) == "half"
    assert window.actions_["answer.retry"].isEnabled()


def test_no_model_disables_the_composer_with_the_reason(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.ai.problem = ModelNotFound("No model is installed.", "Run set-up again.")
    window = open_window()
    qtbot.waitUntil(lambda: "No model is installed." in window.canvas.composer.hint.text())
    window.canvas.composer.set_text("x")
    assert not window.actions_["answer.send"].isEnabled()
    edge.ai.problem = None
    edge.events.publish(ModelStatus("unloaded"))
    qtbot.waitUntil(lambda: window.actions_["answer.send"].isEnabled())


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ModelStatus("unloaded"), "loads with the first question"),
        (ModelStatus("loading", progress=0.42), "loading 42 %"),
        (ModelStatus("ready", device="CPU"), "ready on CPU"),
        (ModelStatus("busy", device="NVIDIA H200", gpu_layers=30), "answering on NVIDIA H200"),
        (ModelStatus("failed", reason="The file is damaged."), "could not be loaded"),
    ],
)
def test_the_model_state_is_told(
    window: Window, edge: FakeEdge, qtbot: QtBot, status: ModelStatus, words: str
) -> None:
    qtbot.waitUntil(lambda: "(small)" in window.canvas.header.pill.text())
    edge.events.publish(status)
    qtbot.waitUntil(lambda: words in window.canvas.header.pill.text())
    if status.reason:
        assert status.reason in window.canvas.header.pill.toolTip()


def test_drafts_stay_with_their_conversation(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("A", ("user", "a"), days=1)
    edge.chat.add("B", ("user", "b"))
    window = open_window()
    window.canvas.composer.set_text("for B")
    window.next_conversation()
    qtbot.waitUntil(lambda: window.canvas.composer.text() == "")
    window.canvas.composer.set_text("for A")
    window.new_conversation()
    assert window.canvas.composer.text() == ""
    window.open(window.conversations.ids()[0])
    qtbot.waitUntil(lambda: window.canvas.composer.text() == "for B")


def test_switching_away_and_back_while_an_answer_is_written(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.chat.add("Other", ("user", "o"), ("assistant", "other"), days=1)
    window = open_window()
    window.new_conversation()
    edge.chat.replies = [["Live ", "text", HOLD, " and the end."]]
    ask(window, "Question")
    qtbot.waitUntil(lambda: bool(window.current) and shown(window) == "Live text")
    asked = window.current
    window.next_conversation()
    qtbot.waitUntil(lambda: shown(window) == "other")
    assert not window.actions_["answer.stop"].isEnabled()
    window.open(asked)
    qtbot.waitUntil(lambda: window.current == asked and shown(window) == "Live text")
    edge.chat.go_on.set()
    qtbot.waitUntil(lambda: shown(window) == "Live text and the end.")


def test_an_answer_that_another_process_writes_appears(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    place = edge.chat.add("C", ("user", "q"))
    window = open_window()
    asked = edge.chat.messages(place.id)[-1].id
    message = Message("mx", place.id, asked, "assistant", "Par", "streaming", 1.0)
    for text, state in (("Par", "streaming"), ("Part on", "streaming"), ("Part one.", "complete")):
        edge.events.publish(MessageChanged(Message(**{**vars(message), "text": text, "state": state})))
        qtbot.waitUntil(lambda: shown(window) == text)  # noqa: B023


def test_an_example_is_asked_with_one_click(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    window.canvas.welcome.chosen.emit("What is a prime number?")
    qtbot.waitUntil(lambda: edge.chat.calls == ["send What is a prime number?"])
    qtbot.waitUntil(lambda: bool(window.current) and last(window).state == "complete")


def test_paste_is_plain_and_bounded(window: Window) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    window.canvas.composer.field.insertFromMimeData(data)
    assert window.canvas.composer.text() == "bold"
    data.setText("x" * 300_000)
    window.canvas.composer.field.insertFromMimeData(data)
    assert len(window.canvas.composer.text()) <= 200_000


def test_the_composer_grows_to_eight_lines_and_no_further(window: Window) -> None:
    field = window.canvas.composer.field
    heights = []
    for lines in (1, 4, 8, 20):
        field.setPlainText("\n".join("x" * lines))
        heights.append(field.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "qrc:/x", "x"]
)
def test_dead_links_ask_nothing(window: Window, bad: str) -> None:
    assert dialogs.ask_link(window, QUrl(bad)) is None
    assert not window.findChildren(QMessageBox)


def test_a_link_shows_its_host_before_it_is_opened(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "edgechat.desktop.dialogs.QDesktopServices.openUrl", lambda url: opened.append(url.toString())
    )
    box = dialogs.ask_link(window, QUrl("https://аpple.example/login?x=1"))
    assert box is not None and "xn--" in box.text() and not opened
    next(button for button in box.buttons() if button.text() == "Open").click()
    assert opened
