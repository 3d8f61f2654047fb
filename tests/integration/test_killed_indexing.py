"""kill -9 in the middle of indexing: nothing torn, nothing lost, nothing done twice, and it goes on."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edgechat.core.errors import EngineCrashed
from edgechat.core.integrity import problems
from edgechat.core.paths import Home, Profile
from edgechat.core.sqlite import Database
from edgechat.library.schema import open_library_database
from tests.integration.children.indexing import open_library
from tests.integration.children.nursery import Nursery, nursery

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")

KILLS = max(1, int(os.environ.get("EDGECHAT_KILLS", "200")) // 8)
PLACES = "SELECT d.name, c.page, c.start, c.stop, c.head FROM chunks c JOIN documents d ON d.seq = c.document"


@pytest.fixture(scope="module")
def nest() -> Iterator[Nursery]:
    with nursery("indexing") as started:
        yield started


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(14):
        parts = [
            f"Part {part} of paper {number}. " + "It says one thing or another. " * 30
            for part in range(10 * number)
        ]
        (folder / f"{number}.txt").write_text("\n\n".join(parts) or f"Only {number}.")
    (folder / "twin.txt").write_bytes((folder / "3.txt").read_bytes())
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "model.echo"
    file.write_text('{"delay": 0.001}')
    return file


def look(database: Database) -> set[tuple[object, ...]]:
    """Where every chunk is, after a look at whether all belongs together."""
    rows = database.rows(PLACES)
    places = set(rows)
    assert len(rows) == len(places), "something was stored twice"
    counts = ["chunks", "chunks_fts", *(["vectors_1"] if database.row("SELECT 1 FROM models") else [])]
    assert len({database.value(f"SELECT count(*) FROM {table}") for table in counts}) == 1
    assert database.rows("SELECT 1 FROM chunks WHERE document NOT IN (SELECT seq FROM documents)") == []
    assert database.rows(
        "SELECT d.name FROM documents d"
        " WHERE d.chunks <> (SELECT count(*) FROM chunks WHERE document = d.seq)"
        " OR d.pages <> (SELECT count(*) FROM pages WHERE document = d.seq)"
    ) == []  # fmt: skip
    return places


def states(database: Database) -> dict[str, str]:
    return dict(database.rows("SELECT name, state FROM documents"))


@pytest.mark.leaves_running
@pytest.mark.timeout(600)
def test_indexing_survives_any_kill(
    profile: Profile, nest: Nursery, papers: Path, model: Path, tmp_path: Path
) -> None:
    chance, before, inside = random.Random(5), set[tuple[object, ...]](), 0
    for _ in range(KILLS):
        lines = nest.killed(
            "indexing", profile.home.root, papers, model, after=chance.uniform(0, 1.2), wait_for_output=True
        )
        assert lines[0] == "begun\n"
        with closing(open_library_database(profile.library)) as database:
            now = look(database)
            assert before <= now, "what was stored is gone"
            inside += "reading" in states(database).values()
        assert problems(profile.library.database) == []
        before = now
    assert inside > 0, "no kill hit an indexing: the test proves nothing"
    library, runner = open_library(profile, model)
    with closing(runner.embedder), closing(library):
        library.add(papers)
        ended, rerun = states(library._database), look(library._database)
    assert rerun == clean(tmp_path, papers, model)
    assert ended.pop("empty.txt") == "empty" and ended.pop("twin.txt") == "duplicate of"
    assert set(ended.values()) == {"indexed"} and len(ended) == 14


def clean(tmp_path: Path, papers: Path, model: Path) -> set[tuple[object, ...]]:
    profile = Home(tmp_path / "clean").profile("default")
    profile.create()
    library, runner = open_library(profile, model)
    with closing(runner.embedder), closing(library):
        library.add(papers)
        return look(library._database)


def test_an_embedding_child_that_dies_costs_nothing(profile: Profile, papers: Path, model: Path) -> None:
    import threading

    import psutil

    library, runner = open_library(profile, model)
    killed: list[int] = []

    def kill() -> None:
        if runner.embedder.life:
            killed.append(runner.embedder.life)
            psutil.Process(killed[-1]).kill()

    with closing(runner.embedder), closing(library):
        timer = threading.Timer(0.8, kill)
        timer.start()
        library.add(papers)
        timer.join()
        look(library._database)
        assert killed, "nothing was killed"
        assert set(states(library._database).values()) == {"indexed", "empty", "duplicate of"}


def test_a_child_that_dies_while_tokens_are_counted_costs_nothing(
    profile: Profile, papers: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading of a document counts in the same child."""
    library, runner = open_library(profile, model)
    count, asked = runner.embedder.count, iter(range(1_000))

    def every_other_dies(*inputs: Any) -> Any:
        if next(asked) % 2 == 0:
            raise EngineCrashed("The embedding process ended.", "Try again.")
        return count(*inputs)

    monkeypatch.setattr(runner.embedder, "count", every_other_dies)
    with closing(runner.embedder), closing(library):
        library.add(papers)
        assert set(states(library._database).values()) == {"indexed", "empty", "duplicate of"}
    assert next(asked) > 2
