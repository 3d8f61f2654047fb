"""Another embedding model: the earlier one answers until the new vectors are complete, then they do."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edgechat.ai.values import ModelInfo
from edgechat.core.errors import ModelNotFound
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.library.document import Renewed
from edgechat.library.library import Library
from edgechat.library.renewal import mean
from edgechat.vault.vault import Vault
from tests.integration.children.indexing import ScriptedRunner


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
            profile, Vault(profile.vault), lambda: self.runner, events, chosen=lambda: self.chosen
        )

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
        case.library.catch_up()
        assert case.told[-1].total == left
        assert case.library.shelves.indexed() == ["new"]


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
