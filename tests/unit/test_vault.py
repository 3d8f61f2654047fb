"""The vault: written whole or not at all, once, and checked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat.core.errors import DataDamaged, DataUnwritable, NotFound
from edgechat.vault.vault import Vault

DATA = b"some bytes" * 1000
KEY = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_a_content_is_kept_once_under_its_digest(vault: Vault) -> None:
    first, second = vault.put([DATA[:100], DATA[100:]]), vault.put([DATA])
    assert (first.key, first.size, first.fresh) == (KEY, len(DATA), True)
    assert (second.key, second.fresh) == (KEY, False)
    assert list(vault.keys()) == [KEY] and vault.verify(KEY)
    assert b"".join(vault.pieces(KEY)) == DATA
    assert vault.path(KEY).read_bytes() == DATA


def test_what_fails_in_the_middle_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("the source broke")

    with pytest.raises(ValueError, match="broke"):
        vault.put(broken())
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []


def test_a_changed_content_is_found_out(vault: Vault) -> None:
    vault.put([DATA])
    vault.path(KEY).write_bytes(DATA[:-1] + b"x")
    assert not vault.verify(KEY)
    with pytest.raises(DataDamaged):
        list(vault.pieces(KEY))


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, KEY, "0" * 64, KEY + "0"])
def test_only_a_digest_leads_to_a_content(vault: Vault, key: str) -> None:
    assert not vault.has(key)
    with pytest.raises(NotFound):
        vault.path(key)


def test_removing_gives_the_room_back(vault: Vault) -> None:
    vault.put([DATA])
    assert vault.remove(KEY) and not vault.has(KEY) and not vault.remove(KEY)


def test_a_half_written_file_is_swept(vault: Vault, tmp_path: Path) -> None:
    vault.put([DATA])
    (tmp_path / "vault" / ".part-abc").write_bytes(b"half")
    assert list(vault.keys()) == [KEY]
    assert vault.sweep() == 1 and vault.verify(KEY)


def test_several_threads_put_the_same(vault: Vault) -> None:
    threads = [threading.Thread(target=vault.put, args=([DATA],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(vault.keys()) == [KEY] and vault.verify(KEY)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataUnwritable, match="vault"):
        Vault(tmp_path / "file" / "vault").put([DATA])
