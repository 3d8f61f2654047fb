"""The ring that tells how full the model's window is, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.chat.context import Report
from edgechat.core.errors import ModelNotFound
from edgechat.desktop.meter import Meter, Sight
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def meter(window: Window) -> Meter:
    assert window.meter is not None
    return window.meter


def test_the_ring_tells_how_full_it_is(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.chat.report = Report(1000, 184, 400, False, ("m1",))
    ring = meter(open_window()).ring
    qtbot.waitUntil(lambda: "50 %" in ring.toolTip())
    assert not ring.isHidden() and ring.accessibleName() == ring.toolTip()


def test_it_follows_each_answer_and_hides_without_a_conversation(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    window = open_window()
    qtbot.waitUntil(lambda: not meter(window).ring.isHidden())
    edge.chat.report = Report(1000, 184, 800, False, ("m1",))
    window.canvas.composer.set_text("more")
    window.send()
    qtbot.waitUntil(lambda: "100 %" in meter(window).ring.toolTip())
    window.new_conversation()
    assert meter(window).ring.isHidden()


def test_what_the_model_sees(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.chat.report = Report(
        8192, 1024, 5000, True, ("m3",), ("m1",), ("m2",), summary="They spoke of bread.", summary_by="digest"
    )
    window = open_window()
    qtbot.waitUntil(lambda: "folded" in meter(window).ring.toolTip())
    window.actions_["view.context"].trigger()
    (sight,) = window.findChildren(Sight)
    said = [label.text() for label in sight.findChildren(QLabel)]
    assert any(text.startswith("About 5") and text.endswith("tokens") for text in said)
    assert "They spoke of bread." in said
    assert "Pinned: 1" in said and "Folded into a summary: 1" in said
    qtbot.keyClick(sight, Qt.Key.Key_Escape)
    assert not sight.isVisible()


def test_a_model_that_is_not_loaded_is_left_alone(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.ai.current = ModelStatus("unloaded")
    window = open_window()
    qtbot.wait(400)
    assert meter(window).ring.isHidden()
    edge.events.publish(ModelStatus("ready"))
    qtbot.waitUntil(lambda: not meter(window).ring.isHidden())


def test_without_an_answer_there_is_no_ring(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    def fails(_id: str) -> Report:
        raise ModelNotFound("No model.")

    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.chat.context = fails  # type: ignore[method-assign]
    window = open_window()
    qtbot.wait(400)
    assert meter(window).ring.isHidden()
    window.show_context()
    assert not window.findChildren(Sight)


def test_asked_before_it_is_known_it_opens_once_it_is(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    """Also where the model is not in memory: the person asks for it."""
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.ai.current = ModelStatus("unloaded")
    window = open_window()
    window.show_context()
    assert not window.findChildren(Sight)
    qtbot.waitUntil(lambda: bool(window.findChildren(Sight)))
    window.findChildren(Sight)[0].close()


def test_what_was_asked_of_one_conversation_does_not_open_in_another(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    window = open_window()
    window.show_context()
    window.new_conversation()
    qtbot.wait(400)
    assert not window.findChildren(Sight)
