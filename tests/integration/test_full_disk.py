"""No room at any place that writes: it is said, nothing is lost, and with room everything goes on.

Each on a disk of its own that is really full (a small one in memory, where the system lets us mount it) and
under a limit on the size of files.
"""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edgechat.core.profile_database import STEPS
from tests import schemas
from tests.integration.children import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's limits and mounts")

SIZE = "4m"
MOUNT = f'mount -t tmpfs -o size={SIZE} none "$1" && shift && exec "$@"'
KINDS = ("disk", "limit")


@functools.cache
def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "disk" and not _may_mount():
        pytest.skip("this system does not let us mount a disk")
    return str(request.param)


def _seen(folder: Path, kind: str, thing: str) -> dict[str, Any]:
    mounted = folder / "disk"
    mounted.mkdir()
    ballast = str(mounted / "ballast") if kind == "disk" else "-"
    program = [sys.executable, "-m", "tests.integration.children.full", str(mounted / "home"), thing, ballast]
    if kind == "disk":
        program = ["unshare", "-rm", "sh", "-c", MOUNT, "sh", str(mounted), *program]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    assert seen["refused"].startswith("NoRoom: ") and "Free some disk space" in seen["refused"]
    assert seen["again"] == ""
    assert seen["check"] == seen["left"] == []
    return seen


AFTER = [["user", "complete", 5], ["assistant", "complete", 4]]


def test_a_question(tmp_path: Path, kind: str) -> None:
    seen = _seen(tmp_path, kind, "send")
    assert seen["during"] == []
    assert seen["after"][:2] == AFTER


def test_an_answer_while_it_is_written_and_at_its_end(tmp_path: Path, kind: str) -> None:
    seen = _seen(tmp_path, kind, "flush")
    answered = [["user", "complete", 10], ["assistant", "complete", 200_000]]
    assert seen["during"] == answered
    assert seen["after"][:4] == [*answered, *AFTER]


def test_a_title(tmp_path: Path, kind: str) -> None:
    assert _seen(tmp_path, kind, "rename")["after"] == AFTER


def test_a_backup(tmp_path: Path, kind: str) -> None:
    assert _seen(tmp_path, kind, "backup")["after"] == AFTER


def test_a_restore(tmp_path: Path, kind: str) -> None:
    assert _seen(tmp_path, kind, "restore")["after"] == AFTER


def test_an_upgrade(tmp_path: Path, kind: str) -> None:
    seen = _seen(tmp_path, kind, "migration")
    assert seen["during"] == [1, len(schemas.TEXTS)]
    assert seen["after"] == [len(STEPS), len(schemas.TEXTS)]


def test_a_library_that_is_made_anew(tmp_path: Path, kind: str) -> None:
    seen = _seen(tmp_path, kind, "library")
    assert seen["during"] == [True, False]
    assert seen["after"] == ["Recovered", "kept"]


def test_a_setting(tmp_path: Path, kind: str) -> None:
    seen = _seen(tmp_path, kind, "settings")
    assert seen["during"] == ["before", "before"]
    assert seen["after"] == ["after", "after"]


@pytest.mark.skipif(not _may_mount(), reason="this system does not let us mount a disk")
def test_a_disk_that_becomes_read_only(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.integration.children.read_only", str(tmp_path)]
    mounted = ["unshare", "-rm", "sh", "-c", MOUNT, "sh", str(tmp_path), *program]
    done = subprocess.run(mounted, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    for told in seen["refused"].values():
        assert told.startswith("DataUnwritable: ") and "ake the folder writable" in told
    assert seen["whole"], "it can still be looked at"
    assert seen["texts"] == ["before", "after"]
