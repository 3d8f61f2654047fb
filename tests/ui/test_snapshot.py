"""The picture of the last window: kept whole or not at all, shown once, and only where it still holds."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from edgechat.core.paths import Home, Profile
from edgechat.desktop import snapshot
from edgechat.desktop.snapshot import (
    HEAD,
    Snapshot,
    circumstances,
    confirm_snapshot,
    keep_snapshot,
    take_snapshot,
)

NOW = ["as it is"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window.picture"


def picture(width: int = 40, height: int = 30, ratio: float = 2.0) -> Snapshot:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor(x % 256, y % 256, 7))
    image.setDevicePixelRatio(ratio)
    return Snapshot(image, 12, 3)


def test_what_is_kept_is_shown_once(path: Path) -> None:
    kept = picture()
    keep_snapshot(path, kept)
    confirm_snapshot(path, NOW)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    taken = take_snapshot(path, NOW)
    assert taken is not None and not path.exists()
    assert taken.image == kept.image and taken.image.devicePixelRatio() == 2.0
    assert (taken.conversations, taken.messages) == (12, 3)
    assert take_snapshot(path, NOW) is None


def test_what_nobody_confirmed_is_not_shown(path: Path) -> None:
    keep_snapshot(path, picture())
    assert take_snapshot(path, NOW) is None and not path.exists()


def test_what_was_taken_away_meanwhile_does_not_come_back(path: Path) -> None:
    keep_snapshot(path, picture())
    path.unlink()
    confirm_snapshot(path, NOW)
    assert not path.exists()


def test_a_head_that_has_no_room_confirms_nothing(path: Path) -> None:
    keep_snapshot(path, picture())
    confirm_snapshot(path, ["x" * HEAD])
    assert take_snapshot(path, ["x" * HEAD]) is None


def test_under_other_circumstances_it_only_goes(path: Path) -> None:
    keep_snapshot(path, picture())
    confirm_snapshot(path, NOW)
    assert take_snapshot(path, ["as it was"]) is None
    assert not path.exists()


def test_what_cannot_be_taken_away_is_not_shown(path: Path) -> None:
    keep_snapshot(path, picture())
    confirm_snapshot(path, NOW)
    with patch.object(Path, "unlink", side_effect=PermissionError):
        assert take_snapshot(path, NOW) is None


def _told(**changed: Any) -> bytes:
    told = {"under": NOW, "size": [4, 2], "ratio": 1.0, "shown": [1, 1], **changed}
    return json.dumps(told).encode() + b"\n"


PIXELS = zlib.compress(bytes(4 * 2 * 4))
HOSTILE = {
    "empty": b"",
    "no line": b"{" * 100,
    "not text": b"\xff\xfe\n" + PIXELS,
    "a list": b"[]\n" + PIXELS,
    "deep": b"[" * 15_000 + b"\n",
    "a line without an end": b'{"under": "' + b"a" * 100_000,
    "cut off": _told() + PIXELS[:-3],
    "not packed": _told() + bytes(32),
    "too few pixels": _told(size=[4, 3]) + PIXELS,
    "too many": _told(size=[4, 1]) + PIXELS,
    "a bomb": _told() + zlib.compress(bytes(300_000_000), 9),
    "too large": _told(size=[2**20, 2**20]) + PIXELS,
    "nothing": _told(size=[0, 2]) + PIXELS,
    "less than nothing": _told(size=[-4, -2]) + PIXELS,
    "three sides": _told(size=[4, 2, 1]) + PIXELS,
    "a flag for a size": _told(size=[True, 8]) + PIXELS,
    "no ratio": _told(ratio=None) + PIXELS,
    "no number": _told(ratio=float("nan")) + PIXELS,
    "a ratio of words": _told(ratio="1") + PIXELS,
    "a huge ratio": _told(ratio=1e300) + PIXELS,
    "words for numbers": _told(shown=["a", "b"]) + PIXELS,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_says_anything_else_shows_nothing(name: str, path: Path) -> None:
    path.write_bytes(_told() + PIXELS)
    assert take_snapshot(path, NOW) is not None  # else the following would prove nothing
    path.write_bytes(HOSTILE[name])
    assert take_snapshot(path, NOW) is None
    assert not path.exists()


def test_a_window_larger_than_any_screen_leaves_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "LARGEST", 40 * 30 - 1)
    keep_snapshot(path, picture())
    keep_snapshot(path, Snapshot(QImage(), 0, 0))
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk to write to")
def test_a_full_disk_leaves_none(path: Path) -> None:
    opened = Path.open

    def full(file: Path, *modes: Any) -> Any:
        opened(file, *modes).close()
        return opened(Path("/dev/full"), *modes)

    with patch.object(Path, "open", full):
        keep_snapshot(path, picture(900, 700))
    assert list(path.parent.iterdir()) == []


def _changed(file: Path) -> Callable[[], None]:
    def change() -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as opened:
            opened.write(b"more")

    return change


def test_whatever_decides_how_a_window_looks_is_asked(qapp: QApplication, tmp_path: Path) -> None:
    profile, font = Home(tmp_path).profile("default"), qapp.font()
    larger = qapp.font()
    larger.setPointSize(font.pointSize() + 4)
    before = circumstances(profile, font)
    assert before == circumstances(profile, font) == json.loads(json.dumps(before))
    assert circumstances(profile, larger) != before
    for file in ("profile.db", "profile.db-wal", "settings.json", "presets.json", "window.json"):
        _changed(profile.root / file)()
        now = circumstances(profile, font)
        assert now != before
        before = now


def test_a_file_written_anew_with_the_same_length_counts(qapp: QApplication, tmp_path: Path) -> None:
    profile: Profile = Home(tmp_path).profile("default")
    _changed(profile.database)()
    before = circumstances(profile, qapp.font())
    os.utime(profile.database, ns=(1, 1))
    assert circumstances(profile, qapp.font()) != before
