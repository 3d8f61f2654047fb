"""What a scene is: a state of the window worth looking at. Add one to any file of ``tests/look/scenes``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from edgechat.desktop.look import Look
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge


def nothing(_edge: FakeEdge, _window: Window) -> None:
    """The window is looked at as it opens."""


@dataclass(frozen=True)
class Scene:
    """``fill`` before the window is made, ``act`` after it is shown. ``page`` stands in place of the window.

    ``core``: among those that the quick test looks at; the others are drawn on demand only.
    """

    fill: Callable[[FakeEdge], object] = lambda edge: None
    act: Callable[[FakeEdge, Window], object] = nothing
    page: Callable[[FakeEdge, Look, Tasks], QWidget] | None = None
    core: bool = False
