"""What the window looked like when it closed: painted at once when it opens again, until the window is there.

A picture in the folder of the profile, made of what lies beside it anyway; it lies there only while no window
is open. It is shown where nothing that it shows can have changed since: not the profile's files, the program,
the language, the system's fonts, colours and screens. Only a day may have gone by: then "Today" becomes
"Yesterday" when the window is there. A file that says anything unexpected shows nothing.
"""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, qVersion
from PySide6.QtGui import QFont, QGuiApplication, QImage

from edgechat import __version__
from edgechat.core.disk import part_of
from edgechat.core.paths import Profile
from edgechat.core.records import dataclass
from edgechat.desktop.remembered import REMEMBERED

FORMAT = 1
"""To be raised with every change of what is written here."""

LARGEST = 16_000_000
"""Pixels: twice those of a screen of 3840 x 2160."""

HEAD = 8_192
"""Bytes of the first line, which is filled up with blanks: it is written once more, when all is closed."""

PIXEL = 4
"""Bytes."""


@dataclass(frozen=True)
class Snapshot:
    """``image`` in pixels of the screen, with its ratio to those of Qt; how much it shows."""

    image: QImage
    conversations: int
    messages: int


def circumstances(profile: Profile, font: QFont) -> list[Any]:
    """All that decides how a window looks. ``font``: the system's, as it was when the program started."""
    database = profile.database
    ahead = database.with_name(f"{database.name}-wal")
    files = (database, ahead, profile.settings, profile.presets, profile.root / REMEMBERED)
    screens = [[str(each.geometry()), each.devicePixelRatio()] for each in QGuiApplication.screens()]
    return [
        [FORMAT, __version__, qVersion()],
        [font.toString(), QGuiApplication.styleHints().colorScheme().name],
        [QLocale.system().name(), *QLocale.system().uiLanguages()],
        screens,
        [_stamp(file) for file in files],
    ]


def _stamp(file: Path) -> list[int]:
    try:
        found = file.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def keep_snapshot(path: Path, shown: Snapshot) -> None:
    """Write ``shown``, which nobody shows before it is confirmed.

    Whole or not at all, and not forced onto the disk: without it a window only takes longer to be seen.
    """
    image = shown.image.convertToFormat(QImage.Format.Format_RGB32)
    if image.isNull() or image.width() * image.height() > LARGEST:
        return
    told = {
        "size": [image.width(), image.height()],
        "ratio": image.devicePixelRatio(),
        "shown": [shown.conversations, shown.messages],
    }
    part = part_of(path)
    with suppress(OSError):
        try:
            with part.open("wb") as file:
                file.write(_head(told))
                file.write(zlib.compress(image.constBits(), 1))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def confirm_snapshot(path: Path, under: list[Any]) -> None:
    """What ``path`` shows holds under these ``circumstances``, if it is still there: whoever deletes what it
    shows takes it away, also between the last look at the profile and this."""
    with suppress(OSError, ValueError), path.open("r+b") as file:
        told = json.loads(file.readline(HEAD))
        file.seek(0)
        file.write(_head({**told, "under": under}))


def _head(told: dict[str, Any]) -> bytes:
    line = json.dumps(told).encode("ascii")
    if len(line) >= HEAD:
        raise ValueError("more screens than anybody has")
    return line.ljust(HEAD - 1) + b"\n"


def take_snapshot(path: Path, under: list[Any]) -> Snapshot | None:
    """What ``path`` shows, if it was kept under the same ``circumstances``; the file is gone in any case.

    What cannot be taken away is not shown either.
    """
    try:
        with path.open("rb") as file:
            first, packed = file.readline(HEAD), file.read(LARGEST * PIXEL)
        path.unlink()
        told = json.loads(first)
        if told["under"] != under:
            return None
        width, height = (_count(each) for each in told["size"])
        conversations, messages = (_count(each) for each in told["shown"])
        if not 0 < width * height <= LARGEST or not 0.25 <= told["ratio"] <= 16:
            return None
        pixels = _unpacked(packed, width * height * PIXEL)
    except (OSError, ValueError, TypeError, KeyError, RecursionError, zlib.error):
        return None
    image = QImage(pixels, width, height, width * PIXEL, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(told["ratio"])
    return Snapshot(image, conversations, messages)


def _count(given: Any) -> int:
    if type(given) is not int or given < 0:
        raise ValueError("a number of things expected")
    return given


def _unpacked(packed: bytes, expected: int) -> bytes:
    """No more of a bomb than is expected."""
    unpacking = zlib.decompressobj()
    pixels = unpacking.decompress(packed, expected + 1)
    if len(pixels) != expected or not unpacking.eof:
        raise ValueError("not as many pixels as were told")
    return pixels
