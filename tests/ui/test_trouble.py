"""What stands in place of the window when a profile cannot be opened, and backups that fail."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.core.backup_schedule import BackupFailed
from edgechat.core.errors import DataDamaged, DataNewer, DataUnwritable, EdgeError, NoRoom
from edgechat.desktop.look import make_look
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.theme import LIGHT
from edgechat.desktop.trouble import Trouble
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

Open = Callable[[], Window]


def damaged(root: Path, **more: float | str) -> DataDamaged:
    file = root / "profiles" / "default" / "profile.db"
    kept = file.parent / "damaged"
    return DataDamaged(
        "profile.db is damaged: bad header.", "Run it.", file=str(file), kept_in=str(kept), **more
    )


def page(app: QApplication, tasks: Tasks, error: Exception) -> Trouble:
    made = Trouble(error, make_look(LIGHT, app.font()), tasks)
    made.show()
    return made


def test_a_page_that_is_gone_takes_no_screen_with_it(
    qapp: QApplication, tasks: Tasks, tmp_path: Path
) -> None:
    screens = QApplication.screens()
    made = page(qapp, tasks, damaged(tmp_path))
    shiboken6.delete(made)
    assert all(shiboken6.isValid(each) for each in screens)


def test_damage_offers_the_backup(qapp: QApplication, tasks: Tasks, tmp_path: Path) -> None:
    error = damaged(tmp_path, backup="b.db", backup_made_at=time.time(), backup_age=7200.0)
    made = page(qapp, tasks, error)
    assert made.repair.isVisible() and "2 hours" in made.then.text()
    assert "Nothing was changed" in made.then.text() and "damaged" in made.said.text()
    made.close()


@pytest.mark.parametrize("kind", [DataNewer, DataUnwritable, NoRoom, DataDamaged])
def test_what_cannot_be_repaired_here_says_what_to_do(
    qapp: QApplication, tasks: Tasks, kind: type[EdgeError]
) -> None:
    made = page(qapp, tasks, kind("It is so.", "Do this."))
    assert made.repair.isHidden() and made.then.text() == "Do this." and made.said.text() == "It is so."
    made.close()


def test_repairing_puts_the_profile_right_and_tries_again(
    qapp: QApplication, tasks: Tasks, tmp_path: Path, qtbot: QtBot
) -> None:
    from edgechat.core.paths import Home
    from edgechat.core.profile_database import open_profile_database

    profile = Home(tmp_path).profile("default")
    profile.create()
    profile.database.write_bytes(b"no database at all" * 400)
    made = page(qapp, tasks, damaged(tmp_path))
    with qtbot.waitSignal(made.again):
        made.repair.click()
    made.close()
    open_profile_database(profile).close()
    assert list(profile.damaged.iterdir())


def test_a_repair_that_fails_says_why(
    qapp: QApplication, tasks: Tasks, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_file: Path) -> None:
        raise NoRoom("The disk is full.", "Free some space.")

    monkeypatch.setattr("edgechat.desktop.trouble._repair", fails)
    made = page(qapp, tasks, damaged(tmp_path))
    made.repair.click()
    qtbot.waitUntil(lambda: made.said.text() == "The disk is full. Free some space.")
    assert made.repair.isEnabled() and made.retry.isEnabled()
    made.close()


def test_a_backup_that_failed_is_told(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    edge.events.publish(BackupFailed(NoRoom("The disk is full.", "Free some space.")))
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert window.canvas.banner is not None and "No backup could be made." in window.canvas.banner.text()
