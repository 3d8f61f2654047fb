"""The ground on which a row of a list is drawn: chosen, under the mouse, with the keyboard in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle

from edgechat.desktop.look import Look
from edgechat.desktop.theme import RADIUS_SMALL

RADIUS = RADIUS_SMALL + 2


def draw_ground(
    painter: QPainter, state: QStyle.StateFlag, ground: QRectF, look: Look, *, radius: int = RADIUS
) -> None:
    """Fill ``ground`` as ``state`` has it, and put a ring inside it where the keyboard is."""
    colours = look.palette
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.selected if chosen else colours.hover))
        painter.drawRoundedRect(ground, radius, radius)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(colours.accent))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
