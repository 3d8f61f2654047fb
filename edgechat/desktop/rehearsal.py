"""What a person does in the window, done for a bench: a click on a row, a question, letters typed.

All goes through the events that mouse and keys bring, and each is told with the time until it was painted.
Its public methods belong to another thread: the window's own must come round meanwhile.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from edgechat.core.errors import BugError
from edgechat.desktop.stalls import Stalls
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.finder import Finder
    from edgechat.desktop.window import Window

T = TypeVar("T")
Done = Callable[[T], None]

PATIENCE = 300.0  # seconds for anything that is bound to happen
REST_MS = 1000  # before a click, which a person makes after a look: what was left to do is done then
BETWEEN_MS = 60  # between two letters: nobody types faster
LOOK_MS = 20


def on_main(tasks: Tasks, begin: Callable[[Done[T]], None]) -> T:
    """Have the main thread ``begin``; what it then hands to its argument. Raises ``BugError`` if nothing."""
    told: queue.SimpleQueue[T] = queue.SimpleQueue()
    tasks.post(lambda: begin(told.put))
    try:
        return told.get(timeout=PATIENCE)
    except queue.Empty:
        raise BugError("the window did not do what it was asked to") from None


class Painted(QObject):
    """Calls ``then``, once, after a paint of one of ``parts`` at which ``ready()``."""

    def __init__(
        self, parts: Sequence[QWidget], ready: Callable[[], bool], then: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._parts, self._ready, self._then = parts, ready, then
        for part in parts:
            part.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._ready():
            for part in self._parts:
                part.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        self._then()
        self.deleteLater()


class Rehearsal(QObject):
    """One window's. Times are milliseconds where nothing else is said."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._tasks = window, Tasks(self)
        self._stalls = Stalls()

    def open(self, conversation: str) -> float:
        """Click on its row, which must not be the open one: until its newest messages were painted."""
        took: float = on_main(self._tasks, partial(self._open, conversation))
        return took

    def ask(self, conversation: str, question: str, watched: bool) -> dict[str, Any]:
        """Open ``conversation`` and ask there: ``cpu`` and ``wall`` are seconds of this process from the
        question to the end of the answer, ``tokens`` its length; ``watched``: ``longest`` stall."""
        self.open(conversation)
        return on_main(self._tasks, lambda done: self._ask(question, watched, done))

    def type(self, words: Sequence[str]) -> list[float]:
        """Type each of ``words`` into the search field, letter by letter: until what each key found was
        painted."""
        found: list[float] = []
        for word in words:
            on_main(self._tasks, self._clear)
            found += [on_main(self._tasks, partial(self._press, letter)) for letter in word]
        on_main(self._tasks, self._clear)
        return found

    def close(self) -> None:
        """Close the window, which ends the program."""
        self._tasks.post(self._close)

    # On the main thread

    def _close(self) -> None:
        self._window.close()

    def _open(self, conversation: str, done: Done[float]) -> None:
        index = self._window.conversations.index_of(conversation)
        if not index.isValid():
            raise BugError(f"the conversation {conversation} is not listed")
        self._window.sidebar.list.scrollTo(index)
        QTimer.singleShot(REST_MS, self, lambda: self._click(conversation, done))

    def _click(self, conversation: str, done: Done[float]) -> None:
        rows, transcript = self._window.sidebar.list, self._window.canvas.transcript
        where = QPointF(rows.visualRect(self._window.conversations.index_of(conversation)).center())
        began = time.perf_counter()

        def shown() -> bool:
            messages, cards = transcript.messages(), transcript.cards()
            if not messages and transcript.isVisible():
                return self._window.current == conversation
            newest = messages[-1] if messages else None
            there = newest is not None and newest.conversation == conversation
            return there and bool(cards) and cards[-1].message is newest

        def then() -> None:
            done((time.perf_counter() - began) * 1000)

        Painted((transcript.viewport(),), shown, then, self)
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            at = rows.viewport().mapToGlobal(where)
            QCoreApplication.sendEvent(rows.viewport(), QMouseEvent(kind, where, at, left, left, none))

    def _ask(self, question: str, watched: bool, done: Done[dict[str, Any]]) -> None:
        field = self._window.canvas.composer.field
        self._window.canvas.composer.set_text(question)

        def begin() -> None:
            if watched:
                self._stalls.begin()
            began = time.process_time(), time.perf_counter()
            press(field, Qt.Key.Key_Return, "\r")
            self._follow(lambda: done(self._answered(*began, watched=watched)))

        QTimer.singleShot(REST_MS, self, begin)

    def _follow(self, then: Callable[[], None]) -> None:
        """Wait for the end of the answer, without waking the window while it is being written."""
        turns, timer = self._window.turns, QTimer(self, interval=LOOK_MS)

        def look() -> None:
            if not turns.busy and not any(card.live for card in self._window.canvas.transcript.cards()):
                timer.deleteLater()
                timer.stop()
                then()

        def changed() -> None:
            if not turns.busy:
                turns.changed.disconnect(changed)
                timer.start()

        timer.timeout.connect(look)
        turns.changed.connect(changed)

    def _answered(self, cpu: float, wall: float, *, watched: bool) -> dict[str, Any]:
        told = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        if watched:
            self._stalls.end()
        answer = self._window.canvas.transcript.messages()[-1]
        longest = self._stalls.longest_ms if watched else None
        return told | {"longest": longest, "tokens": answer.usage.completion_tokens}

    def _clear(self, done: Done[None]) -> None:
        self._finder().field.clear()
        QTimer.singleShot(REST_MS, self, lambda: done(None))

    def _press(self, letter: str, done: Done[float]) -> None:
        finder = self._finder()
        began = time.perf_counter()

        def then() -> None:
            took = (time.perf_counter() - began) * 1000
            QTimer.singleShot(BETWEEN_MS, self, lambda: done(took))

        parts = (finder.list.viewport(), finder.nothing)
        Painted(parts, lambda: finder.found == finder.field.text(), then, self)
        press(finder.field, Qt.Key.Key_unknown, letter)

    def _finder(self) -> Finder:
        if self._window.finder is None:
            raise BugError("the window has no search yet")
        return self._window.finder


def press(widget: QWidget, key: Qt.Key, text: str) -> None:
    """One key, down and up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
