"""4,000 tokens at 200 a second through the whole window: complete, in order, and the window stays awake."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from edgechat.desktop.stalls import Stalls
from edgechat.desktop.window import Window
from tests.look.scenes import RICH
from tests.ui.fakes import FakeEdge


def tokens(count: int) -> list[str]:
    """Markdown of every kind in pieces of four characters, as a model would bring it."""
    text = (RICH + "\n\n") * (count * 4 // len(RICH) + 1)
    return [text[at : at + 4] for at in range(0, count * 4, 4)]


def stream(window: Window, edge: FakeEdge, qtbot: QtBot, count: int) -> Stalls:
    edge.chat.pause = 1 / 200
    pieces = tokens(count)
    edge.chat.replies = [pieces]
    stalls = Stalls()
    window.canvas.composer.set_text("Write")
    window.send()
    stalls.begin()
    qtbot.waitUntil(
        lambda: (
            bool(window.canvas.transcript.messages())
            and window.canvas.transcript.messages()[-1].state == "complete"
        ),
        timeout=120_000,
    )
    qtbot.waitUntil(lambda: not window.canvas.transcript.cards()[-1].live, timeout=20_000)
    stalls.end()
    assert window.canvas.transcript.messages()[-1].text == "".join(pieces)
    return stalls


def test_a_short_stream_keeps_the_window_awake(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    stalls = stream(window, edge, qtbot, 400)
    assert stalls.over(100) <= 1, f"longest {stalls.longest_ms:.0f} ms"


@pytest.mark.soak
def test_4000_tokens_keep_the_window_awake(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    stalls = stream(window, edge, qtbot, 4000)
    print(f"longest stall {stalls.longest_ms:.0f} ms, {stalls.over(50)} over 50 ms")
    assert stalls.over(100) <= 1, f"longest {stalls.longest_ms:.0f} ms"
