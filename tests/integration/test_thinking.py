"""Thoughts through the door and a real child, with the scripted engine in place of a model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edgechat import open_edge
from edgechat.edge import Edge

THOUGHT = "<think> One and one. </think> Two ."
TEMPLATE = "<think></think> enable_thinking"


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def model(tmp_path: Path) -> str:
    return scripted(tmp_path, text=THOUGHT, template=TEMPLATE)


def scripted(folder: Path, **script: Any) -> str:
    path = folder / "m.echo"
    path.write_text(json.dumps(script))
    return str(path)


def test_a_run_tells_them_apart(edge: Edge, model: str) -> None:
    with edge.ai.run(model, {"prompt": "Sum?"}, stream=True) as stream:
        pieces = list(stream)
    assert "".join(pieces) == stream.result.text == "Two ." and pieces[0] == ""
    assert stream.result.reasoning == "One and one." == stream.result["reasoning"]
    message = stream.result.to_openai_message()
    assert (message["content"], message["reasoning_content"]) == ("Two .", "One and one.")
    again = edge.ai.run(
        model, {"messages": [{"role": "user", "content": "?"}, message, {"role": "user", "content": "!"}]}
    )
    assert again.text == "Two ."
    status = edge.ai.status()
    assert status.thinks and status.can_choose


def test_a_thought_that_the_prompt_began(edge: Edge, tmp_path: Path) -> None:
    model = scripted(tmp_path, text="One and one. </think> Two .", template=TEMPLATE, begins="a\n<think>\n")
    result = edge.ai.run(model, {"prompt": "Sum?"})
    assert (result.reasoning, result.text) == ("One and one.", "Two .")


def test_one_that_never_ends_is_all_there_is(edge: Edge, tmp_path: Path) -> None:
    model = scripted(tmp_path, text="<think> on", repeat=40, template=TEMPLATE)
    result = edge.ai.run(model, {"prompt": "Sum?", "max_tokens": 20})
    assert result.text == "" and result.reasoning.startswith("on") and result.finish_reason == "length"


def test_a_conversation_keeps_it(edge: Edge, model: str, tmp_path: Path) -> None:
    answer = edge.chat.send("Sum?", model=model)
    assert answer.text == "Two ." and answer.reasoning is not None
    assert answer.reasoning.text == "One and one."
    edge.close()
    with open_edge(tmp_path / "home") as later:
        (_, kept) = later.chat.messages(answer.conversation)
    assert kept == answer


def test_kill_9_in_the_middle_of_a_thought(tmp_path: Path) -> None:
    model = scripted(tmp_path, text="<think> on and on", repeat=10_000, delay=0.02, template=TEMPLATE)
    told = (sys.executable, "-m", "tests.integration.children.thinking", str(tmp_path / "home"), model)
    with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        conversation = process.stdout.readline().strip()
        process.kill()
    with open_edge(tmp_path / "home") as edge:
        (_, kept) = edge.chat.messages(conversation)
    assert kept.state == "interrupted" and kept.text == ""
    assert kept.reasoning is not None and kept.reasoning.text.startswith("on and on")
