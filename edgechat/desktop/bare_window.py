"""The least a Qt program can show: one empty window. What the app's own start is measured beside.

``python -m edgechat.desktop.bare_window`` tells its first paint on stderr as the app does, and stays.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from edgechat.desktop import journal


class BareWindow(QWidget):
    """Empty; as large as the app's window."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1180, 780)
        self._painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, lambda: journal.note("first_paint"))


def main() -> int:
    app = QApplication(sys.argv)
    window = BareWindow()
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
