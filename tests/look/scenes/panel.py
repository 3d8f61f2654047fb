"""The panel beside a conversation: plain, with own values, with a wrong one, at its end."""

from __future__ import annotations

from edgechat.ai.values import ModelStatus
from edgechat.desktop.tuning import Tuning
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full
from tests.ui.fakes import STARTER, FakeEdge


def _panel(window: Window) -> Tuning:
    window.show_panel(True)
    assert window.tuner is not None
    return window.tuner.panel


def _plain(edge: FakeEdge, window: Window) -> None:
    _panel(window)


def _own(edge: FakeEdge) -> None:
    _full(edge)
    edge.ai.current = ModelStatus(
        "ready", STARTER.id, device="CPU", context=8192, thinks=True, can_choose=True
    )
    place = edge.chat.conversations()[0]
    edge.chat.configure(
        place.id, system="You are a patient teacher. Answer in three sentences, then ask one question.",
        options={"temperature": 0.9, "top_k": 20, "think": False},
    )  # fmt: skip


def _wrong(edge: FakeEdge, window: Window) -> None:
    knob = _panel(window).knobs["temperature"]
    knob.field.setText("eleven")
    knob.field.setModified(True)
    knob.keep()


def _end(edge: FakeEdge, window: Window) -> None:
    panel = _panel(window)
    bar = panel.area.verticalScrollBar()
    panel.default.setFocus()
    bar.setValue(bar.maximum())


SCENES: dict[str, Scene] = {
    "panel": Scene(_full, _plain, core=True),
    "panel_own": Scene(_own, _plain, core=True),
    "panel_wrong": Scene(_full, _wrong, core=True),
    "panel_end": Scene(_own, _end),
}
