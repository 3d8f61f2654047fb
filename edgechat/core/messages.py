"""What crosses the pipe between the app and a child process, and how it is framed.

A frame is a four-byte little-endian length and that many bytes of MessagePack, checked against the
types below on arrival: a child taken over by a hostile file can lie in its answers, but cannot run
code here (which is why pickle never crosses) nor make the parent hold more than ``MAX_FRAME`` bytes.
``body`` is opaque here: the rooms that talk (``ai``, ``library``) own its types.
"""

from __future__ import annotations

import struct
import threading
from typing import BinaryIO, TypeVar

import msgspec

from edgechat.core.errors import BugError

MAX_FRAME = 64 * 1024 * 1024
_LENGTH = struct.Struct("<I")

T = TypeVar("T")


class Request(msgspec.Struct, frozen=True, tag="request"):
    """Parent to child: do ``op``. Requests are answered in order, one at a time."""

    id: int
    op: str
    body: bytes


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """Parent to child: end request ``id`` soon; it is still answered with ``Done``."""

    id: int


class Part(msgspec.Struct, frozen=True, tag="part"):
    """Child to parent: a piece of the answer to request ``id``."""

    id: int
    body: bytes


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """Child to parent: still working on ``id`` (0: started, and waiting for work)."""

    id: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    id: int
    body: bytes


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Child to parent: the request failed with the error that carries ``code`` (0: our bug)."""

    id: int
    code: int
    message: str
    action: str = ""
    details: dict[str, str | int | float] = {}


Downward = Request | Stop
Upward = Part | Beat | Done | Failed

_encoder = msgspec.msgpack.Encoder()
_downward = msgspec.msgpack.Decoder(Downward)
_upward = msgspec.msgpack.Decoder(Upward)


def pack(value: msgspec.Struct) -> bytes:
    """``value`` as the bytes of a ``body``."""
    return _encoder.encode(value)


def unpack(body: bytes, kind: type[T]) -> T:
    """The ``kind`` that ``body`` holds. Raises ``BugError`` when it is anything else."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise BugError(f"a child process sent no valid {kind.__name__}: {error}") from error


class Writer:
    """Writes frames to a pipe; several threads may use it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Downward | Upward) -> None:
        """Raises ``OSError`` when the other side is gone, ``BugError`` for an oversized frame."""
        payload = _encoder.encode(message)
        if len(payload) > MAX_FRAME:
            raise BugError(f"a message of {len(payload)} bytes is over the limit of {MAX_FRAME}")
        with self._lock:
            self._stream.write(_LENGTH.pack(len(payload)))
            self._stream.write(payload)
            self._stream.flush()

    def close(self) -> None:
        with self._lock:
            self._stream.close()


def read_downward(stream: BinaryIO) -> Downward | None:
    """The next message for a child; None when the pipe has ended. Raises ``BugError``."""
    payload = _read_frame(stream)
    return None if payload is None else _decode(payload, _downward)


def read_upward(stream: BinaryIO) -> Upward | None:
    """The next message from a child; None when the pipe has ended. Raises ``BugError``."""
    payload = _read_frame(stream)
    return None if payload is None else _decode(payload, _upward)


def _decode(payload: bytes, decoder: msgspec.msgpack.Decoder[T]) -> T:
    try:
        return decoder.decode(payload)
    except msgspec.MsgspecError as error:
        raise BugError(f"a frame does not hold a known message: {error}") from error


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = _read_exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise BugError(f"a frame claims {length} bytes, the limit is {MAX_FRAME}")
    return _read_exactly(stream, length)


def _read_exactly(stream: BinaryIO, count: int) -> bytes | None:
    first = stream.read(count)
    if len(first) == count:  # as a rule: then a document's eight megabytes are not copied again
        return first
    chunks = bytearray(first)
    while chunk := stream.read(count - len(chunks)):
        chunks += chunk
        if len(chunks) == count:
            return bytes(chunks)
    return None
