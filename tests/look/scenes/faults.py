"""Faults of our own: the notices, and the page of reports."""

from __future__ import annotations

import os

from edgechat.core.reports import Reports
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full
from tests.ui.fakes import FakeEdge

FRAMES = """  File "~/edgechat/desktop/window.py", line 210, in _text_arrived
  File "~/edgechat/desktop/transcript.py", line 88, in set_text
KeyError (what it said is left out)"""


def _crashed(edge: FakeEdge) -> None:
    _full(edge)
    _write(edge, "crash", "EdgeChat ended: Fatal Python error: Segmentation fault at pane.py")


def _write(edge: FakeEdge, kind: str, what: str) -> None:
    report = Reports(edge.profile.root / "reports").write(kind, what, FRAMES)  # type: ignore[arg-type]
    assert report is not None
    os.utime(report.path, (edge.chat.now, edge.chat.now))


def _several(edge: FakeEdge) -> None:
    _crashed(edge)
    _write(edge, "error", "KeyError in edgechat/desktop/transcript.py, set_text")
    _write(edge, "child", "The text process: ended by SIGABRT")


def _failed(edge: FakeEdge, window: Window) -> None:
    window._say(KeyError("never shown"))


def _page(edge: FakeEdge, window: Window) -> None:
    window.show_reports()


SCENES: dict[str, Scene] = {
    "fault_now": Scene(_full, _failed, core=True),
    "fault_last_time": Scene(_crashed),
    "reports": Scene(_several, _page),
    "reports_one": Scene(_crashed, _page),
    "reports_none": Scene(_full, _page),
}
