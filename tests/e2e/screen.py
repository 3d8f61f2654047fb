"""A screen nobody sees (Xvfb), and the window on it driven by the keys a person would press.

Actions are named by their id in the actions table; what is pressed is their shortcut. What the window did
is read from its journal (``EDGECHAT_LOG=json``) and, by other processes, from the profile.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edgechat.desktop.actions import TABLE
from tests.e2e.program import awaited, started

NAMES = {"Ctrl": "ctrl", "Shift": "shift", "Esc": "Escape", "PgUp": "Prior", "PgDown": "Next"}
SIZE = "1280x800"


class Screen:
    """One X server. ``environment`` leads programs to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp",
             "-fbdir", str(folder)],
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as file:
            number = file.readline().strip()
        assert number, "Xvfb did not start"
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def do(self, *words: str) -> str:
        """One ``xdotool`` command; what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout.strip()

    def save(self, path: Path) -> None:
        """The whole screen as a PNG file."""
        raw = (self._folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", raw[:100])
        begin, width, height, line = head[0] + head[19] * 12, head[4], head[5], head[12]
        rows = bytearray()
        for y in range(height):
            row = raw[begin + y * line : begin + y * line + width * 4]
            pixels = bytearray(width * 3)
            pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
            rows += b"\0" + pixels
        path.write_bytes(_png(width, height, bytes(rows)))

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(10)


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Driver:
    """One window of the program."""

    def __init__(self, screen: Screen, process: subprocess.Popen[str], journal: Path) -> None:
        self.process = process
        self._screen = screen
        self._journal = journal
        self._id = ""

    def noted(self, event: str) -> dict[str, Any]:
        """The last journal entry of ``event``, once there is one."""
        return awaited(lambda: next(iter(reversed(self._entries(event))), None), f"the event {event}")

    def count(self, event: str) -> int:
        return len(self._entries(event))

    @contextlib.contextmanager
    def causing(self, event: str) -> Iterator[None]:
        """What is done in the block leads to one more ``event``, which is waited for."""
        before = self.count(event)
        yield
        awaited(lambda: self.count(event) > before, f"another event {event}")

    def choose(self, path: Path, *, title: str) -> None:
        """Name ``path`` in the dialog of this title, as often as Enter is asked for: the first may go to the
        completions that the dialog offers."""
        search = ("search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", title)
        place = awaited(lambda: self._screen.do(*search).split("\n")[0], f"the dialog {title}")
        self._screen.do("windowfocus", "--sync", place)
        self._screen.do("key", "ctrl+a")
        self._screen.do("type", "--delay", "5", str(path))

        def gone() -> bool:
            self._screen.do("key", "Return")
            return not self._screen.do(*search)

        awaited(gone, f"the end of the dialog {title}")

    def _entries(self, event: str) -> list[dict[str, Any]]:
        lines = self._journal.read_text(errors="replace").splitlines()
        entries = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [entry for entry in entries if entry["event"] == event]

    def focus(self) -> None:
        """Give it the keyboard, as a click on it would."""
        if not self._id:
            search = (
                "search",
                "--all",
                "--onlyvisible",
                "--pid",
                str(self.process.pid),
                "--name",
                "EdgeChat",
            )
            self._id = awaited(lambda: self._screen.do(*search).split("\n")[0], "the window")
        self._screen.do("windowfocus", "--sync", self._id)

    def type(self, text: str) -> None:
        self.focus()
        self._screen.do("type", "--delay", "5", text)

    def press(self, key: str) -> None:
        self.focus()
        self._screen.do("key", key)

    def act(self, action: str) -> None:
        """Do the action with this id by its first shortcut."""
        (row,) = [each for each in TABLE if each.id == action]
        self.press("+".join(_key(part) for part in row.shortcuts[0].split("+")))


def _key(part: str) -> str:
    """One part of a shortcut in Qt's notation, as X names it."""
    return NAMES.get(part, part.lower() if len(part) == 1 else part)


@contextlib.contextmanager
def window(screen: Screen, home: Path, *, painted: bool = True) -> Iterator[Driver]:
    """The window of ``home``, ready for a person unless ``painted`` is false. A failure leaves a picture."""
    number = len(list(home.parent.glob("journal-*.txt")))
    journal = home.parent / f"journal-{number}.txt"
    environment = {**screen.environment, "EDGECHAT_LOG": "json"}
    with (
        journal.open("w") as log,
        started(home, env=environment, stdout=subprocess.DEVNULL, stderr=log) as process,
    ):
        driver = Driver(screen, process, journal)
        try:
            if painted:
                driver.noted("ready")
            yield driver
        except BaseException:
            picture = home.parent / f"screen-{number}.png"
            screen.save(picture)
            print(f"the screen: {picture}\nthe journal:\n{journal.read_text(errors='replace')[-3000:]}")
            raise


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    for program in ("Xvfb", "xdotool"):
        assert shutil.which(program), f"{program} is not installed: the README's test command brings it"
    made = Screen(tmp_path_factory.mktemp("screen"))
    yield made
    made.close()
