"""Another embedding model: the earlier one answers until the new vectors are complete, then they do."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edgechat.ai.values import ModelInfo
from edgechat.core.errors import ModelNotFound
from edgechat.core.events import Events
from edgechat.core.integrity import problems
from edgechat.core.paths import Profile
from edgechat.library.document import Renewed
from edgechat.library.library import Library
from edgechat.library.renewal import mean
from edgechat.vault.vault import Vault
from tests.integration.children import child
from tests.integration.children.indexing import ScriptedRunner
from tests.integration.test_killed_indexing import look


class Two(ScriptedRunner):
    """Two scripted models, ``old`` and ``new``; the new one takes fewer tokens at once."""

    def __init__(self, profile: Profile, folder: Path, delay: float) -> None:
        scripts = {"old": "{}", "new": f'{{"delay": {delay}, "longest": 60}}'}
        self.models = {}
        for name, script in scripts.items():
            file = folder / f"{name}.echo"
            file.write_text(script)
            super().__init__(profile, file)
            self.models[name] = replace(self._info, id=name)

    def reranker(self) -> None:
        """There is none."""

    def embedding_model(self, model: str | None = None) -> ModelInfo:
        if (model or "old") not in self.models:
            raise ModelNotFound(f"There is no model {model}.", "Choose another.")
        return self.models[model or "old"]


class Case:
    def __init__(self, profile: Profile, folder: Path, *, delay: float = 0.0, chosen: str = "") -> None:
        self.runner = Two(profile, folder, delay)
        self.told: list[Renewed] = []
        self.chosen = chosen
        events = Events()
        events.subscribe(Renewed, self.told.append)
        self.library = Library(
            profile,
            Vault(profile.vault),
            lambda: self.runner,
            events,
            chosen=lambda: self.chosen,
            choose=self.choose,
        )

    def choose(self, model: str) -> None:
        self.chosen = model

    def close(self) -> None:
        self.library.close()
        self.runner.embedder.close()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(8):
        parts = [f"Part {part} tells of thing{number}. " + "It goes on and on. " * 25 for part in range(40)]
        (folder / f"{number}.txt").write_text("\n\n".join(parts))
    return folder


@pytest.fixture
def filled(profile: Profile, tmp_path: Path, papers: Path) -> Profile:
    with closing(Case(profile, tmp_path)) as case:
        case.library.add(papers)
    return profile


def test_the_earlier_model_answers_until_the_new_one_is_complete(filled: Profile, tmp_path: Path) -> None:
    with closing(Case(filled, tmp_path, delay=0.002, chosen="new")) as case:
        answered: list[tuple[str, str]] = []

        def ask(told: Renewed) -> None:
            model = case.library._embedding.model()
            assert model is not None
            answered.append((model.key, case.library.find("thing3").how))

        case.library._events.subscribe(Renewed, ask)
        case.library.catch_up()
        assert set(answered[:-1]) == {("old", "hybrid")} and len(answered) > 2
        assert answered[-1] == ("new", "hybrid")
        assert (
            case.told[-1].done
            == case.told[-1].total
            == case.library._database.value("SELECT count(*) FROM chunks")
        )
        assert case.library.shelves.indexed() == ["new"]
        assert case.library.find('"thing3"').hits[0].name == "3.txt"
        assert not case.library._renewal.is_due()


def test_it_goes_on_where_it_was_stopped(filled: Profile, tmp_path: Path) -> None:
    with closing(Case(filled, tmp_path, delay=0.005, chosen="new")) as case:
        begun = threading.Event()
        case.library._events.subscribe(Renewed, lambda told: begun.set())
        case.library.resume()
        assert begun.wait(60)
    with closing(Case(filled, tmp_path, chosen="new")) as case:
        assert case.library.shelves.indexed() == ["old", "new"]
        table = case.library.shelves.held("new")
        assert table is not None
        left = case.library.shelves.lack(table)
        assert 0 < left < case.library.shelves.newest()
        status = case.library.renewing()
        assert status is not None and status.total - status.done == left and status.earlier == "old"
        case.library.catch_up()
        assert case.told[0].done > status.done and case.told[-1].switched
        assert case.library.renewing() is None
        assert case.library.shelves.indexed() == ["new"]


POINTS = (
    ("before the table", 1), ("after the table", 1), ("before a batch is embedded", 1),
    ("before a batch is embedded", 2), ("before a batch is stored", 2), ("after a batch is stored", 1),
    ("after a batch is stored", 2), ("before the switch", 1), ("in the switch", 1), ("after the switch", 1),
)  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process is killed")
def test_a_kill_at_any_point_costs_a_batch_at_most(filled: Profile, tmp_path: Path) -> None:
    """One renewal, killed again and again: what was made stays, and the earlier model answers meanwhile."""
    made = 0
    for point, times in POINTS:
        with child("renewing", filled.home.root, tmp_path, point, times) as process:
            assert process.wait(60) == -signal.SIGKILL, f"{point} was not reached"
        with closing(Case(filled, tmp_path, chosen="new")) as case:
            now, indexed = _vectors_of(case.library, "new"), case.library.shelves.indexed()
            if indexed[0] == "old":
                look(case.library._database)
            assert made <= now, point
            assert indexed[0] == ("new" if point == "after the switch" else "old"), point
            assert _vectors_of(case.library, indexed[0]) == case.library.shelves.size()
            assert case.library.find("thing3").how == "hybrid"
            assert (case.library.renewing() is None) == (point == "after the switch")
        made = now
    assert problems(filled.library.database, thorough=True) == []
    with closing(Case(filled, tmp_path, chosen="new")) as case:
        assert case.library.shelves.indexed() == ["new"] and case.library.find("thing3").hits


def _vectors_of(library: Library, model: str) -> int:
    table = library.shelves.held(model)
    return 0 if table is None else library.shelves.size() - library.shelves.lack(table)


def test_one_can_stay_with_the_earlier_model(filled: Profile, tmp_path: Path) -> None:
    with closing(Case(filled, tmp_path, delay=0.005, chosen="new")) as case:
        begun = threading.Event()
        case.library._events.subscribe(Renewed, lambda told: begun.set())
        case.library.resume()
        assert begun.wait(60)
        case.library.cancel_renewal()
        case.library.catch_up()
        assert case.chosen == "old" and case.library.shelves.indexed() == ["old"]
        assert not any(each.switched for each in case.told)
        assert case.library.renewing() is None and case.library.find("thing3").how == "hybrid"


def test_it_can_be_held_and_goes_on(filled: Profile, tmp_path: Path) -> None:
    with closing(Case(filled, tmp_path, delay=0.005, chosen="new")) as case:
        begun = threading.Event()
        case.library._events.subscribe(Renewed, lambda told: begun.set())
        case.library.resume()
        assert begun.wait(60)
        case.library.pause()
        status = case.library.renewing()
        assert status is not None and status.going_on and case.library.shelves.indexed() == ["old", "new"]
        case.library.go_on()
        case.library.catch_up()
        assert case.library.shelves.indexed() == ["new"]


def test_nothing_of_a_chunk_is_cut_off_for_a_model_that_takes_less(filled: Profile, tmp_path: Path) -> None:
    """Every word of every chunk is in one of the texts that the new model read, none of which is too long."""
    with closing(Case(filled, tmp_path, chosen="new")) as case:
        read: list[str] = []
        real = case.runner.embedder.embed

        def embed(info: ModelInfo, texts: Sequence[str], **more: Any) -> Any:
            read.extend(texts)
            return real(info, texts, **more)

        case.runner.embedder.embed = embed  # type: ignore[method-assign]
        model = case.library._embedding.wanted()
        assert model is not None
        chunks = case.library._database.rows(
            "SELECT substr(p.text, c.start + 1, c.stop - c.start) FROM chunks c"
            " JOIN pages p ON p.document = c.document AND p.number = c.page"
        )
        case.library.catch_up()
        counts = case.library._embedding.count(model, read)
        assert max(counts) <= model.longest and len(read) > 2 * len(chunks)
        words = Counter(word for text in read for word in text.split())
        wanted = Counter(word for (text,) in chunks for word in text.split())
        assert wanted <= words


def test_a_model_that_is_not_there_changes_nothing(filled: Profile, tmp_path: Path) -> None:
    with closing(Case(filled, tmp_path, chosen="gone")) as case:
        case.library.catch_up()
        assert case.library.shelves.indexed() == ["old"]
        assert case.library.find("thing3").how == "hybrid"


def test_documents_added_meanwhile_get_vectors_of_the_new_model(filled: Profile, tmp_path: Path) -> None:
    late = tmp_path / "late.txt"
    late.write_text("A late word about thing99.")
    with closing(Case(filled, tmp_path, delay=0.002, chosen="new")) as case:
        case.library.resume()
        case.library.add(late)
        case.library.catch_up()
        table = case.library.shelves.held("new")
        assert table is not None and case.library.shelves.lack(table) == 0
        assert case.library.shelves.indexed() == ["new"]
        assert case.library.find('"thing99"').hits[0].name == "late.txt"


def test_a_mean_has_length_one() -> None:
    from array import array

    got = array("f", mean([array("f", [1.0, 0.0]).tobytes(), array("f", [0.0, 1.0]).tobytes()]))
    assert got[0] == pytest.approx(0.5**0.5) and got[1] == pytest.approx(0.5**0.5)
