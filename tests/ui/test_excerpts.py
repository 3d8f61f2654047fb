"""The words of a question in the passages found for it: which are marked, and which part is shown."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.desktop import theme
from edgechat.desktop.excerpt import LENGTH, excerpt
from edgechat.desktop.look import make_look
from edgechat.desktop.passages import Passages, SnippetRole
from edgechat.desktop.snippet import Snippet, units
from edgechat.library.document import Findings, Found

FILLER = "Nothing else of note was said about that. " * 12


def marked(text: str, asked: str) -> list[str]:
    found = excerpt(text, asked)
    return [found.text[begin:end] for begin, end in found.marks]


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("The notice period is long.", "How long is the notice period?", ["notice", "period", "long"]),
        (
            "Notices, repaired roofs and a glass.",
            "notice repair roof glasses",
            ["Notices", "repaired", "roofs", "glass"],
        ),
        ("A contrast is no contract.", "contract", ["contract"]),
        ("Die Kündigungsfrist gilt für Mieter.", "kundigungsfrist Mieter", ["Kündigungsfrist", "Mieter"]),
        ("Le cafe\u0301 est ouvert.", "café", ["cafe\u0301"]),
        ("It ends in May, in the mayor's house.", '"in may"', ["in May"]),
        ("機械学習とは、経験から学ぶ計算機の方法である。", "機械学習", ["機械学習"]),
        ("The tenant pays.", "who owes rent", []),
        ("The tenant (pays) [a+b].", "( a+b ) [", ["b"]),
        ("The lease is over.", "lease -over type:pdf", ["lease"]),
        ("The lease is over.", "", []),
    ],
)
def test_the_words_that_were_looked_for_are_marked(text: str, asked: str, expected: list[str]) -> None:
    assert marked(text, asked) == expected


def test_the_part_that_holds_the_words_is_shown() -> None:
    found = excerpt(
        FILLER + "The lift needs a new motor.\n\nIt stands in Cork. " + FILLER, "motor of the lift"
    )
    assert found.text.startswith("…")
    assert [found.text[begin:end] for begin, end in found.marks] == ["lift", "motor"]
    assert found.marks[-1][1] < 120 and len(found.text) <= LENGTH + 1


def test_the_beginning_is_shown_where_nothing_else_is_better() -> None:
    text = "The lift stands in Cork. " + FILLER + "The lift is old."
    assert excerpt(text, "lift").text.startswith("The lift stands")
    assert excerpt(text, "elevator").text.startswith("The lift stands")


def test_marks_are_drawn(qtbot: QtBot, qapp: QApplication) -> None:
    look = make_look(theme.LIGHT, qapp.font())
    parent = QWidget()
    qtbot.addWidget(parent)
    passages = Passages(look, parent)
    parent.resize(500, 300)
    parent.show()
    passages.resize(500, 300)
    hit = Found("d1", "a.pdf", "default", 1, 0, 9, "😀😀 The garden may be used until ten.", "", 1.0)
    passages.show_findings(Findings((hit,), "hybrid"), "garden")
    passages.show()
    snippet = passages.hits.index(0).data(SnippetRole)
    assert snippet == Snippet(hit.text, ((7, 13),))
    assert units(hit.text[:7]) == 9
    image = passages.grab().toImage()
    ink = QColor(look.palette.selection)
    assert any(image.pixelColor(x, y) == ink for x in range(image.width()) for y in range(image.height()))
    passages.show_findings(Findings((hit,), "hybrid"), "elevator")
    image = passages.grab().toImage()
    assert all(image.pixelColor(x, y) != ink for x in range(image.width()) for y in range(image.height()))
