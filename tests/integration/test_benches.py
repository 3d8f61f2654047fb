"""Benches for real: their sides in processes of their own, and on demand every bench, quickly."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from edgechat.bench import benches, run_bench
from edgechat.bench._first_paint import ShownWindow, display, processor_time
from edgechat.bench._full_home import CONVERSATIONS, MESSAGES, fill, talk_of
from edgechat.bench._long_answer import long_answer
from edgechat.bench._sides import Side, home_of, throwaway
from edgechat.chat.store import Store
from edgechat.core.errors import BugError
from edgechat.core.profile_database import open_profile_database
from tests.bench_shape import SHAPE


def test_the_app_and_a_bare_pipe_hand_tokens_over(tmp_path: Path) -> None:
    with Side("_app", folder=tmp_path) as app, Side("_bare_pipe", folder=tmp_path) as bare:
        costs = app.ask("echo", words=50)
        assert set(costs) == {"run", "chat"} and all(each > 0 for each in costs.values())
        assert bare.ask("cross", count=50) > 0
    assert home_of(tmp_path).profile("default").database.exists()


def test_a_side_that_fails_says_why(tmp_path: Path) -> None:
    with Side("_bare_pipe", folder=tmp_path) as side, pytest.raises(BugError, match="no_such_question"):
        side.ask("no_such_question")


def test_a_side_works_under_a_throwaway_home(tmp_path: Path) -> None:
    environment = throwaway(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "EDGECHAT_HOME"):
        assert Path(environment[name]).is_relative_to(tmp_path)


def test_the_full_home_is_full(tmp_path: Path) -> None:
    fill(home_of(tmp_path))
    database = open_profile_database(home_of(tmp_path).profile("default"))
    try:
        store = Store(database)
        newest = store.conversations(limit=2 * CONVERSATIONS)
        assert len(newest) == CONVERSATIONS
        assert len(store.messages(newest[0].id)) == MESSAGES
    finally:
        database.close()


def test_a_window_is_watched_from_outside(tmp_path: Path) -> None:
    with ShownWindow("edgechat.desktop.bare_window", display(throwaway(tmp_path))) as window:
        assert window.first_paint > 0 and window.memory() > 1


def test_the_window_opens_answers_and_finds_for_a_bench(tmp_path: Path) -> None:
    """What ``bench window`` asks of the whole program, on a small profile."""
    profile = home_of(tmp_path).profile("default")
    profile.create()
    answer = long_answer(60)
    with closing(open_profile_database(profile)) as database:
        store = Store(database)
        talks = [talk_of(store, f"Talk {number}", 20) for number in range(2)]
        empty = [store.create(title=f"Empty {number}", now=1.0).id for number in range(2)]
    script = tmp_path / "answer.echo"
    script.write_text(json.dumps({"text": answer, "delay": 0.001}), "utf-8")
    profile.settings.write_text(json.dumps({"chat.model": str(script), "chat.titles": False}), "utf-8")
    with Side("_window", folder=tmp_path, more=display(throwaway(tmp_path))) as window:
        assert window.ask("open", conversation=empty[0]) > 0
        assert all(window.ask("open", conversation=talk) > 0 for talk in reversed(talks))
        told = window.ask("ask", conversation=empty[1], question="How long?", watched=True)
        assert told["tokens"] == 60 and told["cpu"] > 0 and told["longest"] > 0
        assert len(window.ask("type", words=["ways", "nowhere"])) == len("ways") + len("nowhere")
    with closing(open_profile_database(profile)) as database:
        assert Store(database).messages(empty[1])[-1].text == answer


def test_bare_text_takes_every_piece(tmp_path: Path) -> None:
    with Side("_bare_text", folder=tmp_path, more=display(throwaway(tmp_path))) as bare:
        told = bare.ask("write", pieces=["one ", "two ", "three"], every=0.001, watched=True)
    assert told["cpu"] > 0 and told["longest"] >= 0  # too short a text to stall


def test_a_process_is_charged_for_what_it_did() -> None:
    before = processor_time(os.getpid())
    sum(range(3_000_000))
    assert processor_time(os.getpid()) > before


def test_a_window_that_never_shows_is_told(tmp_path: Path) -> None:
    with pytest.raises(BugError, match="first_paint"):
        ShownWindow("edgechat.no_such_window", throwaway(tmp_path))


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(benches()))
def test_every_bench_runs_quickly_and_keeps_its_promises(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_bench(name, quick=True, as_json=True) == 0
    told = json.loads(capfd.readouterr().out)
    jsonschema.validate(told, SHAPE)
    names = [each["name"] for each in told["results"]]
    assert len(set(names)) == len(names) and told["bench"] == name
    assert all(each["value"] is not None for each in told["results"])
