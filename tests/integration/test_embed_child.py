"""The embed child for real, with the scripted engine: priority, giving way, and what misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from edgechat.ai.catalog import EMBEDDINGS, Catalog
from edgechat.ai.embed_host import EmbedHost
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import (
    BugError,
    Cancelled,
    EngineCrashed,
    InputTooLong,
    ModelUnusable,
    OutOfMemory,
    TimedOut,
)
from edgechat.core.paths import Home
from edgechat.core.processes import ChildSpec
from edgechat.core.settings import Settings


@pytest.fixture
def host(settings: Settings) -> Iterator[EmbedHost]:
    made = EmbedHost(settings, ChildSpec("embed", silence=2.0))
    yield made
    made.close()


@pytest.fixture
def model(tmp_path: Path, home: Home) -> Callable[..., ModelInfo]:
    def make(**script: Any) -> ModelInfo:
        path = tmp_path / f"m{len(list(tmp_path.iterdir()))}.echo"
        path.write_text(json.dumps(script))
        return replace(Catalog(home).find(str(path)), task=EMBEDDINGS)

    return make


def test_vectors_come_back_in_the_order_of_their_texts(host: EmbedHost, model) -> None:
    info = model()
    texts = [" ".join(["word"] * (40 - number)) + f" mark{number}" for number in range(40)]
    together = host.embed(info, texts)
    alone = [host.embed(info, [text]).data for text in texts]
    assert [together.row(place) for place in range(40)] == alone
    assert together.tokens == tuple(43 - number for number in range(40))


def test_more_than_one_request_is_sent_for_many_texts(host: EmbedHost, model) -> None:
    made = host.embed(model(), [f"text {number}" for number in range(300)], background=True)
    assert len(made.data) == 300 * made.dimensions * 4


def test_no_text_is_cut(host: EmbedHost, model) -> None:
    info = model(longest=10)
    assert host.embed(info, ["w " * 8]).tokens == (10,)
    with pytest.raises(InputTooLong, match="Text 2 is 11 tokens"):
        host.embed(info, ["short", "w " * 9])
    assert host.count(info, ["w " * 9, ""]) == (9, 0)


def test_a_question_overtakes_bulk_work_and_nothing_is_lost(host: EmbedHost, model) -> None:
    info = model(delay=0.01)
    host.open(info)
    texts = ["word " * 200 + str(number) for number in range(60)]
    bulk: list[Any] = []
    worker = threading.Thread(target=lambda: bulk.append(host.embed(info, texts, background=True)))
    worker.start()
    time.sleep(0.1)
    host.embed(info, ["a question"])
    assert not bulk, "the question waited for all the bulk work"
    worker.join()
    assert [bulk[0].row(place) for place in (0, 59)] == [
        host.embed(info, [texts[place]]).data for place in (0, 59)
    ]


def test_bulk_work_can_be_cancelled(host: EmbedHost, model) -> None:
    info, over = model(delay=0.01), threading.Event()
    host.open(info)
    threading.Timer(0.1, over.set).start()
    with pytest.raises(Cancelled):
        host.embed(info, ["word " * 200] * 1000, background=True, cancelled=over.is_set)
    assert host.embed(info, ["after"]).data


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("abort", EngineCrashed),
        ("segv", EngineCrashed),
        ("exit", EngineCrashed),
        ("hang", TimedOut),
        ("bug", BugError),
    ],
)
def test_a_death_is_told_and_the_next_request_starts_anew(
    host: EmbedHost, model, how: str, error: type[Exception]
) -> None:
    info = model()
    life = host.open(info) and host.life
    with pytest.raises(error):
        host.embed(info, ["before", json.dumps({"then": how})])
    assert host.embed(info, ["after"]).data
    assert host.life != life


def test_a_second_death_changes_the_advice(host: EmbedHost, model) -> None:
    info, actions = model(), []
    for _ in range(2):
        with pytest.raises(EngineCrashed) as caught:
            host.embed(info, [json.dumps({"then": "abort"})])
        actions.append(caught.value.action)
    assert actions[0] != actions[1] and "doctor" in actions[1]


def test_killed_from_outside_reads_as_out_of_memory(host: EmbedHost, model) -> None:
    info = model(delay=0.05)
    host.open(info)
    threading.Timer(0.3, lambda: psutil.Process(host.life).kill()).start()
    with pytest.raises(OutOfMemory):
        host.embed(info, ["w"] * 100)
    assert host.life == 0


def test_an_unreadable_model_is_named(host: EmbedHost, tmp_path: Path, home: Home) -> None:
    bad = tmp_path / "bad.echo"
    bad.write_text("{")
    with pytest.raises(ModelUnusable, match=r"bad\.echo"):
        host.open(Catalog(home).find(str(bad)))


def test_an_idle_child_gives_its_memory_back(host: EmbedHost, model, settings: Settings) -> None:
    settings.set("engine.idle_minutes", 0.005)
    host.open(model())
    until = time.monotonic() + 20
    while host.life and time.monotonic() < until:
        time.sleep(0.05)
    assert host.life == 0
    assert host.embed(model(), ["again"]).data


def test_nothing_starts_after_the_close(host: EmbedHost, model) -> None:
    host.open(model())
    host.close()
    with pytest.raises((Cancelled, EngineCrashed)):
        host.embed(model(), ["late"])
