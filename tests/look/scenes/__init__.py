"""Every scene there is: the ``SCENES`` of each module in this folder. A new part brings a file of its own."""

from __future__ import annotations

import importlib
import pkgutil

from tests.look.scene import Scene
from tests.look.scenes.window import RICH

__all__ = ["RICH", "SCENES"]


def _all() -> dict[str, Scene]:
    found: dict[str, Scene] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        scenes: dict[str, Scene] = importlib.import_module(f"{__name__}.{module}").SCENES
        assert not found.keys() & scenes.keys(), (
            f"a scene's name is taken twice: {found.keys() & scenes.keys()}"
        )
        found |= scenes
    return found


SCENES = _all()
