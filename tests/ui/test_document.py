"""The document: nothing is ever read or fetched, code has its button, a stream looks like the whole."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QTextTable
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from edgechat.desktop import theme
from edgechat.desktop.document import Document
from edgechat.desktop.highlight import spans
from edgechat.desktop.look import make_look
from edgechat.desktop.markdown import Stream, render
from tests.look.scenes import RICH
from tests.ui.hostile import CORPUS


@pytest.fixture
def document(qapp: QApplication, qtbot: QtBot) -> Document:
    made = Document(make_look(theme.LIGHT, qapp.font()))
    qtbot.addWidget(made)
    made.show()
    return made


def test_hostile_text_reads_and_fetches_nothing(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(Document, "loadResource", lambda _self, _kind, name: asked.append(name))
    for hostile in CORPUS:
        document.set_blocks(render(hostile))
        document.fit(600)
        document.grab()
        document.set_plain(hostile)
        document.grab()
        stream = Stream()
        document.set_blocks(())
        for at in range(0, len(hostile) + 9, 9):
            document.apply(stream.update(hostile[:at]))
        document.grab()
    assert asked == []


def test_resources_are_never_given(document: Document) -> None:
    assert document.loadResource(2, "file:///etc/passwd") is None


def test_a_stream_ends_as_the_whole_looks(document: Document) -> None:
    stream = Stream()
    for at in range(0, len(RICH) + 5, 5):
        document.apply(stream.update(RICH[:at]))
    document.finish()
    height, text = document.fit(700), document.toPlainText()
    document.set_blocks(render(RICH))
    assert (document.fit(700), document.toPlainText()) == (height, text)
    assert [panel.code for panel in document.codes] == [b.code for b in render(RICH) if b.kind == "code"]


def test_a_code_block_is_copied_with_its_button(document: Document) -> None:
    document.set_blocks(render("Before\n\n```py\na = 1\n\nb = 2\n```\n\nafter"))
    (button,) = document.findChildren(QToolButton)
    assert button.accessibleName()
    button.click()
    assert QGuiApplication.clipboard().text() == "a = 1\n\nb = 2"


def test_a_panel_encloses_its_code_and_its_foot_is_inside(document: Document) -> None:
    document.set_blocks(render("Text\n\n```py\na = 1\nb = 2\n```"))
    height = document.fit(500)
    assert document.codes[0].rect().bottom() < height


def test_colours_leave_the_text_alone(document: Document) -> None:
    document.set_blocks(render('```python\ndef f():\n    """two\n    lines"""\n```'))
    panel, before = document.codes[0], document.toPlainText()
    found = spans(panel.code, "python")
    assert {colour for _, _, colour in found} >= {"syntax_keyword", "syntax_string", "syntax_name"}
    panel.colour(found)
    assert document.toPlainText() == before


def test_text_is_never_laid_out_at_no_width(document: Document) -> None:
    document.set_blocks(render("x" * 20_000))
    assert document.document().firstBlock().layout().lineCount() < 1000


def test_what_is_added_does_not_lay_out_what_stood_before(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt lays the whole text out again at each call, also at the width that it has."""
    document.fit(400)
    called: list[int] = []
    monkeypatch.setattr(document, "setLineWrapColumnOrWidth", called.append)
    document.fit(400)
    assert not called
    document.fit(300)
    assert called == [300 - 4]


def test_an_unknown_language_has_no_colours() -> None:
    assert spans("x", "no-such-language") == ()


def test_only_links_with_allowed_schemes_are_anchors(document: Document) -> None:
    document.set_blocks(render("[a](javascript:alert(1)) [b](https://b.example)"))
    block, links = document.document().firstBlock(), []
    iterator = block.begin()
    while not iterator.atEnd():
        links.append(iterator.fragment().charFormat().anchorHref())
        iterator += 1
    assert [link for link in links if link] == ["https://b.example"]


@pytest.mark.parametrize(("columns", "roomy"), [(3, True), (9, False)])
def test_a_table_of_many_columns_keeps_its_room_for_words(
    document: Document, columns: int, roomy: bool
) -> None:
    document.set_blocks(
        render("|" + " word |" * columns + "\n" + "|---" * columns + "|\n" + "| x " * columns)
    )
    frames = document.document().rootFrame().childFrames()
    (table,) = [each for each in frames if isinstance(each, QTextTable)]
    around = table.cellAt(0, 0).format().toTableCellFormat()
    assert (around.leftPadding() > around.topPadding()) is roomy
