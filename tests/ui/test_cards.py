"""An answer's card at the moments where its text can be shown twice, late, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.chat.conversation import Message
from edgechat.desktop import theme
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.look import make_look
from edgechat.desktop.tasks import Tasks

EMPTY = Message("m", "c", None, "assistant", "", "streaming", 0.0)
Make = Callable[[Message], AnswerCard]


@pytest.fixture
def make(qapp: QApplication, qtbot: QtBot, tasks: Tasks) -> Make:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    look = make_look(theme.LIGHT, qapp.font())
    formatter = Formatter(tasks)
    formatter.begin_colours()
    return lambda message: AnswerCard(message, None, look, formatter, page)


def test_the_end_is_not_shown_twice(make: Make, qtbot: QtBot) -> None:
    card = make(EMPTY)
    card.set_text("All of it")
    card.show_message(replace(EMPTY, text="All of it", state="complete"))
    qtbot.wait(150)
    assert card.document.toPlainText() == "All of it"


def test_text_that_only_the_end_brings_is_shown(make: Make, qtbot: QtBot) -> None:
    card = make(EMPTY)
    card.set_text("All")
    card.show_message(replace(EMPTY, text="All of it", state="complete"))
    qtbot.waitUntil(lambda: card.document.toPlainText() == "All of it")
    qtbot.waitUntil(lambda: not card.live)


def test_older_text_does_not_take_newer_away(make: Make, qtbot: QtBot) -> None:
    card = make(EMPTY)
    card.set_text("All of it")
    card.show_message(replace(EMPTY, text="All"))
    qtbot.wait(100)
    assert card.document.toPlainText() == "All of it"


def test_a_late_reference_makes_its_link(make: Make, qtbot: QtBot) -> None:
    card, text = make(EMPTY), "See [it][1].\n\nMore.\n\n[1]: https://a.example"
    for at in range(1, len(text), 6):
        card.set_text(text[:at])
    card.show_message(replace(EMPTY, text=text, state="complete"))
    qtbot.waitUntil(lambda: card.document.toPlainText() == "See it.\nMore.")


def test_a_finished_code_block_is_coloured(make: Make, qtbot: QtBot) -> None:
    card = make(replace(EMPTY, text="```python\ndef f(): pass\n```", state="complete"))
    qtbot.waitUntil(lambda: bool(card.document.codes))
    first = card.document.document().firstBlock()
    qtbot.waitUntil(lambda: bool(first.layout().formats()))


def test_waiting_words_leave_with_the_first_piece(make: Make, qtbot: QtBot) -> None:
    card = make(EMPTY)
    card.set_waiting("Reading the question…")
    assert card.fit(600) > 0 and not card._waiting.isHidden()
    card.set_text("First")
    qtbot.waitUntil(lambda: card._waiting.isHidden())
