"""The header in a narrow window: the title keeps room, the pill gives way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge


@pytest.mark.parametrize("width", [900, 1180])
def test_the_pill_tells_the_state_where_there_is_room(
    width: int, edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    edge.chat.add("A title of some length", ("user", "a"), ("assistant", "b"))
    edge.ai.info = replace(edge.ai.info, name="A model with a long name of its own 7B")
    window = open_window()
    window.resize(width, 600)
    header = window.canvas.header
    qtbot.waitUntil(lambda: header.pill.text().startswith("A model"))
    assert (window.width() == 1180) == ("ready" in header.pill.text())
    assert "ready" in header.pill.accessibleName()
    # The room for the new words is given in a later turn of the event loop.
    qtbot.waitUntil(lambda: header.pill.sizeHint().width() <= header.pill.width())


def test_new_words_have_their_room_at_once(edge: FakeEdge, open_window: Callable[[], Window]) -> None:
    """Else they would be painted once in the room of the old ones."""
    header = open_window().canvas.header
    for name in ("Long words for a model of some kind 7B", "S"):
        header.show_model(replace(edge.ai.info, name=name))
        assert header.pill.text().startswith(name)
        assert header.pill.sizeHint().width() == header.pill.width()
