"""Whether a window read from the right is the picture in the mirror of the one read from the left."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollBar, QWidget

SLACK = 2


def places(window: QWidget) -> dict[str, QRect]:
    """Where each visible widget is in ``window``, by its way there."""
    found = {}
    for widget in window.findChildren(QWidget):
        if widget.window() is window and widget.isVisibleTo(window) and not _within_code(widget):
            corner = widget.mapTo(window, QPoint(0, 0))
            found[_way(widget, window)] = QRect(corner, widget.size())
    return found


def not_mirrored(plain: dict[str, QRect], mirror: dict[str, QRect], width: int) -> list[str]:
    """The widgets that do not stand where a mirror would show them."""
    found = []
    for way, rect in plain.items():
        wanted = width - rect.x() - rect.width()
        there = mirror.get(way)
        if there is None or abs(there.x() - wanted) > SLACK or abs(there.width() - rect.width()) > SLACK:
            found.append(f"{way}: {rect.getRect()} should be at {wanted}, is {there and there.getRect()}")
    return found


def _way(widget: QWidget, window: QWidget) -> str:
    parts = []
    while widget is not window:
        parent = widget.parentWidget()
        same = [each for each in parent.children() if type(each) is type(widget)]
        parts.append(
            f"{type(widget).__name__}{widget.objectName() and '#'}{widget.objectName()}[{same.index(widget)}]"
        )
        widget = parent
    return "/".join(reversed(parts))


def _within_code(widget: QWidget) -> bool:
    """Code, and the button that copies it, are never mirrored."""
    at: QWidget | None = widget.parentWidget()
    while at is not None:
        if at.objectName() == "document":
            return True
        at = at.parentWidget()
    return isinstance(widget, QScrollBar)
