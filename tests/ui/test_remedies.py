"""An error offers what can be done about it, and it is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from edgechat.core.errors import EngineCrashed, FixableError, ModelUnusable, NoRoom, OutOfMemory, by_code
from edgechat.desktop.actions import TABLE
from edgechat.desktop.notice import Notice
from edgechat.desktop.remedies import REMEDIES
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def offers(window: Window) -> dict[str, Callable[[], None]]:
    (notice,) = [each for each in window.findChildren(Notice) if each.isVisible()]
    return {button.text(): button.click for button in notice.buttons()}


def fail(edge: FakeEdge, window: Window, error: FixableError, qtbot: QtBot) -> None:
    edge.chat.replies = [["Half of it", error]]
    window.canvas.composer.set_text("Why?")
    window.send()
    qtbot.waitUntil(lambda: [m.state for m in window.canvas.transcript.messages()][-1:] == ["failed"])
    qtbot.waitUntil(lambda: bool([each for each in window.findChildren(Notice) if each.isVisible()]))


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (OutOfMemory("Too little memory.", ""), ["Try again", "Smaller context window"]),
        (ModelUnusable("Damaged.", ""), ["Try again", "Choose a model…"]),
        (NoRoom("The disk is full.", ""), ["Try again", "Open the data folder"]),
        (EngineCrashed("It died.", ""), ["Try again"]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_offers_its_remedy(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, error: FixableError, names: list[str]
) -> None:
    window = open_window()
    fail(edge, window, error, qtbot)
    assert list(offers(window)) == names


def test_a_smaller_window_is_set(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    fail(edge, window, OutOfMemory("Too little memory.", ""), qtbot)
    for tokens in (4096, 2048, 1024, 1024):
        offers(window)["Smaller context window"]()
        qtbot.waitUntil(lambda tokens=tokens: edge.settings.values["engine.context"] == tokens)  # type: ignore[misc]
        qtbot.wait(20)


def test_remedies_are_errors_and_rows_that_exist() -> None:
    assert set(REMEDIES.values()) <= {row.id for row in TABLE}
    assert all(by_code(code) for code in REMEDIES)
