"""The places an answer cites: chips under it, links in it, and what is said when there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from edgechat.chat.conversation import Message
from edgechat.chat.parts import CitationPart, Part, SearchedPart, TextPart
from edgechat.desktop import theme
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.look import make_look
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

TEXT = "Three months. [1] See `rows[1]`. Pets need consent. [2] Nobody said so. [7]"
FIRST = CitationPart(1, "d1", "lease & more.pdf", 3, 10, 44, "The notice period is <b>three</b> months.")
SECOND = CitationPart(2, "d2", "house\u202erules.docx", 0, 0, 20, "Pets are allowed with consent.")
Make = Callable[..., AnswerCard]


@pytest.fixture
def make(qapp: QApplication, qtbot: QtBot, tasks: Tasks) -> Make:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    look = make_look(theme.LIGHT, qapp.font())
    formatter = Formatter(tasks)
    formatter.begin_colours()

    def build(*parts: Part, text: str = TEXT, **fields: Any) -> AnswerCard:
        told = (*parts, TextPart(text)) if text else parts
        message = Message("m", "c", None, "assistant", text, "complete", 0.0, parts=told)
        card = AnswerCard(replace(message, **fields), None, look, formatter, page)
        card.show()
        if text and message.state == "complete":
            qtbot.waitUntil(lambda: bool(card.document.toPlainText()))
        card.fit(600)
        return card

    return build


def chips(card: AnswerCard) -> list[QToolButton]:
    found = card.findChildren(QToolButton, "source")
    return [chip for chip in found if not chip.isHidden()]


def test_each_place_has_a_chip(make: Make, qtbot: QtBot) -> None:
    card = make(SearchedPart(2), FIRST, SECOND)
    first, second = chips(card)
    assert first.text() == "1  lease && more.pdf, page 3"
    assert first.accessibleName() == "Source 1: lease & more.pdf, page 3"
    assert "&lt;b&gt;three&lt;/b&gt;" in first.toolTip()
    assert "\u202e" not in second.text()
    with qtbot.waitSignal(card.source_wanted) as asked:
        second.click()
    assert asked.args == [2]


def test_enter_opens_a_chip(make: Make, qtbot: QtBot) -> None:
    card = make(SearchedPart(2), FIRST, SECOND)
    with qtbot.waitSignal(card.source_wanted) as asked:
        qtbot.keyClick(chips(card)[0], Qt.Key.Key_Return)
    assert asked.args == [1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("budget.xlsx", "budget.xlsx, sheet 3"),
        ("talk.PPTX", "talk.PPTX, slide 3"),
        ("novel.epub", "novel.epub, chapter 3"),
        ("letters.mbox", "letters.mbox, message 3"),
        ("lease.pdf", "lease.pdf, page 3"),
    ],
)
def test_a_chip_calls_a_place_what_the_viewer_calls_it(make: Make, name: str, said: str) -> None:
    (chip,) = chips(make(SearchedPart(1), replace(FIRST, name=name)))
    assert chip.text() == f"1  {said}"
    assert said in chip.toolTip() and chip.accessibleName().endswith(said)


def test_markers_are_links_and_brackets_in_code_are_not(make: Make, qtbot: QtBot) -> None:
    card = make(SearchedPart(2), FIRST, SECOND)
    linked = []
    block = card.document.document().firstBlock()
    while block.isValid():
        for piece in block:
            if piece.fragment().charFormat().isAnchor():
                linked.append((piece.fragment().text(), piece.fragment().charFormat().anchorHref()))
        block = block.next()
    assert linked == [("[1]", "source:1"), ("[2]", "source:2")]
    with qtbot.waitSignal(card.source_wanted) as asked:
        card.document.anchorClicked.emit(QUrl("source:2"))
    assert asked.args == [2]


def test_a_link_of_the_model_is_no_source(make: Make, qtbot: QtBot) -> None:
    card = make(SearchedPart(1), FIRST, text="[click](source:1) and more [1]")
    assert "source:1" in card.document.toHtml()
    assert card.document.toHtml().count("source:1") == 1


def test_an_answer_that_points_nowhere_leads_to_the_documents(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    searched = (TextPart("I made it up."), SearchedPart(3))
    asked = ("user", 'How  long is\nthe "notice" -- in: days?')
    edge.chat.add("Lease", asked, ("assistant", "I made it up."), parts=searched)
    window = open_window()
    card = window.canvas.transcript.cards()[1]
    assert isinstance(card, AnswerCard)
    (chip,) = chips(card)
    assert chip.text() == chip.accessibleName() == "Look in the documents"
    window.documents().page.choose("Taxes")  # looked at before
    chip.click()
    assert window.canvas.elsewhere and window.shelving is not None
    assert window.shelving.page.field.text() == "How long is the notice in days?"
    qtbot.waitUntil(lambda: "find How long is the notice in days? in None" in edge.library.calls)


def test_nothing_found_is_said(make: Make) -> None:
    card = make(SearchedPart(0))
    assert not chips(card)
    assert "Nothing in your documents" in card._sources._note.text()


def test_passages_that_nobody_cited_are_said(make: Make) -> None:
    card = make(SearchedPart(3))
    assert "No sentence of this answer" in card._sources._note.text()


def test_an_answer_without_documents_has_none_of_it(make: Make) -> None:
    assert make(text="It is so [1].")._sources is None


def test_chips_wrap_and_stay_within_the_card(make: Make) -> None:
    many = [replace(FIRST, number=at, name=f"a long name of a document {at}.pdf") for at in range(1, 12)]
    card = make(SearchedPart(9), *many)
    narrow = card._sources.fit(320)
    assert narrow > card._sources.fit(1200)
    card._sources.fit(320)
    assert all(chip.x() >= 0 and chip.x() + chip.width() <= 320 for chip in chips(card))
    assert len({(chip.x(), chip.y()) for chip in chips(card)}) == 11
