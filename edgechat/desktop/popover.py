"""A card that stands before the window until Esc or a click beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from edgechat.desktop import theme
from edgechat.desktop.look import Look


class Popover(QFrame):
    """Gone once it is closed."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # its corners are round
        self._look = look

    def fit(self) -> None:
        """As tall as its words need: Qt alone forgets that they wrap."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        wrapped = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
        self.setFixedHeight(max(wrapped, layout.totalMinimumSize().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A translucent window gets no ground from the stylesheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._look.palette.border_strong))
        painter.setBrush(QColor(self._look.palette.raised))
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, theme.RADIUS, theme.RADIUS)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
