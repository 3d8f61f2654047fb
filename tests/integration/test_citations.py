"""Citations from end to end: 200 known places in real files of four formats, read, found and answered.

The answer is a script, for what is measured is ours: which passages are found for a question, and to which
document, page and characters a sentence of the answer then points.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import docx
import pptx
import pytest

from edgechat import open_edge
from edgechat.edge import Edge
from edgechat.library.citing import Citation, cite
from tests.documents.pdf import pdf, words

pytestmark = pytest.mark.leaves_running  # one library for all of them: its children live on in between

PER_PAGE, PAGES = 5, 10
THINGS = ["pump", "boiler", "fence", "lift", "furnace", "heating", "roof", "cellar", "gate", "meter"]
PLACES = ["Bremen", "Oslo", "Porto", "Turin", "Ghent", "Basel", "Lyon", "Cork", "Varna", "Zagreb"]
ACTS = [
    ("was replaced", "What did replacing the {thing} in {place} cost?", "Replacing it cost {cost} euros."),
    ("is serviced", "How often is the {thing} in {place} serviced?", "It is serviced after {months} months."),
]
FILLER = (
    "Nothing else of note happened in that quarter.",
    "The committee thanked everybody who had helped.",
    "Further details are kept by the office.",
    "The next meeting takes place in spring.",
)


@dataclass(frozen=True)
class Fact:
    """One sentence that stands on one page, a question for it, and how a model may answer."""

    text: str
    question: str
    answer: str
    page: int


def facts(kind: int) -> list[Fact]:
    """50 sentences, five to a page, each of its own thing and place."""
    draw = random.Random(kind)
    pairs = [(thing, place) for thing in THINGS for place in PLACES]
    made = []
    for at, (thing, place) in enumerate(pairs[kind * 25 : kind * 25 + 25] * 2):
        act, question, answer = ACTS[at // 25]
        names = {
            "thing": thing, "place": place, "months": draw.randint(13, 99), "cost": draw.randint(1000, 9999),
        }  # fmt: skip
        text = "The {thing} in {place} {act} after {months} months at a cost of {cost} euros."
        told = answer.format(**names)
        made.append(
            Fact(
                text.format(act=act, **names),
                question.format(**names),
                f"In {place}, the {thing}: {told[0].lower()}{told[1:]}",
                page=at // PER_PAGE + 1,
            )
        )
    return made


def paragraphs(known: list[Fact], page: int) -> list[str]:
    found = [fact.text for fact in known if fact.page == page]
    return [f"{text} {FILLER[at % len(FILLER)]}" for at, text in enumerate(found)]


def as_pdf(known: list[Fact]) -> bytes:
    """Lines wrapped as a program would, sentences over several of them."""
    pages = []
    for page in range(1, PAGES + 1):
        lines: list[str] = []
        for paragraph in paragraphs(known, page):
            line = ""
            for word in paragraph.split():
                if len(line) + len(word) > 70:
                    lines.append(line)
                    line = ""
                line = f"{line} {word}".strip()
            lines += [line, ""]
        pages.append(words(lines))
    return pdf(pages, title="Report")


def as_docx(known: list[Fact]) -> bytes:
    made = docx.Document()
    for page in range(1, PAGES + 1):
        made.add_heading(f"Part {page}", 1)
        for paragraph in paragraphs(known, page):
            made.add_paragraph(paragraph)
    return _saved(made)


def as_pptx(known: list[Fact]) -> bytes:
    made = pptx.Presentation()
    for page in range(1, PAGES + 1):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Part {page}"
        slide.placeholders[1].text = "\n".join(paragraphs(known, page))
    return _saved(made)


def as_html(known: list[Fact]) -> bytes:
    parts = "".join(
        f"<h2>Part {page}</h2>" + "".join(f"<p>{text}</p>" for text in paragraphs(known, page))
        for page in range(1, PAGES + 1)
    )
    return f"<html><head><title>Report</title></head><body><main>{parts}</main></body></html>".encode()


def _saved(document: object) -> bytes:
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


FORMATS = {"pdf": (0, as_pdf), "docx": (1, as_docx), "pptx": (2, as_pptx), "html": (3, as_html)}


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    folder = tmp_path_factory.mktemp("reports")
    for ending, (kind, write) in FORMATS.items():
        (folder / f"report.{ending}").write_bytes(write(facts(kind)))
    with open_edge(tmp_path_factory.mktemp("home")) as made:
        added = made.library.add(folder, collection="Reports")
        assert [info.state for info in added] == ["indexed"] * 4, [info.reason for info in added]
        yield made


def overlap(citation: Citation, start: int, end: int) -> float:
    """Intersection over union of two spans."""
    shared = max(0, min(citation.end, end) - max(citation.start, start))
    return shared / (max(citation.end, end) - min(citation.start, start))


def place_of(text: str, fact: Fact) -> tuple[int, int]:
    """Where ``fact`` stands in a page's text, whatever its line breaks."""
    flat = text.replace("\n", " ")
    start = flat.index(fact.text)
    return start, start + len(fact.text)


