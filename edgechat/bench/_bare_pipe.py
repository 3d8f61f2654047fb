"""The cheapest way to hand small messages from one Python process to another, as one side of a comparison.

``multiprocessing`` with raw bytes: no codec, no check, nobody who could stop it. Run as a process of its own.
"""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection

from edgechat.bench._sides import serve

MESSAGE = b"x" * 32  # what one token takes in the app's own messages
START = b"start"


def _send(pipe: Connection, count: int) -> None:
    pipe.recv_bytes()
    for _ in range(count):
        pipe.send_bytes(MESSAGE)
    pipe.close()


def cross(count: int) -> float:
    """Seconds per message, from the arrival of the first to that of the last."""
    here, there = multiprocessing.Pipe()
    sender = multiprocessing.get_context("spawn").Process(target=_send, args=(there, count))
    sender.start()
    there.close()
    here.send_bytes(START)
    here.recv_bytes()  # not counted: the other process starts first
    first = time.perf_counter()
    for _ in range(count - 1):
        here.recv_bytes()
    took = time.perf_counter() - first
    sender.join()
    return took / (count - 1)


if __name__ == "__main__":
    serve({"cross": cross})
