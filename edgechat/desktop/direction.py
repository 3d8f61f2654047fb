"""Left and right as the window's language writes them: margins, places within a widget, and a text's own.

Layouts mirror themselves. What is placed by hand goes through ``place``, uneven margins through ``margins``.
"""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def mirrored() -> bool:
    """Whether the window is read from the right."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def margins(leading: int, top: int, trailing: int, bottom: int) -> QMargins:
    """Margins whose first side is the one where reading begins: Qt does not mirror them."""
    return (
        QMargins(trailing, top, leading, bottom) if mirrored() else QMargins(leading, top, trailing, bottom)
    )


def place(widget: QWidget, rect: QRect, width: int) -> None:
    """Put ``widget`` at ``rect`` of a parent ``width`` pixels wide, counted from where reading begins."""
    left = width - rect.x() - rect.width() if mirrored() else rect.x()
    widget.setGeometry(left, rect.y(), rect.width(), rect.height())


def leading() -> Qt.AlignmentFlag:
    """The side where reading begins, whatever the direction of the text that is aligned."""
    return Qt.AlignmentFlag.AlignAbsolute | (RIGHT if mirrored() else LEFT)


def of(text: str) -> Qt.LayoutDirection:
    """The direction of ``text`` by its first letter; without one, that of the window."""
    if text.isascii() and not mirrored():
        return Qt.LayoutDirection.LeftToRight
    import unicodedata  # late: only where a text is not plain

    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return Qt.LayoutDirection.LeftToRight if kind == "L" else Qt.LayoutDirection.RightToLeft
    return QGuiApplication.layoutDirection()
