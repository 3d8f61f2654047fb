"""Follows an answer while it is written, so that Ctrl-C stops the model and keeps what it said.

The answer is read on a thread of its own: the main thread, which gets the signal, only waits and prints.
The signal becomes a request to stop, so nothing is torn and no text is lost.
Knows streams, no model.
"""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Generic, Protocol, TypeVar

WAKE = 0.2  # seconds; Windows tells of Ctrl-C only between two waits
PATIENCE = 5.0  # seconds for an answer to end after its reader has gone


class Stream(Protocol):
    """The part of an answer that is needed here."""

    def __iter__(self) -> Iterator[str]: ...
    def stop(self) -> None: ...


S = TypeVar("S", bound=Stream)


class _Reader(threading.Thread, Generic[S]):
    def __init__(self, start: Callable[[], S]) -> None:
        super().__init__(name="answer", daemon=True)
        self._begin = start
        self._halted = False
        self.inbox: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.stream: S | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.stream = self._begin()
            if self._halted:
                self.stream.stop()
            for piece in self.stream:
                self.inbox.put(piece)
        except BaseException as error:
            self.error = error
        finally:
            self.inbox.put(None)

    def halt(self) -> None:
        """Stop the answer, also one that has not begun yet."""
        self._halted = True
        if self.stream is not None:
            self.stream.stop()


def follow(start: Callable[[], S], write: Callable[[str], None]) -> tuple[S, bool]:
    """Begin an answer with ``start``, hand each piece to ``write``: the ended answer, and whether Ctrl-C
    ended it. A second Ctrl-C does not wait. Raises what the answer or ``write`` raises.

    For the main thread: only that one is told of Ctrl-C.
    """
    reader = _Reader(start)
    presses: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        presses.append(number)
        if len(presses) > 1:
            raise KeyboardInterrupt
        reader.halt()

    before = signal.signal(signal.SIGINT, press)
    try:
        reader.start()
        _pass_on(reader.inbox, write)
    finally:
        signal.signal(signal.SIGINT, before)
        if reader.is_alive():
            reader.halt()
            reader.join(PATIENCE)
    if reader.error is not None:
        raise reader.error
    if reader.stream is None:
        raise KeyboardInterrupt
    return reader.stream, bool(presses)


def _pass_on(inbox: queue.SimpleQueue[str | None], write: Callable[[str], None]) -> None:
    while True:
        try:
            piece = inbox.get(timeout=WAKE)
        except queue.Empty:
            continue
        if piece is None:
            return
        write(piece)
