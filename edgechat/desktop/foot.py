"""The button below the list of conversations that leads to the documents."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton

from edgechat.desktop import theme
from edgechat.desktop.look import Look
from edgechat.desktop.sidebar import ICON_ROOM, INSET


class Foot(QToolButton):
    """Does what ``action`` does, and is called as it is."""

    def __init__(self, action: QAction, look: Look) -> None:
        super().__init__()
        self.setObjectName("footButton")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(ICON_ROOM, 20))  # in line with the button at the top
        self.setFixedSize(theme.SIDEBAR - 1 - 2 * INSET, 40)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setText(action.text())
        self.ensurePolished()
        self.setFixedHeight(max(40, self.sizeHint().height()))  # large letters need more
        self.setAccessibleName(action.text())
        self.setToolTip(f"{action.text()} ({keys})")
        self.setCheckable(True)
        self.clicked.connect(action.trigger)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self.setIcon(look.icons.set_in("document", "muted", ICON_ROOM))
