"""The state of a conversation on disk: what the model has read, so that reopening need not read it again.

A cache and nothing more: it is verified whole before use (model, build and settings in ``key``, a
SHA-256 over the bytes) and dropped without a word when anything does not match. Written to a temporary
name and renamed, so a half-written one is never seen under its name.
"""

from __future__ import annotations

import array
import contextlib
import hashlib
import logging
import os
from pathlib import Path
from typing import BinaryIO

import msgspec

log = logging.getLogger(__name__)

MAGIC = b"EdgeChat state 1\n"
LONGEST_HEADER = 8 * 1024 * 1024
SMALLEST = 256  # tokens; fewer are read again as fast as a file is


class Header(msgspec.Struct, frozen=True):
    """``tokens``: little-endian 32-bit ids. ``digest``: SHA-256 of the state's bytes."""

    key: str
    tokens: bytes
    size: int
    digest: bytes


def write_state(path: Path, key: str, tokens: list[int], data: bytearray) -> int:
    """Save one state; bytes written, 0 when the disk would not have it."""
    header = msgspec.msgpack.encode(
        Header(key, array.array("i", tokens).tobytes(), len(data), hashlib.sha256(data).digest())
    )
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(temporary, "wb", opener=_private) as file:
            file.write(MAGIC + len(header).to_bytes(4, "little") + header)
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        log.warning("a conversation's state could not be kept: %s", error.strerror)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return 0
    return len(MAGIC) + 4 + len(header) + len(data)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)  # it holds what was said, also where the folder is open to others


def read_tokens(path: Path, key: str) -> list[int]:
    """The tokens whose state ``path`` holds; empty when it is absent, foreign or broken. Cheap."""
    try:
        with path.open("rb") as file:
            header = _header(file)
    except OSError:
        return []
    return _tokens(header) if header and header.key == key else []


def read_state(path: Path, key: str) -> tuple[list[int], bytearray] | None:
    """Tokens and verified bytes; None (and the file removed) when they are not what was written."""
    try:
        with path.open("rb") as file:
            header = _header(file)
            data = _rest(file, header.size) if header and header.key == key else None
    except OSError:
        return None
    if header and data is not None and hashlib.sha256(data).digest() == header.digest:
        return _tokens(header), data
    with contextlib.suppress(OSError):
        path.unlink()
    return None


def _header(file: BinaryIO) -> Header | None:
    if file.read(len(MAGIC)) != MAGIC:
        return None
    length = int.from_bytes(file.read(4), "little")
    try:
        return msgspec.msgpack.decode(file.read(min(length, LONGEST_HEADER)), type=Header)
    except msgspec.MsgspecError:
        return None


def _rest(file: BinaryIO, size: int) -> bytearray | None:
    """What follows the header, if it is ``size`` bytes. Held once: it can be a good part of the memory."""
    if os.fstat(file.fileno()).st_size - file.tell() != size:
        return None
    data = bytearray(size)
    return data if file.readinto(data) == size else None  # type: ignore[attr-defined]


def _tokens(header: Header) -> list[int]:
    usable = len(header.tokens) - len(header.tokens) % 4
    return array.array("i", header.tokens[:usable]).tolist()
