"""Documents that share a name, and attachments among documents: what their rows say to tell them apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from edgechat.desktop import theme
from edgechat.desktop.documents import Documents, InfoRole, PlaceRole
from edgechat.desktop.library_page import DocumentList
from edgechat.desktop.look import make_look
from edgechat.library.document import ATTACHMENTS
from tests.ui.library import document


def rows(model: Documents) -> dict[str, str]:
    found = (model.index(row) for row in range(model.rowCount()))
    return {index.data(InfoRole).id: index.data(PlaceRole) for index in found}


def test_documents_of_one_name_are_told_apart(qapp: QApplication) -> None:
    model = Documents()
    papers = Path("/home/ada/Papers")
    infos = [
        document("a", "report.pdf", path=str(papers / "2023" / "report.pdf")),
        document("b", "report.pdf", path=str(papers / "2024" / "report.pdf")),
        document("c", "lease.pdf"),
    ]
    model.show(infos)
    first, second = (str(Path("…", "Papers", year)) for year in ("2023", "2024"))
    assert rows(model) == {"a": first, "b": second, "c": ""}
    assert first in model.data(model.index_of("a"), Qt.ItemDataRole.AccessibleTextRole)
    assert str(papers / "2023" / "report.pdf") in model.data(model.index_of("a"), Qt.ItemDataRole.ToolTipRole)
    model.hide("b")
    assert rows(model) == {"a": "", "c": ""}
    model.hide("b", hidden=False)
    model.change([document("c", "report.pdf", path=str(papers / "report.pdf"))])
    assert rows(model)["c"] == str(Path("…", "Papers")) and rows(model)["a"] == first


def test_one_file_in_two_collections_is_told_by_them(qapp: QApplication) -> None:
    model = Documents()
    model.show([
        document("a", "a.pdf", path="/tmp/a.pdf"),
        document("b", "a.pdf", path="/tmp/a.pdf", collection="Tax"),
        document("c", "a.pdf", path="/tmp/a.pdf", collection=ATTACHMENTS),
    ])  # fmt: skip
    assert rows(model) == {"a": "My documents", "b": "Tax", "c": "Attached to a question"}
    model.change([document("d", "a.pdf", path="", collection="Recovered")])
    assert rows(model)["d"] == "Recovered" and rows(model)["b"].endswith("tmp · Tax")


def test_an_attachment_is_told_as_one(qapp: QApplication, qtbot: QtBot) -> None:
    info = document("d7", "plan.pdf", collection=ATTACHMENTS)
    model = Documents()
    model.show([info, replace(info, id="d8", name="own.pdf", collection="default")])
    assert rows(model) == {"d7": "Attached to a question", "d8": ""}
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 300)
    drawn = DocumentList(model, make_look(theme.LIGHT, qapp.font()), parent)
    drawn.resize(600, 300)
    parent.show()

    def second_line(id: str) -> QImage:
        row = drawn.visualRect(model.index_of(id))
        row.setTop(row.center().y() + 4)
        return drawn.viewport().grab(row.adjusted(60, 0, 0, -4)).toImage()

    drawn.setCurrentIndex(QModelIndex())
    assert second_line("d7") != second_line("d8"), "the second line of an attachment says that it is one"
