"""The few questions that stand in front of the window, and errors in a sentence."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

import edgechat
from edgechat.core.errors import FixableError
from edgechat.desktop.icons import app_pixmap
from edgechat.desktop.markdown import SCHEMES

log = logging.getLogger(__name__)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)


def sentence(error: Exception) -> str:
    """``error`` as a person reads it; a bug of ours is logged and said to be one."""
    if isinstance(error, FixableError):
        return str(error)
    log.error("a bug reached the window", exc_info=error)
    return _tr("Something went wrong inside EdgeChat. Your conversations are kept; try again.")


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


def cannot_open(error: Exception) -> None:
    """Say why there is no window at all, and wait until it was read."""
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("EdgeChat")
    box.setText(_tr("EdgeChat cannot open this profile."))
    box.setInformativeText(sentence(error))
    box.exec()
