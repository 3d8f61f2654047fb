"""The parts of the window that F6 goes through: the sidebar, what is read, the question, a panel beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from edgechat.desktop.browsing import Browsing


def parts(window: Browsing) -> list[QWidget]:
    """Those in sight, in the order in which they are read. A part's first focusable widget stands for it."""
    canvas = window.canvas
    page = canvas.welcome if canvas.welcoming else canvas.transcript
    beside = [window.tuner.panel] if window.tuner is not None else []
    return [part for part in (window.sidebar, page, canvas.composer, *beside) if part.isVisible()]


def go(window: Browsing, by: int) -> None:
    """Focus the part ``by`` places after the one that has it."""
    found = parts(window)
    focused = QApplication.focusWidget()
    at = next((at for at, part in enumerate(found) if focused and _holds(part, focused)), None)
    start = (at if at is not None else -1 if by > 0 else 0) + by
    for step in range(len(found)):
        target = entrance(window, found[(start + step * by) % len(found)])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def entrance(window: Browsing, part: QWidget) -> QWidget | None:
    """The widget of ``part`` that gets the focus: where a person would go on."""
    if part is window.canvas.composer:
        return window.canvas.composer.field
    if part is window.sidebar and window.sidebar.list.isVisible():
        return window.sidebar.list
    if part is window.canvas.transcript:
        cards = window.canvas.transcript.cards()
        return cards[-1].document if cards else part
    if _takes_focus(part):
        return part
    return next((each for each in part.findChildren(QWidget) if _takes_focus(each)), None)


def _takes_focus(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _holds(part: QWidget, widget: QWidget) -> bool:
    return part is widget or part.isAncestorOf(widget)
