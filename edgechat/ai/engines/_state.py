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

import msgspec

log = logging.getLogger(__name__)

MAGIC = b"EdgeChat state 1\n"
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
        with temporary.open("wb") as file:
            file.write(MAGIC + len(header).to_bytes(4, "little") + header)
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        log.warning("a conversation's state could not be kept: %s", error.strerror)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return 0
    return len(MAGIC) + 4 + len(header) + len(data)


def read_tokens(path: Path, key: str) -> list[int]:
    """The tokens whose state ``path`` holds; empty when it is absent, foreign or broken. Cheap."""
    try:
        with path.open("rb") as file:
            header = _header(file.read(len(MAGIC) + 4 + 8 * 1024 * 1024))
    except OSError:
        return []
    return _tokens(header[0]) if header and header[0].key == key else []


def read_state(path: Path, key: str) -> tuple[list[int], bytearray] | None:
    """Tokens and verified bytes; None (and the file removed) when they are not what was written."""
    try:
        raw = bytearray(path.read_bytes())
    except OSError:
        return None
    found = _header(raw)
    if found is not None:
        header, begin = found
        data = raw[begin:]
        whole = len(data) == header.size and hashlib.sha256(data).digest() == header.digest
        if header.key == key and whole:
            return _tokens(header), data
    with contextlib.suppress(OSError):
        path.unlink()
    return None


def _header(raw: bytes | bytearray) -> tuple[Header, int] | None:
    begin = len(MAGIC) + 4
    if len(raw) < begin or raw[: len(MAGIC)] != MAGIC:
        return None
    length = int.from_bytes(raw[len(MAGIC) : begin], "little")
    try:
        return msgspec.msgpack.decode(raw[begin : begin + length], type=Header), begin + length
    except msgspec.MsgspecError:
        return None


def _tokens(header: Header) -> list[int]:
    usable = len(header.tokens) - len(header.tokens) % 4
    return array.array("i", header.tokens[:usable]).tolist()
