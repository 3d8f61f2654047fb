"""What no picture may show: clipped words, parts outside their parent, parts on top of each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QToolButton,
    QWidget,
)

ELIDES = {"Title"}
"""Widgets that shorten their text themselves."""

OVER = {"veil", "jump", "toast", "bubble", "document", "qt_scrollarea_vcontainer", "qt_scrollarea_hcontainer"}
"""What lies over or under something else on purpose."""

SLACK = 1


def findings(parts: list[QWidget]) -> list[str]:
    """What is wrong in ``parts``, each as a line that names the widget."""
    found: list[str] = []
    for window in parts:
        if isinstance(window, QFileDialog):
            continue  # Qt's own
        for widget in _visible(window):
            found += _clipped(widget)
            found += _outside(widget)
            found += _overlapping(widget)
    return sorted(set(found))


def _visible(window: QWidget) -> list[QWidget]:
    inside = [each for each in window.findChildren(QWidget) if each.window() is window]
    return [each for each in [window, *inside] if each.isVisibleTo(window)]


def _said(widget: QWidget) -> str:
    chain, at = [], widget
    while at is not None and len(chain) < 3:
        chain.append(f"{type(at).__name__}#{at.objectName()}" if at.objectName() else type(at).__name__)
        at = at.parentWidget()
    return " in ".join(chain)


def _clipped(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text() and type(widget).__name__ not in ELIDES:
        yield from _clipped_label(widget)
    elif isinstance(widget, QAbstractButton) and widget.text() and _shows_text(widget):
        need, given = widget.sizeHint(), widget.size()
        if need.width() > given.width() + SLACK or need.height() > given.height() + SLACK:
            yield f"clipped: {_said(widget)} {widget.text()!r} needs {need.toTuple()}, has {given.toTuple()}"
    elif isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        need = QFontMetrics(widget.font()).horizontalAdvance(widget.placeholderText())
        if need > widget.contentsRect().width() - 12:
            yield f"clipped: {_said(widget)} {widget.placeholderText()!r}"


def _shows_text(button: QAbstractButton) -> bool:
    beside = button.toolButtonStyle() if isinstance(button, QToolButton) else None
    return beside is None or (beside.value != 0) or button.icon().isNull()


def _clipped_label(label: QLabel) -> Iterator[str]:
    need, given = label.sizeHint(), label.size()
    if label.wordWrap():
        words = label.text().split()
        widest = max((QFontMetrics(label.font()).horizontalAdvance(word) for word in words), default=0)
        tall = label.heightForWidth(given.width())
        if tall > given.height() + SLACK or (widest > given.width() + SLACK and len(words) > 1):
            yield f"clipped: {_said(label)} {label.text()[:60]!r} needs {tall} px, has {given.toTuple()}"
    elif need.width() > given.width() + SLACK or need.height() > given.height() + SLACK:
        yield f"clipped: {_said(label)} {label.text()[:60]!r} needs {need.toTuple()}, has {given.toTuple()}"


def _outside(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(parent, QMenu) or _internal(widget):
        return
    room, place = parent.rect(), widget.geometry()
    if (
        place.left() < room.left() - 8
        or place.right() > room.right() + 8
        or (
            not _is_viewport(parent)
            and (place.top() < room.top() - SLACK or place.bottom() > room.bottom() + SLACK)
        )
    ):
        yield f"outside: {_said(widget)} at {place.getRect()} in {room.size().toTuple()}"


def _internal(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar)


def _is_viewport(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _overlapping(parent: QWidget) -> Iterator[str]:
    if isinstance(parent, QAbstractScrollArea | QLineEdit):
        return
    children = [
        each
        for each in parent.findChildren(QWidget)
        if each.parentWidget() is parent and not each.isHidden() and not each.isWindow()
    ]
    for one, other in combinations(children, 2):
        if {one.objectName(), other.objectName()} & OVER or _internal(one) or _internal(other):
            continue
        shared: QRect = one.geometry() & other.geometry()
        if shared.width() > SLACK and shared.height() > SLACK:
            yield f"overlap: {_said(one)} and {_said(other)} share {shared.size().toTuple()}"
