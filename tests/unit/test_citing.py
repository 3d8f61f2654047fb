"""Where an answer's sentences come from: 200 known places, wrong markers, code, other scripts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.library.citing import Passage, cite

LEASE = Passage(
    1, "lease", "lease.pdf", 3, 100, 400,
    "The deposit is two months' rent. The tenant may end the lease with a notice period of three months to\n"
    "the end of a month. Pets are allowed only with written consent of the landlord.",
)  # fmt: skip
RULES = Passage(
    2, "rules", "house rules.docx", None, 0, 80,
    "Rubbish is collected every second Tuesday. The garden may be used until 10 pm.",
)  # fmt: skip


def test_a_sentence_gets_the_exact_span():
    cited = cite("The notice period is three months.", [LEASE, RULES])
    assert cited.text == "The notice period is three months. [1]"
    (found,) = cited.citations
    assert (found.document, found.name, found.page, found.number) == ("lease", "lease.pdf", 3, 1)
    assert found.quote.startswith("The tenant may end") and found.quote.endswith("of a month.")
    assert found.start == 100 + LEASE.text.index("The tenant")
    assert found.end - found.start == len(found.quote)


def test_a_marker_that_was_not_given_is_dropped_and_the_right_one_set():
    cited = cite("Rubbish is collected every second Tuesday [9].", [LEASE, RULES])
    assert cited.text == "Rubbish is collected every second Tuesday. [1]"
    assert cited.citations[0].document == "rules"


def test_a_marker_on_a_sentence_that_the_passage_does_not_bear_out_is_dropped():
    cited = cite("Whales sing across whole oceans at night [1].", [LEASE, RULES])
    assert cited.text == "Whales sing across whole oceans at night."
    assert cited.citations == ()


def test_what_no_passage_says_is_left_without_a_marker():
    cited = cite("I hope this helps! The garden may be used until 10 pm.", [LEASE, RULES])
    assert cited.text == "I hope this helps! The garden may be used until 10 pm. [1]"


def test_a_short_answer_is_understood_by_its_question():
    cited = cite("Three months.", [LEASE, RULES], question="How long is the notice period?")
    assert cited.citations[0].quote.startswith("The tenant may end")


CAKE = Passage(
    3, "cake", "cake.docx", None, 0, 0,
    "Bake the plum cake at 175 degrees for 52 minutes. A whole tray of plum cake costs 2,340 crowns.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "borne_out"),
    [
        ("The plum cake is baked at 175 degrees for 52 minutes.", True),
        ("The plum cake is baked at 175 degrees for 90 minutes.", False),
        ("Bake the plum cake at 175 degrees, 0052 minutes.", True),
        ("A whole tray of plum cake costs 2340 crowns.", True),
        ("A whole tray of plum cake costs 2.340 crowns.", True),
        ("A whole tray of plum cake costs 2,430 crowns.", False),
    ],
)
def test_a_sentence_with_another_number_is_not_borne_out(said: str, borne_out: bool):
    assert bool(cite(said, [CAKE]).citations) is borne_out


def test_a_number_in_figures_is_borne_out_by_one_in_words():
    assert cite("The notice period is 3 months to the end of a month.", [LEASE]).citations


def test_one_place_has_one_number():
    cited = cite(
        "- Pets need written consent of the landlord\n- The garden may be used until 10 pm\n"
        "- Pets are allowed with written consent",
        [LEASE, RULES],
    )
    assert [line[-3:] for line in cited.text.split("\n")] == ["[1]", "[2]", "[1]"]


def test_code_stays_as_it_is():
    answer = "Use `garden[1]`:\n\n```python\nuntil = rows[1]  # The garden may be used until 10 pm.\n```"
    assert cite(answer, [LEASE, RULES]).text == answer


def test_links_are_no_markers():
    answer = "Look [1](https://example.org) there."
    assert cite(answer, [LEASE]).text == answer


def test_table_rows_are_cited_within_the_row():
    cited = cite(
        "| what | when |\n|---|---|\n| Rubbish is collected | every second Tuesday |", [LEASE, RULES]
    )
    assert cited.text.endswith("| every second Tuesday [1] |")


def test_without_passages_nothing_changes():
    assert cite("It is so [1].", []).text == "It is so [1]."


def test_scripts_without_spaces():
    passage = Passage(1, "d", "d", None, 0, 0, "押金是两个月的租金。通知期为三个月。可以养宠物。")
    cited = cite("通知期是三个月。", [passage])
    assert cited.citations[0].quote == "通知期为三个月。"


THINGS = ["pump", "boiler", "fence", "lift", "ventilation", "heating", "roof", "cellar", "gate", "meter"]
PLACES = ["Bremen", "Oslo", "Porto", "Turin", "Ghent", "Basel", "Lyon", "Cork", "Varna", "Zagreb"]
VERBS = ["is serviced", "was replaced"]


def _facts() -> list[tuple[str, list[str]]]:
    """200 sentences that look alike, each with ways in which a model may tell it."""
    draw = random.Random(7)
    facts = []
    for thing in THINGS:
        for place in PLACES:
            for verb in VERBS:
                months, cost = draw.randint(2, 60), draw.randint(100, 9999)
                fact = f"The {thing} in {place} {verb} after {months} months at a cost of {cost} euros."
                told = [
                    fact,
                    f"In {place} the {thing} {verb} after {months} months for {cost} euros.",
                    f"According to the report, the {place} {thing} {verb} after {months} months.",
                ]
                facts.append((fact, told))
    draw.shuffle(facts)
    return facts


@pytest.mark.parametrize("way", [0, 1, 2])
def test_200_known_places_are_found(way: int):
    facts = _facts()
    right = 0
    for first in range(0, len(facts), 10):
        group = facts[first : first + 10]
        texts = [" ".join(fact for fact, _ in half) for half in (group[:5], group[5:])]
        passages = [Passage(at + 1, f"d{at}", f"d{at}", at, 0, 0, text) for at, text in enumerate(texts)]
        for fact, told in group:
            citations = cite(told[way], passages).citations
            right += len(citations) == 1 and citations[0].quote == fact
    assert right >= 196


@given(st.text(alphabet="ab [](),.0123456789`|#-*\n【】", max_size=200))
def test_any_answer_is_cited_without_an_error(answer: str):
    cited = cite(answer, [LEASE, RULES])
    assert all(each.quote for each in cited.citations)
