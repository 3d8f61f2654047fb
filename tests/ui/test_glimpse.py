"""A window leaves what was in sight for the next one, which believes it of the same text only."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from pytestqt.qtbot import QtBot

from edgechat.desktop import markdown
from edgechat.desktop.glimpse import keep_glimpse, read_glimpse
from edgechat.desktop.structure import Block
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]
CODE = "So:\n\n```python\nreturn 1\n```"


def leave(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    assert not edge.profile.glimpse.exists()
    window.close()
    qtbot.waitUntil(edge.profile.glimpse.exists)


def test_the_next_window_reads_no_markdown(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "It is **this**."), ("user", "b"), ("assistant", CODE))
    leave(open_window(), edge, qtbot)
    assert set(read_glimpse(edge.profile.glimpse).blocks) == {"It is **this**.", CODE}
    with patch.object(markdown, "render", side_effect=AssertionError):
        second = open_window()
    shown = [card.document.toPlainText() for card in second.canvas.transcript.cards()]
    assert shown[1] == "It is this." and "return 1" in shown[3]
    leave(second, edge, qtbot)


def test_another_text_is_read_anew(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "It is **that**."))
    keep_glimpse(edge.profile.glimpse, [("It is **this**.", (Block("code", code="false"),))])
    window = open_window()
    assert [card.document.toPlainText() for card in window.canvas.transcript.cards()][1] == "It is that."


def test_an_answer_of_this_window_is_left_too(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.canvas.composer.set_text("Hello")
    window.send()
    shown = window.canvas.transcript.messages
    qtbot.waitUntil(lambda: bool(shown()) and shown()[-1].text == "Yes, indeed.")
    leave(window, edge, qtbot)
    assert read_glimpse(edge.profile.glimpse).blocks == {"Yes, indeed.": markdown.render("Yes, indeed.")}


def test_a_new_conversation_leaves_nothing(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "It is **this**."))
    window = open_window()
    window.new_conversation()
    window.close()
    assert not edge.profile.glimpse.exists()
