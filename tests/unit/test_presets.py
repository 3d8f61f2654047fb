"""Presets: kept whole on the disk, named once each, never lost to a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgechat.chat.presets import BUILT_IN, Preset, Presets
from edgechat.chat.prompt import defaults
from edgechat.core.errors import DataUnwritable, InvalidInput, NotFound
from edgechat.core.settings import Settings


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    return Presets(tmp_path / "presets.json")


def names(presets: Presets) -> list[str]:
    return [each.name for each in presets.all() if each.own]


def test_some_come_along(presets: Presets) -> None:
    assert presets.all() == list(BUILT_IN)
    for each in BUILT_IN:
        with pytest.raises(InvalidInput, match="comes with"):
            presets.save(each.name.upper(), {})
        with pytest.raises(NotFound):
            presets.delete(each.name)


def test_own_ones_stay(presets: Presets, tmp_path: Path) -> None:
    presets.save("  Long  letters ", {"temperature": 0.7, "max_tokens": 4000, "think": False})
    presets.save("brief", {"max_tokens": 100})
    again = Presets(tmp_path / "presets.json")
    assert names(again) == ["brief", "Long letters"]
    assert again.all()[-1] == Preset("Long letters", {"temperature": 0.7, "max_tokens": 4000, "think": False})
    assert again.save("BRIEF", {"max_tokens": 50}).options == {"max_tokens": 50}
    assert names(again) == ["BRIEF", "Long letters"]


def test_renamed_and_deleted(presets: Presets) -> None:
    presets.save("a", {"seed": 1})
    presets.save("b", {"seed": 2})
    assert presets.rename("a", "c").options == {"seed": 1}
    with pytest.raises(InvalidInput, match="already"):
        presets.rename("c", "B")
    assert presets.rename("b", "B").name == "B"
    assert presets.delete("c").name == "c" and names(presets) == ["B"]
    with pytest.raises(NotFound):
        presets.rename("c", "d")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\ud800", None])
def test_names_that_cannot_be(presets: Presets, name: str) -> None:
    with pytest.raises(InvalidInput):
        presets.save(name, {})


@pytest.mark.parametrize(
    "options", [{"temperature": 9}, {"messages": []}, {"top_p": "high"}, {"seed": -1}, []]
)
def test_options_that_no_run_takes(presets: Presets, options: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        presets.save("a", options)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{}",
        b"[1, null]",
        b'[{"name": "a"}]',
        b"\xff",
        b'[{"name": "a", "options": {"temperature": 99}}]',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_hides_nothing_and_is_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "presets.json"
    path.write_bytes(content)
    presets = Presets(path)
    assert presets.all() == list(BUILT_IN)
    presets.save("new", {})
    assert names(presets) == ["new"]
    aside = path.with_suffix(".damaged.json")
    assert not aside.exists() or aside.read_bytes() == content


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "presets.json").mkdir()
    with pytest.raises(DataUnwritable):
        Presets(tmp_path / "presets.json").save("a", {})
    assert list(tmp_path.glob(".*.part")) == []


def test_the_settings_make_the_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    plain = defaults(settings)
    assert plain["temperature"] == 0.3 and "seed" not in plain and "think" not in plain
    for key, value in (("chat.seed", 7), ("chat.think", "off"), ("chat.top_k", 10)):
        settings.set(key, value)
    assert (defaults(settings)["seed"], defaults(settings)["think"], defaults(settings)["top_k"]) == (
        7,
        False,
        10,
    )
