"""States of conversations on disk: private, held once in memory, gone with their conversation."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

import pytest

from edgechat.ai.engines._state import read_state, read_tokens, write_state
from edgechat.ai.protocol import Load
from edgechat.ai.states import States


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.state"


def test_what_was_written_is_read(file: Path) -> None:
    written = write_state(file, "key", [1, 2, 3], bytearray(b"state"))
    assert written == file.stat().st_size
    assert read_tokens(file, "key") == [1, 2, 3]
    assert read_state(file, "key") == ([1, 2, 3], bytearray(b"state"))


@pytest.mark.parametrize("cut", [0, 5, 18, 21, 30, -1])
def test_a_state_that_is_cut_off_is_removed(file: Path, cut: int) -> None:
    write_state(file, "key", [1, 2, 3], bytearray(b"state"))
    file.write_bytes(file.read_bytes()[:cut])
    assert read_state(file, "key") is None and not file.exists()


def test_a_state_with_one_other_byte_or_key_is_removed(file: Path) -> None:
    write_state(file, "key", [1], bytearray(b"state"))
    assert read_tokens(file, "other") == []
    assert read_state(file, "other") is None and not file.exists()
    write_state(file, "key", [1], bytearray(b"state"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert read_state(file, "key") is None and not file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_state_is_its_owner_s_alone(file: Path) -> None:
    write_state(file, "key", [1], bytearray(b"state"))
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_state_is_held_in_memory_once(file: Path) -> None:
    size = 20_000_000
    write_state(file, "key", [1] * 1000, bytearray(size))
    tracemalloc.start()
    try:
        assert read_state(file, "key") is not None
        assert tracemalloc.get_traced_memory()[1] < 1.2 * size
    finally:
        tracemalloc.stop()


def test_a_state_saved_after_its_conversation_was_deleted_goes(tmp_path: Path) -> None:
    states = States(tmp_path / "state", 10**6)
    slots = [states.slot(name, Load("m.gguf")) for name in ("gone", "kept")]
    states.forget("gone")
    for slot in slots:  # the child still had both in memory
        assert slot is not None
        Path(slot.path).write_bytes(b"what was said")
    assert states.prune() == len(b"what was said")
    assert [path.exists() for path in (tmp_path / "state").iterdir()] == [True]
    states.slot("gone", Load("m.gguf"))  # brought back and asked again
    assert slots[0] is not None
    Path(slots[0].path).write_bytes(b"what was said")
    assert states.prune() == 2 * len(b"what was said")
