"""Long conversations for real: never a wall, reopened as fast as continued, background work gives way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.ai.values import TextResult
from edgechat.chat.conversation import Message
from edgechat.core.errors import InputTooLong
from edgechat.edge import Edge

STARTER = "smollm2-135m-instruct"
STORY = "The lighthouse keeper counted the ships again and wrote their names into his book. "
FEW = {"max_tokens": 6, "temperature": 0.7}

pytestmark = pytest.mark.leaves_running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def edge(home: Path) -> Iterator[Edge]:
    with open_edge(home) as opened:
        yield opened


def ask(edge: Edge, text: str, conversation: str | None = None) -> Message:
    return edge.chat.send(text, conversation=conversation, options=FEW)


def test_a_conversation_far_over_the_window_goes_on(edge: Edge) -> None:
    edge.settings.set("engine.context", 512)
    answer = ask(edge, "Remember this: the harbour is called Port Vell.")
    place = answer.conversation
    edge.chat.pin_message(edge.chat.messages(place)[0].id)
    for turn in range(10):
        answer = ask(edge, f"Turn {turn}: " + STORY * 4, place)
        assert answer.state == "complete" and answer.usage.prompt_tokens < 512
    report = edge.chat.context(place)
    stored = edge.chat.messages(place)
    assert report.window == 512 and report.folded and report.summary
    assert set(report.shown) | set(report.folded) | set(report.pinned) == {each.id for each in stored}
    assert stored[0].id in report.pinned and len(stored) == 22


def test_a_conversation_longer_than_a_template_may_write_goes_on(edge: Edge) -> None:
    edge.settings.set("engine.context", 512)
    place = ask(edge, "Hello.").conversation
    document = json.loads(edge.chat.export([place]))
    said = document["conversations"][0]["messages"]
    for number in range(400):
        for role in ("user", "assistant"):
            parts = [{**said[0]["parts"][0], "text": STORY * 20}]
            above = said[-1]["id"]
            said.append({**said[0], "id": f"{role}{number}", "role": role, "parent": above, "parts": parts})
    imported = edge.chat.import_json(json.dumps(document).encode())[0]
    assert edge.chat.context(imported.id).folded
    assert ask(edge, "Go on.", imported.id).state == "complete"


def test_a_question_longer_than_a_template_may_write_is_too_long_and_no_fault_of_the_model(
    edge: Edge,
) -> None:
    with pytest.raises(InputTooLong) as told:
        ask(edge, "word " * 250_000)
    assert int(told.value.details["tokens"]) > 100_000


def test_counts_are_the_model_s_own(edge: Edge) -> None:
    messages = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": STORY}]
    total, contents = edge.ai.count_tokens(STARTER, messages)
    result = edge.ai.run(STARTER, {"messages": messages, "max_tokens": 1})
    assert isinstance(result, TextResult) and result.usage.prompt_tokens == total
    assert sum(contents) < total < sum(contents) + 20


def test_reopening_reads_nothing_again(home: Path) -> None:
    with open_edge(home) as edge:
        first = ask(edge, STORY * 24)
    assert list((home / "profiles" / "default" / "state").glob("*.state"))
    with open_edge(home) as edge:
        again = ask(edge, "And then?", first.conversation)
    assert again.usage.cached_tokens >= first.usage.prompt_tokens


def test_switching_conversations_keeps_both(edge: Edge) -> None:
    one, two = ask(edge, "One. " + STORY * 24), ask(edge, "Two: " + STORY * 24)
    back = ask(edge, "Go on.", one.conversation)
    again = ask(edge, "Go on.", two.conversation)
    assert back.usage.cached_tokens >= one.usage.prompt_tokens
    assert again.usage.cached_tokens >= two.usage.prompt_tokens


@pytest.mark.parametrize("harm", ["flip", "truncate", "foreign", "empty"])
def test_a_harmed_state_is_read_anew_without_a_word(home: Path, harm: str) -> None:
    with open_edge(home) as edge:
        first = ask(edge, STORY * 20)
    (state,) = (home / "profiles" / "default" / "state").glob("*.state")
    raw = bytearray(state.read_bytes())
    if harm == "flip":
        raw[len(raw) // 2] ^= 0xFF
    elif harm == "truncate":
        del raw[len(raw) // 2 :]
    elif harm == "foreign":
        raw[:8] = b"not ours"
    else:
        raw.clear()
    state.write_bytes(raw)
    with open_edge(home) as edge:
        again = ask(edge, "And then?", first.conversation)
    assert again.state == "complete" and again.usage.cached_tokens < first.usage.prompt_tokens


def test_a_deleted_conversation_leaves_no_state(home: Path) -> None:
    folder = home / "profiles" / "default" / "state"
    with open_edge(home) as edge:
        first = ask(edge, STORY * 24)
    with open_edge(home) as edge:
        edge.chat.delete(first.conversation)
        assert list(folder.iterdir()) == []


def test_no_room_for_states_keeps_none(home: Path) -> None:
    with open_edge(home) as edge:
        edge.settings.set("engine.state_budget_mb", 0)
    with open_edge(home) as edge:
        ask(edge, STORY * 24)
    assert not (home / "profiles" / "default" / "state").exists()


def test_background_work_gives_way_and_is_done_later(edge: Edge) -> None:
    ask(edge, "Hello")
    results: list[TextResult] = []
    begun = threading.Event()

    def background() -> None:
        begun.set()
        inputs = {"prompt": "Write a long story. " + STORY * 10, "max_tokens": 60, "temperature": 0.9}
        results.append(edge.ai.run(STARTER, inputs, background=True))

    thread = threading.Thread(target=background)
    thread.start()
    begun.wait(5)
    answer = ask(edge, "Hello again")
    assert answer.state == "complete" and not results
    thread.join(120)
    assert results[0].usage.completion_tokens > 0


def test_background_work_never_loads_a_model(edge: Edge) -> None:
    result = edge.ai.run(STARTER, {"prompt": "x"}, background=True)
    assert result.finish_reason == "cancelled" and edge.ai.status().state == "unloaded"
