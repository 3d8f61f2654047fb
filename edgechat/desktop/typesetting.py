"""Drawn formulas as objects in a document's text: their place on the line, their colour, their source.

Which formulas have a drawing is known to ``drawings``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

from edgechat.desktop.drawings import Drawing, drawing
from edgechat.desktop.words import plain_tip

OBJECT = "\ufffc"
KIND = int(QTextFormat.ObjectTypes.UserObject.value) + 1
LATEX = int(QTextFormat.Property.UserProperty.value) + 1
DISPLAY = LATEX + 1
X_HEIGHT = 0.47
"""Of the formulas' font, in em: they are made as large as the text around them."""


class Formulas(QPyTextObject):
    """Draws the formulas of one document."""

    def intrinsicSize(self, document: QTextDocument, _at: int, format: QTextFormat) -> QSizeF:
        font, found = _of(format)
        if found is None:
            return QSizeF(0, 0)
        em, middle = _em(font, found, document), QFontMetrics(font).xHeight() / 2
        half = max(found.descent * em + middle / 2, found.ascent * em - middle / 2)
        return QSizeF(found.width * em, 2 * half)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, at: int, format: QTextFormat
    ) -> None:
        font, found = _of(format)
        if found is None:
            return
        em, rect = _em(font, found, document), QRectF(rect)
        # Qt makes room for it around the baseline, but draws it in the middle of its line.
        block = document.findBlock(at)
        line = block.layout().lineForTextPosition(at - block.position())
        baseline = rect.center().y() + (line.ascent() - line.descent()) / 2
        top = baseline - found.ascent * em
        colour = format.toCharFormat().foreground().color().name()
        place = QRectF(rect.left(), top, found.width * em, (found.ascent + found.descent) * em)
        _renderer(found.svg, colour).render(painter, place)


def insert(cursor: QTextCursor, latex: str, ink: QTextCharFormat, *, font: QFont, display: bool) -> bool:
    """Put ``latex`` at ``cursor`` as a drawing; false if there is none."""
    if drawing(latex, display=display) is None:
        return False
    made = QTextCharFormat(ink)
    made.setObjectType(KIND)
    made.setFont(font)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    made.setProperty(LATEX, latex)
    made.setProperty(DISPLAY, display)
    made.setToolTip(plain_tip(latex))
    cursor.insertText(OBJECT, made)
    return True


def source(format: QTextCharFormat) -> str:
    """What was written where an object of ``format`` stands; empty for another object."""
    if format.objectType() != KIND:
        return ""
    sign = "$$" if format.boolProperty(DISPLAY) else "$"
    return f"{sign}{format.stringProperty(LATEX)}{sign}"


def _of(format: QTextFormat) -> tuple[QFont, Drawing | None]:
    latex, display = format.stringProperty(LATEX), format.boolProperty(DISPLAY)
    return format.toCharFormat().font(), drawing(latex, display=display)


def _em(font: QFont, found: Drawing, document: QTextDocument) -> float:
    """Pixels of one em; fewer for a formula that is wider than its column."""
    size = QFontInfo(font).pixelSize()
    em = min(1.25 * size, max(1.0 * size, QFontMetricsF(font).xHeight() / X_HEIGHT))
    room = document.textWidth()
    return min(em, room / found.width) if room > 0 else em


@lru_cache(maxsize=256)
def _renderer(svg: str, colour: str) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer  # late: most windows show no formula

    made = QSvgRenderer(QByteArray(svg.replace('"black"', f'"{QColor(colour).name()}"').encode()))
    made.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return made
