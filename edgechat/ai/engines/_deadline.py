"""Work with an end: a call is given seconds, and is ended when they are up. Knows nothing of the work."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class OutOfTime(Exception):
    """The time was up."""


class _Ended(SystemExit):
    # threading ends a thread without a word on SystemExit, wherever in it this arrives
    pass


def in_time(work: Callable[[], T], seconds: float) -> T:
    """The result of ``work``, done in a thread of its own. Raises what it raises, or ``OutOfTime``.

    The thread is ended by an exception put into it, which works on every platform. It arrives between
    two steps of Python; because the thread does nothing else, one that arrives late hits nobody.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        sys.settrace(None)  # a tracer ended in the middle of a step would keep its locks for ever
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="chat-template", daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if thread.is_alive() and thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Ended))
        thread.join(1.0)
        raise OutOfTime
    if errors:
        raise errors[0]
    return results[0]
