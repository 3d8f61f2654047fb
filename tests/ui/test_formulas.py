"""Drawn formulas: on the baseline, in the theme's colour, their source where there is no drawing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.desktop import drawings, theme, typesetting
from edgechat.desktop.document import Document
from edgechat.desktop.drawings import drawing, prepare
from edgechat.desktop.look import make_look
from edgechat.desktop.markdown import Stream, render
from edgechat.desktop.structure import Block
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge


def shown(qapp: QApplication, qtbot: QtBot, text: str, palette: theme.Palette = theme.LIGHT) -> Document:
    made = Document(make_look(palette, qapp.font()))
    qtbot.addWidget(made)
    blocks = render(text)
    prepare(blocks)
    made.set_blocks(blocks)
    made.resize(400, made.fit(400))
    made.show()
    return made


def inked(picture: QImage, colour: str) -> list[tuple[int, int]]:
    """Where ``picture`` has exactly ``colour``."""
    wanted = QColor(colour).rgb()
    return [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixel(x, y) == wanted
    ]


def test_formulas_have_sizes_around_their_baseline() -> None:
    prepare(render("$x$ and $y$ and $\\frac{a}{b}$"))
    x, y, fraction = (drawing(each, display=False) for each in ("x", "y", "\\frac{a}{b}"))
    assert x is not None and y is not None and fraction is not None
    assert x.descent < 0.05 < y.descent and x.ascent == pytest.approx(y.ascent, abs=0.05)
    assert fraction.ascent > x.ascent


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda each: each.name)
def test_a_formula_is_drawn_in_the_colour_of_the_text(
    qapp: QApplication, qtbot: QtBot, palette: theme.Palette
) -> None:
    document = shown(qapp, qtbot, "$$\\blacksquare\\int$$", palette)
    assert inked(document.grab().toImage(), palette.text)


def test_a_letter_stands_on_the_line_like_the_text(qapp: QApplication, qtbot: QtBot) -> None:
    document = shown(qapp, qtbot, "$\\blacksquare$ ■")
    line = document.document().firstBlock().layout().lineAt(0)
    rows = [y for _, y in inked(document.grab().toImage(), theme.LIGHT.text)]
    assert rows and line.y() < min(rows) and max(rows) <= line.y() + line.ascent() + line.descent() + 4


def test_a_formula_wider_than_the_column_is_made_smaller(qapp: QApplication, qtbot: QtBot) -> None:
    document = shown(qapp, qtbot, f"$${'+'.join('abcdefg' * 6)}$$")
    assert document.document().documentLayout().documentSize().width() <= 400


@pytest.mark.parametrize(
    "latex",
    [r"\frac{a}", r"\hspace{1000000em}x", r"\rule{9999em}{9999em}", r"\frac{a+b+c}{" * 10 + "x" + "}" * 10,
     "x" * 2000, r"x^{" * 400 + "}" * 400, r"\left( x", r"\begin{matrix} a", "\\" * 300, "{" * 900],
)  # fmt: skip
def test_what_cannot_be_drawn_is_shown_as_its_source(qapp: QApplication, qtbot: QtBot, latex: str) -> None:
    block = Block("formula", code=latex)
    prepare([block])
    assert drawing(latex, display=True) is None
    document = shown(qapp, qtbot, "")
    document.set_blocks([block])
    assert document.toPlainText() == latex


def test_no_formula_is_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = (Block("formula", code="q_{twice}"), Block("formula", code="\\frac{q}"))
    prepare(blocks)
    monkeypatch.setattr(drawings, "_draw", lambda *_a, **_b: pytest.fail("again"))
    prepare(blocks)
    assert not drawings.missing(blocks)


def test_a_formula_knows_its_source(qapp: QApplication, qtbot: QtBot) -> None:
    document = shown(qapp, qtbot, "a $x<y$ b\n\n$$z$$")
    cursor = document.textCursor()
    sources = []
    for at in range(document.document().characterCount()):
        cursor.setPosition(at)
        sources.append(typesetting.source(cursor.charFormat()))
    assert {"$x<y$", "$$z$$"} <= set(sources)


def test_the_first_sight_shows_the_source_and_the_drawing_follows(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    edge.chat.add("Late", ("user", "q"), ("assistant", "So $k_{late}$ it is"))
    window = open_window()
    document = window.canvas.transcript.cards()[-1].document
    qtbot.waitUntil(lambda: typesetting.OBJECT in document.toPlainText())
    assert document.toPlainText() == f"So {typesetting.OBJECT} it is"


def test_a_stream_of_formulas_ends_as_the_whole(qapp: QApplication, qtbot: QtBot) -> None:
    text = "So $x^2$:\n\n$$\n\\frac{a}{b}\n$$\n\n- [x] \\(c\\)\n\nEnd[^1].\n\n[^1]: Note."
    document = shown(qapp, qtbot, text)
    whole = document.toPlainText()
    document.set_blocks(())
    stream = Stream()
    for at in range(0, len(text) + 3, 3):
        update = stream.update(text[:at])
        prepare((*update.frozen, *update.tail))
        document.apply(update)
    assert document.toPlainText() == whole
