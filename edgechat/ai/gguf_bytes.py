"""The bytes of a GGUF header, read with a limit on everything: counts, lengths, sizes, work.

Owns the container format (metadata pairs, then tensor descriptions). Must not know what any key
means for a model: that is ``ai/gguf.py``. Nothing is allocated by a number that the file states before
that number was checked, and the texts of a vocabulary are stepped over, never stored.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

HEADER_LIMIT = 40 << 20
"""Bytes of header read at most. The longest known (256k tokens with merges) take about 16 MB."""
PAIR_LIMIT = 4096
TENSOR_LIMIT = 32_768
KEY_LIMIT = 256
NAME_LIMIT = 63
KEPT_TEXT = 256
KEPT_NUMBERS = 512
STRING_LIMIT = 1 << 20
ITEM_LIMIT = 2_000_000
DIMENSION_LIMIT = 4
MAX_ELEMENTS = 2**63 - 1

DOWNLOAD = "Download it again."
OTHER = "Choose another model file."

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_READERS = {kind: struct.Struct("<" + code) for kind, code in _SCALARS.items()}
FLOAT32, BOOL, STRING, ARRAY = 6, 7, 8, 9
INTEGERS = frozenset((0, 1, 2, 3, 4, 5, 10, 11))
_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")

# ggml's number -> (its name, weights in one block, bytes of one block); removed types are absent.
TENSOR_TYPES: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8),
    28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
    42: ("Q2_0", 64, 18),
}  # fmt: skip


class Flaw(Exception):
    """What is wrong with the file (a sentence) and what the person can do."""

    def __init__(self, reason: str, action: str = DOWNLOAD) -> None:
        super().__init__(reason)
        self.reason = reason
        self.action = action


@dataclass(frozen=True)
class Value:
    """One metadata value. ``kind`` is GGUF's type number; ``item`` that of an array's elements.

    ``count``: elements of an array, bytes of a text. ``scalar`` holds a number or the beginning of a
    text; ``numbers`` the elements of an array of at most ``KEPT_NUMBERS`` numbers.
    """

    kind: int
    count: int = 1
    item: int = -1
    scalar: int | float | str | bool | None = None
    numbers: tuple[int | float, ...] = ()


@dataclass(frozen=True)
class Tensor:
    """One tensor as described: ``offset`` counts from the beginning of the data, sizes are bytes."""

    name: str
    elements: int
    size: int
    offset: int


class HeaderReader:
    """Reads forward through ``file`` of ``size`` bytes; every step may raise ``Flaw``."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._data = bytearray()
        self._items = 0
        self.position = 0

    def _need(self, end: int) -> None:
        """Have the file's first ``end`` bytes at hand."""
        if end <= len(self._data):
            return
        if end > self._size:
            raise Flaw(f"it is truncated: its header needs byte {end:,} of {self._size:,}.")
        if end > HEADER_LIMIT:
            raise Flaw(f"its header is longer than {HEADER_LIMIT >> 20} MB.", OTHER)
        target = min(self._size, HEADER_LIMIT, max(end, 2 * len(self._data), 1 << 20))
        self._data += self._file.read(target - len(self._data))
        if len(self._data) < end:
            raise Flaw("it became shorter while it was read.")

    def _take(self, reader: struct.Struct) -> int | float:
        self._need(self.position + reader.size)
        value: int | float = reader.unpack_from(self._data, self.position)[0]
        self.position += reader.size
        return value

    def u32(self) -> int:
        return int(self._take(_U32))

    def u64(self) -> int:
        return int(self._take(_U64))

    def magic(self) -> bytes:
        self._need(4)
        self.position = 4
        return bytes(self._data[:4])

    def name(self, what: str, limit: int) -> str:
        """A key or a tensor's name: 1 to ``limit`` printable ASCII characters."""
        length = self.u64()
        if not 0 < length <= limit:
            raise Flaw(f"{what} has a name of {length:,} bytes; 1 to {limit} are allowed.")
        self._need(self.position + length)
        raw = bytes(self._data[self.position : self.position + length])
        self.position += length
        if not raw.isascii() or not raw.decode("ascii").isprintable():
            raise Flaw(f"{what} has a name that is not plain text.")
        return raw.decode("ascii")

    def value(self, key: str) -> Value:
        kind = self.u32()
        if kind == STRING:
            return self._text(key)
        if kind == ARRAY:
            return self._array(key)
        if kind not in _READERS:
            raise Flaw(f"the value of {key} has the unknown type {kind}.")
        number = self._take(_READERS[kind])
        if kind == BOOL:
            if number not in (0, 1):
                raise Flaw(f"the value of {key} is neither true nor false.")
            return Value(kind, scalar=bool(number))
        return Value(kind, scalar=number)

    def _text(self, key: str) -> Value:
        length = self.u64()
        if length > STRING_LIMIT:
            raise Flaw(f"the text of {key} claims {length:,} bytes; {STRING_LIMIT:,} are allowed.")
        self._need(self.position + length)
        kept = bytes(self._data[self.position : self.position + min(length, KEPT_TEXT)])
        self.position += length
        return Value(STRING, length, scalar=kept.decode("utf-8", "replace"))

    def _array(self, key: str) -> Value:
        item, count = self.u32(), self.u64()
        self._items += count
        if item == ARRAY:
            raise Flaw(f"{key} is an array of arrays, which no model needs.", OTHER)
        if item != STRING and item not in _READERS:
            raise Flaw(f"the array {key} has elements of the unknown type {item}.")
        if item == STRING:
            if self._items > ITEM_LIMIT:
                raise Flaw(f"its arrays hold more than {ITEM_LIMIT:,} elements ({key}).", OTHER)
            self._skip_texts(count)
            return Value(ARRAY, count, item)
        return Value(ARRAY, count, item, numbers=self._numbers(item, count))

    def _skip_texts(self, count: int) -> None:
        """Step over ``count`` texts: the loop that a vocabulary of 256k tokens spends its time in."""
        data, position, unpack = self._data, self.position, _U64.unpack_from
        end = len(data) - 8
        for _ in range(count):
            if position > end:
                self._need(position + 8)
                end = len(data) - 8
            position += 8 + unpack(data, position)[0]
        self._need(position)
        self.position = position

    def _numbers(self, item: int, count: int) -> tuple[int | float, ...]:
        end = self.position + count * _READERS[item].size
        self._need(end)
        numbers: tuple[int | float, ...] = ()
        if count <= KEPT_NUMBERS:
            numbers = struct.unpack_from(f"<{count}{_SCALARS[item]}", self._data, self.position)
        self.position = end
        return numbers

    def pairs(self, count: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for index in range(count):
            key = self.name(f"metadata entry {index}", KEY_LIMIT)
            if key in found:
                raise Flaw(f"the key {key} appears twice.")
            found[key] = self.value(key)
        return found

    def tensors(self, count: int) -> list[Tensor]:
        found: list[Tensor] = []
        names: set[str] = set()
        for index in range(count):
            tensor = self._tensor(index)
            if tensor.name in names:
                raise Flaw(f"the tensor {tensor.name} appears twice.")
            names.add(tensor.name)
            found.append(tensor)
        return found

    def _tensor(self, index: int) -> Tensor:
        name = self.name(f"tensor {index}", NAME_LIMIT)
        dimensions = self.u32()
        if not 1 <= dimensions <= DIMENSION_LIMIT:
            raise Flaw(f"the tensor {name} has {dimensions:,} dimensions; 1 to 4 are allowed.")
        shape = [self.u64() for _ in range(dimensions)]
        kind, offset = self.u32(), self.u64()
        elements = _count_elements(name, shape)
        return Tensor(name, elements, _count_bytes(name, kind, shape[0], elements), offset)


def _count_elements(name: str, shape: list[int]) -> int:
    elements = 1
    for extent in shape:
        if extent == 0:
            raise Flaw(f"the tensor {name} is empty.")
        elements *= extent
        if elements > MAX_ELEMENTS:
            raise Flaw(f"the tensor {name} is impossibly large.")
    return elements


def _count_bytes(name: str, kind: int, row: int, elements: int) -> int:
    """Bytes of a tensor of ggml type ``kind`` whose rows have ``row`` weights."""
    if kind not in TENSOR_TYPES:
        raise Flaw(
            f"the tensor {name} has the number format {kind}, which this EdgeChat does not know.",
            "Update EdgeChat, or choose another file of this model.",
        )
    label, per_block, block_bytes = TENSOR_TYPES[kind]
    if row % per_block:
        raise Flaw(f"the tensor {name} ({label}) has rows of {row:,}, not a multiple of {per_block}.")
    return elements // per_block * block_bytes
