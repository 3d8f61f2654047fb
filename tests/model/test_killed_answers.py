"""The child of the real engine killed while it answers, or without the memory that it needs."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from edgechat import open_edge
from edgechat.ai.catalog import entry, locate
from edgechat.ai.gguf import check_header, estimate_memory
from edgechat.chat.conversation import Message
from edgechat.core.errors import EngineCrashed, FixableError, OutOfMemory
from edgechat.edge import Edge
from tests.model.hostile import MEGABYTE, STARTER, ask, children, own_memory

KILLS = 20
STORY = {"max_tokens": 200, "temperature": 1.5}

pytestmark = pytest.mark.leaves_running


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened
    assert children() == []


def kill_child() -> None:
    for child in children():
        child.kill()


def ask_and_kill(edge: Edge, conversation: str | None, *, after: float) -> tuple[Message, str]:
    """The answer as it ended and the text that had arrived; ``after`` seconds it loses its process."""
    killer = threading.Timer(after, kill_child)
    arrived, problem = "", None
    with edge.chat.send(
        "Write a very long story.", conversation=conversation, stream=True, options=STORY
    ) as reply:
        killer.start()
        try:
            for piece in reply:
                arrived += piece
        except FixableError as error:
            problem = error
        finally:
            killer.cancel()
            killer.join()
    assert problem is None or (isinstance(problem, EngineCrashed) and problem.action)
    return reply.message, arrived


@pytest.mark.timeout(240)
def test_killed_at_any_moment_the_partial_answer_stays(edge: Edge) -> None:
    chance = random.Random(4)
    place = edge.chat.create().id
    edge.ai.prepare()
    failed = partial = 0
    for _ in range(KILLS):
        answer, arrived = ask_and_kill(edge, place, after=chance.uniform(0.0, 1.2))
        stored = edge.chat.messages(place)[-1]
        assert stored == answer and stored.text == arrived
        assert stored.state in ("failed", "complete")
        if stored.state == "failed":
            assert stored.error is not None and stored.error.action
            failed, partial = failed + 1, partial + bool(arrived)
        else:
            place = edge.chat.create().id
        # Room for all of them in the window: history is not what is under test.
        if len(edge.chat.messages(place)) > 6:
            place = edge.chat.create().id
        assert len(children()) <= 1
    assert failed >= KILLS // 2 and partial > 0, (failed, partial)
    healthy = edge.chat.send("Say hello.", options={"max_tokens": 4})
    assert healthy.state == "complete" and healthy.text


def test_a_context_over_the_limit_is_refused_and_a_smaller_one_chosen(edge: Edge) -> None:
    """Asked for, a window that does not fit is refused; left to the app, a smaller one is taken."""
    header = check_header(starter())
    limit = estimate_memory(header, 4096) // MEGABYTE
    edge.settings.set("engine.memory_limit_mb", limit)
    edge.settings.set("engine.context", 8192)
    end = ask(edge, STARTER)
    assert isinstance(end.error, OutOfMemory) and "context window" in end.error.action
    edge.settings.set("engine.context", 0)
    assert ask(edge, STARTER).text
    assert 2048 <= edge.ai.status().context < 8192


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are set on Linux only")
@pytest.mark.parametrize("room", [60, 180, 320])
def test_llama_without_memory_is_a_sentence_and_costs_the_app_nothing(edge: Edge, room: int) -> None:
    """A hard limit on the child alone, below what the estimate allows: the real allocations fail."""
    edge.settings.set("engine.context", 8192)
    edge.ai.describe()
    (child,) = children()
    limit = child.memory_info().vms + room * MEGABYTE
    child.rlimit(psutil.RLIMIT_AS, (limit, limit))
    before = own_memory()
    end = ask(edge, STARTER)
    assert isinstance(end.error, OutOfMemory), f"{end.error!r} {end.error and end.error.details}"
    assert "memory" in end.error.message
    assert own_memory() - before < 20 * MEGABYTE
    assert ask(edge, STARTER).text


def starter() -> Path:
    known = entry(STARTER)
    path = locate(known.source) if known else None
    assert path is not None
    return path


def test_the_memory_of_a_killed_child_goes_back(edge: Edge) -> None:
    ask(edge, STARTER)
    (child,) = children()
    child.kill()
    deadline = time.monotonic() + 5
    while children() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert children() == []
