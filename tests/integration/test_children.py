"""The text child for real, with the scripted engine: what happens when a child misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from edgechat.ai import text_host
from edgechat.ai.catalog import Catalog
from edgechat.ai.protocol import Generate, Load, Turn
from edgechat.ai.queue import Turnstile
from edgechat.ai.states import States
from edgechat.ai.text_host import TextHost
from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.core.errors import BugError, EngineCrashed, FixableError, ModelUnusable, OutOfMemory, TimedOut
from edgechat.core.events import Events
from edgechat.core.messages import Failed, pack
from edgechat.core.paths import Home
from edgechat.core.processes import Call, Child, ChildSpec, failure
from edgechat.core.settings import Settings

MEGABYTE = 1024 * 1024


@pytest.fixture
def host(settings: Settings, events: Events) -> Iterator[TextHost]:
    made = TextHost(settings, events, ChildSpec("text", silence=2.0))
    yield made
    made.close()


@pytest.fixture
def model(tmp_path: Path, home: Home) -> Callable[..., ModelInfo]:
    """``model(**script)``: a scripted model file as the catalogue finds it."""

    def make(**script: Any) -> ModelInfo:
        path = tmp_path / f"m{abs(hash(json.dumps(script))) % 10**8}.echo"
        path.write_text(json.dumps(script))
        return Catalog(home).find(str(path))

    return make


def say(**script: Any) -> Generate:
    return Generate(prompt=json.dumps({"echo": 1} | script))


def text_of(host: TextHost, info: ModelInfo, job: Generate) -> str:
    return "".join(piece.text for piece in host.generate(info, job))


def child_of(host: TextHost) -> Child:
    assert host._child is not None
    return host._child


def test_an_answer_streams_and_the_child_stays(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    info = model()
    assert text_of(host, info, say(text="one two three")) == "one two three"
    pid = child_of(host).pid
    assert text_of(host, info, say(text="four")) == "four"
    assert child_of(host).pid == pid


def test_status_tells_loading_ready_and_busy(
    host: TextHost, model: Callable[..., ModelInfo], published: Callable[[type], list[ModelStatus]]
) -> None:
    text_of(host, model(), say(text="x"))
    assert [each.state for each in published(ModelStatus)] == ["loading", "ready", "busy", "ready"]


def test_another_model_or_setting_is_loaded_anew(
    host: TextHost, settings: Settings, model: Callable[..., ModelInfo]
) -> None:
    text_of(host, model(text="a"), Generate(prompt="?"))
    assert text_of(host, model(text="b"), Generate(prompt="?")) == "b"
    settings.set("engine.context", 1024)
    text_of(host, model(text="b"), Generate(prompt="?"))
    assert host.status.context == 1024


def test_stop_inside_an_answer_keeps_the_child(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    generation = host.generate(model(), say(text="w", repeat=5000, delay=0.01))
    seen = 0
    for _ in generation:
        seen += 1
        if seen == 3:
            pid = child_of(host).pid
            generation.stop()
    assert generation.done is not None and generation.done.finish_reason == "cancelled"
    assert seen < 50 and child_of(host).pid == pid


def test_stop_while_the_prompt_is_read(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    generation = host.generate(model(), say(text="w", prompt_delay=30))
    threading.Timer(0.5, generation.stop).start()
    assert list(generation) == []
    assert generation.done is not None


def test_stop_while_loading_frees_the_line(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    generation = host.generate(model(load_delay=1.5), say(text="w"))
    threading.Timer(0.3, generation.stop).start()
    assert list(generation) == []
    assert text_of(host, model(), say(text="next")) == "next"


def test_a_child_that_ignores_a_stop_is_killed_and_the_text_kept(
    host: TextHost, model: Callable[..., ModelInfo]
) -> None:
    generation = host.generate(model(), say(text="kept words", then="deaf"))
    kept = ""
    for piece in generation:
        kept += piece.text
        if kept == "kept words":
            generation.stop()
    assert kept == "kept words" and generation.done is None
    assert host.status.state == "unloaded"
    assert text_of(host, model(), say(text="again")) == "again"


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
def test_a_death_is_told_and_the_next_question_starts_anew(
    host: TextHost, model: Callable[..., ModelInfo], how: str, error: type[Exception]
) -> None:
    got = ""
    with pytest.raises(error) as caught:
        for piece in host.generate(model(), say(text="before it", then=how)):
            got += piece.text
    assert got == "before it"
    if isinstance(caught.value, FixableError):
        assert caught.value.action and host.status.state == "failed"
    assert text_of(host, model(), say(text="after it")) == "after it"


def test_memory_has_a_limit_and_goes_back(
    host: TextHost, settings: Settings, model: Callable[..., ModelInfo]
) -> None:
    settings.set("engine.memory_limit_mb", 700)
    with pytest.raises(OutOfMemory, match="memory"):
        text_of(host, model(), say(text="x", then="eat"))
    assert not [child for child in psutil.Process().children() if child.is_running()]


def test_killed_from_outside_reads_as_out_of_memory(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    """The system's memory guard kills with SIGKILL and says nothing."""
    with pytest.raises(OutOfMemory):
        for _ in host.generate(model(), say(text="w", repeat=100, delay=0.02)):
            psutil.Process(child_of(host).pid).kill()


