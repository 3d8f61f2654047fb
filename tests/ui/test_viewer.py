"""The viewer: the right page, the right words marked, and what happens where there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from edgechat.core.errors import DocumentDamaged, NotFound
from edgechat.desktop import theme
from edgechat.desktop.look import make_look
from edgechat.desktop.sight import Spot
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.viewer import Viewer
from tests.ui.library import LEASE, RULES, FakeLibrary, document

QUOTE = "The tenant may end the lease with a notice period of three months to the end of a month."
AT = LEASE.index(QUOTE)
NOTICE = Spot("d1", "lease.pdf", 3, AT, AT + len(QUOTE))
GARDEN = Spot("d2", "house rules.md", 0, RULES.index("The garden"), len(RULES))


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def viewer(qapp: QApplication, qtbot: QtBot, tasks: Tasks, library: FakeLibrary) -> Iterator[Viewer]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = Viewer(library, tasks, make_look(theme.LIGHT, qapp.font()), parent)
    yield made
    made.close()


def opened(viewer: Viewer, qtbot: QtBot, spot: Spot) -> None:
    viewer.show_spot(spot)
    qtbot.waitUntil(lambda: viewer.sight is not None and viewer.sight.spot == spot)


def test_a_page_is_drawn_with_the_place_marked(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, NOTICE)
    assert viewer.windowTitle() == "lease.pdf"
    assert viewer._where.text() == "Page 3 of 3"
    assert viewer._stack.currentWidget() is viewer.page
    assert len(viewer.page.sheet.marks()) == 2
    assert viewer.sight is not None and viewer.sight.quote == QUOTE


def test_the_mark_can_be_seen(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, NOTICE)
    sheet = viewer.page.sheet
    mark, image = sheet.marks()[0].toRect(), sheet.grab().toImage()
    colours = [image.pixelColor(x, mark.center().y()) for x in range(mark.left() + 2, mark.right() - 2)]
    yellow = [colour for colour in colours if colour.blue() < colour.red() - 60]
    assert len(yellow) > len(colours) / 3


def test_a_document_without_pages_shows_its_text(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, GARDEN)
    assert viewer._stack.currentWidget() is viewer.text
    (mark,) = viewer.text.extraSelections()
    assert mark.cursor.selectedText() == "The garden may be used until 10 pm."
    assert viewer._as_text.isHidden() and viewer._earlier.isHidden()


def test_characters_beyond_the_first_plane_do_not_shift_the_mark(
    viewer: Viewer, qtbot: QtBot, library: FakeLibrary
) -> None:
    text = "😀😀 The garden may be used."
    library.put(document("d2", "x.md", unit="", pages=1), text)
    opened(viewer, qtbot, Spot("d2", "x.md", 0, 3, 13))
    assert viewer.text.extraSelections()[0].cursor.selectedText() == "The garden"


def test_pages_are_turned_and_one_can_come_back(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, NOTICE)
    assert not viewer._later.isEnabled()
    viewer._earlier.click()
    qtbot.waitUntil(lambda: viewer.sight is not None and viewer.sight.page == 2)
    assert viewer.page.sheet.marks() == []
    assert not viewer._copy.isEnabled()
    viewer._back.click()
    qtbot.waitUntil(lambda: viewer.sight is not None and viewer.sight.page == 3)
    assert viewer._back.isHidden()


def test_a_page_can_be_seen_as_text(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, NOTICE)
    viewer._as_text.click()
    assert viewer._stack.currentWidget() is viewer.text
    assert viewer.text.extraSelections()[0].cursor.selectedText() == QUOTE


def test_a_quotation_names_its_source(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, NOTICE)
    viewer._copy.click()
    assert QGuiApplication.clipboard().text() == f"> {QUOTE}\n\n— lease.pdf, page 3"


def test_the_file_opens_in_its_own_program(
    viewer: Viewer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    opened(viewer, qtbot, NOTICE)
    viewer._open.click()
    assert asked == [QUrl.fromLocalFile("/tmp/lease.pdf")]


def test_a_document_that_is_gone_says_so_in_words(viewer: Viewer, qtbot: QtBot) -> None:
    """Neither its id nor what to type in a terminal: what was cited is still there to read and to copy."""
    opened(viewer, qtbot, Spot("277d663c8d80c6e6", "gone.pdf", 3, 0, 4, "The roof\nis new."))
    assert viewer._stack.currentWidget() is viewer.gone and viewer._notice is None
    assert viewer.gone.headline.text() == "“gone.pdf” is not among your documents any more."
    assert viewer.gone.quote.text() == "The roof\nis new."
    assert viewer.gone.source.text() == "— gone.pdf, page 3"
    shown = [each for each in viewer.findChildren(QToolButton) if each.isVisible()]
    assert shown == [viewer._copy]
    viewer._copy.click()
    assert QGuiApplication.clipboard().text() == "> The roof\n> is new.\n\n— gone.pdf, page 3"
    told = "".join(label.text() for label in viewer.findChildren(QLabel)) + viewer.gone.accessibleName()
    assert "277d" not in told and "edgechat" not in told.casefold()


def test_what_is_gone_and_was_not_cited_has_no_quotation(viewer: Viewer, qtbot: QtBot) -> None:
    opened(viewer, qtbot, Spot("d9", "gone.pdf"))
    assert not viewer.gone.quote.isVisible() and viewer._copy.isHidden()
    opened(viewer, qtbot, NOTICE)
    assert viewer._stack.currentWidget() is viewer.page and viewer._copy.isVisible()


def test_a_place_that_its_document_lost_is_quoted(
    viewer: Viewer, qtbot: QtBot, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_document: str, *, page: int | None = None) -> str:
        raise NotFound("There is no page 3 in this document.", "edgechat documents show tells its pages.")

    monkeypatch.setattr(library, "text", missing)
    opened(viewer, qtbot, replace(NOTICE, quote="Three months."))
    assert "does not hold this place" in viewer.gone.headline.text()
    assert viewer.gone.quote.text() == "Three months." and viewer._open.isVisible()


def test_a_page_that_was_not_read_is_not_the_cited_place(
    viewer: Viewer, qtbot: QtBot, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turning to it keeps the page that was shown, and says why."""
    opened(viewer, qtbot, replace(NOTICE, quote="Three months."))
    text = library.text

    def unread(document: str, *, page: int | None = None) -> str:
        if page == NOTICE.page:
            return text(document, page=page)
        raise NotFound("There is no page 2 in this document.", "edgechat documents show tells its pages.")

    monkeypatch.setattr(library, "text", unread)
    viewer._turn(-1)
    qtbot.waitUntil(lambda: viewer._notice is not None)
    assert viewer._stack.currentWidget() is not viewer.gone


