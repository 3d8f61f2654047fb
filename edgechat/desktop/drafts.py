"""What is written and not sent, by conversation: at hand at once, in the profile about a second later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor

PAUSE_MS = 800
"""From the first change to its being stored; a program that is killed loses no more."""


class Drafts(QObject):
    """Under "" stands what belongs to no conversation yet."""

    def __init__(self, edge: EdgeDoor, tasks: Tasks, known: Mapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._edge, self._tasks = edge, tasks
        self._texts = dict(known)
        self._changed: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.store)

    def text(self, conversation: str) -> str:
        return self._texts.get(conversation, "")

    def keep(self, conversation: str, text: str) -> None:
        if text == self.text(conversation):
            return
        self._texts[conversation] = text
        self._changed.add(conversation)
        if not self._pause.isActive():
            self._pause.start()

    def store(self) -> None:
        """Write what has changed, off the main thread; what cannot be, with the next change."""
        changed, self._changed = self._changed, set()
        texts, chat = {each: self._texts[each] for each in changed}, self._edge.chat

        def write() -> None:
            for conversation, text in texts.items():
                chat.keep_draft(conversation, text)

        if texts:
            self._tasks.serial(write, failed=lambda _error: self._changed.update(changed))
