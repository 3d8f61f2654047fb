"""The child's side of the pipe: take requests, do them one at a time on the main thread, answer.

A second thread reads the pipe, so that a stop is seen while native code runs, and ends the process when
the pipe closes: a child never outlives the app. Anything native libraries print goes to stderr.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import BinaryIO

import msgspec

from edgechat.core.errors import FixableError, OutOfMemory
from edgechat.core.messages import Beat, Done, Failed, Part, Request, Stop, Writer, pack, read_downward

log = logging.getLogger(__name__)

BEAT_INTERVAL = 0.25  # seconds between signs of life while native code works


class Control:
    """What a running request may do: hand over parts, show life, see whether it should stop."""

    def __init__(self, writer: Writer, request_id: int) -> None:
        self.stopped = False
        self._writer = writer
        self._id = request_id
        self._last_beat = 0.0

    def emit(self, part: msgspec.Struct) -> None:
        self._writer.send(Part(self._id, pack(part)))

    def beat(self) -> None:
        """Say "still working", at most four times a second; cheap enough for any inner loop."""
        now = time.monotonic()
        if now - self._last_beat >= BEAT_INTERVAL:
            self._last_beat = now
            self._writer.send(Beat(self._id))


Handler = Callable[[bytes, Control], msgspec.Struct]


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, moved away from fd 0 and 1 so that no library can print into them."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def serve(incoming: BinaryIO, outgoing: BinaryIO, handlers: Mapping[str, Handler]) -> None:
    """Answer requests for ever. Never returns: the process ends with its pipe."""
    writer = Writer(outgoing)
    requests: queue.SimpleQueue[tuple[Request, Control]] = queue.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(incoming, writer, requests), daemon=True)
    listener.start()
    writer.send(Beat(0))
    while True:
        request, control = requests.get()
        _answer(request, control, writer, handlers)


def _listen(incoming: BinaryIO, writer: Writer, requests: queue.SimpleQueue[tuple[Request, Control]]) -> None:
    controls: dict[int, Control] = {}
    while (message := read_downward(incoming)) is not None:
        if isinstance(message, Request):
            controls = {message.id: Control(writer, message.id)}
            requests.put((message, controls[message.id]))
        elif isinstance(message, Stop) and message.id in controls:
            controls[message.id].stopped = True
    os._exit(0)  # whatever native code is doing: the app is gone


def _answer(request: Request, control: Control, writer: Writer, handlers: Mapping[str, Handler]) -> None:
    try:
        result = handlers[request.op](request.body, control)
        writer.send(Done(request.id, pack(result)))
    except FixableError as error:
        writer.send(Failed(request.id, error.code, error.message, error.action, dict(error.details)))
    except MemoryError:
        writer.send(
            Failed(
                request.id,
                OutOfMemory.code,
                "The model needed more memory than it could have.",
                "Choose a smaller model, or a smaller context window in the settings.",
            )
        )
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        log.exception("request %s failed", request.op)
        writer.send(Failed(request.id, 0, f"{type(error).__name__}: {error}"))
