"""The few questions that stand in front of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

import edgechat
from edgechat.core.markup import SCHEMES
from edgechat.desktop.icons import app_pixmap


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)


def ask_link(parent: QWidget, url: QUrl) -> QMessageBox | None:
    """Show where ``url`` leads and open it only if the person says so. ``None`` if it may not be opened."""
    if url.scheme() not in SCHEMES or not url.isValid():
        return None
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded) or url.path()
    box = QMessageBox(parent)
    box.setIconPixmap(app_pixmap(40))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_tr("Open a link"))
    box.setText(_tr("Open %1 outside EdgeChat?").replace("%1", host))
    whole = bytes(url.toEncoded().data()).decode("ascii", "replace")
    box.setInformativeText(whole if len(whole) <= 300 else whole[:300] + "…")
    opening = box.addButton(_tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    opening.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.open()
    return box


def about(parent: QWidget) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIconPixmap(app_pixmap(64))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_tr("About EdgeChat"))
    box.setText(f"EdgeChat {edgechat.__version__}")
    box.setInformativeText(
        _tr("Chat with models that run on this machine. Free software under the GPL, version 3 or later.")
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