def test_a_second_death_changes_the_advice(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    actions, info = [], model()
    for _ in range(2):
        with pytest.raises(EngineCrashed) as caught:
            text_of(host, info, say(then="abort"))
        actions.append(caught.value.action)
    assert "smaller" not in actions[0] and "4096" in actions[1]


def test_a_model_that_kills_its_loader(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    with pytest.raises(EngineCrashed):
        text_of(host, model(load="abort"), say(text="x"))
    assert host.status.state == "failed"


def test_an_unreadable_model_is_named(host: TextHost, tmp_path: Path, home: Home) -> None:
    path = tmp_path / "bad.echo"
    path.write_text("{")
    with pytest.raises(ModelUnusable, match=r"bad\.echo"):
        text_of(host, Catalog(home).find(str(path)), say(text="x"))


def test_a_dropped_stream_frees_the_child(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    pieces = iter(host.generate(model(), say(text="w", repeat=5000, delay=0.01)))
    next(pieces)
    pid = child_of(host).pid
    del pieces
    assert text_of(host, model(), say(text="next")) == "next"
    assert child_of(host).pid == pid


def test_questions_wait_their_turn(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    info, answers = model(), dict[int, str]()

    def ask(number: int) -> None:
        answers[number] = text_of(host, info, say(text=f"answer {number}", delay=0.02))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"answer {number}" for number in range(4)}


def test_stop_in_the_queue_never_reaches_the_child(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    info = model()
    first = iter(host.generate(info, say(text="w", repeat=100, delay=0.02)))
    next(first)
    second = host.generate(info, say(text="never"))
    threading.Timer(0.1, second.stop).start()
    assert list(second) == []
    first.close()  # type: ignore[attr-defined]


def test_idle_memory_goes_back(host: TextHost, settings: Settings, model: Callable[..., ModelInfo]) -> None:
    settings.set("engine.idle_minutes", 0.005)
    text_of(host, model(), say(text="x"))
    process = psutil.Process(child_of(host).pid)
    deadline = time.monotonic() + 5
    while host.status.state != "unloaded" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not process.is_running() and host.status.state == "unloaded"


def test_unload_ends_the_child(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    text_of(host, model(), say(text="x"))
    process = psutil.Process(child_of(host).pid)
    host.unload()
    assert not process.is_running()


def test_a_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_TOKEN", "planted-canary")
    child = Child(ChildSpec("text"))
    try:
        seen = psutil.Process(child.pid).environ()
        assert "planted-canary" not in str(seen) and "PATH" in seen
    finally:
        child.close()


def test_a_child_ends_with_its_parent_s_pipe() -> None:
    child = Child(ChildSpec("text"))
    child._writer.close()
    child._reader.join(5)
    assert child.outcome is not None and child.outcome.code == 0
    child.close()


def test_a_child_that_is_gone_says_so() -> None:
    child = Child(ChildSpec("text"))
    child.kill("test")
    child.close()
    with pytest.raises(EngineCrashed):
        child.call("load", pack(Load("x")))
    assert "ended by EdgeChat (test)" in str(child.outcome)


def test_keeping_the_state_does_not_keep_the_model(
    settings: Settings,
    events: Events,
    tmp_path: Path,
    model: Callable[..., ModelInfo],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_host, "SAVE_AFTER", 0.1)
    settings.set("engine.idle_minutes", 0.01)
    host = TextHost(settings, events, states=States(tmp_path / "state", 10**6))
    text_of(host, model(), say(text="x"))
    deadline = time.monotonic() + 5
    while host.status.state != "unloaded" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert host.status.state == "unloaded"
    host.close()


def test_a_stop_that_was_obeyed_ends_no_child_however_late_it_is_read(
    host: TextHost, model: Callable[..., ModelInfo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.core.processes.STOP_GRACE", 0.3)
    generation = host.generate(model(), say(text="w", repeat=5000, delay=0.01))
    pieces = iter(generation)
    next(pieces)
    generation.stop()
    time.sleep(0.6)
    list(pieces)
    assert child_of(host).alive


def test_counting_does_not_wait_for_background_work(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    info = model()
    text_of(host, info, say(text="x"))
    title = host.generate(info, say(text="w", repeat=200, delay=0.02), background=True)
    thread = threading.Thread(target=list, args=(title,))
    thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    host.count(info, (Turn("user", "a b c"),))
    assert time.monotonic() - began < 1
    title.stop()
    thread.join()


def test_background_work_gives_way_to_who_came_before_it_was_known_to_run(
    host: TextHost, model: Callable[..., ModelInfo], monkeypatch: pytest.MonkeyPatch
) -> None:
    title = host.generate(model(), say(text="w"), background=True)
    first = object()
    host._line.enter(first, gave_up=lambda: False)
    thread = threading.Thread(target=host._line.enter, args=("q",), kwargs={"gave_up": lambda: False})
    enter = host._line.enter

    def enter_last(ticket: object, **how: Any) -> bool:
        host._line.leave(first)
        entered = enter(ticket, **how)
        thread.start()  # joins between the turn being given and the one who has it being known
        time.sleep(0.2)
        return entered

    with monkeypatch.context() as patch:
        patch.setattr(host._line, "enter", enter_last)
        assert host.enter(title) and title._gave_way
    host.leave(title)
    thread.join()
    host._line.leave("q")


def test_ctrl_c_in_the_line_leaves_nobody_standing_there() -> None:
    line, first = Turnstile(), object()
    line.enter(first, gave_up=lambda: False)

    def press() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        line.enter(object(), gave_up=press)
    line.leave(first)
    assert not line.busy


def test_nothing_is_started_for_who_waited_when_all_was_closed(
    host: TextHost, model: Callable[..., ModelInfo]
) -> None:
    info = model()
    running = iter(host.generate(info, say(text="w", repeat=500, delay=0.02)))
    next(running)
    pieces: list[object] = []
    waiting = host.generate(info, say(text="late"))
    thread = threading.Thread(target=lambda: pieces.extend(waiting))
    thread.start()
    time.sleep(0.2)
    host.close()
    with pytest.raises(EngineCrashed):
        list(running)
    thread.join()
    assert not pieces and not host.alive
    with pytest.raises(EngineCrashed, match="closed"):
        host.describe()


def test_a_process_that_cannot_be_started_is_an_error_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(EngineCrashed, match="cannot be started"):
        Child(ChildSpec("text"))


def test_a_child_does_not_choose_the_names_of_our_arguments() -> None:
    told = failure(Failed(1, ModelUnusable.code, "No.", "", {"message": "x", "self": 1, "exit": "y"}))
    assert isinstance(told, ModelUnusable) and told.message == "No." and told.details["exit"] == "y"


def test_ctrl_c_while_loading_ends_the_load(
    host: TextHost, model: Callable[..., ModelInfo], monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(call: Call) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Call, "_wait", press)
        with pytest.raises(KeyboardInterrupt):
            list(host.generate(model(load_delay=20), say(text="x")))
    assert host.status.state == "unloaded"
    assert text_of(host, model(), say(text="next")) == "next"


def test_closing_does_not_wait_for_background_work(host: TextHost, model: Callable[..., ModelInfo]) -> None:
    info = model()
    text_of(host, info, say(text="x"))
    background = host.generate(info, say(text="w", repeat=5000, delay=0.01), background=True)
    thread = threading.Thread(target=lambda: list(background))
    thread.start()
    while host.status.state != "ready" or not host._line.busy:
        time.sleep(0.005)
    host.end_background()
    thread.join(1.5)
    assert not thread.is_alive()
    assert list(host.generate(info, say(text="x"), background=True)) == []
    assert text_of(host, info, say(text="still here")) == "still here"
