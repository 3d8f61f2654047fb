"""Modules that come late: when they are run, by whom, and what a module can be spared."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat.core.late_modules import LATE, LateFinder, LateModule, Without

RUNS: list[str] = []
BODY = f"""
import time
from {__name__} import RUNS
RUNS.append(__name__)
time.sleep(0.05)
part = 5
__version__ = "1"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Modules put in here are found; those that come late begin with ``late_``."""
    before, path, finders = set(sys.modules), list(sys.path), list(sys.meta_path)
    RUNS.clear()
    sys.path.insert(0, str(tmp_path))
    names = {"late_one", "late_two", "late_package", "late_broken"}
    sys.meta_path.insert(0, LateFinder(names))  # type: ignore[arg-type]
    yield tmp_path
    sys.path[:], sys.meta_path[:] = path, finders
    for name in set(sys.modules) - before:
        del sys.modules[name]


def module(folder: Path, name: str, body: str = BODY) -> None:
    (folder / f"{name}.py").write_text(body, encoding="utf-8")
    importlib.invalidate_caches()


def test_it_is_run_when_something_is_asked_of_it(folder: Path) -> None:
    module(folder, "late_one")
    found = importlib.import_module("late_one")
    assert RUNS == [] and not found.begun and found.__file__ == str(folder / "late_one.py")
    assert not hasattr(found, "__path__") and RUNS == []
    assert found.part == 5 and RUNS == ["late_one"] and found.begun
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        found.other  # noqa: B018
    assert found.__spec__ is not None and found.__loader__ is found.__spec__.loader
    assert type(found.__loader__).__name__ == "SourceFileLoader"


def test_taking_a_part_runs_it(folder: Path) -> None:
    module(folder, "late_one")
    module(folder, "taker", "from late_one import part, __version__")
    taker = importlib.import_module("taker")
    assert (taker.part, taker.__version__, RUNS) == (5, "1", ["late_one"])


def test_a_package_finds_its_modules(folder: Path) -> None:
    (folder / "late_package").mkdir()
    module(folder / "late_package", "__init__", BODY)
    module(folder / "late_package", "inner", "deep = 7")
    package = importlib.import_module("late_package")
    assert RUNS == [] and importlib.import_module("late_package.inner").deep == 7
    assert package.part == 5 and package.inner.deep == 7


def test_two_threads_run_it_once_and_both_wait(folder: Path) -> None:
    module(folder, "late_one")
    module(folder, "late_two", BODY + "import late_one\npart = late_one.part + 1\n")
    seen: list[int] = []

    def ask(name: str) -> None:
        seen.append(importlib.import_module(name).part)

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("late_one", "late_two") * 8]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    assert sorted(seen) == [5] * 8 + [6] * 8
    assert sorted(RUNS) == ["late_one", "late_two"]


def test_one_that_fails_fails_each_time(folder: Path) -> None:
    module(folder, "late_broken", "raise ImportError('no such library')")
    found = importlib.import_module("late_broken")
    for _ in range(2):
        with pytest.raises(ImportError, match="no such library"):
            found.part  # noqa: B018


def test_one_that_is_not_installed_is_missing_at_once(folder: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("late_two")


def test_a_module_does_without_what_it_is_spared(folder: Path) -> None:
    sys.meta_path.insert(0, Without("picky", {"heavy"}))  # type: ignore[arg-type]
    module(folder, "heavy", "weight = 9")
    choosing = "try:\n    from heavy import weight\nexcept Exception:\n    weight = 0"
    module(folder, "picky", choosing)
    module(folder, "other", choosing)
    assert importlib.import_module("picky").weight == 0
    assert importlib.import_module("other").weight == 9


def test_all_that_come_late_are_there() -> None:
    for name in sorted(LATE):
        assert not isinstance(importlib.import_module(name), LateModule)
