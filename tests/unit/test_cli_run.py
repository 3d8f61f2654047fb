"""``edgechat run``: inputs from the command line or a pipe, the result object, server-sent events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edgechat.core.errors import EngineCrashed
from tests.fakes import FakeAi, Stall
from tests.unit.cli_bench import Cli
from tests.unit.test_cli_ask import interrupt_at

INPUTS = '{"prompt": "Hi", "max_tokens": 5}'


def events(out: str) -> list[Any]:
    """The data of each event; the text must be nothing but events."""
    blocks = out.split("\n\n")
    assert blocks.pop() == ""
    assert all(block.startswith("data: ") for block in blocks)
    return [block[6:] if block == "data: [DONE]" else json.loads(block[6:]) for block in blocks]


def test_the_result_object_is_printed(cli: Cli, fake_ai: FakeAi) -> None:
    code, out, err = cli("run", "small", INPUTS)
    assert (code, err) == (0, "")
    assert json.loads(out)["response"] == "Yes."
    assert json.loads(out)["usage"]["total_tokens"] == 8
    assert fake_ai.calls == [("small", {"prompt": "Hi", "max_tokens": 5})]


@pytest.mark.parametrize("argument", [["-"], []])
def test_inputs_are_read_from_a_pipe(cli: Cli, fake_ai: FakeAi, argument: list[str]) -> None:
    assert cli("run", "small", *argument, stdin=INPUTS.encode()).code == 0
    assert fake_ai.calls[0][1]["prompt"] == "Hi"


def test_events_are_streamed(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["Grüß", " dich\n\n"])
    code, out, _ = cli("run", "small", INPUTS, "--stream")
    first, second, last, done = events(out)
    assert code == 0
    assert (first, second) == ({"response": "Grüß"}, {"response": " dich\n\n"})
    assert (last["response"], last["finish_reason"], last["usage"]["prompt_tokens"]) == ("", "stop", 7)
    assert done == "[DONE]"


def test_the_inputs_may_ask_for_the_stream(cli: Cli) -> None:
    assert cli("run", "small", '{"prompt": "Hi", "stream": true}').out.startswith("data: ")


@pytest.mark.parametrize("inputs", ["", "Hello", "[1]", "[" * 100_000, '"text"'])
def test_what_is_no_object_is_refused(cli: Cli, inputs: str) -> None:
    code, out, _ = cli("run", "small", "-", stdin=inputs.encode())
    assert code == 3
    assert "prompt" in json.loads(out)["error"]["action"]


def test_an_unknown_model(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(EngineCrashed("It died.", "Try again."))
    code, out, _ = cli("run", "small", INPUTS)
    assert (code, json.loads(out)["error"]["code"]) == (3, 3043)


def test_a_failure_within_the_stream_is_an_event(cli: Cli, fake_ai: FakeAi) -> None:
    fake_ai.replies.append(["a", EngineCrashed("It died.", "Try again.")])
    code, out, err = cli("run", "small", INPUTS, "--stream")
    assert code == 3
    assert events(out)[0] == {"response": "a"}
    assert events(out)[1]["error"]["message"] == "It died."
    assert "It died." in err


def test_ctrl_c_prints_what_there_is(cli: Cli, fake_ai: FakeAi) -> None:
    stall = Stall()
    fake_ai.replies.append(["Half", stall])
    presser = interrupt_at(stall)
    code, out, _ = cli("run", "small", INPUTS)
    presser.join()
    assert code == 130
    assert (json.loads(out)["response"], json.loads(out)["finish_reason"]) == ("Half", "cancelled")