@pytest.mark.parametrize("ending", FORMATS)
def test_an_answer_points_to_the_page_and_the_words(edge: Edge, ending: str) -> None:
    kind = FORMATS[ending][0]
    right_page, overlaps = 0, []
    for fact in facts(kind):
        passages = edge.library.passages(fact.question, collections=["Reports"], attachments=(), limit=8)
        citations = cite(fact.answer, passages, question=fact.question).citations
        if not citations:
            overlaps.append(0.0)
            continue
        found = citations[0]
        page = found.page if edge.library.document(found.document).unit else None
        wanted_page = fact.page if ending in ("pdf", "pptx") else None
        same = found.name == f"report.{ending}" and page == wanted_page
        right_page += same
        text = edge.library.text(found.document, page=found.page)
        overlaps.append(overlap(found, *place_of(text, fact)) if same else 0.0)
    assert right_page >= 49, f"{right_page} of 50 pages are right"
    assert sum(overlaps) / len(overlaps) >= 0.8
    assert sum(each >= 0.8 for each in overlaps) >= 48


def test_the_marked_words_can_be_seen_on_the_page(edge: Edge) -> None:
    info = next(info for info in edge.library.documents() if info.name == "report.pdf")
    fact = facts(0)[7]
    start, end = place_of(edge.library.text(info.id, page=fact.page), fact)
    boxes = edge.library.boxes(info.id, fact.page, start, end).boxes
    assert 1 <= len(boxes) <= 3
    assert all(0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1 for box in boxes)
    picture = edge.library.picture(info.id, fact.page, 800)
    assert picture.width == 800 and len(picture.rgba) == 800 * picture.height * 4
    box = boxes[0]
    inside = [
        picture.rgba[4 * (y * 800 + x)]
        for y in range(int(box.top * picture.height), int(box.bottom * picture.height))
        for x in range(int(box.left * 800), int(box.right * 800))
    ]
    assert min(inside) < 100, "there is ink where the words are said to be"


def test_what_the_library_takes_is_told(edge: Edge) -> None:
    assert edge.library.used() > sum(info.size for info in edge.library.documents())


def test_a_turn_of_a_conversation_rests_on_the_documents(edge: Edge) -> None:
    """The real starter model: it may say anything, what we control is where it can point to."""
    answer = edge.chat.send(
        "How often is the boiler in Varna serviced?", collections=["Reports"], options={"max_tokens": 40}
    )
    searched = [part for part in answer.parts if type(part).__name__ == "SearchedPart"]
    assert searched and searched[0].found > 0
    for part in answer.parts:
        if type(part).__name__ == "CitationPart":
            text = edge.library.text(part.document, page=part.page or None)
            assert text[part.start : part.end] == part.quote
            assert f"[{part.number}]" in answer.text
