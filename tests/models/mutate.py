"""Spoiled copies of a GGUF file, the same for the same seed: for the header check and for real loads."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Iterator

EXTREMES = (
    *(0, 1, 2, 3, 7, 12, 13, 31, 63, 64, 127, 255, 256, 511, 0x7FFF, 0xFFFF, 1 << 16, 1 << 20, 1 << 24),
    *(0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 32, 1 << 40, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1),
)
KEY = re.compile(rb"(?:general|llama|tokenizer|blk|output|token_embd)[a-z0-9_.]+")


def mutants(whole: bytes, *, header: int, count: int, seed: int) -> Iterator[bytes]:
    """``count`` spoiled copies of ``whole``, whose header ends at byte ``header``."""
    dice = random.Random(seed)
    ways = (_truncate, _flip, _overwrite, _overwrite_near_key, _insert, _delete, _swap, _noise)
    for _ in range(count):
        spoiled = bytearray(whole)
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            dice.choice(ways)(spoiled, min(header, max(len(spoiled), 1)), dice)
        yield bytes(spoiled)


def _truncate(data: bytearray, header: int, dice: random.Random) -> None:
    del data[dice.randrange(header if dice.random() < 0.7 else len(data) + 1) :]


def _flip(data: bytearray, header: int, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 2, 8)) if data else 0):
        data[dice.randrange(min(header, len(data)))] ^= 1 << dice.randrange(8)


def _put(data: bytearray, at: int, dice: random.Random) -> None:
    code, mask = dice.choice((("<B", 0xFF), ("<H", 0xFFFF), ("<I", 0xFFFFFFFF), ("<Q", (1 << 64) - 1)))
    raw = struct.pack(code, dice.choice(EXTREMES) & mask)
    data[at : at + len(raw)] = raw


def _overwrite(data: bytearray, header: int, dice: random.Random) -> None:
    _put(data, dice.randrange(header), dice)


def _overwrite_near_key(data: bytearray, header: int, dice: random.Random) -> None:
    """Where the numbers that matter are: right before a name (its length) or behind it (type, value)."""
    places = [match.span() for match in KEY.finditer(data, 0, header)]
    if not places:
        return
    begin, end = dice.choice(places)
    _put(data, max(0, dice.choice((begin - 8, end, end + 4, end + 8, end + 12, end + 16, end + 20))), dice)


def _insert(data: bytearray, header: int, dice: random.Random) -> None:
    at = dice.randrange(header)
    data[at:at] = dice.randbytes(dice.choice((1, 4, 8, 300)))


def _delete(data: bytearray, header: int, dice: random.Random) -> None:
    at = dice.randrange(header)
    del data[at : at + dice.choice((1, 4, 8, 300))]


def _swap(data: bytearray, header: int, dice: random.Random) -> None:
    length, one, other = dice.choice((4, 8, 64)), dice.randrange(header), dice.randrange(header)
    data[one : one + length], data[other : other + length] = (
        data[other : other + length],
        data[one : one + length],
    )


def _noise(data: bytearray, header: int, dice: random.Random) -> None:
    at = dice.randrange(header)
    data[at : at + 16] = dice.randbytes(16)
