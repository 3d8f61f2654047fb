"""``edgechat models pull`` against a hub of this machine: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from edgechat.ai.values import ModelInfo
from edgechat.cli.command import FIXABLE, INTERRUPTED, OK
from edgechat.core.paths import Profile
from tests.hub import Hub, serving
from tests.pulls import FILE, make_pulls, small_entry
from tests.unit.cli_bench import Cli

CONTENT = b"GGUF" * 200_000


@pytest.fixture
def hub(cli: Cli, profile: Profile) -> Iterator[Hub]:
    with serving(Hub(CONTENT)) as started:
        settings = cli.edge.settings
        settings.set("network.hub", started.url)
        pulls = make_pulls(profile.home, settings, small_entry(CONTENT), publish=cli.edge.events.publish)
        cli.edge.ai.offer, cli.edge.ai.pull = pulls.offer, pulls.pull
        yield started


def test_the_recommended_model_is_pulled(cli: Cli, hub: Hub, profile: Profile) -> None:
    code, out, err = cli("models", "pull")
    path = profile.home.models / "hub" / FILE
    assert code == OK and out == f"Small is ready: {path}\n" and path.read_bytes() == CONTENT
    assert "Getting Small: 1 MB, Apache-2.0." in err and "Downloading Small: 0 %" in err
    code, out, err = cli("models", "pull", "small")
    assert (code, err) == (OK, "") and "is ready" in out and len(hub.asked) == 1


def test_json_stands_alone(cli: Cli, hub: Hub) -> None:
    code, out, _ = cli("models", "pull", "small", "--json")
    document = json.loads(out)
    assert code == OK and document["id"] == "small" and document["state"] == "installed"


def test_a_terminal_gets_a_bar(cli: Cli, hub: Hub) -> None:
    cli.be_terminal("stderr")
    code, _, err = cli("models", "pull")
    assert code == OK and "Downloading Small" in err and "\r" in err


def test_a_failure_has_its_code_and_its_next_step(cli: Cli, hub: Hub) -> None:
    cli.edge.settings.set("network.offline", True)
    code, out, err = cli("models", "pull", "--json")
    assert "Getting" not in err, "what is refused was never begun"
    error = json.loads(out)["error"]
    assert code == FIXABLE and error["code"] == 1520 and "network.offline off" in error["action"]
    assert cli("models", "pull", "unheard-of").code == FIXABLE


def test_ctrl_c_keeps_what_has_arrived(cli: Cli, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("edgechat.ai.fetching.Fetch._verify", press)
    assert cli("models", "pull").code == INTERRUPTED
    monkeypatch.undo()
    assert "1 MB are here already" in cli("models", "pull").err
    assert len(hub.asked) == 1


def test_little_memory_is_said_beforehand(cli: Cli, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgechat.ai.pulling.available_memory", lambda: 1000)
    assert "of memory; 0.0 GB are free now" in cli("models", "pull").err


def test_what_cannot_be_forgotten_is_told_why(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = str(tmp_path / "own.gguf")
    forgotten: list[str] = []
    cli.edge.ai.forget_file = forgotten.append
    cli.edge.listed = [
        model("starter", "installed package", "/lib/starter.gguf"),
        model("big", "hub", "/models/hub/big.gguf"),
        model("small", "hub", None),
        model("mine.gguf", "file", "/models/mine.gguf"),
        model(own, "file", own),
    ]
    for given, said in (
        ("starter", "starter comes with EdgeChat (installed package): it cannot be taken off the list."),
        ("starter", f"Can be forgotten: {own}."),
        ("big", "big came from the hub. Delete its file: /models/hub/big.gguf"),
        ("small", "small is not on this machine"),
        ("mine.gguf", "mine.gguf lies in the models folder. Delete it there: /models/mine.gguf"),
        ("/x/y.gguf", f"/x/y.gguf is no model that is used where it lies. Can be forgotten: {own}."),
    ):
        code, _, err = cli("models", "forget", given)
        assert code == FIXABLE and said in err, err
    assert not forgotten
    monkeypatch.chdir(tmp_path)
    assert cli("models", "forget", "own.gguf").code == OK and forgotten == [own]
    cli.edge.listed.pop()
    assert "No model is used where it lies." in cli("models", "forget", "starter").err


def model(identity: str, source: str, path: str | None) -> ModelInfo:
    state: Literal["installed", "missing"] = "installed" if path else "missing"
    return ModelInfo(identity, identity, "text-generation", state, source, 1, 0, "", "", path)
