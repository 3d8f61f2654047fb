"""A request to a child, seen from the asking side: stopping it while its answer arrives."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from edgechat.core import processes
from edgechat.core.messages import Done, Part
from edgechat.core.processes import Call, ChildSpec


class QuickChild:
    """Answers a stop before ``send_stop`` has returned, as a fast child on another core does."""

    spec = ChildSpec("text")

    def __init__(self) -> None:
        self.call: Call | None = None
        self.killed: list[str] = []

    def send_stop(self, call_id: int) -> None:
        assert self.call is not None
        self.call.arrived(Done(call_id, b"done"))
        time.sleep(0.1)  # long enough for the reader to see the end

    def kill(self, why: str) -> None:
        self.killed.append(why)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> QuickChild:
    monkeypatch.setattr(processes, "STOP_GRACE", 0.2)
    made: Any = QuickChild()
    made.call = Call(made, 1)
    return made


def test_a_child_that_stops_at_once_is_not_killed_later(child: QuickChild) -> None:
    call = child.call
    assert call is not None
    call.arrived(Part(1, b"a"))
    pieces = iter(call)
    assert next(pieces) == b"a"
    stopper = threading.Thread(target=call.stop)
    stopper.start()
    assert list(pieces) == [] and call.result == b"done"
    stopper.join()
    time.sleep(0.4)
    assert child.killed == []


def test_a_stop_after_the_end_does_nothing(child: QuickChild) -> None:
    call = child.call
    assert call is not None
    call.arrived(Done(1, b"all"))
    assert list(call) == []
    call.stop()
    assert not call.stopped and child.killed == []


def test_stops_from_many_threads_are_one(child: QuickChild) -> None:
    call = child.call
    assert call is not None
    threads = [threading.Thread(target=call.stop) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert list(call) == [] and call.result == b"done"
    for thread in threads:
        thread.join()
    time.sleep(0.3)
    assert child.killed == []
