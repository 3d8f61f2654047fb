"""What a question is asked about: collections switched on, files attached, and what is sent of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from edgechat.chat.parts import AttachmentPart
from edgechat.core.errors import NoRoom
from edgechat.desktop.sight import Spot
from edgechat.desktop.sourcing import Sourcing
from edgechat.desktop.viewer import Viewer
from edgechat.desktop.window import Window
from edgechat.library.document import ATTACHMENTS, Collection, Progress
from tests.ui.fakes import FakeEdge
from tests.ui.library import document

Open = Callable[[], Window]


@pytest.fixture
def opened(open_window: Open, edge: FakeEdge) -> Window:
    edge.library.shelves = [Collection("Home & hearth", 2, 20), Collection(ATTACHMENTS, 1, 3)]
    return open_window()


@pytest.fixture
def sourcing(opened: Window) -> Sourcing:
    assert opened.sourcing is not None
    return opened.sourcing


def chips(sourcing: Sourcing) -> list[QToolButton]:
    found = sourcing.row.findChildren(QToolButton, "sourceChip")
    return [chip for chip in found if not chip.isHidden()]


def finish(edge: FakeEdge, id: str, state: str = "indexed", **more: object) -> None:
    """The library has read the document ``id``."""
    edge.library.known[id] = replace(edge.library.known[id], state=state, **more)  # type: ignore[arg-type]
    edge.events.publish(Progress(1, 1, 3, 14, 0.0, None, changed=id))


def attach(sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot, name: str = "lease.pdf") -> str:
    before = len(sourcing.attached)
    sourcing.attach([f"/tmp/{name}"])
    qtbot.waitUntil(lambda: len(sourcing.attached) == before + 1)
    return sourcing.attached[-1].id


def test_the_menu_lists_the_collections(sourcing: Sourcing, qtbot: QtBot) -> None:
    sourcing.button.menu().aboutToShow.emit()
    qtbot.waitUntil(lambda: len(sourcing.button.menu().actions()) == 4)
    texts = [action.text() for action in sourcing.button.menu().actions() if not action.isSeparator()]
    assert texts == ["Attach files…", "Look for answers in", "Home && hearth"]


def test_documents_are_offered_to_a_question_until_they_are_asked(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    assert sourcing.offer.isHidden(), "a window that only waits reads no library"
    opened.canvas.composer.set_text("How")
    qtbot.waitUntil(sourcing.offer.isVisible)
    opened.sidebar.setFocus()
    sourcing.offer.click()
    assert sourcing.collections == ("Home & hearth",)
    assert sourcing.offer.isHidden() and opened.canvas.composer.field.hasFocus()
    chips(sourcing)[0].click()
    assert sourcing.offer.isVisible()
    attach(sourcing, edge, qtbot)
    assert sourcing.offer.isHidden()


def test_nothing_is_offered_before_something_was_read(
    open_window: Open, edge: FakeEdge, qtbot: QtBot
) -> None:
    edge.library.shelves = [Collection("default", 1, 0), Collection(ATTACHMENTS, 1, 3)]
    window = open_window()
    assert window.sourcing is not None
    window.sourcing.button.menu().aboutToShow.emit()
    qtbot.waitUntil(lambda: len(window.sourcing.button.menu().actions()) == 4)
    assert window.sourcing.button.menu().actions()[-1].text() == "My documents"
    assert window.sourcing.offer.isHidden()
    edge.library.shelves = [Collection("default", 1, 9)]
    edge.events.publish(Progress(1, 1, 3, 14, 0.0, None, changed="d1"))
    qtbot.waitUntil(window.sourcing.offer.isVisible)
    window.sourcing.offer.click()
    assert [chip.text() for chip in chips(window.sourcing)] == ["My documents  ✕"]


def test_a_collection_is_switched_on_for_a_new_conversation(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    sourcing.choose("Home", True)
    assert [chip.text() for chip in chips(sourcing)] == ["Home  ✕"]
    opened.canvas.composer.set_text("How long?")
    opened.send()
    assert [chip.text() for chip in chips(sourcing)] == ["Home  ✕"], "what is asked stays in sight"
    qtbot.waitUntil(lambda: edge.chat.sent == [((), ("Home",))])
    qtbot.waitUntil(lambda: not opened.turns.answering(opened.current) and bool(opened.current))
    qtbot.waitUntil(lambda: sourcing._conversation == opened.current)
    assert sourcing.collections == ("Home",)
    opened.canvas.composer.set_text("And pets?")
    opened.send()
    qtbot.waitUntil(lambda: len(edge.chat.sent) == 2)
    assert edge.chat.sent[1] == ((), None), "it stays with the conversation by itself"
    sourcing.follow(None)
    assert sourcing.collections == (), "the next new one begins without"


def test_a_collection_is_switched_off_by_its_chip(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    place = edge.chat.add("Lease", ("user", "Hello"), ("assistant", "Hello!"))
    edge.chat.choose_collections(place.id, ["Home", "Work"])
    qtbot.waitUntil(lambda: opened.conversations.get(place.id) is not None)
    opened.open(place.id)
    qtbot.waitUntil(lambda: sourcing.collections == ("Home", "Work"))
    chips(sourcing)[0].click()
    qtbot.waitUntil(lambda: f"choose Work for {place.id}" in edge.chat.calls)
    qtbot.waitUntil(lambda: [chip.text() for chip in chips(sourcing)] == ["Work  ✕"])


def test_a_question_waits_for_its_attachment(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    opened.canvas.composer.set_text("How long?")
    id = attach(sourcing, edge, qtbot)
    assert edge.library.calls[0] == f"add /tmp/lease.pdf to {ATTACHMENTS}"
    assert not opened.canvas.composer.sendable()
    assert opened.canvas.composer.hint.text() == "Reading lease.pdf…"
    finish(edge, id)
    qtbot.waitUntil(opened.canvas.composer.sendable)
    opened.send()
    qtbot.waitUntil(lambda: len(edge.chat.sent) == 1)
    (part,) = edge.chat.sent[0][0]
    assert part == AttachmentPart("lease.pdf", "application/pdf", "a" * 64, 182_000)
    assert chips(sourcing) == []


def test_one_that_was_read_before_we_heard_of_it(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    add = edge.library.add

    def quick(*args: object, **more: object) -> list:
        made = add(*args, **more)  # type: ignore[arg-type]
        edge.library.known[made[0].id] = replace(made[0], state="indexed")
        return made

    edge.library.add = quick  # type: ignore[method-assign]
    opened.canvas.composer.set_text("How long?")
    attach(sourcing, edge, qtbot)
    qtbot.waitUntil(opened.canvas.composer.sendable)


def test_a_file_that_cannot_be_read_says_so_and_is_left_out(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    opened.canvas.composer.set_text("How long?")
    id = attach(sourcing, edge, qtbot, "photo.raw")
    finish(edge, id, "unsupported", reason="photo.raw is no document.")
    qtbot.waitUntil(lambda: "photo.raw is no document." in chips(sourcing)[0].toolTip())
    assert opened.canvas.composer.sendable()
    opened.send()
    qtbot.waitUntil(lambda: edge.chat.sent == [((), None)])
    assert opened.canvas.banner is not None and "photo.raw" in opened.canvas.banner.text()


def test_a_menu_that_has_grown_stays_on_the_screen(edge: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    """What it lists is read after it was opened, near the lower edge of the screen."""
    edge.library.shelves = [Collection(f"Number {number}", 2, 20) for number in range(9)]
    window = open_window()
    window.move(0, 0)
    assert window.sourcing is not None
    button, seen = window.sourcing.button, list[bool]()
    menu = button.menu()

    def look() -> None:
        room = QApplication.primaryScreen().availableGeometry()
        seen.append(
            len(menu.actions()) > 9 and room.top() <= menu.y() and menu.geometry().bottom() <= room.bottom()
        )
        menu.close()

    QTimer.singleShot(300, menu, look)
    window.sourcing.offer.show()
    button.showMenu()
    assert seen == [True]


def test_a_file_is_taken_away(sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot) -> None:
    attach(sourcing, edge, qtbot)
    chips(sourcing)[0].click()
    assert sourcing.attached == [] and sourcing.row.isHidden()


def test_attachments_wait_in_their_conversation(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    place = edge.chat.add("Other", ("user", "Hello"), ("assistant", "Hello!"))
    edge.chat.rename(place.id, "Another")
    qtbot.waitUntil(lambda: opened.conversations.get(place.id) is not None)
    attach(sourcing, edge, qtbot)
    opened.open(place.id)
    qtbot.waitUntil(lambda: chips(sourcing) == [])
    opened.new_conversation()
    qtbot.waitUntil(lambda: len(chips(sourcing)) == 1)


def test_what_cannot_be_attached_is_told(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    edge.library.problem = NoRoom("The disk is full.", "Free some room.")
    sourcing.attach(["/tmp/a.pdf"])
    qtbot.waitUntil(lambda: opened.canvas.banner is not None)
    assert sourcing.reason == ""


def test_files_dropped_on_a_conversation_are_attached(
    opened: Window, sourcing: Sourcing, edge: FakeEdge, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.pdf")])
    action, none, button = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    field = opened.canvas.composer.field.viewport()
    QApplication.sendEvent(field, QDragEnterEvent(QPoint(5, 5), action, data, button, none))
    QApplication.sendEvent(field, QDropEvent(QPointF(5, 5), action, data, button, none))
    qtbot.waitUntil(lambda: len(sourcing.attached) == 1)
    assert opened.canvas.composer.text() == ""


def test_files_pasted_into_the_question_are_attached(
    opened: Window, sourcing: Sourcing, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.pdf"), QUrl.fromLocalFile("/tmp/b.pdf")])
    data.setText("file:///tmp/a.pdf\nfile:///tmp/b.pdf")
    QApplication.clipboard().setMimeData(data)
    opened.canvas.composer.field.paste()
    qtbot.waitUntil(lambda: len(sourcing.attached) == 2)
    assert opened.canvas.composer.text() == ""


def test_a_pasted_picture_is_attached(opened: Window, sourcing: Sourcing, qtbot: QtBot) -> None:
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    QApplication.clipboard().setImage(picture)
    field = opened.canvas.composer.field
    pasted: list[str] = []
    field.files_pasted.connect(pasted.extend)
    assert field.canPaste()
    field.paste()
    field.paste()
    qtbot.waitUntil(lambda: len(sourcing.attached) == 2)
    first, second = map(Path, pasted)
    assert first != second and first.name.startswith("Picture 2")
    assert QImage(str(first)).size() == picture.size() and opened.canvas.composer.text() == ""


def test_a_picture_that_cannot_be_kept_is_told(
    opened: Window, sourcing: Sourcing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.desktop.pasting.mkdtemp", Mock(side_effect=OSError("full")))
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    QApplication.clipboard().setImage(picture)
    with qtbot.waitSignal(opened.canvas.composer.field.picture_lost):
        opened.canvas.composer.field.paste()
    assert not sourcing.attached


def test_a_pasted_link_stays_text(opened: Window, sourcing: Sourcing) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.pdf")])
    data.setText("https://example.org/a.pdf")
    QApplication.clipboard().setMimeData(data)
    opened.canvas.composer.field.paste()
    assert opened.canvas.composer.text() == "https://example.org/a.pdf"
    assert not sourcing.attached


def test_a_question_shows_what_was_attached(opened: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    (chip,) = chips_of(
        opened, edge, qtbot, AttachmentPart("lease\u202e.pdf", "application/pdf", "a" * 64, 10)
    )
    assert chip.text() == "lease\\u202e.pdf"
    assert chip.accessibleName() == "Attached: lease\\u202e.pdf" and "10 bytes" in chip.toolTip()
    card = chip.parentWidget().parentWidget()
    assert chip.parentWidget().geometry().bottom() < card.height()


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_what_was_attached_opens(opened: Window, edge: FakeEdge, qtbot: QtBot, key: Qt.Key | None) -> None:
    edge.library.put(
        document("d7", "plan.pdf", collection=ATTACHMENTS, digest="b" * 64), "One", "Two", "Three"
    )
    parts = [AttachmentPart(f"{at}.pdf", "application/pdf", at * 64, 10) for at in "ab"]
    chip = chips_of(opened, edge, qtbot, *parts)[1]
    if key is None:
        chip.click()
    else:
        chip.setFocus()
        qtbot.keyClick(chip, key)
    viewer = shown(opened, qtbot)
    assert (viewer.sight.spot, viewer.sight.text) == (Spot("d7", "b.pdf", 1), "One")
    viewer.close()


def test_what_was_attached_and_removed_says_so(opened: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.known.clear()
    (chip,) = chips_of(opened, edge, qtbot, AttachmentPart("plan.pdf", "application/pdf", "c" * 64, 10))
    chip.click()
    viewer = shown(opened, qtbot)
    assert viewer.gone.headline.text() == "“plan.pdf” is not among your documents any more."
    viewer.close()


def test_many_attached_files_wrap_within_the_message(opened: Window, edge: FakeEdge, qtbot: QtBot) -> None:
    parts = [AttachmentPart(f"{at} a long name of a file.pdf", "", f"{at}" * 64, 10) for at in range(9)]
    chips = chips_of(opened, edge, qtbot, *parts)
    row = chips[0].parentWidget()
    assert len({chip.y() for chip in chips}) > 1
    assert all(row.rect().contains(chip.geometry()) for chip in chips)
    assert max(chip.geometry().right() for chip in chips) == row.width() - 1


def chips_of(window: Window, edge: FakeEdge, qtbot: QtBot, *parts: AttachmentPart) -> list[QToolButton]:
    place = edge.chat.add("Lease", ("user", "How long?"), parts=parts)
    window.open(place.id)
    qtbot.waitUntil(lambda: bool(window.canvas.transcript.cards()))
    (card,) = window.canvas.transcript.cards()
    return card._attached.chips


def shown(window: Window, qtbot: QtBot) -> Viewer:
    """The viewer, once it has something to show."""
    qtbot.waitUntil(lambda: window.documents().viewer is not None)
    viewer = window.documents().viewer
    assert viewer is not None
    qtbot.waitUntil(lambda: viewer.sight is not None)
    return viewer


def test_the_tab_key_leads_from_the_question_to_its_sources(
    edge: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    assert window.sourcing is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(window.sourcing.button.isVisible)
    window.canvas.composer.field.setFocus()
    qtbot.keyClick(window.canvas.composer.field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.sourcing.button
