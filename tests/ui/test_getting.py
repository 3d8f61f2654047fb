"""A better model from the window: offered, fetched, stopped, gone on with, failed, used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from edgechat.ai.values import PullStatus
from edgechat.core.errors import FixableError, ModelNotFound, NetworkFailed, NetworkOff, NoRoom
from edgechat.desktop.get_model import GetModel, PullChip
from edgechat.desktop.offer_card import OfferCard
from edgechat.desktop.window import Window
from tests.ui.fakes import BETTER, FakeEdge

Open = Callable[[], Window]
HALF = PullStatus(BETTER.id, BETTER.name, "downloading", 412_000_000, BETTER.size, 5_240_000.0, 166.0)


def card_of(window: Window, qtbot: QtBot) -> OfferCard:
    qtbot.waitUntil(lambda: bool(window.canvas.welcome.findChildren(OfferCard)))
    (card,) = window.canvas.welcome.findChildren(OfferCard)
    return card


def chip_of(window: Window) -> QToolButton:
    (chip,) = window.canvas.header.findChildren(PullChip)
    return chip


def test_the_offer_says_what_it_costs(window: Window, qtbot: QtBot) -> None:
    card = card_of(window, qtbot)
    assert card.isVisible() and card.title.text() == "Get a better model"
    for fact in ("Qwen3.5 2B", "1.3 GB", "huggingface.co", "2.5 GB of memory", "Apache-2.0"):
        assert fact in card.facts.text()
    assert card.button.text() == "Get it" and card.button.accessibleName() == "Get it"
    assert card.facts.text() in card.accessibleName()
    assert not chip_of(window).isVisible()


def test_nothing_is_fetched_unasked(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    card_of(window, qtbot)
    assert edge.ai.pulling.begun == 0


def test_whoever_has_a_better_model_is_left_alone(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.info = replace(BETTER, id="own.gguf", size=4_000_000_000, state="installed")
    window = open_window()
    qtbot.waitUntil(lambda: window.getting is not None and window.getting.offer is not None)
    qtbot.waitUntil(
        lambda: "own" in window.canvas.header.pill.text() or bool(window.canvas.header.pill.text())
    )
    qtbot.wait(50)
    assert not [card for card in window.canvas.welcome.findChildren(OfferCard) if card.isVisible()]


def test_a_model_comes_and_answers_the_next_question(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    card = card_of(window, qtbot)
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "412 MB of 1.3 GB" in card.facts.text())
    assert card.title.text() == "Getting Qwen3.5 2B" and card.bar.isVisible()
    assert "5.2 MB a second" in card.facts.text() and "3 minutes left" in card.facts.text()
    assert card.bar.value() == pytest.approx(322, abs=1) and card.button.text() == "Cancel"
    assert chip_of(window).isVisible() and chip_of(window).text() == "32 %"
    edge.ai.pulling.go_on.set()
    qtbot.waitUntil(lambda: card.title.text() == "Qwen3.5 2B is ready")
    assert not card.bar.isVisible() and not card.button.isVisible()
    qtbot.waitUntil(lambda: "Qwen3.5 2B" in window.canvas.header.pill.text())
    qtbot.waitUntil(lambda: not chip_of(window).isVisible())
    window.canvas.composer.set_text("Hello")
    window.send()
    qtbot.waitUntil(lambda: not window.canvas.welcoming)
    window.new_conversation()
    assert not card.isVisible(), "the news is old"


def test_a_model_that_was_chosen_gives_way(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.settings.values["chat.model"] = "smollm2-135m-instruct"
    edge.ai.pulling.go_on.set()
    window = open_window()
    card_of(window, qtbot).button.click()
    qtbot.waitUntil(lambda: edge.settings.values["chat.model"] == BETTER.id)


def test_cancelled_and_gone_on_with(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    card = card_of(window, qtbot)
    card.button.click()
    qtbot.waitUntil(lambda: "412 MB" in card.facts.text())
    assert edge.ai.offered is not None
    edge.ai.offered = replace(edge.ai.offered, arrived=412_000_000)
    card.button.click()
    qtbot.waitUntil(lambda: card.button.text() == "Go on")
    assert "412 MB are here already" in card.facts.text() and not chip_of(window).isVisible()
    edge.ai.pulling.go_on.set()
    card.button.click()
    qtbot.waitUntil(lambda: card.title.text() == "Qwen3.5 2B is ready")
    assert edge.ai.pulling.begun == 2


@pytest.mark.parametrize(
    "error",
    [
        NetworkFailed("The name huggingface.co is not found.", "Is this machine connected to the internet?"),
        NoRoom("There is no room in /models: it takes 1,933.2 MB, 812.4 are free.", "Free some disk space."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_says_what_to_do_and_can_be_tried_again(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, error: FixableError
) -> None:
    edge.ai.pulling.error = error
    edge.ai.pulling.go_on.set()
    window = open_window()
    card = card_of(window, qtbot)
    card.button.click()
    qtbot.waitUntil(lambda: card.title.text() == "Qwen3.5 2B could not be fetched")
    assert error.message in card.facts.text() and error.action in card.facts.text()
    assert card.button.text() == "Try again" and chip_of(window).isVisible()
    assert error.message in chip_of(window).accessibleName()
    edge.ai.pulling.error = None
    card.button.click()
    qtbot.waitUntil(lambda: card.title.text() == "Qwen3.5 2B is ready")


def test_offline_offers_to_go_online_and_a_way_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.settings.values["network.offline"] = True
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    card = card_of(window, qtbot)
    qtbot.waitUntil(lambda: card.button.text() == "Go online and get it")
    assert edge.ai.pulling.begun == 0
    card.button.click()
    qtbot.waitUntil(lambda: "412 MB" in card.facts.text())
    assert edge.settings.values["network.offline"] is False
    toast = window.canvas.toast
    assert toast.isVisible() and "may go online" in toast.accessibleName()
    assert toast.undo.text() == "Stay offline"
    toast.undo.click()
    qtbot.waitUntil(lambda: edge.settings.values["network.offline"] is True)
    qtbot.waitUntil(lambda: edge.ai.pulling.stops == 1)
    qtbot.waitUntil(lambda: card.button.text() == "Go online and get it")


def test_the_offline_switch_is_an_action(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    card = card_of(window, qtbot)
    switch, toast = window.actions_["app.offline"], window.canvas.toast
    assert switch.text() == "Stay offline"
    switch.trigger()
    qtbot.waitUntil(lambda: switch.text() == "Allow going online")
    assert edge.settings.values["network.offline"] is True and "stays offline" in toast.accessibleName()
    assert card.button.text() == "Go online and get it"
    switch.trigger()
    qtbot.waitUntil(lambda: switch.text() == "Stay offline")
    assert edge.settings.values["network.offline"] is False and edge.ai.pulling.begun == 0
    assert card.button.text() == "Get it" and "may go online" in toast.accessibleName()


def test_what_went_offline_meanwhile_is_told(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.pulling.error = NetworkOff("EdgeChat is set to stay offline.", "Switch it back with: …")
    edge.ai.pulling.go_on.set()
    window = open_window()
    card = card_of(window, qtbot)
    card.button.click()
    qtbot.waitUntil(lambda: card.button.text() == "Go online and get it")
    assert card.facts.text() == "EdgeChat is set to stay offline."
    edge.settings.values["network.offline"] = True
    window.actions_["app.offline"].trigger()
    qtbot.waitUntil(lambda: card.button.text() == "Get it")
    edge.ai.pulling.error = None
    card.button.click()
    qtbot.waitUntil(lambda: card.title.text() == "Qwen3.5 2B is ready")


def test_the_second_click_of_a_double_click_does_nothing_else(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    """The button means another thing by then: to go online, or to give up."""
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    button = card_of(window, qtbot).button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.text() == "Cancel")
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    qtbot.wait(50)
    assert edge.ai.pulling.stops == 0 and edge.ai.pulling.begun == 1
    button.click()
    qtbot.waitUntil(lambda: edge.ai.pulling.stops == 1)


def test_the_action_opens_the_same_card(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.chat.add("One", ("user", "a"), ("assistant", "b"))
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    qtbot.waitUntil(lambda: window.getting is not None and window.getting.offer is not None)
    window.actions_["app.get_model"].trigger()
    (dialog,) = window.findChildren(GetModel)
    dialog.card.button.click()
    qtbot.waitUntil(lambda: "412 MB" in dialog.card.facts.text())
    dialog.close()
    assert chip_of(window).isVisible(), "closing the dialog stops nothing"
    chip_of(window).click()
    dialog = next(each for each in window.findChildren(GetModel) if each.isVisible())
    edge.ai.pulling.go_on.set()
    qtbot.waitUntil(lambda: dialog.card.title.text() == "Qwen3.5 2B is ready")
    qtbot.waitUntil(lambda: window.canvas.toast.isVisible())
    dialog.close()


def test_a_failure_that_was_seen_is_not_told_for_ever(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    edge.ai.pulling.error = NetworkFailed("The connection to huggingface.co broke off.", "Try again.")
    edge.ai.pulling.go_on.set()
    window = open_window()
    card_of(window, qtbot).button.click()
    qtbot.waitUntil(chip_of(window).isVisible)
    window.canvas.composer.set_text("Hello")
    window.send()
    qtbot.waitUntil(lambda: not window.canvas.welcoming)
    assert chip_of(window).isVisible(), "nobody has looked at it yet"
    chip_of(window).click()
    dialog = next(each for each in window.findChildren(GetModel) if each.isVisible())
    qtbot.waitUntil(lambda: dialog.card.button.text() == "Try again")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not chip_of(window).isVisible()
    window.new_conversation()
    assert card_of(window, qtbot).button.text() == "Get it"


def test_closing_the_window_stops_what_is_coming(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.pulling.reports = [HALF]
    window = open_window()
    card = card_of(window, qtbot)
    card.button.click()
    qtbot.waitUntil(lambda: "412 MB" in card.facts.text())
    window.close()
    assert edge.ai.pulling.stops == 1


def test_a_pull_begun_elsewhere_is_shown(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.events.publish(replace(HALF, state="checking", done=BETTER.size // 2))
    qtbot.waitUntil(lambda: chip_of(window).isVisible())
    assert "50 % checked" in chip_of(window).accessibleName()


def test_short_of_memory_is_said(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    assert edge.ai.offered is not None
    edge.ai.offered = replace(edge.ai.offered, fits=False, free=900_000_000)
    card = card_of(open_window(), qtbot)
    assert "Only 900 MB of memory are free now." in card.facts.text()


def test_without_a_model_one_is_offered(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.problem = ModelNotFound("No model is installed.", "Run the set-up again.")
    card = card_of(open_window(), qtbot)
    assert card.button.text() == "Get it" and "1.3 GB" in card.facts.text()
