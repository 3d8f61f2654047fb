"""What a person can do about an error, as an action that its notice offers beside trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgechat.core.errors import (
    DataUnwritable,
    ModelNotFound,
    ModelUnusable,
    NoRoom,
    OutOfMemory,
)

if TYPE_CHECKING:
    from edgechat.desktop.door import SettingsDoor

USUAL, SMALLEST = 8192, 1024
"""Tokens of context where nothing is set, and the fewest that still hold a question and its answer."""

REMEDIES: dict[int, str] = {
    OutOfMemory.code: "answer.smaller_window",
    ModelUnusable.code: "model.choose",
    ModelNotFound.code: "model.choose",
    NoRoom.code: "app.folder",
    DataUnwritable.code: "app.folder",
}
"""Codes of ``core.errors`` and rows of the actions table. Not listed: trying again is all there is."""


def shrink(settings: SettingsDoor) -> int:
    """Set half the context window; the tokens that are set now. Raises what the settings raise."""
    now = int(settings.get("engine.context")) or USUAL
    smaller = max(SMALLEST, now // 2)
    settings.set("engine.context", smaller)
    return smaller
