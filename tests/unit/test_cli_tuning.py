"""``--set`` and ``--preset`` of ``ask``, and ``edgechat conversations configure``."""

from __future__ import annotations

import json

import pytest

from tests.fakes import FakeAi
from tests.unit.cli_bench import Cli


def begun(cli: Cli) -> str:
    return str(json.loads(cli("ask", "Hi", "--json").out)["conversation"])


def test_a_question_is_answered_as_it_says(cli: Cli, fake_ai: FakeAi) -> None:
    assert cli("ask", "Hi", "--set", "temperature=0.9", "--set", "seed=7", "--set", "think=off").code == 0
    inputs = fake_ai.calls[-1][1]
    assert (inputs["temperature"], inputs["seed"], inputs["think"]) == (0.9, 7, False)
    assert inputs["top_k"] == 40
    cli("ask", "Hi", "--preset", "precise", "--set", "top_k=5", "--set", "seed=-1")
    inputs = fake_ai.calls[-1][1]
    assert (inputs["temperature"], inputs["top_k"]) == (0.0, 5) and "seed" not in inputs


@pytest.mark.parametrize("given", ["temperature", "warmth=1", "temperature=9", "top_k=much", "think=maybe"])
def test_a_slip_is_told_before_anything_is_stored(cli: Cli, fake_ai: FakeAi, given: str) -> None:
    assert cli("ask", "Hi", "--set", given).code == 3
    assert not fake_ai.calls and not cli.edge.chat.conversations()


def test_an_unknown_preset_names_the_known_ones(cli: Cli, fake_ai: FakeAi) -> None:
    cli.edge.presets.save("Mine", {"seed": 3})
    code, _, err = cli("ask", "Hi", "--preset", "Yours")
    assert code != 0 and "Balanced, Precise, Creative, Mine" in err
    assert cli("ask", "Hi", "--preset", "mine").code == 0
    assert fake_ai.calls[-1][1]["seed"] == 3


def test_a_conversation_is_configured(cli: Cli, fake_ai: FakeAi) -> None:
    place = begun(cli)
    assert cli("conversations", "configure", place, "--set", "temperature=1", "--system", "Rhyme.").code == 0
    told = cli("conversations", "configure", place[:8], "--set", "top_k=5", "--json").out
    assert json.loads(told)["options"] == {"temperature": 1.0, "top_k": 5}
    cli("ask", "Again", "--conversation", place)
    assert fake_ai.calls[-1][1]["temperature"] == 1.0 and fake_ai.prompt()[0] == ("system", "Rhyme.")
    cli("conversations", "configure", place, "--set", "top_k=auto", "--system", "default")
    assert dict(cli.edge.chat.conversation(place).options) == {"temperature": 1.0}
    assert cli.edge.chat.conversation(place).system is None
    err = cli("conversations", "configure", place, "--reset").err
    assert "what the settings say" in err and dict(cli.edge.chat.conversation(place).options) == {}


def test_its_model(cli: Cli, fake_ai: FakeAi) -> None:
    place = begun(cli)
    assert cli("conversations", "configure", place, "--model", "small").code == 0
    assert cli.edge.chat.conversation(place).model == "small"
    assert cli("conversations", "configure", place, "--model", "none").code != 0
    cli("conversations", "configure", place, "--model", "")
    assert cli.edge.chat.conversation(place).model is None


def test_nothing_to_change_is_said(cli: Cli) -> None:
    place = begun(cli)
    assert "nothing to change" in cli("conversations", "configure", place).err
