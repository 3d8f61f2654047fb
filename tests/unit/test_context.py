"""The context budget: a conversation goes on for ever, pinned facts stay, nothing is cut in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from edgechat.chat.context import Assembled, Fold, Path, ahead, fit
from edgechat.chat.conversation import Message
from edgechat.chat.digest import digest, gist


class Words:
    """A model whose tokens are words, with three more per message."""

    def __init__(self, window: int) -> None:
        self.size = window
        self.counted = 0

    def window(self, model: str) -> int:
        return self.size

    def count_tokens(self, model: str, messages: Sequence[Mapping[str, str]]) -> tuple[int, tuple[int, ...]]:
        self.counted += 1
        contents = tuple(len(each["content"].split()) for each in messages)
        return sum(contents) + 3 * len(contents), contents


def message(number: int, text: str, *, pinned: bool = False) -> Message:
    return Message(
        id=f"m{number}",
        conversation="c",
        parent=None,
        role="assistant" if number % 2 else "user",
        text=text,
        state="complete",
        created_at=0.0,
        pinned=pinned,
    )


def path(*texts: str, pinned: int = -1) -> Path:
    return Path("Be kind.", tuple(message(n, text, pinned=n == pinned) for n, text in enumerate(texts)))


def everything(made: Assembled) -> str:
    return "\n".join(each["content"] for each in made.messages)


def test_what_fits_is_shown_whole_and_not_even_counted() -> None:
    ai = Words(8192)
    made = fit(ai, "m", path("a", "b", "c"), fold=None, prepared=None, answer=2048)
    assert made.report.shown == ("m0", "m1", "m2") and made.report.folded == ()
    assert made.report.estimated and ai.counted == 0 and made.new_fold is None


def test_what_is_told_uncounted_is_near_what_it_is_and_never_more_than_it_can_be() -> None:
    prose = "The river had risen in the night, and the lower fields lay under water. " * 5
    made = fit(Words(8192), "m", path(prose, prose), fold=None, prepared=None, answer=2048)
    assert made.report.estimated and made.report.used > 2 * made.report.told
    assert len(prose) * 2 // 5 < made.report.told < len(prose) * 2 // 3


def test_what_was_counted_is_told_as_counted() -> None:
    made = fit(Words(256), "m", path(*["word " * 20] * 19), fold=None, prepared=None, answer=64)
    assert not made.report.estimated and made.report.told == made.report.used


def test_what_does_not_fit_is_folded_up_to_the_end_of_an_answer() -> None:
    made = fit(Words(256), "m", path(*["word " * 20] * 19), fold=None, prepared=None, answer=64)
    assert made.new_fold is not None and made.new_fold.made_by == "digest"
    assert made.report.used <= made.report.budget and not made.report.estimated
    assert made.messages[1]["role"] == "user"
    assert set(made.report.shown) | set(made.report.folded) == {f"m{n}" for n in range(19)}


def test_a_library_is_folded_without_being_counted_whole() -> None:
    class Limited(Words):
        def count_tokens(
            self, model: str, messages: Sequence[Mapping[str, str]]
        ) -> tuple[int, tuple[int, ...]]:
            assert sum(len(each["content"]) for each in messages) < 20_000
            return super().count_tokens(model, messages)

    made = fit(Limited(512), "m", path(*["word " * 200] * 999), fold=None, prepared=None, answer=64)
    assert made.new_fold is not None and made.report.used <= made.report.budget
    assert len(made.report.shown) + len(made.report.folded) == 999


def test_a_window_that_turns_out_smaller_once_the_model_is_loaded_is_filled_no_further() -> None:
    class Loading(Words):
        def window(self, model: str) -> int:
            return 256 if self.counted else 1024

    made = fit(Loading(0), "m", path(*["word " * 40] * 15), fold=None, prepared=None, answer=64)
    assert made.report.window == 256 and made.report.used <= made.report.budget


def test_a_question_larger_than_any_window_is_passed_on() -> None:
    made = fit(Words(512), "m", path("a", "b", "word " * 100_000), fold=None, prepared=None, answer=64)
    assert made.report.shown[-1] == "m2" and made.report.used > made.report.budget


def test_a_fold_leaves_room_for_several_turns() -> None:
    ai, texts = Words(512), ["word " * 20] * 31
    first = fit(ai, "m", path(*texts), fold=None, prepared=None, answer=64)
    again = fit(ai, "m", path(*texts, "w", "w"), fold=first.new_fold, prepared=None, answer=64)
    assert first.new_fold is not None and again.new_fold is None


def test_a_summary_written_ahead_is_used() -> None:
    prepared = Fold("m15", "They spoke of words.", "model")
    made = fit(Words(512), "m", path(*["word " * 20] * 31), fold=None, prepared=prepared, answer=64)
    assert made.new_fold == prepared and made.report.summary_by == "model"
    assert "They spoke of words." in made.messages[0]["content"]


def test_a_summary_of_another_branch_is_not_used() -> None:
    elsewhere = Fold("x9", "Another story.", "model")
    made = fit(Words(512), "m", path(*["word " * 20] * 31), fold=elsewhere, prepared=elsewhere, answer=64)
    assert "Another story." not in everything(made)


def test_a_pinned_message_of_the_folded_part_stays_word_for_word() -> None:
    texts = ["word " * 20] * 31
    texts[2] = "The code of the safe is 4711."
    made = fit(Words(512), "m", path(*texts, pinned=2), fold=None, prepared=None, answer=64)
    assert "m2" not in made.report.shown and "m2" in made.report.pinned
    assert "The code of the safe is 4711." in made.messages[0]["content"]


def test_a_question_larger_than_the_window_is_passed_on_whole() -> None:
    made = fit(Words(64), "m", path("a", "b", "word " * 500), fold=None, prepared=None, answer=16)
    assert made.messages[-1]["content"].count("word") == 500


def test_five_hundred_turns_never_stop_and_still_know_what_was_pinned() -> None:
    ai, fold, folds = Words(512), None, 0
    said: list[Message] = [message(0, "Remember: the harbour is called Port Vell.", pinned=True)]
    for turn in range(1, 1001):
        if turn % 2 == 0:
            said.append(message(turn, f"Question {turn} about " + "something " * (turn % 40)))
            made = fit(ai, "m", Path("Be kind.", tuple(said)), fold=fold, prepared=None, answer=128)
            assert made.report.used <= made.report.budget
            assert "Port Vell" in everything(made) and said[-1].text.strip() in everything(made)
            assert set(made.report.shown) | set(made.report.folded) | set(made.report.pinned) == {
                each.id for each in said
            }
            if made.new_fold:
                fold, folds = made.new_fold, folds + 1
        else:
            said.append(message(turn, f"Answer {turn}: " + "indeed " * (turn % 60)))
    assert 10 < folds < 250


def test_a_summary_is_asked_for_before_it_is_needed() -> None:
    texts = ["word " * 20] * 15
    made = fit(Words(512), "m", path(*texts), fold=None, prepared=None, answer=64)
    wanted = ahead(made.report, path(*texts), None)
    assert made.new_fold is None and wanted is not None
    assert wanted[1][-1].role == "assistant" and 2 <= len(wanted[1]) < len(texts)
    few = path("a", "b", "c")
    assert ahead(fit(Words(512), "m", few, fold=None, prepared=None, answer=64).report, few, None) is None


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=60),
    st.integers(96, 2048),
    st.integers(1, 4096),
    st.sets(st.integers(0, 59), max_size=4),
)
def test_whatever_was_said_the_prompt_fits_and_ends_with_the_question(
    sizes: list[int], window: int, answer: int, pinned: set[int]
) -> None:
    sizes = [*sizes, min(40, window // 4)]
    if len(sizes) % 2 == 0:
        sizes = sizes[1:]
    said = tuple(
        message(n, ("w" * (n % 7 + 1) + " ") * size, pinned=n in pinned) for n, size in enumerate(sizes)
    )
    made = fit(Words(window), "m", Path("", said), fold=None, prepared=None, answer=answer)
    if said[-1].text.strip():
        assert made.messages[-1]["content"].endswith(said[-1].text)
    assert made.report.used <= max(made.report.budget, window)
    assert made.report.shown[-1] == said[-1].id


@given(st.lists(st.text(max_size=400), max_size=30), st.text(max_size=900), st.integers(120, 900))
def test_a_digest_keeps_its_size(texts: list[str], earlier: str, characters: int) -> None:
    made = digest(earlier, [message(n, text) for n, text in enumerate(texts)], characters=characters)
    assert len(made) <= characters


def test_a_digest_says_what_it_leaves_out() -> None:
    made = digest("", [message(n, f"Fact {n}. " + "More. " * 50) for n in range(40)], characters=600)
    assert "earlier messages are not retold" in made and "Fact 39" in made


def test_a_gist_is_whole_sentences_where_it_can() -> None:
    assert gist("One. Two. Three is longer.", 10) == "One. Two."
    assert gist("word " * 30, 12) == "word word…"
