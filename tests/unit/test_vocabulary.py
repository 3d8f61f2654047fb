"""Incremental text, stop strings, and the reuse of what a model has read."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.ai.engines._vocabulary import TextStream, Vocabulary, reuse


class Pieces:
    """A vocabulary whose tokens are indices into a table of byte strings."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    def piece(self, token: int) -> bytes:
        return self.pieces[token]


def plain(*pieces: bytes) -> Vocabulary:
    return cast(Vocabulary, Pieces(*pieces))


def test_a_character_may_span_tokens() -> None:
    stream = TextStream(())
    raw = "é🙂".encode()
    assert "".join(stream.push(bytes([byte])) for byte in raw) == "é🙂"
    assert stream.finish() == ""


def test_a_broken_end_becomes_a_replacement_character() -> None:
    stream = TextStream(())
    assert stream.push("🙂".encode()[:2]) == ""
    assert stream.finish() == "\ufffd"


def test_a_stop_string_across_pieces_never_shows() -> None:
    stream = TextStream(("END",))
    shown = [stream.push(part) for part in (b"one E", b"N", b"D two")]
    assert "".join(shown) == "one " and stream.hit and stream.finish() == ""


def test_what_only_looked_like_a_stop_is_released() -> None:
    stream = TextStream(("END",))
    assert stream.push(b"EN") == ""
    assert stream.push(b"TER") == "ENTER"
    assert stream.push(b" E") == " "
    assert stream.finish() == "E" and not stream.hit


def test_the_earliest_of_several_stops_wins() -> None:
    stream = TextStream(("ccc", "b"))
    assert stream.push(b"aabccc") == "aa" and stream.hit


@given(st.text(max_size=60), st.text(min_size=1, max_size=4), st.lists(st.integers(1, 9), max_size=40))
def test_stop_strings_cut_exactly_at_their_first_place(text: str, stop: str, cuts: list[int]) -> None:
    raw = text.encode("utf-8", "replace")
    text = raw.decode("utf-8")
    stream = TextStream((stop,))
    shown = ""
    position = 0
    for length in [*cuts, len(raw)]:
        if stream.hit:
            break
        shown += stream.push(raw[position : position + length])
        position += length
    shown += stream.finish()
    assert shown == (text.split(stop)[0] if stop in text else text)


VOCABULARY = plain(b"a", b"b", b"ab", b"abc", b"c", b"bc", b"x")


@pytest.mark.parametrize(
    ("cached", "wanted", "kept", "fresh"),
    [
        ([], [0, 1], 0, [0, 1]),
        ([0, 1], [0, 1, 4], 2, [4]),
        ([0, 1, 6], [0, 1, 4], 2, [4]),
        ([0, 1], [2, 4], 2, [4]),  # "a"+"b" was read; "ab"+"c" is wanted: only "c" is new
        ([0, 5, 6], [3, 6, 0], 3, [0]),
        ([3], [2], 0, [2]),  # no common boundary
        ([2, 6], [0, 1, 4], 1, [4]),
        ([0, 1, 4], [0, 1], 2, []),
    ],
)
def test_reuse(cached: list[int], wanted: list[int], kept: int, fresh: list[int]) -> None:
    assert reuse(cached, wanted, VOCABULARY) == (kept, fresh)


@given(st.lists(st.integers(0, 6), max_size=30), st.lists(st.integers(0, 6), max_size=30))
def test_reuse_never_changes_the_text(cached: list[int], wanted: list[int]) -> None:
    kept, fresh = reuse(cached, wanted, VOCABULARY)
    read = b"".join(VOCABULARY.piece(token) for token in [*cached[:kept], *fresh])
    assert read == b"".join(VOCABULARY.piece(token) for token in wanted)
