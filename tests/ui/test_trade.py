"""A conversation to a file, and conversations from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


@pytest.fixture(autouse=True)
def own_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt's own dialog: the desktop's cannot be reached from a test."""
    plain = QFileDialog.open

    def open_(self: QFileDialog) -> None:
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        plain(self)

    monkeypatch.setattr(QFileDialog, "open", open_)


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_export(edge: FakeEdge, open_window: Open, qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    place = edge.chat.add("A/B: C?", ("user", "q"), ("assistant", "a"))
    window = open_window()
    window.actions_["conversation.export"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("A B C.md")
    target = tmp_path / f"out.{kind}"
    target.write_text("what was there")
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: edge.chat.calls == [f"export {place.id} {kind}"])
    qtbot.waitUntil(lambda: window.canvas.toast.isVisible())
    assert target.read_text() == kind and window.canvas.toast.undo.isHidden()
    assert list(tmp_path.glob(".out*")) == []


def test_the_ending_follows_the_chosen_kind(edge: FakeEdge, open_window: Open) -> None:
    edge.chat.add("C", ("user", "q"))
    window = open_window()
    window.export_conversation()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.filterSelected.emit("JSON (*.json)")
    assert dialog.defaultSuffix() == "json"
    dialog.close()


@pytest.mark.parametrize("name", ["no/such/folder/out.md", "out.exe"])
def test_an_export_that_cannot_be_written_says_why(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    place = edge.chat.add("C", ("user", "q"))
    window = open_window()
    window.export_conversation()
    assert window.trade is not None
    window.trade.export(place.id, tmp_path / name)
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert window.canvas.banner is not None and "out." in window.canvas.banner.text()


def test_import_opens_what_came_in(edge: FakeEdge, open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    edge.chat.add("C", ("user", "q"))
    window = open_window()
    window.sidebar.list.setFocus()
    assert window.focusWidget() is window.sidebar.list
    source = tmp_path / "in.json"
    source.write_text("json")
    window.actions_["conversation.import"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(source))
    dialog.close()
    qtbot.waitUntil(lambda: window.canvas.header.title.accessibleName() == "Brought in")
    assert window.focusWidget() is window.canvas.composer.field
    source.write_text("something else")
    assert window.trade is not None
    window.trade.bring_in(source)
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
