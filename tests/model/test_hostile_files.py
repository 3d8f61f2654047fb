"""What can lie where a model file is expected: each is refused with a sentence, and nothing hangs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.core.errors import InvalidInput, ModelNotFound, ModelUnusable
from edgechat.edge import Edge
from tests.model.hostile import STARTER, ask, children
from tests.models.tiny_gguf import draft, encode, write_tiny

pytestmark = [
    pytest.mark.leaves_running,
    pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices of Unix"),
]


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with open_edge(tmp_path_factory.mktemp("home")) as opened:
        yield opened
    assert children() == []


@pytest.fixture
def place(edge: Edge) -> Iterator[Path]:
    """Where the file lies: in the models folder, so that the list of models meets it too."""
    path = edge.home.models / "strange.gguf"
    yield path
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def listed(edge: Edge) -> list[str]:
    found = [each.id for each in edge.ai.models()]
    assert STARTER in found
    assert edge.ai.resolve(None).id == STARTER
    return found


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.9, 0.99999])
def test_a_truncated_model(edge: Edge, place: Path, share: float) -> None:
    whole = encode(draft())
    place.write_bytes(whole[: int(len(whole) * share)])
    end = ask(edge, place)
    assert isinstance(end.error, ModelUnusable) and "strange.gguf" in end.error.message
    assert end.seconds < 10


@pytest.mark.parametrize(
    "content",
    [b"\0" * 4096, b"#!/bin/sh\necho hello\n", b"PK\3\4" + b"x" * 500, b"ggml" * 64, b"\xff" * 100, b"GGUF"],
)
def test_bytes_that_are_no_model(edge: Edge, place: Path, content: bytes) -> None:
    place.write_bytes(content)
    assert isinstance(ask(edge, place).error, ModelUnusable)


def test_a_folder(edge: Edge, place: Path) -> None:
    place.mkdir()
    assert "strange.gguf" not in listed(edge)
    assert isinstance(ask(edge, place).error, ModelNotFound)


def test_a_pipe_that_nobody_writes_to(edge: Edge, place: Path) -> None:
    os.mkfifo(place)
    assert "strange.gguf" not in listed(edge)
    end = ask(edge, place)
    assert isinstance(end.error, ModelNotFound) and end.seconds < 5


@pytest.mark.parametrize(
    "target", ["/dev/zero", "/dev/tty", "/nowhere/at/all", "strange.gguf", "/proc/self/mem"]
)
def test_a_link_that_leads_to_no_model(edge: Edge, place: Path, target: str) -> None:
    place.symlink_to(target)
    listed(edge)
    end = ask(edge, place)
    assert isinstance(end.error, ModelNotFound | ModelUnusable) and end.seconds < 10


@pytest.mark.parametrize(
    "name", ["/dev/zero", "/etc/passwd", "", " ", "..", "~", "~nobody-here/x.gguf", "\0.gguf"]
)
def test_names_that_are_no_model(edge: Edge, name: str) -> None:
    if not name:
        assert edge.ai.resolve(name).id == STARTER
        return
    assert isinstance(ask(edge, name).error, ModelNotFound)


def test_a_name_longer_than_names_can_be(edge: Edge) -> None:
    for name in ("a" * 300 + ".gguf", "/a" * 3000 + ".gguf"):
        assert isinstance(ask(edge, name).error, ModelNotFound)


def test_a_name_that_is_no_text(edge: Edge) -> None:
    path = write_tiny(edge.home.models / os.fsdecode(b"caf\xe9.gguf"))
    try:
        damaged = {each.id: each.state for each in edge.ai.models() if each.id.startswith("caf")}
        assert damaged == {"caf\\udce9.gguf": "damaged"}
        end = ask(edge, str(path))
        assert isinstance(end.error, ModelNotFound) and "Rename" in end.error.action
        with pytest.raises(InvalidInput):
            edge.chat.send("Hi", model=str(path))
    finally:
        path.unlink()


def test_a_file_that_goes_between_the_list_and_the_load(edge: Edge, place: Path) -> None:
    info = edge.ai.resolve(str(write_tiny(place)))
    stream = edge.ai.run(info.id, {"prompt": "Hi", "max_tokens": 2}, stream=True)
    place.unlink()
    with pytest.raises(ModelUnusable, match="cannot be read"):
        next(stream)
    assert isinstance(ask(edge, info.id).error, ModelNotFound)


def test_a_file_that_goes_while_it_is_listed(
    edge: Edge, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tiny(place)
    glob = Path.glob

    def glob_and_remove(folder: Path, pattern: str) -> list[Path]:
        found = list(glob(folder, pattern))
        place.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "glob", glob_and_remove)
    assert "strange.gguf" not in listed(edge)


def test_a_file_in_some_other_folder_of_models(edge: Edge, tmp_path: Path) -> None:
    """It goes by its whole path: its name alone would not be found again."""
    (tmp_path / "models").mkdir()
    path = write_tiny(tmp_path / "models" / "elsewhere.gguf")
    answer = edge.chat.send("Hi", model=str(path), options={"max_tokens": 2})
    assert answer.state == "complete" and answer.model == str(path)


def test_a_file_that_another_takes_the_place_of(edge: Edge, place: Path, tmp_path: Path) -> None:
    """The new one answers, though the old one was in memory under the same name."""
    write_tiny(place, template="{{ raise_exception('the old one') }}")
    assert "the old one" in str(ask(edge, place).error)
    os.replace(write_tiny(tmp_path / "new.gguf"), place)
    assert ask(edge, place).error is None


def test_a_file_that_may_not_be_read(edge: Edge, place: Path) -> None:
    write_tiny(place).chmod(0)
    end = ask(edge, place)
    if os.geteuid() == 0:
        assert end.error is None  # root reads everything
    else:
        assert isinstance(end.error, ModelUnusable) and "permission" in str(end.error).lower()
