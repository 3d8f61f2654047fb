"""The window comes back as it was left, also from a file that says nonsense, and never onto no screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from edgechat.desktop.placement import restore
from edgechat.desktop.remembered import Memory, Remembered, read_remembered
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def kept(edge: FakeEdge) -> Remembered:
    return read_remembered(edge.profile.root / "window.json")


def test_all_comes_back(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    older = edge.chat.add("Older", ("user", "a"), ("assistant", "b"), days=1)
    edge.chat.add("Newer", ("user", "a"), ("assistant", "b"))
    first = open_window()
    first.setGeometry(20, 30, 930, 640)
    first.open(older.id)
    first.toggle_sidebar()
    first._recent.append("view.theme")
    first.close()
    qtbot.waitUntil(lambda: kept(edge).width == 930)
    second = open_window()
    assert second.geometry() == QRect(20, 30, 930, 640)
    assert second.current == older.id and second.sidebar.isHidden()
    assert second._recent == ["view.theme"]


def test_a_change_is_kept_before_the_window_closes(window: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: (kept(edge).width, kept(edge).height) == (1000, 700), timeout=5000)


def test_maximised_keeps_the_other_size(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    first = open_window()
    first.setGeometry(10, 10, 910, 620)
    qtbot.wait(20)
    first.showMaximized()
    qtbot.waitUntil(first.isMaximized)
    first.close()
    qtbot.waitUntil(lambda: kept(edge).maximised)
    assert (kept(edge).width, kept(edge).height) == (910, 620)
    assert open_window().isMaximized()


@pytest.mark.parametrize("x", [-50_000, 50_000])
def test_a_screen_that_is_gone_gets_no_window(qapp: QApplication, x: int) -> None:
    window = QMainWindow()
    restore(window, Remembered(x=x, y=0, width=900, height=90_000))
    window.show()
    assert window.screen().availableGeometry().intersects(window.geometry())
    assert window.height() <= window.screen().availableSize().height()
    window.close()
    window.deleteLater()


BROKEN = (
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 99_999, b'{"width": "wide", "sidebar": 3, "recent": [1]}',
    b'{"width": 1e400, "x": 99999999999999999999, "maximised": null, "conversation": {"a": 1}}',
    b'{"width": true, "recent": "view.theme", "height": -5}',
)  # fmt: skip


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_file_is_ignored(edge: FakeEdge, open_window: Open, damage: bytes) -> None:
    (edge.profile.root / "window.json").write_bytes(damage)
    window = open_window()
    assert window.width() >= window.minimumWidth() and not window.sidebar.isHidden()
    assert window._recent == []


def test_a_conversation_that_is_gone_is_not_missed(edge: FakeEdge, open_window: Open) -> None:
    edge.chat.add("Only", ("user", "a"), ("assistant", "b"))
    (edge.profile.root / "window.json").write_text(json.dumps({"conversation": "gone", "height": 700}))
    assert open_window().conversations.title_of("c1") == "Only"


def test_an_earlier_write_never_wins(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "window.json")
    first, second = memory.ticket(), memory.ticket()
    memory.write(Remembered(width=2), second)
    memory.write(Remembered(width=1), first)
    assert read_remembered(tmp_path / "window.json").width == 2
    assert [each.name for each in tmp_path.iterdir()] == ["window.json"]


def test_a_folder_that_cannot_be_written_harms_nothing(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "none" / "window.json")
    memory.write(Remembered(), memory.ticket())
    assert list(tmp_path.iterdir()) == []
