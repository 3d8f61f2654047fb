"""The window without eyes and without a mouse: every control has a name, Tab reaches all, news are said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.core.errors import EngineCrashed, NoRoom
from edgechat.desktop import announcing
from edgechat.desktop.window import Window
from tests.look.drawing import View, shown
from tests.look.findings import findings
from tests.look.scenes import SCENES
from tests.ui.fakes import FakeEdge
from tests.ui.making import made_window

HARMLESS = r"This plugin does not support"
MORE = ("reports", "reports_none", "shortcuts", "about", "export", "message_menu", "sight")
LARGE = ("full", "empty", "streaming", "failed", "palette", "fault_now", "sight", "search", "menu")
NAME = QAccessible.Text.Name


def within(window: QWidget) -> Iterator[QWidget]:
    if isinstance(window, QFileDialog):
        return  # Qt's own
    for each in [window, *window.findChildren(QWidget)]:
        if each.window() is window and each.isVisibleTo(window) and not _internal(each):
            yield each


def _internal(widget: QWidget) -> bool:
    """What Qt puts into its own widgets: the widget around it has the name."""
    names = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    return widget.objectName().startswith(names) or type(widget).__name__ in (
        "QScrollBar",
        "QLineEditIconButton",
    )


def named(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(NAME).strip() if interface is not None else ""


def nameless(window: QWidget) -> list[str]:
    return [
        f"{type(each).__name__}#{each.objectName()}"
        for each in within(window)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus and not named(each)
    ]


def untold(window: QWidget) -> list[str]:
    """Buttons that show only an icon and do not say in a tooltip what they do."""
    return [
        f"{type(each).__name__}#{each.objectName()} {each.accessibleName()}"
        for each in within(window)
        if isinstance(each, QAbstractButton)
        and not isinstance(each.parent(), QLineEdit)  # a picture in the field; what it does is the field's
        and not each.toolTip()
        and (not each.text() or _icon_only(each))
    ]


def _icon_only(button: QAbstractButton) -> bool:
    return (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        and not button.icon().isNull()
    )


@pytest.mark.qt_log_ignore(HARMLESS)
@pytest.mark.parametrize("scene", sorted(name for name in SCENES if SCENES[name].core or name in MORE))
def test_every_control_has_a_name(scene: str, qapp: QApplication) -> None:
    with shown(qapp, View(scene)) as (_edge, parts):
        for part in parts:
            assert nameless(part) == []
            assert untold(part) == []
            assert named(part) or part.windowTitle() or isinstance(part, QMenu)


@pytest.mark.qt_log_ignore(HARMLESS)
@pytest.mark.parametrize("points", [9, 14, 20])
@pytest.mark.parametrize("scene", LARGE)
def test_larger_letters_find_room(scene: str, points: int, qapp: QApplication) -> None:
    plain, larger = qapp.font(), qapp.font()
    larger.setPointSize(points)
    qapp.setFont(larger)
    try:
        with shown(qapp, View(scene)) as (_edge, parts):
            assert findings(parts) == []
    finally:
        qapp.setFont(plain)


@pytest.fixture
def window(qapp: QApplication, tmp_path: object) -> Iterator[Window]:
    edge = FakeEdge(tmp_path)  # type: ignore[arg-type]
    edge.chat.add("Older", ("user", "a"), ("assistant", "b"), days=1)
    edge.chat.add("Newer", ("user", "a"), ("assistant", "b"))
    with made_window(qapp, edge) as made:
        yield made


def _stops(window: Window) -> set[QWidget]:
    return {
        each
        for each in within(window)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled() and each.focusProxy() is None
    }


@pytest.mark.qt_log_ignore(HARMLESS)
def test_tab_reaches_everything_and_leads_back(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.focus_composer()
    ways = {}
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        way: list[QWidget | None] = []
        while (now := QApplication.focusWidget()) not in way and len(way) < 200:
            way.append(now)
            qtbot.keyClick(now, key)
        assert now is way[0]
        ways[key] = way
    forth, back = ways[Qt.Key.Key_Tab], ways[Qt.Key.Key_Backtab]
    assert set(forth) == _stops(window)
    assert forth == [back[0], *reversed(back[1:])]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr(announcing, "_listened_to", lambda: True)
    monkeypatch.setattr(announcing, "_send", lambda _widget, text, urgent: said.append((text, urgent)))
    return said


Heard = list[tuple[str, bool]]


def _ask(window: Window, qtbot: QtBot, until: Callable[[], bool]) -> None:
    window.canvas.composer.set_text("And?")
    window.send()
    qtbot.waitUntil(until)


def test_a_finished_answer_is_said_once(window: Window, heard: Heard, qtbot: QtBot) -> None:
    _ask(window, qtbot, lambda: any("indeed" in text for text, _ in heard))
    qtbot.wait(60)
    assert [text for text, _ in heard if "indeed" in text] == ["Answer: Yes, indeed."]


def test_a_failed_answer_is_said(window: Window, heard: Heard, qtbot: QtBot) -> None:
    chat = window._edge.chat
    chat.replies = [["Half", EngineCrashed("The model process ended.", "Try again.")]]  # type: ignore[attr-defined]
    _ask(window, qtbot, lambda: any("Try again." in text for text, _ in heard))
    assert heard[-1][0].startswith("Answer: Half")


def test_the_model_and_troubles_are_said(window: Window, heard: Heard) -> None:
    for state in ("loading", "loading", "ready", "busy", "ready", "failed", "failed"):
        window.model.set_status(ModelStatus(state))  # type: ignore[arg-type]
    said = [text for text, _ in heard if text.startswith("The model: ")]
    assert said == ["The model: ready on CPU", "The model: could not be loaded"]
    window._say(NoRoom("There is no room.", "Free some."))
    assert heard[-1] == ("There is no room. Free some.", True)
