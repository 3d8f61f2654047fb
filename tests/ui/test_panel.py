"""The panel beside a conversation: every value kept without a button, wrong ones told, presets, defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.core.errors import NoRoom
from edgechat.desktop.tuning import NAMES, Tuning
from edgechat.desktop.window import Window
from tests.ui.fakes import STARTER, FakeEdge

Open = Callable[[], Window]


@pytest.fixture
def filled(edge: FakeEdge) -> FakeEdge:
    edge.chat.add("Other", ("user", "q"), ("assistant", "a"), days=1)
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    return edge


def panel(window: Window, qtbot: QtBot) -> Tuning:
    if window.tuner is None:
        window.actions_["view.panel"].trigger()
    assert window.tuner is not None
    found = window.tuner.panel
    qtbot.waitUntil(lambda: found.preset.count() >= 3)
    return found


def turn(shown: Tuning, name: str, text: str, qtbot: QtBot) -> None:
    field = shown.knobs[name].field
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def options(edge: FakeEdge) -> dict[str, Any]:
    return dict(edge.chat.conversations()[0].options)


def test_the_panel_comes_and_goes_and_is_remembered(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    assert window.tuner is None
    shown = panel(window, qtbot)
    assert shown.isVisible() and shown.prompt.hasFocus()
    qtbot.waitUntil(lambda: filled.settings.get("window.panel") is True)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isHidden()
    qtbot.waitUntil(lambda: filled.settings.get("window.panel") is False)
    filled.settings.set("window.panel", True)
    again = open_window()
    assert again.tuner is not None and not again.tuner.panel.isHidden()


def test_a_narrow_window_has_room_for_one_of_both(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.resize(900, 600)
    shown = panel(window, qtbot)
    assert window.sidebar.isHidden() and window.canvas.width() >= 560
    window.actions_["view.sidebar"].trigger()
    assert shown.isHidden() and not window.sidebar.isHidden()
    window.resize(1440, 900)
    window.actions_["view.panel"].trigger()
    assert not shown.isHidden() and not window.sidebar.isHidden()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.canvas.width() >= 560 and window.sidebar.isHidden())
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not window.sidebar.isHidden() and not shown.isHidden())


def test_a_number_is_kept_without_a_button(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    shown = panel(open_window(), qtbot)
    assert shown.knobs["temperature"].reset.isHidden() and shown.knobs["temperature"].field.text() == "0.3"
    turn(shown, "temperature", "0,7", qtbot)
    qtbot.waitUntil(lambda: options(filled) == {"temperature": 0.7})
    turn(shown, "top_k", "20", qtbot)
    qtbot.waitUntil(lambda: options(filled) == {"temperature": 0.7, "top_k": 20})
    assert not shown.knobs["top_k"].reset.isHidden()
    shown.knobs["temperature"].reset.click()
    qtbot.waitUntil(lambda: options(filled) == {"top_k": 20})
    assert shown.knobs["temperature"].field.text() == "0.3"
    turn(shown, "top_k", "", qtbot)


def test_also_while_one_types(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    shown = panel(open_window(), qtbot)
    field = shown.knobs["max_tokens"].field
    field.selectAll()
    qtbot.keyClicks(field, "300")
    qtbot.waitUntil(lambda: options(filled) == {"max_tokens": 300})


@pytest.mark.parametrize(
    ("name", "text"), [("temperature", "9"), ("top_p", "much"), ("top_k", "1.5"), ("seed", "-2")]
)
def test_a_wrong_value_is_told_in_its_place(
    filled: FakeEdge, open_window: Open, qtbot: QtBot, name: str, text: str
) -> None:
    shown = panel(open_window(), qtbot)
    turn(shown, name, text, qtbot)
    assert "Give a number" in shown.knobs[name].error
    assert options(filled) == {} and not [call for call in filled.chat.calls if call.startswith("configure")]
    turn(shown, name, "1", qtbot)
    qtbot.waitUntil(lambda: options(filled) == {name: 1})
    assert shown.knobs[name].error == ""


def test_every_number_has_a_name_a_range_and_a_default(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    shown = panel(open_window(), qtbot)
    for name in NAMES:
        knob = shown.knobs[name]
        assert knob.field.accessibleName() and knob.field.toolTip() and knob.reset.accessibleName()
        assert "default" in knob._note.text()


def test_the_system_prompt(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    shown = panel(open_window(), qtbot)
    assert shown.prompt.toPlainText() == "You are a helpful assistant." and shown.prompt_reset.isHidden()
    shown.prompt.setPlainText("Answer in rhymes.")
    qtbot.waitUntil(lambda: filled.chat.conversations()[0].system == "Answer in rhymes.")
    qtbot.waitUntil(lambda: not shown.prompt_reset.isHidden())
    shown.prompt_reset.click()
    qtbot.waitUntil(lambda: filled.chat.conversations()[0].system is None)
    qtbot.waitUntil(lambda: shown.prompt.toPlainText() == "You are a helpful assistant.")


def test_each_conversation_has_its_own(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    turn(shown, "temperature", "1", qtbot)
    shown.prompt.setPlainText("Still being typed")
    window.next_conversation()
    qtbot.waitUntil(lambda: shown.knobs["temperature"].field.text() == "0.3")
    assert shown.prompt.toPlainText() == "You are a helpful assistant."
    qtbot.waitUntil(lambda: filled.chat.conversations()[0].system == "Still being typed")
    window.previous_conversation()
    qtbot.waitUntil(lambda: shown.knobs["temperature"].field.text() == "1")


def test_a_new_conversation_begins_as_it_was_set(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.new_conversation()
    shown = panel(window, qtbot)
    turn(shown, "temperature", "2", qtbot)
    shown.prompt.setPlainText("Be brief.")
    window.canvas.composer.set_text("Why?")
    window.send()
    qtbot.waitUntil(lambda: bool(window.current) and not window.turns.busy)
    made = next(each for each in filled.chat.conversations() if each.id == window.current)
    assert (made.system, dict(made.options)) == ("Be brief.", {"temperature": 2.0})
    window.new_conversation()
    assert shown.knobs["temperature"].field.text() == "0.3"


def test_presets(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    assert shown.preset.currentText() == "Balanced" and not shown.save.isEnabled()
    shown.preset.activated.emit(1)
    qtbot.waitUntil(lambda: options(filled).get("temperature") == 0.0)
    qtbot.waitUntil(lambda: shown.preset.currentText() == "Precise")
    turn(shown, "temperature", "0.9", qtbot)
    qtbot.waitUntil(shown.save.isEnabled)
    shown.save.click()
    _name(window, "Mine")
    qtbot.waitUntil(lambda: shown.preset.currentText() == "Mine")
    assert shown.rename.isEnabled() and shown.delete.isEnabled()
    shown.rename.click()
    _name(window, "Ours")
    qtbot.waitUntil(lambda: shown.preset.currentText() == "Ours")
    shown.delete.click()
    qtbot.waitUntil(lambda: shown.preset.count() == 3)
    assert shown.preset.currentIndex() == -1 and options(filled)["temperature"] == 0.9


def _name(window: Window, name: str) -> None:
    dialog = window.findChildren(QInputDialog)[-1]
    dialog.setTextValue(name)
    dialog.accept()


def test_a_name_that_cannot_be_is_told(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    turn(shown, "temperature", "0.9", qtbot)
    qtbot.waitUntil(shown.save.isEnabled)
    shown.save.click()
    _name(window, "Precise")
    qtbot.waitUntil(lambda: window.canvas.banner is not None and "Precise" in window.canvas.banner.text())


def test_for_new_conversations_too(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    turn(shown, "temperature", "1.5", qtbot)
    qtbot.waitUntil(lambda: options(filled) == {"temperature": 1.5})
    shown.default.click()
    qtbot.waitUntil(lambda: filled.settings.get("chat.temperature") == 1.5)
    window.new_conversation()
    assert shown.knobs["temperature"].field.text() == "1.5"


def test_thinking_is_a_choice_where_the_model_leaves_it(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    filled.ai.current = ModelStatus("ready", STARTER.id, device="CPU", thinks=True, can_choose=True)
    shown = panel(open_window(), qtbot)
    qtbot.waitUntil(lambda: shown.think.isEnabled() and shown._think_note.isHidden())
    assert shown.think.isChecked()
    shown.think.click()
    qtbot.waitUntil(lambda: options(filled) == {"think": False})
    filled.events.publish(ModelStatus("ready", STARTER.id, device="CPU"))
    qtbot.waitUntil(lambda: not shown.think.isEnabled() and "does not think" in shown._think_note.text())
    filled.events.publish(ModelStatus("ready", STARTER.id, device="CPU", thinks=True))
    qtbot.waitUntil(lambda: "always thinks" in shown._think_note.text())


def test_what_cannot_be_kept_is_told_and_shown_as_it_was(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    def full(_id: str, **_what: Any) -> None:
        raise NoRoom("The disk is full.", "Free some space.")

    filled.chat.configure = full  # type: ignore[assignment,method-assign]
    window = open_window()
    shown = panel(window, qtbot)
    turn(shown, "temperature", "1", qtbot)
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    qtbot.waitUntil(lambda: shown.knobs["temperature"].field.text() == "0.3")


def test_another_theme(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    old = panel(window, qtbot)
    turn(old, "temperature", "1", qtbot)
    window.toggle_theme()
    assert window.tuner is not None and window.tuner.panel is not old
    new = window.tuner.panel
    assert not new.isHidden()
    qtbot.waitUntil(lambda: new.knobs["temperature"].field.text() == "1" and new.preset.count() >= 3)


def test_the_panel_of_a_conversation_leaves_with_it_and_comes_back(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    button = window.canvas.header.panel
    window.show_documents()
    assert shown.isHidden() and button.isHidden()
    qtbot.waitUntil(window.documents().page.list.hasFocus)
    window.leave_documents()
    qtbot.waitUntil(shown.isVisible)
    assert button.isVisible() and filled.settings.get("window.panel") is True
    window.toggle_panel()
    window.show_documents()
    window.leave_documents()
    qtbot.waitUntil(button.isVisible)
    assert shown.isHidden()


def test_the_key_of_the_panel_leads_back_from_the_documents(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    shown = panel(window, qtbot)
    window.toggle_panel()
    window.show_documents()
    window.toggle_panel()
    qtbot.waitUntil(shown.isVisible)
    assert not window.canvas.elsewhere
