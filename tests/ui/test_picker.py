"""The model's pill and what opens behind it: choosing, bringing files, failing, freeing memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.core.errors import EngineCrashed, ModelNotFound, ModelUnusable
from edgechat.desktop.picker import Picker
from edgechat.desktop.window import Window
from tests.ui.fakes import HOLD, STARTER, FakeEdge

Open = Callable[[], Window]
NOTE = "Qwen3 4B (qwen3, 4.0 billion parameters)"
LARGE = replace(STARTER, id="qwen3-4b.gguf", name="qwen3-4b", size=2_500_000_000, source="file", note=NOTE)
BROKEN = replace(LARGE, id="broken.gguf", name="broken", state="damaged", note="It ends too early.")
GONE = replace(LARGE, id="gone.gguf", name="gone", state="missing", note="Not there.", path="/x/gone.gguf")


@pytest.fixture
def filled(edge: FakeEdge) -> FakeEdge:
    edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.ai.others = [LARGE, BROKEN, GONE]
    return edge


def opened(window: Window, qtbot: QtBot) -> Picker:
    window.actions_["model.choose"].trigger()
    assert window.models is not None and window.models.picker is not None
    picker = window.models.picker
    qtbot.waitUntil(lambda: picker.list.table.rowCount() > 0)
    return picker


def choose(picker: Picker, id: str, qtbot: QtBot) -> None:
    picker.list.setCurrentIndex(picker.list.table.index(picker.list.table.row_of(id)))
    qtbot.keyClick(picker.list, Qt.Key.Key_Return)


def texts(picker: Picker) -> list[str]:
    return [label.text() for label in picker.findChildren(QLabel) if not label.isHidden() and label.text()]


def test_the_pill_opens_the_list_with_the_current_one_marked(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: window.model.info is not None)
    window.canvas.header.pill.click()
    assert window.models is not None and window.models.picker is not None
    picker = window.models.picker
    qtbot.waitUntil(lambda: picker.list.table.rowCount() == 4)
    said = [picker.list.table.index(row).data() for row in range(4)]
    assert said[0].endswith("in use") and "2.5 GB" in said[1]
    assert "It ends too early." in said[2] and said[2].endswith("cannot be used")
    assert "(small)" in said[0] and "(small)" not in said[3]
    assert picker.list.hasFocus() and picker.list.currentIndex().row() == 0
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.models is not None and window.models.picker is None)


def test_a_choice_is_this_conversations_alone(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    picker = opened(window, qtbot)
    choose(picker, LARGE.id, qtbot)
    qtbot.waitUntil(lambda: window.model.info == LARGE)
    assert filled.chat.conversations()[0].model == LARGE.id and filled.settings.get("chat.model") == ""
    assert f"prepare {LARGE.id}" in filled.ai.calls
    assert "qwen3-4b" in window.canvas.header.pill.text()
    window.new_conversation()
    qtbot.waitUntil(lambda: window.model.info == STARTER)


def test_and_for_new_ones_where_that_is_said(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    picker = opened(window, qtbot)
    picker.also.setChecked(True)
    choose(picker, LARGE.id, qtbot)
    qtbot.waitUntil(lambda: filled.settings.get("chat.model") == LARGE.id)
    window.new_conversation()
    picker = opened(window, qtbot)
    assert picker.also.isHidden() and any("New conversations" in text for text in texts(picker))
    choose(picker, STARTER.id, qtbot)
    qtbot.waitUntil(lambda: filled.settings.get("chat.model") == STARTER.id)


def test_what_cannot_be_used_cannot_be_chosen(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    picker = opened(window, qtbot)
    for id in (BROKEN.id, GONE.id):
        choose(picker, id, qtbot)
    assert picker.isVisible() and not [call for call in filled.chat.calls if call.startswith("configure")]
    qtbot.keyClick(picker.list, Qt.Key.Key_Delete)  # the one that is gone
    qtbot.waitUntil(lambda: picker.list.table.rowCount() == 3)
    assert filled.ai.calls[-1] == "forget /x/gone.gguf"


def test_a_conversation_whose_model_is_gone_says_so(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    place = edge.chat.add("C", ("user", "q"), ("assistant", "a"))
    edge.chat.configure(place.id, model="lost.gguf")
    window = open_window()
    qtbot.waitUntil(lambda: "lost.gguf" in window.model.problem)
    picker = opened(window, qtbot)
    assert any("lost.gguf" in text for text in texts(picker)) and not picker.state.retry.isVisible()
    choose(picker, STARTER.id, qtbot)
    qtbot.waitUntil(lambda: window.model.problem == "")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ModelStatus("loading", STARTER.id, progress=0.4), "Loading: 40 %"),
        (ModelStatus("unloaded"), "Not in memory: it is loaded when you begin to write"),
        (
            ModelStatus("ready", STARTER.id, device="CPU", context=512, reason="no usable GPU was found"),
            "Runs on CPU\nThe GPU is not used: no usable GPU was found.\nSees 512 tokens at once",
        ),
        (
            ModelStatus("ready", STARTER.id, device="RTX", gpu_layers=20, layers=33, reason="no room"),
            "20 of 33 layers on RTX\nNot more: no room.",
        ),
        (ModelStatus("failed", STARTER.id, reason="It does not fit."), "It does not fit."),
    ],
)
def test_what_the_model_is_doing(
    filled: FakeEdge, open_window: Open, qtbot: QtBot, status: ModelStatus, expected: str
) -> None:
    filled.ai.current = status
    picker = opened(open_window(), qtbot)
    qtbot.waitUntil(lambda: expected in texts(picker))
    assert picker.state.retry.isHidden() == (status.state != "failed")


def test_another_models_state_is_not_shown_as_its_own(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    filled.ai.current = ModelStatus("ready", LARGE.id, device="CPU")
    window = open_window()
    qtbot.waitUntil(lambda: window.model.info is not None and window.model.memory_taken)
    assert window.model.status.state == "unloaded" and not window.model.loaded
    assert "ready" not in window.canvas.header.pill.text()


def test_after_a_failure_again_or_smaller(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    filled.ai.current = ModelStatus("failed", STARTER.id, reason="No memory.")
    picker = opened(open_window(), qtbot)
    picker.state.retry.click()
    qtbot.waitUntil(lambda: filled.ai.calls == ["prepare None"])
    picker.state.smaller.click()
    qtbot.waitUntil(lambda: filled.ai.calls == ["prepare None"] * 2)
    assert filled.settings.get("engine.context") == 4096


def test_a_file_is_brought_in_and_can_be_chosen(
    filled: FakeEdge, open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.add_model()
    (dialog,) = window.findChildren(QFileDialog)
    path = str(tmp_path / "new.gguf")
    dialog.fileSelected.emit(path)
    dialog.close()
    for name, call in (("Copy", f"copy {path}"), ("Use in place", f"use {path}")):
        assert window.models is not None
        box = window.models.ask_how(path)
        next(button for button in box.buttons() if button.text() == name).click()
        qtbot.waitUntil(lambda call=call: call in filled.ai.calls)
    qtbot.waitUntil(lambda: window.models is not None and window.models.picker is not None)
    for box in window.findChildren(QMessageBox):
        box.close()


def test_a_file_that_is_no_model_is_said_to_be_none(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    filled.ai.fails = ModelUnusable("The model file 'x.gguf' cannot be used: it is empty.", "Get it again.")
    window = open_window()
    window._models().add("/x.gguf", copy=True)
    qtbot.waitUntil(lambda: window.canvas.banner is not None and "it is empty" in window.canvas.banner.text())


def test_the_doors_do_what_they_say(
    filled: FakeEdge, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    window = open_window()
    qtbot.waitUntil(lambda: window.model.memory_taken)
    names = [button.text() for button in opened(window, qtbot).findChildren(QPushButton, "door")]
    assert names == [
        "Get a better model…",
        "Add a GGUF file…",
        "Open the models folder",
        "Unload the model now",
    ]
    window.actions_["model.folder"].trigger()
    assert shown == [str(filled.home.models)]
    window.actions_["model.unload"].trigger()
    qtbot.waitUntil(lambda: "unload" in filled.ai.calls)


def test_unloading_needs_something_in_memory(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    filled.ai.current = ModelStatus("unloaded")
    window = open_window()
    qtbot.waitUntil(lambda: window.model.info is not None)
    assert not window.actions_["model.unload"].isEnabled()
    filled.events.publish(ModelStatus("ready", STARTER.id))
    qtbot.waitUntil(window.actions_["model.unload"].isEnabled)


# -- loading ahead


def test_whoever_writes_has_the_model_loaded_once(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    filled.ai.current = ModelStatus("unloaded")
    window = open_window()
    qtbot.waitUntil(lambda: window.model.info is not None)
    for text in ("  ", "W", "Wh", "Why"):
        window.canvas.composer.set_text(text)
    qtbot.waitUntil(lambda: filled.ai.calls == ["prepare None"])
    filled.events.publish(ModelStatus("ready", STARTER.id))
    qtbot.waitUntil(lambda: window.model.loaded)
    filled.events.publish(ModelStatus("unloaded"))
    qtbot.waitUntil(lambda: not window.model.memory_taken)
    window.canvas.composer.set_text("Why so?")
    qtbot.waitUntil(lambda: filled.ai.calls == ["prepare None"] * 2)


def test_never_while_an_answer_runs(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    filled.chat.replies = [["a", HOLD]]
    window.canvas.composer.set_text("q")
    window.send()
    qtbot.waitUntil(lambda: window.turns.busy)
    filled.events.publish(ModelStatus("unloaded"))
    qtbot.waitUntil(lambda: not window.model.loaded)
    window.canvas.composer.set_text("next")
    qtbot.wait(60)
    assert filled.ai.calls == []
    window.stop()
    qtbot.waitUntil(lambda: not window.turns.busy)


def test_a_model_that_does_not_load_ahead_costs_nothing(
    filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    filled.ai.current = ModelStatus("unloaded")
    filled.ai.fails = EngineCrashed("It died.")
    window = open_window()
    qtbot.waitUntil(lambda: window.model.info is not None)
    window.canvas.composer.set_text("Why?")
    qtbot.waitUntil(lambda: filled.ai.calls == ["prepare None"])
    qtbot.wait(30)
    assert window.canvas.banner is None and window.canvas.composer.sendable()


def test_without_a_model_nothing_is_loaded(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.ai.problem = ModelNotFound("No model.")
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.model.problem))
    window.canvas.composer.set_text("Why?")
    qtbot.wait(30)
    assert edge.ai.calls == []


# -- the same question, another model


def menu(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def test_an_answer_again_by_another_model(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.actions_["answer.retry_with"].trigger()
    offered = menu(qtbot)
    names = [action.text() for action in offered.actions()]
    assert names == ["SmolLM2 135M (small)", "qwen3-4b"]
    assert [action.isChecked() for action in offered.actions()] == [True, False]
    offered.actions()[1].trigger()
    offered.close()
    qtbot.waitUntil(lambda: any(LARGE.id in call for call in filled.chat.calls))
    # The call is noted before the turn it begins: idle is true before it and after it.
    qtbot.waitUntil(lambda: window.messages.last().siblings == 2)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not window.turns.busy)
    assert filled.chat.conversations()[0].model is None
    qtbot.waitUntil(lambda: "qwen3-4b" in _facts(window))


def _facts(window: Window) -> str:
    card = window.canvas.transcript.cards()[-1]
    return card._facts.text()  # type: ignore[attr-defined,no-any-return]


def test_the_button_beside_offers_the_same(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    card = window.canvas.transcript.cards()[-1]
    card._other.click()  # type: ignore[attr-defined]
    menu(qtbot).close()
