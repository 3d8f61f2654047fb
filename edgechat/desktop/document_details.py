"""All that is known of one document, to be read and copied: where it is, what became of it, every note."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from edgechat.desktop import document_words, style, theme
from edgechat.desktop.language import said
from edgechat.library.document import DocumentInfo


class DocumentDetails(QDialog):
    """Of one document."""

    def __init__(self, info: DocumentInfo, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(document_words.shown(info.name))
        self.resize(520, 400)
        title = QLabel(document_words.shown(info.name))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setFont(style.scaled(self.font(), theme.TITLE, bold=True))
        self.text = QPlainTextEdit(told(info))
        self.text.setObjectName("sourceText")
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.document().setDocumentMargin(0)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Details of the document"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(self.text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


def told(info: DocumentInfo) -> str:
    """The lines of it."""
    held = document_words.holds if info.state == "indexed with notes" else document_words.state
    lines = [held(info)]
    if info.action:
        lines.append(said(info.action))
    if info.notes:
        lines += ["", *(document_words.note(each.page, said(each.text), info.unit) for each in info.notes)]
    lines += ["", _pair(_tr("File"), document_words.shown(info.path or info.name))]
    lines.append(_pair(_tr("Collection"), document_words.collection(info.collection)))
    if info.title:
        lines.append(_pair(_tr("Title"), document_words.shown(info.title)))
    lines.append(_pair(_tr("Added"), _when(info.added_at)))
    if info.finished_at is not None:
        lines.append(_pair(_tr("Read"), _when(info.finished_at)))
    if info.seconds:
        lines.append(_pair(_tr("Took"), f"{QLocale().toString(info.seconds, 'f', 1)} s"))
    return "\n".join(lines)


def _pair(name: str, value: str) -> str:
    return _tr("%1: %2").replace("%1", name).replace("%2", value)


def _when(seconds: float) -> str:
    then = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(then, QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("DocumentDetails", text)
