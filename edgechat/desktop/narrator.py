"""Says what happens in the window to a person who does not look at it: answers, the model, troubles."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from edgechat.ai.values import ModelStatus
from edgechat.chat.conversation import Message
from edgechat.desktop import words
from edgechat.desktop.announcing import announce

LONGEST = 4000
"""Characters of an answer that are said: the rest can be read in its place."""


class Narrator(QObject):
    """Hears of everything, says a part of it through ``window``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._written: set[str] = set()
        self._state = ""

    def hear(self, message: Message) -> None:
        """An answer that was being written is finished, or ended otherwise."""
        if message.role != "assistant":
            return
        if message.state == "streaming":
            self._written.add(message.id)
        elif message.id in self._written:
            self._written.discard(message.id)
            trouble = words.trouble(message)[1]
            said = self.tr("Answer: %1").replace("%1", message.text[:LONGEST]) if message.text else ""
            announce(self._window, " ".join(part for part in (said, trouble) if part))

    def hear_model(self, status: ModelStatus) -> None:
        before, self._state = self._state, status.state
        loaded = status.state == "ready" and before == "loading"
        if loaded or (status.state == "failed" and before != "failed"):
            announce(self._window, self.tr("The model: %1").replace("%1", words.status_line(status)))

    def hear_trouble(self, text: str, tone: str) -> None:
        announce(self._window, text, urgent=tone == "danger")
