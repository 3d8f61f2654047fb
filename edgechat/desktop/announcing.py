"""What is said to a person who listens to the window instead of looking at it."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say ``text``, after what it is saying or, if ``urgent``, at once."""
    if text and _listened_to():
        _send(widget, text, urgent)


def _listened_to() -> bool:
    return QAccessible.isActive()


def _send(widget: QWidget, text: str, urgent: bool) -> None:
    event = QAccessibleAnnouncementEvent(widget, text)
    polite = QAccessible.AnnouncementPoliteness
    event.setPoliteness(polite.Assertive if urgent else polite.Polite)
    QAccessible.updateAccessibility(event)
