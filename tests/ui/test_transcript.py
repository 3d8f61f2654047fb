"""The transcript: few widgets for many messages, the end is followed, what is looked at stays in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.desktop.extents import Extents, estimate
from edgechat.desktop.reading import PAGE, read_opening
from edgechat.desktop.window import Window
from tests.look.scenes import RICH
from tests.ui.fakes import HOLD, FakeEdge

Open = Callable[[], Window]


def long_talk(edge: FakeEdge, count: int) -> None:
    edge.chat.add(
        "Long", *((("user", "assistant")[n % 2], f"Message {n}\n\n" + "words " * 40) for n in range(count))
    )


def test_only_what_is_in_sight_is_a_widget(edge: FakeEdge, open_window: Open) -> None:
    long_talk(edge, 10_000)
    transcript = open_window().canvas.transcript
    assert len(transcript.messages()) == PAGE
    assert 3 <= len(transcript.cards()) < PAGE
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_older_messages_come_as_one_scrolls_and_nothing_jumps(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    long_talk(edge, 200)
    transcript = open_window().canvas.transcript
    bar = transcript.verticalScrollBar()
    bar.setValue(300)
    looked_at = next(card for card in transcript.cards() if card.y() + card.height() > 0)
    text, y = looked_at.message.text, looked_at.y()
    qtbot.waitUntil(lambda: len(transcript.messages()) >= 2 * PAGE)
    again = next(card for card in transcript.cards() if card.message.text == text)
    assert abs(again.y() - y) <= 2
    while len(transcript.messages()) < 200:
        before = len(transcript.messages())
        bar.setValue(0)
        qtbot.waitUntil(lambda: len(transcript.messages()) > before)  # noqa: B023
    assert transcript.messages()[0].text.startswith("Message 0\n")
    assert len(transcript.cards()) < PAGE


def test_the_end_is_followed_until_one_scrolls_away(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    long_talk(edge, 20)
    window = open_window()
    transcript, bar = window.canvas.transcript, window.canvas.transcript.verticalScrollBar()
    edge.chat.replies = [["line\n\n" * 20, HOLD, "line\n\n" * 20]]
    window.canvas.composer.set_text("Go on")
    window.send()
    qtbot.waitUntil(lambda: transcript.messages()[-1].role == "assistant")
    qtbot.waitUntil(lambda: "line" in transcript.cards()[-1].document.toPlainText())
    assert bar.value() == bar.maximum() and transcript._jump.isHidden()
    bar.setValue(bar.maximum() - 500)
    place = bar.value()
    assert not transcript._jump.isHidden()
    edge.chat.go_on.set()
    qtbot.waitUntil(lambda: transcript.messages()[-1].state == "complete")
    assert bar.value() == place
    transcript._jump.click()
    assert bar.value() == bar.maximum() and transcript._jump.isHidden()


def test_resizing_keeps_every_message_within_the_column(edge: FakeEdge, open_window: Open) -> None:
    edge.chat.add("Rich", ("user", "word" * 200), ("assistant", RICH))
    window = open_window()
    for width in (900, 1600, 1000):
        window.resize(width, 700)
        QApplication.processEvents()
        left, column = window.canvas.transcript.column()
        for card in window.canvas.transcript.cards():
            assert (card.x(), card.width()) == (left, column)
            assert card.document.document().size().width() <= column + 4


def test_keys_scroll(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    long_talk(edge, 30)
    transcript = open_window().canvas.transcript
    bar = transcript.verticalScrollBar()
    qtbot.keyClick(transcript, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum() and not transcript.following
    qtbot.keyClick(transcript, Qt.Key.Key_End)
    assert bar.value() == bar.maximum() and transcript.following


def test_a_change_of_theme_draws_all_anew_in_place(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    long_talk(edge, 30)
    window = open_window()
    bar = window.canvas.transcript.verticalScrollBar()
    bar.setValue(bar.maximum() - 600)
    place = bar.value()
    window.toggle_theme()
    assert abs(bar.value() - place) <= 4
    assert all(card.look.palette.name == "dark" for card in window.canvas.transcript.cards())


def test_an_answer_that_was_written_here_is_there_in_the_other_theme(
    window: Window, edge: FakeEdge, qtbot: QtBot
) -> None:
    edge.chat.replies = [["All ", "of it."]]
    window.canvas.composer.set_text("Write")
    window.send()
    transcript = window.canvas.transcript
    qtbot.waitUntil(lambda: bool(transcript.cards()) and transcript.messages()[-1].state == "complete")
    qtbot.waitUntil(lambda: transcript.cards()[-1].document.toPlainText() == "All of it.")
    qtbot.waitUntil(lambda: not transcript.cards()[-1].live)
    height = transcript.cards()[-1].height()
    window.toggle_theme()
    qtbot.waitUntil(lambda: transcript.cards()[-1].document.toPlainText() == "All of it.")
    assert transcript.cards()[-1].document.isVisible()
    assert transcript.cards()[-1].height() == height


def test_everything_that_takes_the_focus_has_a_name(edge: FakeEdge, open_window: Open) -> None:
    edge.chat.add("Rich", ("user", "q"), ("assistant", RICH), state="stopped")
    window = open_window()
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and isinstance(widget, QAbstractButton | QAbstractItemView | type(window.canvas.composer.field))
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not nameless


def test_extents_know_every_row() -> None:
    extents = Extents(head=10, gap=5)
    extents.reset([100, 50, 20])
    assert [extents.top(row) for row in range(3)] == [10, 115, 170]
    assert extents.end == 190
    assert list(extents.rows(0, 114)) == [0]
    assert list(extents.rows(112, 171)) == [0, 1, 2]
    assert extents.set(0, 90) and not extents.set(0, 90)
    assert extents.top(1) == 105
    extents.prepend([30])
    assert extents.top(1) == 45
    assert list(Extents(head=10, gap=5).rows(0, 100)) == []


def test_estimates_grow_with_the_text() -> None:
    heights = [estimate("word " * n, 700, em=8, line=20) for n in (1, 100, 1000)]
    assert heights[0] < heights[1] < heights[2]


def test_what_is_out_of_the_first_sight_is_prepared_at_the_first_step_towards_it(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    long_talk(edge, 200)
    page = read_opening(edge.chat).page
    assert page is not None
    answers = [each for each in page.messages if each.message.role == "assistant"]
    assert answers[-1].blocks and answers[0].blocks is None
    transcript = open_window().canvas.transcript
    assert not any(entry.unprepared for entry in transcript._entries if entry.card is not None)
    assert any(entry.unprepared for entry in transcript._entries)
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.value() - bar.singleStep())
    qtbot.waitUntil(lambda: not any(entry.unprepared for entry in transcript._entries))
    finished = [entry for entry in transcript._entries if entry.message.role == "assistant"]
    assert all(entry.blocks or entry.card is not None for entry in finished)
