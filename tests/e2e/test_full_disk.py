"""The real program on a disk that is full, or that cannot be written, in a mount of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ROOT, command, script

# The mount is in a namespace of its own: nobody else sees it, and it goes with the last process in it.
SHELL = """
mount -t tmpfs -o size={size} none '{disk}' || exit 99
edgechat() {{ {program} "$@" < /dev/null; echo "[$?]"; }}
ask() {{ edgechat ask --json --model '{model}' "$@"; }}
{steps}
"""


@pytest.fixture(scope="module")
def own_mounts() -> None:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("needs mounts in a namespace of one's own (Linux, unshare)")
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody have mounts of their own (unshare -rm is refused)")


def on_small_disk(tmp_path: Path, steps: str, **model: Any) -> list[tuple[Any, int]]:
    """Run shell lines where all data lies on a disk of 4 MB; the JSON each command printed, its exit code."""
    disk = tmp_path / "disk"
    disk.mkdir()
    small = script(tmp_path / "small.echo", text="an answer")
    program = " ".join(f"'{part}'" for part in command(disk / "home"))
    lines = SHELL.format(
        size="4m",
        disk=disk,
        program=program,
        model=script(tmp_path / "m.echo", **model),
        steps=steps.replace("DISK", f"'{disk}'").replace("SMALL", f"'{small}'"),
    )
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", lines],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines_out = done.stdout.splitlines()
    return [
        (json.loads(told), int(code.strip("[]")))
        for told, code in zip(lines_out[::2], lines_out[1::2], strict=True)
    ]


def titles(conversations: list[dict[str, Any]]) -> list[str]:
    return [each["title"] for each in conversations]


def test_a_full_disk_refuses_and_loses_nothing(own_mounts: None, tmp_path: Path) -> None:
    first, refused, after, shown = on_small_disk(
        tmp_path,
        """
ask first
dd if=/dev/zero of=DISK/filler bs=1k 2>/dev/null
ask lost
rm DISK/filler
ask after
edgechat conversations list --json
""",
        text="an answer",
    )
    assert (first[1], refused[1], after[1], shown[1]) == (0, 3, 0, 0)
    assert refused[0]["error"]["code"] == 1507 and "disk space" in refused[0]["error"]["action"]
    assert after[0]["text"] == "an answer"
    assert titles(shown[0]) == ["after", "first"]
    assert [each["message_count"] for each in shown[0]] == [2, 2]


def test_an_answer_that_fills_the_disk(own_mounts: None, tmp_path: Path) -> None:
    """8 MB for a disk of 4: what was there before stays, and once there is room all goes on."""
    first, refused, after, shown = on_small_disk(
        tmp_path,
        """
dd if=/dev/zero of=DISK/filler bs=1k count=1000 2>/dev/null
edgechat ask --json --model SMALL first
ask long
rm DISK/filler
edgechat ask --json --model SMALL after
edgechat conversations list --json
""",
        text="y" * 4000,
        repeat=2048,
    )
    assert (first[1], refused[1], after[1], shown[1]) == (0, 3, 0, 0)
    assert refused[0]["error"]["code"] == 1507
    assert after[0]["text"] == "an answer"
    assert {"first", "after"} <= set(titles(shown[0]))


def test_a_home_that_cannot_be_written(own_mounts: None, tmp_path: Path) -> None:
    first, *refused, shown, third = on_small_disk(
        tmp_path,
        """
ask first
mount -o remount,ro DISK
ask second
edgechat conversations list --json
edgechat doctor --json
mount -o remount,rw DISK
edgechat conversations list --json
ask third
""",
        text="an answer",
    )
    assert (first[1], shown[1], third[1]) == (0, 0, 0)
    assert [code for _, code in refused] == [3, 3, 3]
    for told, _ in refused[:2]:
        assert told["error"]["code"] == 1510 and "--home" in told["error"]["action"]
    assert titles(shown[0]) == ["first"]
