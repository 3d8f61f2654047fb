"""A day with the window and the real starter models: asked, stopped, changed, searched, carried away, killed.

What is asserted is what the app owes whatever a model says: states, branches, files, sources.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.e2e.program import (
    alive,
    awaited,
    descendants,
    messages,
    peek,
    script,
    shorten_answers,
    told,
    words_on_disk,
)
from tests.e2e.screen import Driver, Screen, window

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is a program of Linux"),
    pytest.mark.leaves_running,  # the X server, until the last test of this file
]

STORY = "Write a very long story about the sea."
OTHER = "Write a very long story about a mountain."
FACT = "The lighthouse of Brandrock was painted green in 1907 by the keeper's daughter."
LONG, SHORT = 700, 30  # tokens: longer than it takes to stop it; soon at its end


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    shorten_answers(made, LONG)
    return made


def ask(driver: Driver, home: Path, question: str) -> None:
    """Type a question into the field and wait until some of its answer is on the disk."""
    before = len(peek(home))
    driver.act("view.composer")
    driver.type(question)
    driver.press("Return")
    began(home, before + 2)


def began(home: Path, count: int) -> None:
    awaited(lambda: len(peek(home)) == count and words_on_disk(home) > 3, "the answer so far")


def stop(driver: Driver, home: Path) -> None:
    with driver.causing("answer_ended"):
        driver.act("answer.stop")
    assert driver.noted("answer_ended")["state"] == "stopped" == peek(home)[-1][1]


def leave(driver: Driver) -> None:
    """Quit; nothing is left running."""
    family = descendants(driver.process.pid)
    driver.act("app.quit")
    assert driver.process.wait(20) == 0
    awaited(lambda: not alive(family), "the end of the children", patience=5.0)


def texts(home: Path) -> list[str]:
    return [each["text"] for each in messages(home)]


def change_the_question(driver: Driver, home: Path) -> None:
    driver.act("message.edit")
    driver.press("ctrl+a")
    driver.type(OTHER)
    driver.press("Return")
    began(home, 4)
    stop(driver, home)


def search_and_open(driver: Driver, word: str) -> None:
    driver.act("view.search")
    driver.type(word)
    awaited(lambda: driver.count("found") and driver.noted("found")["hits"], "the hits")
    with driver.causing("opened"):
        driver.press("Return")
    driver.press("Escape")


def export(driver: Driver, path: Path) -> dict[str, Any]:
    driver.act("conversation.export")
    with driver.causing("exported"):
        driver.choose(path, title="Export the conversation")
    return dict(json.loads(path.read_text("utf-8")))


def test_asked_changed_searched_carried_away_killed_and_gone_on(screen: Screen, home: Path) -> None:
    with window(screen, home) as driver:
        ask(driver, home, STORY)
        stop(driver, home)
        change_the_question(driver, home)
        with driver.causing("branch"):
            driver.act("message.earlier")
        assert [text for role, _, text in peek(home) if role == "user"] == [STORY, OTHER]
        assert texts(home)[0] == STORY
        search_and_open(driver, "mountain")  # it stands on the other branch, which is then on show
        written = export(driver, home.parent / "carried.json")
        assert OTHER in json.dumps(written) and STORY in json.dumps(written)
        before = texts(home)
        assert before[0] == OTHER
        ask(driver, home, STORY)
        family = descendants(driver.process.pid)
        driver.process.kill()
        driver.process.wait()
        awaited(lambda: not alive(family), "the end of the child", patience=5.0)
    shorten_answers(home, SHORT)
    with window(screen, home) as driver:
        assert driver.noted("first_paint")["messages"] == 4
        kept = messages(home)
        assert [each["text"] for each in kept[:3]] == [*before, STORY]
        assert kept[3]["state"] == "interrupted" and kept[3]["text"]
        with driver.causing("answer_ended"):
            ask(driver, home, "Say hello.")
        leave(driver)
    assert [each["state"] for each in messages(home)][-2:] == ["complete", "complete"]
    assert texts(home)[:4] == [each["text"] for each in kept]


def states_of_documents(home: Path) -> list[str]:
    """As the library has them on the disk."""
    path = home / "profiles" / "default" / "library.db"
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        return [state for (state,) in connection.execute("SELECT state FROM documents")]
    except (apsw.SQLError, apsw.BusyError):
        return []
    finally:
        connection.close()


def add_document(driver: Driver, home: Path, path: Path) -> None:
    driver.act("documents.add")
    driver.choose(path, title="Add files")
    awaited(lambda: states_of_documents(home) == ["indexed"], "the document in the library")


def switch_on(driver: Driver) -> None:
    """The only collection there is, for a new conversation, from the menu of the paper clip."""
    driver.act("conversation.new")
    driver.press("Tab")
    driver.press("space")
    awaited(lambda: driver.count("collections") and driver.noted("collections")["offered"] == 1, "the menu")
    for key in ("Down", "Down", "Return"):
        driver.press(key)


def citations(home: Path) -> list[dict[str, Any]]:
    """Where the answer came from, as another program reads it."""
    return [part for part in messages(home)[1]["parts"] if "quote" in part]


def test_asked_about_a_document_and_its_source_is_still_there(screen: Screen, home: Path) -> None:
    paper = home.parent / "brandrock.md"
    paper.write_text(f"# Brandrock\n\n{FACT}\n\nIt has eleven windows and a bell.\n")
    model = script(home.parent / "m.echo", text=FACT)  # a model that says what it read
    settings = home / "profiles" / "default" / "settings.json"
    settings.write_text(json.dumps({"chat.model": str(model)}))
    with window(screen, home) as driver:
        add_document(driver, home, paper)
        switch_on(driver)
        with driver.causing("sources"):
            ask(driver, home, "Who painted the lighthouse of Brandrock green?")
        chips = driver.noted("sources")["chips"]
        assert chips == 1
        cited = citations(home)
        assert [each["quote"] for each in cited] == [FACT]
        leave(driver)
    paper.unlink()
    with window(screen, home) as driver:
        assert driver.noted("sources")["chips"] == chips
        assert citations(home) == cited
        assert told(home, "conversations", "list")[0]["collections"] == ["default"]
        leave(driver)
