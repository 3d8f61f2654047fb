"""The page of documents: each file's state, adding, finding, removing with a way back, and its progress."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from edgechat.chat.parts import CitationPart, SearchedPart, TextPart
from edgechat.core.errors import DataDamaged, DocumentDamaged, DocumentMissing, NoRoom
from edgechat.desktop import document_words
from edgechat.desktop.document_details import DocumentDetails
from edgechat.desktop.document_rows import step_rect
from edgechat.desktop.documents import Documents, InfoRole
from edgechat.desktop.shelving import REMOVED_AFTER_MS, Shelving
from edgechat.desktop.window import Window
from edgechat.library.document import Collection, DocumentNote, Findings, Found, Halted, Progress, Renewed
from edgechat.library.healed import Healed
from edgechat.library.watched import FolderLooked, WatchedFolder
from tests.ui.fakes import FakeEdge
from tests.ui.library import document

Open = Callable[[], Window]


@pytest.fixture
def shelving(open_window: Open, qtbot: QtBot) -> Shelving:
    window = open_window()
    window.show_documents()
    made = window.documents()
    qtbot.waitUntil(lambda: made.documents.total > 0)
    return made


def names(shelving: Shelving) -> list[str]:
    model = shelving.documents
    return [model.index(row).data() for row in range(model.rowCount())]


def test_a_conversation_and_the_documents_take_turns(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    place = edge.chat.add("Lease", ("user", "Hello"), ("assistant", "Hello!"))
    window = open_window()
    window.open(place.id)
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    window.show_documents()
    assert window.canvas.elsewhere and window.canvas.composer.isHidden()
    unseen = (
        "conversation.delete",
        "conversation.rename",
        "conversation.export",
        "message.delete",
        "message.edit",
    )
    assert not any(window.actions_[each].isEnabled() for each in unseen)
    qtbot.keyClick(
        window, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.conversations.ids() == [place.id]
    window.open(place.id)
    qtbot.waitUntil(lambda: not window.canvas.elsewhere)
    assert not window.canvas.composer.isHidden()
    assert all(window.actions_[each].isEnabled() for each in unseen)
    window.show_documents()
    window.new_conversation()
    assert window.canvas.welcoming and not window.canvas.composer.isHidden()


@pytest.mark.parametrize(
    ("state", "more", "said", "tone"),
    [
        ("indexed", {}, "3 pages · 14 passages · 182 kB", "muted"),
        ("indexed", {"unit": ""}, "14 passages · 182 kB", "muted"),
        ("indexed", {"unit": "slide", "pages": 1, "chunks": 1}, "1 slide · 1 passage · 182 kB", "muted"),
        ("queued", {}, "Waiting", "muted"),
        ("reading", {"chunks": 0}, "Reading · 182 kB", "accent"),
        ("encrypted", {"reason": "It is locked."}, "It is locked.", "warning"),
        ("damaged", {"reason": "It is broken."}, "It is broken.", "danger"),
        ("cancelled", {}, "Cancelled", "muted"),
        ("duplicate of", {}, "Already there under another name: kept once", "muted"),
    ],
)
def test_every_state_has_its_words(qapp: QApplication, state: str, more: dict, said: str, tone: str) -> None:
    info = document("d", "a.pdf", state, **more)
    assert document_words.state(info) == said
    assert document_words.tone(info) == tone


def test_notes_are_told(qapp: QApplication) -> None:
    notes = (DocumentNote(7, "ocr-failed", "Nothing to see."), DocumentNote(0, "cut", "Cut."))
    info = document("d", "a<b>.pdf", "indexed with notes", notes=notes)
    assert document_words.state(info).endswith("Nothing to see. (and 1 more)")
    assert "Page 7: Nothing to see." in document_words.tip(info)
    assert "a&lt;b&gt;.pdf" in document_words.tip(info)


def test_the_newest_stand_first_and_are_found_by_name(shelving: Shelving) -> None:
    shelving._edge.library.put(document("d3", "tax 2024.pdf", added_at=2e9), "x")
    shelving.documents.show(shelving._edge.library.documents())
    assert names(shelving) == ["tax 2024.pdf", "lease.pdf", "house rules.md"]
    shelving.page.field.setText("RULES house")
    assert names(shelving) == ["house rules.md"]
    shelving.page.field.setText("nowhere")
    assert names(shelving) == []
    assert "Nothing found" in shelving.page._nothing.text() and not shelving.page._nothing.isHidden()


def test_what_is_inside_is_found(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    hit = Found("d1", "lease.pdf", "default", 3, 5, 20, "the notice period", "", 1.0)
    edge.library.findings = Findings((hit,), "words", "No embedding model is installed.")
    shelving.page.field.setText("notice")
    qtbot.waitUntil(lambda: shelving.page.passages.filled)
    assert "No embedding model" in shelving.page.passages._heading.text()
    assert not shelving.page.passages.isHidden()
    shelving.page.passages._open(shelving.page.passages.hits.index(0))
    qtbot.waitUntil(lambda: shelving.viewer is not None and shelving.viewer.sight is not None)
    assert shelving.viewer.sight.page == 3
    shelving.viewer.close()
    shelving.page.field.setText("")
    assert shelving.page.passages.isHidden()


def test_who_ordered_what_was_found_is_said(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    hit = Found("d1", "lease.pdf", "default", 3, 5, 20, "the notice period", "", 1.0)
    heading = shelving.page.passages._heading
    shelving.page.passages.show_findings(Findings((hit,), "hybrid"))
    assert heading.text() == "Inside the documents"
    shelving.page.passages.show_findings(Findings((hit,), "hybrid", by_meaning_alone=True))
    assert "No passage has any of these words" in shelving.page.passages._heading.text()
    shelving.page.passages.show_findings(Findings((hit,), "hybrid", reranker="/models/mine", reranked=1))
    assert heading.text() == "Inside the documents, ordered by mine"
    shelving.page.passages.show_findings(Findings((hit,), "hybrid", unranked="It is too slow."))
    assert heading.text() == "Inside the documents, without the re-ranker: It is too slow."


def test_files_that_are_chosen_are_added(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    shelving.add(["/tmp/a.pdf", "/tmp/b.pdf"])
    qtbot.waitUntil(lambda: "a.pdf" in names(shelving))
    assert edge.library.calls == ["add /tmp/a.pdf /tmp/b.pdf to default"]
    assert shelving._toast._text.text() == "2 documents added"


def test_a_collection_begins_with_its_name(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.shelves = [Collection("default", 2, 28), Collection("A & B", 1, 3)]
    shelving.read()
    qtbot.waitUntil(lambda: len(shelving.page.picker.menu().actions()) == 6)
    shelving.page.new_wanted.emit()
    dialog = shelving._window.findChild(QInputDialog)
    dialog.setTextValue("  Tax  ")
    dialog.accept()
    assert [each.text() for each in shelving.page.picker.menu().actions()][1:3] == ["My documents", "A && B"]
    assert shelving.page.collection == "Tax"
    assert shelving.promise() == "Drop to add to “Tax”"
    shelving.add(["/tmp/a.pdf"])
    qtbot.waitUntil(lambda: "add /tmp/a.pdf to Tax" in edge.library.calls)


def test_what_cannot_be_added_is_told(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.problem = NoRoom("The disk is full.", "Free some room.")
    shelving.add(["/tmp/a.pdf"])
    qtbot.waitUntil(lambda: shelving._window.canvas.banner is not None)
    assert "The disk is full. Free some room." in shelving._window.canvas.banner.text()


def test_folders_that_could_not_be_read_are_named(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    for number in range(7):
        why = DocumentMissing("The folder x cannot be read: Denied.", "Change it.", why="Permission denied")
        edge.library.unreadable[f"/tmp/all/private {number}"] = why
    shelving.add(["/tmp/all"])
    canvas = shelving._window.canvas
    qtbot.waitUntil(lambda: canvas.banner is not None)
    lines = canvas.banner.text().splitlines()
    assert lines[:2] == ["1 document added", "7 places could not be read:"] and lines[-1] == "and 2 more"
    assert lines[2] == "/tmp/all/private 0: no permission to read it" and len(lines) == 8


def test_what_is_not_there_is_told_without_a_count_of_nothing(
    shelving: Shelving, edge: FakeEdge, qtbot: QtBot
) -> None:
    why = DocumentMissing("/tmp/gone.pdf is not there.", "Check the path.", why=os.strerror(errno.ENOENT))
    edge.library.unreadable["/tmp/gone.pdf"] = why
    shelving.add([])
    canvas = shelving._window.canvas
    qtbot.waitUntil(lambda: canvas.banner is not None)
    assert canvas.banner.text() == "1 place could not be read:\n/tmp/gone.pdf: it is not there"


def test_damage_that_was_put_right_is_told(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    edge.events.publish(Healed("It is cut off.", "/x/damaged/library-1.db", 12, 11, 2, 1))
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    said = window.canvas.banner.text()
    assert "was damaged" in said and "11 documents are read again." in said
    assert "2 lost their names." in said and "1 file has to be added again." in said
    window.canvas.banner.buttons()[0].click()
    assert window.canvas.elsewhere and window.canvas.banner is None


def test_another_model_is_shown_on_its_way(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    strip = shelving.page.strip
    edge.library.renewal = Renewed("new model", 120, 400, None, earlier="old model")
    shelving.read()
    qtbot.waitUntil(lambda: not strip.isHidden())
    assert "Search moves to new model · 120 of 400 passages" in strip.line.text()
    edge.events.publish(Progress(0, 0, 0, 0, 0.0, None, paused=True))
    qtbot.waitUntil(lambda: strip.line.text().endswith("paused"))
    strip.hold.click()
    qtbot.waitUntil(lambda: "go on" in edge.library.calls)
    edge.events.publish(Progress(1, 2, 0, 0, 0.0, None, name="a.pdf"))
    qtbot.waitUntil(lambda: "1 of 2 documents" in strip.line.text())
    assert strip.end.toolTip() == "Cancel what is still waiting"
    edge.events.publish(Progress(2, 2, 0, 0, 0.0, None))
    edge.events.publish(Renewed("new model", 200, 400, 100.0, earlier="old model"))
    qtbot.waitUntil(lambda: "200 of 400 passages · about 2 minutes left" in strip.line.text())
    assert strip.bar.accessibleName() == "Moving search to another model"
    strip.end.click()
    qtbot.waitUntil(lambda: "stay" in edge.library.calls)
    qtbot.waitUntil(strip.isHidden)


def test_the_end_of_a_renewal_is_told(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    toast = window.canvas.toast
    edge.events.publish(Renewed("new model", 100, 400, 1.0, earlier="old model"))
    edge.events.publish(Renewed("new model", 400, 400, 0.0, switched=True))
    qtbot.waitUntil(lambda: toast._text.text() == "Search now uses new model")
    edge.events.publish(Renewed("other", 0, 0, None, "It cannot be read."))
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert window.canvas.banner.text() == "Search could not move to other. It cannot be read."


def test_reading_that_has_stopped_is_told_and_goes_on(
    open_window: Open, edge: FakeEdge, qtbot: QtBot
) -> None:
    window = open_window()
    edge.events.publish(Halted(NoRoom("There is no room to save.", "Free some disk space.")))
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert window.canvas.banner.text() == "There is no room to save. Free some disk space."
    window.canvas.banner.buttons()[0].click()
    qtbot.waitUntil(lambda: "go on" in edge.library.calls)
    edge.events.publish(Halted(DataDamaged("It cannot be read.", "Open it again.")))
    qtbot.waitUntil(lambda: window.canvas.banner is not None)
    assert [each.text() for each in window.canvas.banner.buttons()] == ["Dismiss"]


def test_removing_can_be_undone(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shelving.page.used.text().startswith("2 documents · "))
    assert "index" in shelving.page.used.toolTip()
    shelving.remove("d1")
    assert names(shelving) == ["house rules.md"]
    assert shelving.page.used.text().startswith("1 document · ")
    assert edge.library.calls == []
    shelving._toast.undo.click()
    assert shelving.page.used.text().startswith("2 documents · ")
    assert names(shelving) == ["lease.pdf", "house rules.md"]
    assert "d1" in edge.library.known


def test_what_was_not_undone_is_removed(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    assert REMOVED_AFTER_MS > 6000
    shelving.remove("d1")
    shelving._removing["d1"].setInterval(0)
    qtbot.waitUntil(lambda: edge.library.calls == ["remove d1"])
    qtbot.waitUntil(lambda: shelving.documents.get("d1") is None)
    assert not shelving._toast.undoable


def test_closing_the_window_keeps_the_promise(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    window.show_documents()
    qtbot.waitUntil(lambda: window.documents().documents.total == 2)
    window.documents().remove("d1")
    window.close()
    qtbot.waitUntil(lambda: edge.library.calls == ["remove d1"])


def test_what_cannot_be_removed_comes_back(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.problem = DocumentDamaged("It is locked.", "Try again.")
    shelving.remove("d1")
    shelving._removing["d1"].setInterval(0)
    qtbot.waitUntil(lambda: "lease.pdf" in names(shelving))


def test_an_encrypted_one_asks_for_its_password(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    shelving.documents.change([document("d5", "tax.pdf", "encrypted", pages=0)])
    edge.library.put(document("d5", "tax.pdf", "encrypted", pages=0), "x")
    shelving.open("d5")
    dialog = shelving._window.findChild(QInputDialog)
    assert dialog.textEchoMode() == QLineEdit.EchoMode.Password
    dialog.setTextValue(" secret ")
    dialog.accept()
    qtbot.waitUntil(lambda: "retry d5  secret" in edge.library.calls)


def test_the_way_to_a_password_is_seen_in_the_row(shelving: Shelving, qtbot: QtBot) -> None:
    shelving.documents.show([document("d5", "tax.pdf", "encrypted", pages=0), document("d1", "lease.pdf")])
    rows, drawing = shelving.page.list, shelving.page.list.drawing
    locked, plain = shelving.documents.index_of("d5"), shelving.documents.index_of("d1")
    assert "Enter its password…" in locked.data(Qt.ItemDataRole.AccessibleTextRole)
    opened: list[str] = []
    rows.opened.disconnect()
    rows.opened.connect(opened.append)
    row = rows.visualRect(locked)
    spot = step_rect(row, drawing.look, locked.data(InfoRole))
    assert row.contains(spot)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(rows.viewport(), left, pos=QPoint(row.left() + 60, row.center().y()))
    assert opened == []
    qtbot.mouseClick(rows.viewport(), left, pos=spot.center())
    assert opened == ["d5"]
    assert not step_rect(rows.visualRect(plain), drawing.look, plain.data(InfoRole)).isValid()


def test_the_menu_offers_what_is_possible(shelving: Shelving) -> None:
    def offered(id: str) -> list[str]:
        shelving._menu(id, QPoint(5, 5))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions()]
        menu.close()
        return texts

    assert offered("d1") == ["Open", "Read again", "Details", "Show in folder", "Remove"]
    shelving.documents.change([document("d9", "b.pdf", "damaged", pages=0, characters=0)])
    assert offered("d9") == ["Try again", "Details", "Show in folder", "Remove"]


def test_the_keyboard_opens_and_removes(shelving: Shelving, qtbot: QtBot) -> None:
    shelving.page.list.setCurrentIndex(shelving.documents.index(0))
    qtbot.keyClick(shelving.page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shelving.viewer is not None and shelving.viewer.sight is not None)
    shelving.viewer.close()
    qtbot.keyClick(shelving.page.list, Qt.Key.Key_Delete)
    assert names(shelving) == ["house rules.md"]
    marked = shelving.page.list.current()
    assert marked is not None and marked.name == "house rules.md"


def test_the_marked_document_stays_marked_when_others_come(shelving: Shelving) -> None:
    shelving.page.list.setCurrentIndex(shelving.documents.index(1))
    shelving.documents.change([document("d9", "new.pdf")])
    marked = shelving.page.list.current()
    assert len(names(shelving)) == 3 and marked is not None and marked.name == "house rules.md"
    shelving.documents.filter(text="new")
    marked = shelving.page.list.current()
    assert marked is not None and marked.name == "new.pdf"
    shelving.documents.filter(text="nowhere")
    assert shelving.page.list.current() is None


def test_progress_is_shown_and_goes(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    strip = shelving.page.strip
    edge.events.publish(Progress(22, 120, 611, 1200, 14.2, 190.0, name="a.pdf", state="reading"))
    edge.events.publish(Progress(23, 120, 611, 1200, 14.2, 190.0, name="before.pdf", state="indexed"))
    qtbot.waitUntil(lambda: not strip.isHidden())
    assert strip.line.text() == "23 of 120 documents · 14 pages/s · about 3 minutes left · a.pdf"
    strip.hold.click()
    qtbot.waitUntil(lambda: "pause" in edge.library.calls)
    edge.events.publish(Progress(23, 120, 611, 1200, 0.0, None, paused=True))
    qtbot.waitUntil(lambda: "paused" in strip.line.text())
    strip.hold.click()
    qtbot.waitUntil(lambda: "go on" in edge.library.calls)
    strip.end.click()
    qtbot.waitUntil(lambda: "cancel" in edge.library.calls)
    edge.events.publish(Progress(120, 120, 611, 1200, 0.0, None))
    qtbot.waitUntil(strip.isHidden)


def test_a_changed_row_is_read_again(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.known["d1"] = replace(edge.library.known["d1"], state="damaged", reason="Broken.")
    edge.events.publish(Progress(0, 1, 0, 0, 0.0, None, changed="d1"))
    index = shelving.documents.index_of("d1")
    qtbot.waitUntil(lambda: index.data(InfoRole).state == "damaged")


def test_ten_thousand_documents_are_a_list(qapp: QApplication) -> None:
    model = Documents()
    model.show([document(f"d{at}", f"paper {at}.pdf") for at in range(10_000)])
    assert model.rowCount() == 10_000
    model.change([document("d5", "paper 5.pdf", "damaged")])
    assert model.index_of("d5").data(InfoRole).state == "damaged"


def drop(window: Window, *urls: QUrl) -> None:
    data = QMimeData()
    data.setUrls(list(urls))
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), action, data, button, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), action, data, button, none))


def test_files_dropped_on_the_page_are_added(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    window.show_documents()
    drop(window, QUrl.fromLocalFile("/tmp/a.pdf"), QUrl.fromLocalFile("/tmp/folder"))
    qtbot.waitUntil(lambda: edge.library.calls == ["add /tmp/a.pdf /tmp/folder to default"])


def test_what_is_no_file_is_not_taken(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    drop(window, QUrl("https://example.org/a.pdf"))
    qtbot.wait(30)
    assert edge.library.calls == []


def test_a_citation_opens_its_place(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    cited = CitationPart(1, "d1", "lease.pdf", 3, 5, 20, "the quote")
    parts = (SearchedPart(1), TextPart("So. [1]"), cited)
    place = edge.chat.add("Lease", ("user", "How?"), ("assistant", "So. [1]"), parts=parts)
    window = open_window()
    window.open(place.id)
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    window.canvas.transcript.source_wanted.emit(window.canvas.transcript.messages()[-1].id, 1)
    qtbot.waitUntil(lambda: window.shelving is not None and window.shelving.viewer is not None)
    viewer = window.documents().viewer
    qtbot.waitUntil(lambda: viewer.sight is not None)
    assert (viewer.sight.page, viewer.sight.spot.start) == (3, 5)
    viewer.close()


def test_dialogs_for_files_and_folders(shelving: Shelving, qtbot: QtBot) -> None:
    for ask, mode in (
        (shelving.ask_files, QFileDialog.FileMode.ExistingFiles),
        (shelving.ask_folder, QFileDialog.FileMode.Directory),
    ):
        ask()
        dialog = shelving._window.findChildren(QFileDialog)[-1]
        assert dialog.fileMode() == mode
        dialog.reject()
        qtbot.wait(10)


def test_a_folder_can_be_followed(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    for keep, call in ((True, "watch /tmp/papers for default"), (False, "add /tmp/papers to default")):
        shelving._ask_following(["/tmp/papers"])
        asked = shelving._window.findChildren(QMessageBox)[-1]
        assert asked.checkBox().isChecked()
        asked.checkBox().setChecked(keep)
        asked.defaultButton().click()
        qtbot.waitUntil(lambda call=call: edge.library.calls[-1:] == [call])
    assert edge.library.following


def test_followed_folders_are_told_looked_at_and_let_go(
    shelving: Shelving, edge: FakeEdge, qtbot: QtBot
) -> None:
    edge.library.folders = [
        WatchedFolder("/tmp/a", "default", "followed", "", 3, 3, 1, 1_800_000_000.0, ("x is a link.",), True),
        WatchedFolder("/tmp/b", "Tax", "away", "The folder b is not there now.", 1, 0, 0, None, (), True),
    ]
    shelving._window.show_folders()
    dialog = shelving.folders
    assert dialog is not None

    def texts() -> list[str]:
        return [each.text() for each in dialog.findChildren(QLabel) if not each.isHidden()]

    qtbot.waitUntil(lambda: "/tmp/b" in texts())
    assert "x is a link." in texts() and "The folder b is not there now. · 1 document · Tax" in texts()
    assert any(text.startswith("3 documents · My documents · 1 removed by you · ") for text in texts())
    buttons = {each.accessibleName(): each for each in dialog.findChildren(QPushButton)}
    buttons["Look now: /tmp/a"].click()
    qtbot.waitUntil(lambda: "look /tmp/a" in edge.library.calls)
    buttons = {each.accessibleName(): each for each in dialog.findChildren(QPushButton)}
    buttons["Stop following: /tmp/b"].click()
    qtbot.waitUntil(lambda: "/tmp/b" not in texts())
    edge.library.folders = []
    edge.events.publish(FolderLooked("/tmp/a"))
    qtbot.waitUntil(lambda: "No folder is followed yet." in texts())
    dialog.reject()
    qtbot.waitUntil(lambda: shelving.folders is None)


def test_details_tell_every_note(shelving: Shelving, qtbot: QtBot) -> None:
    notes = tuple(DocumentNote(page, "cut", f"Note {page}.") for page in range(1, 10))
    odd = document(
        "d8", "scan.pdf", "damaged", pages=0, characters=0, notes=notes, reason="Bad.", action="Do."
    )
    shelving.documents.change([odd])
    shelving.open("d8")
    dialog = shelving._window.findChild(DocumentDetails)
    said = dialog.text.toPlainText()
    assert said.startswith("Bad.\nDo.\n") and "Page 9: Note 9." in said
    assert "File: /home/ada/Papers/scan.pdf" in said
    dialog.reject()


def test_a_document_is_read_again(shelving: Shelving, edge: FakeEdge, qtbot: QtBot) -> None:
    shelving.reread("d1")
    qtbot.waitUntil(lambda: edge.library.calls == ["reread d1"])
    qtbot.waitUntil(lambda: shelving.documents.get("d1").state == "queued")


def test_escape_leads_back_to_the_conversation(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    place = edge.chat.add("Lease", ("user", "Hello"), ("assistant", "Hello!"))
    window = open_window()
    window.open(place.id)
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    window.show_documents()
    qtbot.keyClick(window.documents().page.list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.canvas.elsewhere)
    assert window.current == place.id
    window.show_documents()
    qtbot.keyClick(window.documents().page.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.canvas.elsewhere)


def test_folders_are_followed_once_the_window_is_ready(
    open_window: Open, edge: FakeEdge, qtbot: QtBot
) -> None:
    window = open_window()
    assert not edge.library.following
    window._later.setInterval(0)
    qtbot.waitUntil(lambda: edge.library.following)


def test_documents_are_ordered_and_chosen_by_their_state(shelving: Shelving) -> None:
    shelving.documents.change([document("d12", "aa.pdf", "damaged"), document("d1234", "zz.pdf")])
    orders = {action.text(): action for action in shelving.page.order.menu().actions()}
    assert names(shelving)[0] == "zz.pdf"
    orders["By name"].trigger()
    assert names(shelving) == ["aa.pdf", "house rules.md", "lease.pdf", "zz.pdf"]
    orders["By state"].trigger()
    assert names(shelving)[0] == "aa.pdf"
    shelving.page.troubled.trigger()
    assert names(shelving) == ["aa.pdf"]
    shelving.documents.remove("d12")
    assert shelving.page._nothing.text() == "No document has a problem."


def test_reading_is_told_in_the_header(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    window = open_window()
    edge.events.publish(Progress(30, 120, 611, 1200, 14.2, 190.0, name="a.pdf"))
    qtbot.waitUntil(lambda: not window._chip.isHidden())
    assert window._chip.text() == "25 %" and "30 of 120 documents" in window._chip.accessibleName()
    window._chip.click()
    assert window.canvas.elsewhere and window._chip.isHidden()  # its page says the same at greater length
    window.leave_documents()
    qtbot.waitUntil(lambda: not window._chip.isHidden())
    edge.events.publish(Progress(120, 120, 611, 1200, 0.0, None))
    qtbot.waitUntil(window._chip.isHidden)


def test_what_could_not_be_read_is_told_at_the_end(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    edge.library.put(document("d9", "broken.pdf", "damaged", pages=0, characters=0), "")
    window = open_window()
    edge.events.publish(Progress(1, 2, 0, 0, 0.0, None, changed="d9", name="broken.pdf", state="damaged"))
    edge.events.publish(Progress(2, 2, 0, 0, 0.0, None, changed="d1", name="lease.pdf", state="indexed"))
    toast = window.canvas.toast
    qtbot.waitUntil(lambda: toast._text.text() == "1 document could not be read")
    assert toast.undo.text() == "Show"
    toast.undo.click()
    qtbot.waitUntil(lambda: names(window.documents()) == ["broken.pdf"])


def test_the_question_field_is_reached_from_the_page(open_window: Open, edge: FakeEdge, qtbot: QtBot) -> None:
    place = edge.chat.add("Lease", ("user", "Hello"), ("assistant", "Hello!"))
    window = open_window()
    window.open(place.id)
    qtbot.waitUntil(lambda: len(window.canvas.transcript.messages()) == 2)
    window.show_documents()
    window.focus_composer()
    qtbot.waitUntil(lambda: not window.canvas.elsewhere)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.canvas.composer.field.hasFocus())


def test_in_a_wide_window_the_page_stays_together(shelving: Shelving) -> None:
    page = shelving.page
    page.setFixedWidth(1400)
    QApplication.processEvents()
    assert page.list.width() <= 960
    page.setFixedWidth(700)
    QApplication.processEvents()
    assert page.list.width() > 640
