"""What is selected, copied and quoted: whole answers across code and tables, formulas as LaTeX, no styles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.desktop import theme
from edgechat.desktop.document import Document
from edgechat.desktop.drawings import prepare
from edgechat.desktop.look import make_look
from edgechat.desktop.markdown import render
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge

TEXT = """# Head

Some **bold** and *italic* `code` [link](https://a.example/x) with $x<y$.

- one
- [x] done

1. first

> quoted

```py
a = 1

b = 2
```

| p | q |
|---|---|
| r | s |

End."""


@pytest.fixture
def document(qapp: QApplication, qtbot: QtBot) -> Document:
    made = Document(make_look(theme.LIGHT, qapp.font()))
    qtbot.addWidget(made)
    blocks = render(TEXT)
    prepare(blocks)
    made.set_blocks(blocks)
    made.resize(500, made.fit(500))
    made.show()
    return made


def clipboard() -> tuple[str, str]:
    data = QGuiApplication.clipboard().mimeData()
    return data.text(), data.html()


def test_all_of_an_answer_by_keyboard(document: Document) -> None:
    document.setFocus()
    QTest.keyClick(document, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(document, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text, html = clipboard()
    assert text.split("\n\n") == [
        "Head", "Some bold and italic code link with $x<y$.", "- one\n- [x] done\n1. first", "> quoted",
        "a = 1", "b = 2", "p\tq\nr\ts", "End.",
    ]  # fmt: skip
    for piece in (
        "<strong>bold</strong>", "<em>italic</em>", "<code>code</code>", '<a href="https://a.example/x">link</a>',
        "$x&lt;y$", "<pre><code>a = 1\n\nb = 2</code></pre>", "<tr><td>", "<blockquote>quoted</blockquote>",
    ):  # fmt: skip
        assert piece in html
    assert "style=" not in html and "color" not in html


def test_a_selection_by_mouse_goes_across_a_code_block(document: Document) -> None:
    begin = document.document().find("quoted")
    end = document.document().find("b = 2")
    view = document.viewport()
    begin.setPosition(begin.selectionStart())
    places = [document.cursorRect(cursor).center() for cursor in (begin, end)]
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, place, button, held in (
        (QEvent.Type.MouseButtonPress, places[0], left, left),
        (QEvent.Type.MouseMove, places[1], none, left),
        (QEvent.Type.MouseButtonRelease, places[1], left, none),
    ):
        at = QPointF(place)
        no_keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, QPointF(view.mapToGlobal(place)), button, held, no_keys)
        QApplication.sendEvent(view, event)
    document.copy()
    assert clipboard()[0] == "> quoted\n\na = 1\n\nb = 2"


def test_a_part_of_one_line_is_only_that(document: Document) -> None:
    cursor = document.document().find("bold and")
    document.setTextCursor(cursor)
    document.copy()
    assert clipboard()[0] == "bold and"


def test_keys_extend_a_selection(document: Document) -> None:
    document.setFocus()
    document.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(4):
        QTest.keyClick(document, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert document.textCursor().selectedText() == "Head"


def test_an_answer_is_copied_as_it_was_written_and_as_html(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    edge.chat.add("T", ("user", "q"), ("assistant", TEXT))
    window = open_window()
    window.actions_["answer.copy"].trigger()
    assert clipboard()[0] == TEXT
    qtbot.waitUntil(lambda: bool(clipboard()[1]))
    text, html = clipboard()
    assert text == TEXT
    assert "<strong>bold</strong>" in html and "<math" in html


def test_quoting_goes_to_the_end_of_the_question(edge: FakeEdge, open_window: Callable[[], Window]) -> None:
    edge.chat.add("T", ("user", "q"), ("assistant", "One **two**\n\nthree"))
    window = open_window()
    field = window.canvas.composer.field
    window.canvas.composer.set_text("About this:")
    card = window.canvas.transcript.cards()[-1]
    card.document.setTextCursor(card.document.document().find("two"))
    window.actions_["message.quote"].trigger()
    assert window.canvas.composer.text() == "About this:\n\n> two\n\n"
    assert field.textCursor().atEnd() and window.focusWidget() is field
    field.undo()
    assert window.canvas.composer.text() == "About this:"


def test_without_a_selection_the_whole_message_is_quoted(
    edge: FakeEdge, open_window: Callable[[], Window]
) -> None:
    edge.chat.add("T", ("user", "q"), ("assistant", "One **two**\n\nthree"))
    window = open_window()
    window.actions_["message.quote"].trigger()
    assert window.canvas.composer.text() == "> One **two**\n>\n> three\n\n"
