"""Bytes that are text in some encoding, as text; or the finding that they are none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE = 256 * 1024  # bytes that are guessed from
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MOST_CONTROL = 0.01  # share of control characters above which it is no text
MOST_LOST = 0.1


@dataclass(frozen=True)
class Decoded:
    """``sure`` is False when the encoding was guessed."""

    text: str
    encoding: str
    sure: bool = True


def decode(data: bytes, *, cut: bool = False) -> Decoded | None:
    """``data`` as text, None when it is binary. ``cut``: it is the beginning of something longer."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _plausible(Decoded(data.decode(encoding, "replace"), encoding))
    if (wide := _wide(data)) is not None:
        return _plausible(Decoded(data.decode(wide, "replace"), wide, sure=False))
    if b"\0" in data:
        return None
    try:
        return _plausible(Decoded(codecs.getincrementaldecoder("utf-8")().decode(data, not cut), "utf-8"))
    except UnicodeDecodeError:
        return _plausible(_guess(data))


def clean(text: str) -> str:
    """``text`` with plain line ends, without control characters and halves of characters."""
    return _UNWANTED.sub("", _ENDS.sub("\n", text))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of mostly Latin text is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 2 or b"\0" not in sample:
        return None
    even, odd = sample[0 : pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> Decoded:
    # All but plain UTF-8 with a few broken bytes is what the guess is for.
    text = data.decode("utf-8", "replace")
    marks = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text[:SAMPLE]) - marks
    if marks < beyond * MOST_LOST:
        return Decoded(text, "utf-8", sure=False)
    from charset_normalizer import from_bytes  # late: most texts are UTF-8

    best = from_bytes(data[:SAMPLE]).best()
    name = best.encoding if best is not None else "cp1252"
    # Its candidates for a Western text are many and alike; the common one is right where it fits.
    if name in _WESTERN or _short_western(data):
        name = "cp1252"
    return Decoded(data.decode(name, "replace"), name, sure=False)


_WESTERN = frozenset(
    {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "iso8859_9", "iso8859_15", "iso8859_14"}
    | {"cp437", "cp850", "cp858", "cp775", "cp500", "cp037", "cp1140", "cp1026", "cp273", "mac_roman"}
    | {"mac_iceland", "mac_turkish", "hp_roman8", "iso8859_10", "iso8859_4", "iso8859_3", "iso8859_16"}
)


def _short_western(data: bytes) -> bool:
    """A few bytes above ASCII among plenty of ASCII, each alone: accents, not another script."""
    high = [byte for byte in data[:SAMPLE] if byte > 0x7F]
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", data[:SAMPLE]))
    return bool(high) and len(high) < len(data[:SAMPLE]) * 0.15 and alone > len(high) * 0.8


def _plausible(decoded: Decoded) -> Decoded | None:
    sample = decoded.text[:SAMPLE]
    return None if len(_CONTROL.findall(sample)) > len(sample) * MOST_CONTROL else decoded
