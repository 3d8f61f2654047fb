"""The catalogue: every entry whole, hub entries pinned, and what is recommended for how much memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from edgechat.ai.catalog import Catalog, Entry, entries, pulled
from edgechat.ai.fitting import SMALL, USUAL, memory_needed, recommended
from edgechat.core.errors import ModelNotFound
from edgechat.core.paths import Home

HUB = [each for each in entries() if each.source.kind == "hub"]
GIGABYTE = 10**9


@pytest.mark.parametrize("entry", HUB, ids=lambda each: each.id)
def test_a_hub_entry_is_one_exact_file(entry: Entry) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256) and entry.size > 100_000_000
    assert re.fullmatch(r"[0-9a-f]{40}", entry.source.revision), "a branch may change its files"
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.source.repository)
    assert entry.source.file.endswith(".gguf") and Path(entry.source.file).name == entry.source.file
    assert entry.licence and entry.note and entry.context


@pytest.mark.parametrize("entry", HUB, ids=lambda each: each.id)
def test_the_engine_that_comes_along_knows_the_architecture(entry: Entry) -> None:
    """llama.cpp keeps the names of the architectures that it can load as texts in its library."""
    import importlib.util

    assert entry.needs is not None
    spec = importlib.util.find_spec("llama_cpp")
    assert spec is not None and spec.origin is not None
    libraries = [each for each in Path(spec.origin).parent.glob("lib/*llama*") if not each.is_symlink()]
    assert libraries
    name = b"\0" + entry.needs.architecture.encode() + b"\0"
    assert any(name in each.read_bytes() for each in libraries)


def test_ids_and_files_are_given_once() -> None:
    names = [name for each in entries() for name in (each.id, *each.aliases)]
    assert len(names) == len(set(names))
    files = [each.source.file for each in HUB]
    assert len(files) == len(set(files))


@pytest.mark.parametrize(
    ("free", "expected"), [(16, "qwen3.5-2b"), (3, "qwen3.5-2b"), (1.5, "qwen3-0.6b"), (0.1, "qwen3-0.6b")]
)
def test_what_is_recommended_follows_the_memory(tmp_path: Path, free: float, expected: str) -> None:
    chosen = recommended(Catalog(Home(tmp_path)), int(free * GIGABYTE))
    assert chosen is not None and chosen.id == expected


def test_the_better_one_with_a_small_window_comes_before_a_lesser_one_that_has_all_the_room(
    tmp_path: Path,
) -> None:
    """The other way round: the lesser model with its usual window wins over one that is short of memory."""
    best = max(HUB, key=lambda each: each.recommended)
    short = memory_needed(best, USUAL) - 1
    chosen = recommended(Catalog(Home(tmp_path)), short)
    assert chosen is not None
    assert memory_needed(chosen, USUAL) <= short or memory_needed(chosen, SMALL) <= short


def test_nothing_is_recommended_by_an_empty_catalogue(tmp_path: Path) -> None:
    assert recommended(Catalog(Home(tmp_path), ()), GIGABYTE) is None


def test_a_pulled_model_is_preferred_and_found_by_its_id(tmp_path: Path) -> None:
    home = Home(tmp_path)
    catalog = Catalog(home)
    with pytest.raises(ModelNotFound, match="edgechat models pull"):
        catalog.find(HUB[0].id)
    path = pulled(HUB[0].source, home)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(HUB[0].size)  # a hole: no disk space is taken
    assert catalog.best_text_model().id == HUB[0].id
    assert catalog.find(HUB[0].id).path == str(path)
    assert [each.id for each in catalog.models()].count(HUB[0].id) == 1
    path.with_name(f"{path.name}.part").write_bytes(b"x")
    path.unlink()
    assert catalog.best_text_model().id != HUB[0].id, "what has not arrived is not used"
