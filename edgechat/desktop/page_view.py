"""A page drawn, with the places that are meant marked on it. Knows pixels and boxes, no document."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from edgechat.desktop.look import Look
from edgechat.library.extract import Box, Picture

EDGE = 16
ALPHA = 90  # of 255: the words under the mark stay readable
ABOVE = 0.3  # share of the view that is left above a mark it is scrolled to


class Sheet(QWidget):
    """The picture at the width of its view, and the marks over it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()
        self._boxes: tuple[Box, ...] = ()

    def show_page(self, picture: Picture, boxes: tuple[Box, ...]) -> None:
        across = picture.width * 4
        image = QImage(picture.rgba, picture.width, picture.height, across, QImage.Format.Format_RGBA8888)
        self._image = image.copy()  # the picture's own bytes may go
        self._boxes = boxes
        self.update()

    def height_at(self, width: int) -> int:
        if self._image.isNull():
            return 0
        return 2 * EDGE + round((width - 2 * EDGE) * self._image.height() / self._image.width())

    def _paper(self) -> QRectF:
        return QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)

    def marks(self) -> list[QRectF]:
        """The boxes, in pixels of this widget."""
        paper = self._paper()
        return [
            QRectF(
                paper.topLeft() + QPointF(box.left * paper.width(), box.top * paper.height()),
                paper.topLeft() + QPointF(box.right * paper.width(), box.bottom * paper.height()),
            ).adjusted(-2, -1, 2, 1)
            for box in self._boxes
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paper = self._paper()
        painter.fillRect(paper, Qt.GlobalColor.white)
        painter.drawImage(paper, self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        # Paper is white in both themes, and so the mark is the one that stands out on white.
        ink = QColor(255, 214, 74, 255 - ALPHA // 2)
        for mark in self.marks():
            painter.fillRect(mark, ink)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QColor(self._look.palette.border))
        painter.drawRect(paper)


class PageView(QScrollArea):
    """Scrolls one page; ``show_page`` brings its first mark into sight."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageView")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Page"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet = Sheet(look)
        self.setWidget(self.sheet)

    def show_page(self, picture: Picture, boxes: tuple[Box, ...]) -> None:
        self.sheet.show_page(picture, boxes)
        self._fit()
        marks = self.sheet.marks()
        top = marks[0].top() - ABOVE * self.viewport().height() if marks else 0.0
        self.verticalScrollBar().setValue(max(0, round(top)))

    def _fit(self) -> None:
        width = self.viewport().width()
        self.sheet.resize(QSize(width, self.sheet.height_at(width)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()
