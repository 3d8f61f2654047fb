"""Model files that a person brings: looked at in a real child, copied or used in place, told when damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.ai.own_files import LIST, OwnFiles
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import Cancelled, InvalidInput, ModelNotFound, ModelUnusable
from edgechat.core.paths import Home
from edgechat.edge import Edge
from tests.models.tiny_gguf import write_tiny


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


def named(edge: Edge, name: str) -> ModelInfo:
    return next(each for each in edge.ai.examined() if each.name == name)


def test_headers_say_what_files_are(edge: Edge, tmp_path: Path) -> None:
    write_tiny(edge.home.models / "good.gguf")
    (edge.home.models / "bad.gguf").write_bytes(b"GGUF" + bytes(60))
    good, bad = named(edge, "good"), named(edge, "bad")
    assert "thousand parameters" in good.note
    assert good.state == "installed" and "llama" in good.note and good.context == 512
    assert bad.state == "damaged" and "bad.gguf" in bad.note
    write_tiny(edge.home.models / "bad.gguf")  # another file of that name
    assert named(edge, "bad").state == "installed"


def test_a_copy_is_a_model_of_the_folder(edge: Edge, tmp_path: Path) -> None:
    heard: list[float] = []
    source = write_tiny(tmp_path / "mine.gguf")

    def tell(done: float) -> bool:
        heard.append(done)
        return True

    added = edge.ai.add_file(str(source), copy=True, tell=tell)
    assert added.id == "mine.gguf" and heard[-1] == 1.0
    assert (edge.home.models / "mine.gguf").read_bytes() == source.read_bytes()
    assert edge.ai.resolve("mine.gguf") == added
    with pytest.raises(InvalidInput, match="already"):
        edge.ai.add_file(str(source), copy=True)
    assert edge.ai.add_file(added.path or "", copy=True) == added


def test_one_that_stays_is_listed_until_it_is_forgotten(edge: Edge, tmp_path: Path) -> None:
    source = write_tiny(tmp_path / "mine.gguf")
    added = edge.ai.add_file(str(source), copy=False)
    edge.ai.add_file(str(source), copy=False)
    assert added.id == str(source)
    assert [each.id for each in edge.ai.models()].count(str(source)) == 1
    source.unlink()
    gone = next(each for each in edge.ai.examined() if each.id == str(source))
    assert gone.state == "missing" and gone.note
    edge.ai.forget_file(gone.path or "")
    assert str(source) not in [each.id for each in edge.ai.models()]


def test_what_is_no_model_is_refused_and_leaves_nothing(edge: Edge, tmp_path: Path) -> None:
    fake = tmp_path / "fake.gguf"
    fake.write_text("not a model")
    for copy in (True, False):
        with pytest.raises(ModelUnusable):
            edge.ai.add_file(str(fake), copy=copy)
    text = write_tiny(tmp_path / "odd.txt")
    with pytest.raises(InvalidInput):
        edge.ai.add_file(str(text), copy=True)
    with pytest.raises(ModelUnusable):
        edge.ai.add_file(str(tmp_path / "none.gguf"), copy=True)
    assert not list(edge.home.models.iterdir())


def test_a_copy_that_is_stopped_leaves_nothing(edge: Edge, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        edge.ai.add_file(str(write_tiny(tmp_path / "mine.gguf")), copy=True, tell=lambda _done: False)
    assert not list(edge.home.models.iterdir())


@pytest.mark.parametrize(
    "content", ["", "{}", "[1, null]", '["relative.gguf"]', "[" * 100_000, "\0", '["/\\u0000"]']
)
def test_a_broken_list_hides_nothing_else(home: Home, content: str) -> None:
    home.models.mkdir(parents=True)
    (home.models / LIST).write_text(content)
    assert all(isinstance(each, Path) for each in OwnFiles(home).elsewhere())
    from edgechat.ai.catalog import Catalog

    assert Catalog(home).models()


def test_a_list_that_cannot_be_written_says_so(home: Home, tmp_path: Path) -> None:
    (home.models / LIST).mkdir(parents=True)
    with pytest.raises(Exception, match="cannot be written"):
        OwnFiles(home).use(write_tiny(tmp_path / "a.gguf"))
    assert not list(home.models.glob(".*.part"))


def test_odd_names(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        OwnFiles(home).use(tmp_path / ("a" * 5000 + ".gguf"))
    if os.name == "posix":
        odd = write_tiny(tmp_path / "a.gguf").rename(os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff.gguf"))
        with pytest.raises(InvalidInput):
            OwnFiles(home).use(odd)


def test_the_list_is_plain(home: Home, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "ä b.gguf")
    OwnFiles(home).use(path)
    assert json.loads((home.models / LIST).read_text()) == [str(path)]
