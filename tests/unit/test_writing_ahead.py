"""Titles and summaries by a model: asked in the background, believed only when they fit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from edgechat.ai.values import FinishReason, TextResult
from edgechat.chat.conversation import Message
from edgechat.chat.jobs import MOST_WAITING, Jobs
from edgechat.chat.writing_ahead import believable_title, summary, title
from edgechat.core.errors import EngineCrashed


class Author:
    """A model that always says the same; remembers what it was asked."""

    def __init__(self, text: str, finish: FinishReason = "stop") -> None:
        self.text, self.finish = text, finish
        self.asked: list[tuple[Mapping[str, Any], bool]] = []

    def run(self, model: str, inputs: Mapping[str, Any], *, background: bool = False) -> TextResult:
        self.asked.append((inputs, background))
        return TextResult(model, self.text, self.text, self.finish)


def said(*texts: str) -> list[Message]:
    return [Message(f"m{n}", "c", None, "user", text, "complete", 0.0) for n, text in enumerate(texts)]


SAID = "How do I bake bread without yeast? Use baking soda and buttermilk."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bread without yeast", "Bread without yeast"),
        ('Title: "Baking Bread"\nMore words', "Baking Bread"),
        ("**Yeast-free bread.**", "Yeast-free bread"),
        ("The history of Rome", ""),
        ("", ""),
        ("x" * 70, ""),
        ("Bread " * 20, ""),
        ("Bread without yeast: 42%", ""),
        ("2018, a year of bread", ""),
    ],
)
def test_only_a_title_that_fits_is_believed(text: str, expected: str) -> None:
    assert believable_title(text, SAID) == expected


def test_a_number_that_was_asked_about_may_be_in_a_title() -> None:
    asked = "How much did the lighthouse spend in Q2 of 2018?"
    assert believable_title("Lighthouse spending Q2 2018", asked) == "Lighthouse spending Q2 2018"
    assert believable_title("Lighthouse spending in Q2: 42", asked) == ""


def test_a_title_in_a_script_without_spaces() -> None:
    assert believable_title("面包做法", "怎么做面包?") == "面包做法"
    assert believable_title("天气", "怎么做面包?") == ""


def test_titles_are_asked_for_in_the_background() -> None:
    author = Author("Bread without yeast")
    assert title(author, "m", "How do I bake bread without yeast?", "Use soda.") == "Bread without yeast"
    assert author.asked[0][1] is True and author.asked[0][0]["max_tokens"] < 50


def test_an_interrupted_run_gives_nothing() -> None:
    assert title(Author("Bread", "cancelled"), "m", "bread?", "bread") == ""


def test_a_title_from_an_answer_that_missed_the_question_is_not_believed() -> None:
    astray = "Towards the countries and the sky."
    assert title(Author("Countries and sky"), "m", "What is the capital of France?", astray) == ""
    assert summary(Author("They spoke of bread and of yeast.", "cancelled"), "m", "", said(SAID)) == ""


def test_a_summary_must_be_shorter_than_what_it_tells() -> None:
    good = "They spoke of bread and how to bake it."
    assert summary(Author(f"Summary: {good}"), "m", "", said(SAID, SAID)) == good
    assert summary(Author(SAID * 3), "m", "", said(SAID)) == ""
    assert summary(Author("ok"), "m", "", said(SAID)) == ""


def test_a_summary_goes_on_from_the_one_before_and_stays_within_its_room() -> None:
    author = Author("They went on about bread for a long while.")
    summary(author, "m", "First they spoke of wine. " * 200, said(*["Bread. " * 400] * 40))
    asked = author.asked[0][0]["messages"][1]["content"]
    assert "Until now: First they spoke of wine." in asked and len(asked) < 8_000


def test_jobs_run_one_after_another_and_survive_a_failure() -> None:
    jobs, order, end = Jobs(), list[int](), threading.Event()
    jobs.submit(lambda: order.append(1))

    def fails() -> None:
        raise EngineCrashed("It died.", "Try again.")

    jobs.submit(fails)
    jobs.submit(lambda: order.append(2))
    jobs.submit(end.set)
    assert end.wait(5) and order == [1, 2]
    jobs.close()
    jobs.close()
    assert not jobs.submit(lambda: None)


def test_too_many_jobs_are_turned_away() -> None:
    jobs, go = Jobs(), threading.Event()
    started = threading.Event()

    def hold() -> None:
        started.set()
        go.wait(5)

    jobs.submit(hold)
    started.wait(5)
    taken = [jobs.submit(lambda: None) for _ in range(MOST_WAITING + 2)]
    assert taken == [True] * MOST_WAITING + [False] * 2
    go.set()
    jobs.close()
