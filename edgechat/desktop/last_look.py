"""The picture of a profile's last window: shown at once when it opens again, left when it closes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from edgechat.core.paths import Profile
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.window import Window


def lies_there(profile: Profile) -> bool:
    """Whether ``profile`` has a picture. Needs no Qt."""
    try:
        return profile.snapshot.exists()
    except OSError:  # a folder that may not be looked into, or has no possible name: opening it will say so
        return False


class LastLook:
    """``window``: the one that shows the picture of the last one, and is not built yet.

    ``font``: the system's. Without a profile there are no pictures.
    """

    def __init__(self, profile: Profile | None, font: QFont) -> None:
        self.window: Window | None = None
        self._profile, self._font = profile, font

    def show(self) -> None:
        """If there is a picture, and it still holds."""
        from edgechat.desktop.snapshot import circumstances, take_snapshot

        assert self._profile is not None
        taken = take_snapshot(self._profile.snapshot, circumstances(self._profile, self._font))
        if taken is None:
            return
        from edgechat.desktop.remembered import REMEMBERED, read_remembered
        from edgechat.desktop.window import Window

        self.window = Window()
        self.window.place(read_remembered(self._profile.root / REMEMBERED))
        self.window.cover(taken)

    def drop(self) -> None:
        """There will be no window now."""
        if self.window is not None:
            self.window.close()
            self.window = None

    def forget(self) -> None:
        """What lies there is of no use to anybody."""
        if self._profile is not None:
            with suppress(OSError):
                self._profile.snapshot.unlink()

    def leave(self, window: Window, edge: EdgeDoor) -> None:
        """Close ``edge``, whose ``window`` is closed; leave its picture if the next one will look like it.

        The picture lies there before the profile is asked whether it still holds, and is confirmed when all
        is closed: whoever deletes meanwhile what it shows finds it, and takes it away.
        """
        if self._profile is None:
            edge.close()
            return
        from edgechat.chat.conversation import ConversationChanged
        from edgechat.core.errors import FixableError
        from edgechat.desktop.portrait import still_so
        from edgechat.desktop.snapshot import circumstances, confirm_snapshot, keep_snapshot

        if window.left is not None:
            keep_snapshot(self._profile.snapshot, window.left)
        late: list[ConversationChanged] = []  # a title that was being written
        edge.events.subscribe(ConversationChanged, late.append)
        try:
            holds = still_so(window, edge.chat)
        except FixableError:
            holds = False
        edge.close()
        if holds and not late:
            confirm_snapshot(self._profile.snapshot, circumstances(self._profile, self._font))
        else:
            self.forget()
            with suppress(OSError):
                self._profile.glimpse.unlink()
