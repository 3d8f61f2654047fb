"""A fault of our own: told where it happened, told at the next start, kept to be read, never in the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from edgechat.core.reports import Reports
from edgechat.core.watch import Watch
from edgechat.desktop.report_page import ReportPage
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]
CANARY = "the secret diary of Ada"


def reports_of(edge: FakeEdge) -> Reports:
    return Reports(edge.profile.root / "reports")


def click(window: Window, name: str) -> None:
    assert window.canvas.banner is not None
    next(each for each in window.canvas.banner.buttons() if each.text() == name).click()


def page_of(window: Window, qtbot: QtBot) -> ReportPage:
    (page,) = window.findChildren(ReportPage)
    qtbot.waitUntil(lambda: bool(page.text.toPlainText()))
    return page


def test_a_fault_in_work_is_told_with_its_report(edge: FakeEdge, window: Window, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError(CANARY)

    window._tasks.free(fail)
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    qtbot.waitUntil(lambda: len(reports_of(edge).all()) == 1)
    click(window, "Show report")
    page = page_of(window, qtbot)
    assert "ZeroDivisionError" in page.text.toPlainText()
    assert "secret" not in page.text.toPlainText()
    page.copy.click()
    assert QGuiApplication.clipboard().text() == page.text.toPlainText()
    page.delete.click()
    qtbot.waitUntil(lambda: reports_of(edge).all() == [] and page.text.isHidden())
    assert page.copy.isHidden()
    page.close()


def test_a_fault_in_a_slot_is_told_at_once(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    watch = Watch(reports_of(edge))
    with qtbot.captureExceptions() as raised:
        watch.begin()
        try:
            window = open_window()
            QTimer.singleShot(0, QObject(window), lambda: list[int]().pop())
            qtbot.waitUntil(lambda: window.canvas.banner is not None)
        finally:
            watch.end()
    assert len(raised) == 1
    assert [each.what.partition(" ")[0] for each in reports_of(edge).all()] == ["IndexError"]


def test_nothing_is_said_where_nothing_happened(window: Window, qtbot: QtBot) -> None:
    qtbot.wait(60)
    assert window.canvas.banner is None
    window.actions_["app.reports"].trigger()
    (page,) = window.findChildren(ReportPage)
    assert page.text.isHidden() and page.delete.isHidden()
    page.close()


def test_the_next_start_tells_once_and_quietly(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    reports_of(edge).write("crash", "EdgeChat ended: Fatal Python error: Aborted", "frames")
    window = open_window()
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert window.canvas.banner.property("tone") == "calm"
    assert window.canvas.composer.field.isEnabled()
    click(window, "Not now")
    qtbot.waitUntil(lambda: reports_of(edge).fresh() == [])
    assert window.canvas.banner is None and len(reports_of(edge).all()) == 1


def test_one_fault_can_be_muted(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    reports_of(edge).write("error", "One fault", "frames")
    window = open_window()
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    click(window, "Show report")
    page = page_of(window, qtbot)
    page.mute.click()
    qtbot.waitUntil(lambda: "muted" in (edge.profile.root / "reports" / "told.json").read_text())
    qtbot.waitUntil(lambda: not page.mute.isEnabled())
    page.close()
    qtbot.wait(30)
    reports_of(edge).write("error", "One fault", "frames")
    assert reports_of(edge).fresh() == []


@pytest.mark.parametrize("broken", ["file", "nothing"])
def test_a_folder_that_cannot_be_read_changes_nothing(
    edge: FakeEdge, open_window: Open, qtbot: QtBot, broken: str
) -> None:
    if broken == "file":
        Path(edge.profile.root / "reports").write_text("in the way")
    window = open_window()
    qtbot.wait(60)
    assert window.canvas.banner is None


def test_a_page_that_is_closed_at_once_is_not_written_to(
    edge: FakeEdge, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was being read for it comes when it is gone."""
    reading, go_on = threading.Event(), threading.Event()

    def slowly(_reports: object) -> list[object]:
        reading.set()
        go_on.wait(10)
        return []

    monkeypatch.setattr("edgechat.desktop.report_page._read_all", slowly)
    window.show_reports()
    (page,) = window.findChildren(ReportPage)
    qtbot.waitUntil(reading.is_set)
    page.close()
    with qtbot.waitSignal(page.destroyed):
        pass
    with qtbot.captureExceptions() as raised:
        go_on.set()
        qtbot.wait(60)
    assert raised == []
