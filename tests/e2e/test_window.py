"""The window as a person uses it, on a real X server: asked, stopped, closed, opened again, killed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.program import alive, awaited, descendants, messages, peek, slow, told, words_on_disk
from tests.e2e.screen import Driver, Screen, window

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is a program of Linux"),
    pytest.mark.leaves_running,  # the X server, until the last test of this file
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose model counts for a minute."""
    made = tmp_path / "home"
    settings = made / "profiles" / "default" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"chat.model": str(slow(tmp_path))}))
    return made


def stored(home: Path) -> list[tuple[str, str]]:
    """(role, state) of each message of the newest conversation, as another program sees them."""
    return [(each["role"], each["state"]) for each in messages(home)]


def last(home: Path) -> str:
    """The state of the newest message on the disk."""
    return peek(home)[-1][1]


def ask(driver: Driver, home: Path, question: str) -> None:
    """Type a question and wait until some of its answer is on the disk."""
    before = len(peek(home))
    driver.type(question)
    driver.press("Return")
    awaited(lambda: len(peek(home)) == before + 2 and words_on_disk(home) > 3, "the answer so far")


def test_asked_stopped_closed_and_opened_again(screen: Screen, home: Path) -> None:
    with window(screen, home) as driver:
        assert driver.noted("first_paint")["messages"] == 0
        ask(driver, home, "Count to three thousand.")
        driver.act("answer.stop")
        awaited(lambda: last(home) == "stopped", "the stop")
        family = descendants(driver.process.pid)
        driver.act("app.quit")
        assert driver.process.wait(20) == 0
        assert not alive(family)
    assert messages(home)[0]["text"] == "Count to three thousand."
    with window(screen, home, painted=False) as driver:
        seen = driver.noted("first_paint")
        assert (seen["conversations"], seen["messages"], seen["picture"]) == (1, 2, True)
        driver.type("Once")  # into the picture: it is in the field when the window is there
        driver.noted("ready")
        ask(driver, home, " more.")
        driver.act("app.quit")
        assert driver.process.wait(20) == 0
    assert [state for _, state in stored(home)] == ["complete", "stopped"] * 2
    assert messages(home)[2]["text"] == "Once more."
    assert len(told(home, "conversations", "list")) == 1


def test_a_second_window_brings_the_first_forward(screen: Screen, home: Path) -> None:
    with window(screen, home) as first:
        for number in range(1, 4):
            with window(screen, home, painted=False) as second:
                assert second.process.wait(30) == 0
                assert second.noted("raised_other")["answered"] is True
                assert second.count("first_paint") == 0
            awaited(lambda number=number: first.count("raised") == number, "the first window coming forward")
        assert first.process.poll() is None
        first.act("app.quit")
        assert first.process.wait(20) == 0


def test_killed_in_an_answer_and_opened_again(screen: Screen, home: Path) -> None:
    with window(screen, home) as driver:
        ask(driver, home, "Count.")
        family = descendants(driver.process.pid)
        assert family
        driver.process.kill()
        driver.process.wait()
        awaited(lambda: not alive(family), "the end of the child", patience=3.0)
    with window(screen, home) as driver:
        seen = driver.noted("first_paint")
        assert (seen["conversations"], seen["messages"]) == (1, 2)
        assert stored(home) == [("user", "complete"), ("assistant", "interrupted")]
        driver.act("answer.retry")
        awaited(lambda: last(home) == "streaming", "the second try")
        driver.process.terminate()
        assert driver.process.wait(20) == 0
    assert stored(home) == [("user", "complete"), ("assistant", "stopped")]


def test_the_child_killed_under_the_window(screen: Screen, home: Path) -> None:
    with window(screen, home) as driver:
        ask(driver, home, "Count.")
        for child in descendants(driver.process.pid):
            child.kill()
        awaited(lambda: last(home) == "failed", "the failure")
        assert messages(home)[-1]["text"]
        driver.act("answer.retry")
        awaited(lambda: last(home) == "streaming" and words_on_disk(home), "the second try")
        driver.act("app.quit")
        assert driver.process.wait(20) == 0


def test_the_command_line_and_the_window_on_one_profile(screen: Screen, home: Path, tmp_path: Path) -> None:
    quick = tmp_path / "quick.echo"
    quick.write_text('{"text": "quick"}')
    with window(screen, home) as driver:
        ask(driver, home, "Count.")
        newest = told(home, "ask", "--model", quick, "From elsewhere.")["conversation"]
        assert {each["id"] for each in told(home, "conversations", "list")} > {newest}
        driver.act("app.quit")
        assert driver.process.wait(20) == 0
    states = sorted(messages(home, each["id"])[-1]["state"] for each in told(home, "conversations", "list"))
    assert states == ["complete", "stopped"]
