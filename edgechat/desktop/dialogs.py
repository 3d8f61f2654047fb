"""The few questions that stand in front of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QMessageBox, QWidget

import edgechat
from edgechat.desktop import links
from edgechat.desktop.icons import app_pixmap


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)


def _box(parent: QWidget, mark: int) -> QMessageBox:
    """A question or word in front of the window; it goes when it is closed."""
    box = QMessageBox(parent)
    box.setIconPixmap(app_pixmap(mark))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def _open(box: QMessageBox) -> QMessageBox:
    """Show ``box`` with room around its words; the layout is made anew with each of them."""
    grid = box.layout()
    if isinstance(grid, QGridLayout):
        grid.setContentsMargins(24, 24, 24, 20)
        grid.setVerticalSpacing(8)
    box.open()
    return box


def ask_link(parent: QWidget, url: QUrl) -> QMessageBox | None:
    """Show where ``url`` leads and open it only if the person says so. ``None`` if it may not be opened."""
    if not links.may_open(url):
        return None
    box = _box(parent, 40)
    box.setWindowTitle(_tr("Open a link"))
    box.setText(_tr("Open %1 outside EdgeChat?").replace("%1", links.host(url)))
    box.setInformativeText(links.whole(url))
    opening = box.addButton(_tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    opening.clicked.connect(lambda: QDesktopServices.openUrl(url))
    return _open(box)


def about(parent: QWidget) -> QMessageBox:
    box = _box(parent, 64)
    box.setWindowTitle(_tr("About EdgeChat"))
    box.setText(f"EdgeChat {edgechat.__version__}")
    box.setInformativeText(
        _tr("Chat with models that run on this machine. Free software under the GPL, version 3 or later.")
    )
    return _open(box)
