"""The checklist: every line in icon and words, problems first, a next step, a report to copy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from edgechat.core.checkup import Check
from edgechat.desktop.checklist import Checklist
from edgechat.desktop.get_model import GetModel
from edgechat.desktop.notice import Notice
from edgechat.desktop.window import Window
from tests.ui.fakes import HEALTHY, FakeEdge

Open = Callable[[], Window]
DISK = Check("Disk", "warn", "0.3 GB free", "Make room.")
ENGINE = Check("llama.cpp", "fail", "It is not installed.", "Run the set-up command of the README again.")
ANSWERS = Check("Answers", "warn", "The starter model answers.", "Get it: …", "app.get_model")


def opened(window: Window, qtbot: QtBot) -> Checklist:
    window.actions_["app.checklist"].trigger()
    checklist = next(each for each in window.findChildren(Checklist) if each.isVisible())
    qtbot.waitUntil(checklist.again.isEnabled)
    return checklist


def words_of(checklist: Checklist) -> str:
    return "\n".join(label.text().replace("\u200b", "") for label in checklist.findChildren(QLabel))


def test_a_machine_that_lacks_nothing(window: Window, qtbot: QtBot) -> None:
    checklist = opened(window, qtbot)
    assert checklist.title.text() == "Everything is ready."
    assert tuple(checklist.checks()) == HEALTHY
    said = words_of(checklist)
    for check in HEALTHY:
        assert check.name in said and check.detail in said
    checklist.close()


def test_problems_come_first_with_their_next_step(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.found = [HEALTHY[0], DISK, ENGINE, *HEALTHY[1:]]
    checklist = opened(open_window(), qtbot)
    assert checklist.checks()[:3] == [ENGINE, DISK, HEALTHY[0]]
    assert checklist.title.text() == "1 thing is missing"
    said = words_of(checklist)
    assert "missing" in said and "can be better" in said, "not by colour alone"
    assert DISK.action in said and ENGINE.action in said
    checklist.close()


def test_what_the_window_can_do_is_a_button(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.found = [ANSWERS]
    window = open_window()
    checklist = opened(window, qtbot)
    assert checklist.title.text() == "Everything works. 1 thing can be better."
    button = next(each for each in checklist.findChildren(QPushButton) if "better model" in each.text())
    button.click()
    (dialog,) = window.findChildren(GetModel)
    dialog.close()
    checklist.close()


def test_the_report_is_copied_whole(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.found = [DISK, HEALTHY[2]]
    checklist = opened(open_window(), qtbot)
    checklist.copy.click()
    report = QGuiApplication.clipboard().text().splitlines()
    assert report[0].startswith("EdgeChat ") and len(report) == 3
    assert report[1] == "Disk (can be better): 0.3 GB free Make room."
    assert report[2] == f"Data folder (ready): {HEALTHY[2].detail}"
    checklist.close()


def test_it_looks_again(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.found = [DISK]
    checklist = opened(open_window(), qtbot)
    edge.found = [HEALTHY[3]]
    checklist.again.click()
    qtbot.waitUntil(lambda: checklist.title.text() == "Everything is ready.")
    assert checklist.checks() == [HEALTHY[3]]
    checklist.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_closed_while_it_looks(
    edge: FakeEdge,
    open_window: Open,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    key: Qt.Key | None,
) -> None:
    held = threading.Event()

    def slow(*, quick: bool = False) -> Iterator[Check]:
        yield HEALTHY[0]
        held.wait(10)
        yield HEALTHY[1]

    window = open_window()
    monkeypatch.setattr(edge, "checks", slow)
    window.check_machine()
    checklist = next(each for each in window.findChildren(Checklist) if each.isVisible())
    qtbot.waitUntil(lambda: len(checklist.checks()) == 1)
    if key is None:
        checklist.close()
    else:
        qtbot.keyClick(checklist, key)
    held.set()
    qtbot.wait(50)


def test_a_bug_in_a_check_is_told(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*, quick: bool = False) -> Iterator[Check]:
        raise ZeroDivisionError

    window = open_window()
    monkeypatch.setattr(edge, "checks", broken)
    checklist = opened(window, qtbot)
    assert "went wrong" in checklist.title.text()
    checklist.close()


def test_the_welcome_page_names_what_is_missing(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    edge.found_at_start = [DISK, HEALTHY[6], ANSWERS]
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.canvas.welcome.findChildren(Notice)))
    (notice,) = window.canvas.welcome.findChildren(Notice)
    assert notice.text() == "Disk: 0.3 GB free"
    (button,) = notice.findChildren(QPushButton)
    button.click()
    checklist = next(each for each in window.findChildren(Checklist) if each.isVisible())
    qtbot.waitUntil(checklist.again.isEnabled)
    checklist.close()


def test_the_welcome_page_is_quiet_when_nothing_is_missing(window: Window, qtbot: QtBot) -> None:
    qtbot.wait(100)
    assert window.canvas.welcome.findChildren(Notice) == []
