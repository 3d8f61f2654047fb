"""What a window leaves beside a real profile, when others change the profile at the worst moments."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat import open_edge
from edgechat.chat.store import Store
from edgechat.core.errors import DataDamaged
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.desktop import portrait
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.last_look import LastLook, lies_there
from edgechat.desktop.reading import read_opening
from edgechat.desktop.remembered import REMEMBERED, read_remembered
from edgechat.desktop.snapshot import Snapshot, circumstances, take_snapshot
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from edgechat.edge import Edge
from tests.ui.test_behind import PROGRAM, ROOT

SECRET = "It is **this**."


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Home(tmp_path).profile("default")
    made.create()
    database = open_profile_database(made)
    store = Store(database)
    for number in range(2):
        conversation = store.create(title=f"Number {number}", now=1.0 + number)
        store.append(conversation.id, "user", "What is it?", state="complete", now=1.0 + number)
        store.append(conversation.id, "assistant", SECRET, state="complete", now=1.0 + number)
    database.close()
    return made


@contextmanager
def closed(
    profile: Profile, app: QApplication, act: Callable[[Window], object]
) -> Iterator[tuple[Window, Edge]]:
    """A window on the real profile, that was used and closed; its Edge is open still."""
    edge, tasks, plain = open_edge(profile.home.root, face="window"), Tasks(), app.font()
    appearance = Appearance(app, "light")
    window = Window()
    opening = read_opening(edge.chat, read_remembered(profile.root / REMEMBERED))
    window.build(edge, tasks, appearance, opening)
    window.show()
    window.finish_opening()
    QCoreApplication.processEvents()
    act(window)
    window.close()
    tasks.close()
    try:
        yield window, edge
    finally:
        edge.close()
        window.deleteLater()
        appearance.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.setStyleSheet("")
        app.setFont(plain)


def left(profile: Profile, app: QApplication) -> Snapshot | None:
    return take_snapshot(profile.snapshot, circumstances(profile, app.font()))


def nothing(_window: Window) -> None:
    pass


def delete(profile: Profile) -> None:
    """The newest conversation, by another program."""
    with open_edge(profile.home.root) as other:
        other.chat.delete(other.chat.conversations()[0].id)


def rename(profile: Profile) -> None:
    with open_edge(profile.home.root) as other:
        other.chat.rename(other.chat.conversations()[1].id, "Otherwise")


def test_what_holds_is_left_and_shown(profile: Profile, qapp: QApplication) -> None:
    last = LastLook(profile, qapp.font())
    with closed(profile, qapp, nothing) as (window, edge):
        last.leave(window, edge)
    assert profile.glimpse.exists()
    shown = left(profile, qapp)
    assert shown is not None and (shown.conversations, shown.messages) == (2, 2)


@pytest.mark.parametrize("change", [delete, rename])
def test_what_another_program_changed_unseen_is_not_left(
    change: Callable[[Profile], None], profile: Profile, qapp: QApplication
) -> None:
    last = LastLook(profile, qapp.font())
    with closed(profile, qapp, nothing) as (window, edge):
        change(profile)
        last.leave(window, edge)
    assert not profile.snapshot.exists() and not profile.glimpse.exists()


def test_nor_are_its_answers_where_there_was_no_picture(profile: Profile, qapp: QApplication) -> None:
    def with_a_toast(window: Window) -> None:
        window.canvas.toast.show_for("Something was done.")

    last = LastLook(profile, qapp.font())
    with closed(profile, qapp, with_a_toast) as (window, edge):
        assert window.left is None and profile.glimpse.exists()
        delete(profile)
        last.leave(window, edge)
    assert not profile.glimpse.exists()
    with closed(profile, qapp, with_a_toast) as (window, edge):
        last.leave(window, edge)
    assert profile.glimpse.exists() and not profile.snapshot.exists()


def test_nor_what_it_deletes_while_the_profile_is_being_closed(profile: Profile, qapp: QApplication) -> None:
    last = LastLook(profile, qapp.font())
    with closed(profile, qapp, nothing) as (window, edge):
        close = edge.close

        def closing() -> None:
            delete(profile)
            close()

        with patch.object(edge, "close", closing):
            last.leave(window, edge)
    assert not profile.snapshot.exists() and not profile.glimpse.exists()


def test_a_title_that_comes_late_is_waited_for(profile: Profile, qapp: QApplication) -> None:
    last = LastLook(profile, qapp.font())
    with closed(profile, qapp, nothing) as (window, edge):
        close = edge.close

        def closing() -> None:
            edge.chat.rename(window.current, "By the model")
            close()

        with patch.object(edge, "close", closing):
            last.leave(window, edge)
    assert left(profile, qapp) is None


def test_a_profile_that_cannot_be_asked_leaves_nothing(profile: Profile, qapp: QApplication) -> None:
    last = LastLook(profile, qapp.font())
    damaged = patch.object(portrait, "still_so", side_effect=DataDamaged("It is damaged.", "Repair it."))
    with closed(profile, qapp, nothing) as (window, edge), damaged:
        last.leave(window, edge)
    assert not profile.snapshot.exists()


def test_a_conversation_that_is_not_among_the_newest_leaves_nothing(
    profile: Profile, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next window could not open it: it would begin with another."""
    monkeypatch.setattr(portrait, "LISTED", 1)

    def older(window: Window) -> None:
        window.next_conversation()
        qtbot.waitUntil(lambda: window.canvas.header.title.accessibleName() == "Number 0")

    with closed(profile, qapp, older) as (window, edge):
        assert window.left is not None
        assert not portrait.still_so(window, edge.chat)


def test_what_a_person_wrote_last_is_stored_though_the_lane_is_busy(qapp: QApplication) -> None:
    tasks, done = Tasks(), list[str]()
    tasks.serial(lambda: time.sleep(0.1))
    tasks.serial(lambda: done.append("the draft"))
    tasks.close()
    assert done == ["the draft"]


def test_a_folder_that_cannot_be_looked_into_has_no_picture(tmp_path: Path, profile: Profile) -> None:
    profile.snapshot.write_bytes(b"")
    assert lies_there(profile)
    with patch.object(Path, "exists", side_effect=PermissionError):
        assert not lies_there(profile)
    assert not lies_there(Home(tmp_path / ("a" * 300)).profile("default"))


SLOW = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

def close_all():
    for each in QApplication.topLevelWidgets():
        each.close()

def open_edge():
    if len(sys.argv) > 2:
        time.sleep(0.6)
        QTimer.singleShot(0, QApplication.instance(), close_all)
        time.sleep(0.6)
"""


def test_a_window_can_be_closed_while_its_profile_is_slow_to_open(tmp_path: Path) -> None:
    program = PROGRAM.replace("def open_edge():", SLOW)
    program = program.replace('["edgechat"]', '["edgechat"], then=lambda window: window.close()')
    environment = {**os.environ, "EDGECHAT_LOG": "json", "QT_QPA_PLATFORM": "offscreen"}
    for more in ([], ["slow"]):
        command = [sys.executable, "-c", program, str(tmp_path), *more]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0
        assert ('"picture": true' in done.stderr) == bool(more)
        assert ('"event": "closed"' in done.stderr) == (not more)
