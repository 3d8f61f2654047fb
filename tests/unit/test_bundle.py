"""Fast tokens travel together, slow ones alone, and nothing is lost."""

from __future__ import annotations

from edgechat.ai.engines._bundle import Bundle
from edgechat.ai.protocol import Piece
from tests.fakes import FakeClock


def written(gaps: list[float], texts: list[str]) -> list[Piece]:
    """What is handed on when each token comes ``gaps`` seconds after the one before."""
    clock, pieces = FakeClock(), []
    bundle = Bundle(pieces.append, every=0.02, ticks=clock.ticks)
    for gap, text in zip(gaps, texts, strict=True):
        clock.pass_time(gap)
        bundle.add(text)
    bundle.flush("!")
    return pieces


def test_the_first_token_does_not_wait() -> None:
    assert written([0], ["a"]) == [Piece("a", 1), Piece("!", 0)]


def test_fast_tokens_travel_together() -> None:
    assert written([0.008] * 6, list("abcdef")) == [Piece("a", 1), Piece("bcd", 3), Piece("ef!", 2)]


def test_slow_tokens_travel_alone() -> None:
    assert [piece.text for piece in written([0.1] * 3, list("abc"))] == ["a", "b", "c", "!"]


def test_a_token_without_text_is_counted_with_the_next() -> None:
    assert written([0.1] * 3, ["", "é", ""])[:1] == [Piece("é", 2)]


def test_nothing_is_said_about_nothing() -> None:
    pieces: list[Piece] = []
    Bundle(pieces.append).flush()
    assert pieces == []
