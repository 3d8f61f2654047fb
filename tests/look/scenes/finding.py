"""The command palette and the sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from edgechat.desktop.palette import Palette
from edgechat.desktop.sheet import Sheet
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full
from tests.ui.fakes import FakeEdge


def _typed(action: str, kind: type[Palette] | type[Sheet], text: str) -> Callable[[FakeEdge, Window], None]:
    def act(edge: FakeEdge, window: Window) -> None:
        window.actions_[action].trigger()
        (front,) = window.findChildren(kind)
        field: QLineEdit = front.field
        field.setText(text)

    return act


SCENES: dict[str, Scene] = {
    "palette": Scene(_full, _typed("app.palette", Palette, ""), core=True),
    "palette_found": Scene(_full, _typed("app.palette", Palette, "con")),
    "palette_empty_window": Scene(act=_typed("app.palette", Palette, "pin")),
    "palette_nothing": Scene(_full, _typed("app.palette", Palette, "zzzz")),
    "shortcuts": Scene(_full, _typed("app.shortcuts", Sheet, "")),
    "shortcuts_found": Scene(_full, _typed("app.shortcuts", Sheet, "ctrl+s")),
}
