"""What stands in front of the window: dialogs and menus. What stands in its place: the page of troubles."""

from __future__ import annotations

from PySide6.QtCore import QUrl

from edgechat.core.errors import DataDamaged, DataNewer, DataUnwritable, NoRoom
from edgechat.desktop import dialogs
from edgechat.desktop.look import Look
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.trouble import Trouble
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full
from tests.ui.fakes import FakeEdge

PROFILE = "/home/ada/.local/share/EdgeChat/profiles/default"


def _export(edge: FakeEdge, window: Window) -> None:
    window.export_conversation()


def _import(edge: FakeEdge, window: Window) -> None:
    window.import_conversations()


def _link(edge: FakeEdge, window: Window) -> None:
    dialogs.ask_link(window, QUrl("https://example.org/a/long/address?that=nobody&types=themselves"))


def _about(edge: FakeEdge, window: Window) -> None:
    dialogs.about(window)


def _language(edge: FakeEdge, window: Window) -> None:
    window.choose_language()


def _details(edge: FakeEdge, window: Window) -> None:
    window.canvas.header.pill.click()


def _damaged(edge: FakeEdge, look: Look, tasks: Tasks) -> Trouble:
    error = DataDamaged(
        f"{PROFILE}/profile.db is damaged: database disk image is malformed.",
        "Close EdgeChat and run edgechat check --repair.",
        file=f"{PROFILE}/profile.db", kept_in=f"{PROFILE}/damaged", backup="2026-03-11", backup_age=93_600.0,
    )  # fmt: skip
    return Trouble(error, look, tasks)


def _newer(edge: FakeEdge, look: Look, tasks: Tasks) -> Trouble:
    error = DataNewer(
        f"{PROFILE}/profile.db was written by a newer EdgeChat (its format is 9, this one knows up to 7).",
        "Update EdgeChat. Nothing was changed in the file.",
        file=f"{PROFILE}/profile.db",
    )
    return Trouble(error, look, tasks)


def _unwritable(edge: FakeEdge, look: Look, tasks: Tasks) -> Trouble:
    error = DataUnwritable(
        f"The data folder {PROFILE} cannot be created: Permission denied.",
        "Make the folder writable, or choose another with --home or EDGECHAT_HOME.",
    )
    return Trouble(error, look, tasks)


def _full_disk(edge: FakeEdge, look: Look, tasks: Tasks) -> Trouble:
    error = NoRoom(
        f"There is no room in {PROFILE}: it takes 12.0 MB, 1.5 are free.",
        "Free some disk space, then try again. What was saved before is safe.",
    )
    return Trouble(error, look, tasks)


def _bug(edge: FakeEdge, look: Look, tasks: Tasks) -> Trouble:
    return Trouble(ValueError("never shown"), look, tasks)


SCENES: dict[str, Scene] = {
    "export": Scene(_full, _export),
    "import": Scene(_full, _import),
    "link": Scene(_full, _link, core=True),
    "about": Scene(_full, _about),
    "language": Scene(_full, _language, core=True),
    "model_details": Scene(_full, _details),
    "trouble_damaged": Scene(page=_damaged, core=True),
    "trouble_newer": Scene(page=_newer),
    "trouble_unwritable": Scene(page=_unwritable),
    "trouble_full_disk": Scene(page=_full_disk),
    "trouble_bug": Scene(page=_bug),
}