@pytest.mark.parametrize(("format", "fixed"), [("code", True), ("csv", True), ("markdown", False)])
def test_code_stands_in_letters_of_one_width_and_the_mark_stays(
    viewer: Viewer, qtbot: QtBot, library: FakeLibrary, format: str, fixed: bool
) -> None:
    text = "def kestrel():\n    return hover * 2"
    library.put(document("d2", "x", unit="", pages=1, format=format), text)
    opened(viewer, qtbot, Spot("d2", "x", 0, text.index("hover"), text.index("hover") + 5))
    assert QFontInfo(viewer.text.font()).fixedPitch() is fixed
    metrics = viewer.text.fontMetrics()
    assert (metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("MMMM")) is fixed
    assert viewer.text.extraSelections()[0].cursor.selectedText() == "hover"
    assert viewer.text.toPlainText() == text


def test_a_problem_is_forgotten_with_the_next_page(
    viewer: Viewer, qtbot: QtBot, library: FakeLibrary
) -> None:
    library.problem = DocumentDamaged("lease.pdf is damaged.", "Open it in another program.")
    viewer.show_spot(NOTICE)
    qtbot.waitUntil(lambda: viewer._notice is not None)
    library.problem = None
    opened(viewer, qtbot, NOTICE)
    assert viewer._notice is None


def test_only_the_newest_page_is_shown(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.show_spot(NOTICE)
    viewer.show_spot(GARDEN)
    qtbot.waitUntil(lambda: viewer.sight is not None)
    qtbot.wait(50)
    assert viewer.sight is not None and viewer.sight.spot == GARDEN


def test_every_button_has_a_name(viewer: Viewer) -> None:
    from PySide6.QtWidgets import QToolButton

    assert all(button.accessibleName() and button.toolTip() for button in viewer.findChildren(QToolButton))
