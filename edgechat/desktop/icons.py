"""The SVG icons of ``assets/``, drawn in a theme's colours and sharp on the densest screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

import edgechat
from edgechat.desktop import direction
from edgechat.desktop.theme import Palette

ASSETS = Path(edgechat.__file__).parent.parent / "assets"
SIZE = 20
"""Icons are drawn for this many pixels, on a 24-unit grid."""

DIRECTED = frozenset({"left", "right", "sidebar", "quit"})
"""Icons that mean a direction: mirrored where the window is read from the right."""


class Icons:
    """Icons in one palette; each is read and drawn once, when it is first asked for."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._made: dict[tuple[str, str], QIcon] = {}

    def icon(self, name: str, colour: str = "muted") -> QIcon:
        """The icon ``name`` in the palette's ``colour``. Raises ``OSError`` for a name without a file."""
        key = (name, colour)
        if key not in self._made:
            made = QIcon(self.pixmap(name, colour, SIZE))
            made.addPixmap(self.pixmap(name, "border_strong", SIZE), QIcon.Mode.Disabled)
            self._made[key] = made
        return self._made[key]

    def set_in(self, name: str, colour: str, width: int) -> QIcon:
        """The icon ``name`` in the middle of ``width`` pixels: keeps the words beside it at a distance."""
        drawn = self.pixmap(name, colour, SIZE)
        ratio = drawn.devicePixelRatio()
        room = QPixmap(round(width * ratio), drawn.height())
        room.setDevicePixelRatio(ratio)
        room.fill(Qt.GlobalColor.transparent)
        painter = QPainter(room)
        painter.drawPixmap(QPointF((width - SIZE) / 2, 0), drawn)
        painter.end()
        return QIcon(room)

    def pixmap(self, name: str, colour: str, size: int) -> QPixmap:
        """The icon ``name``, ``size`` pixels wide."""
        drawing = (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        made = _draw(drawing.replace("currentColor", getattr(self.palette, colour)), size)
        if name in DIRECTED and direction.mirrored():
            made = made.transformed(QTransform.fromScale(-1, 1))
        return made


def app_pixmap(size: int) -> QPixmap:
    """The app's mark, ``size`` pixels wide."""
    return _draw((ASSETS / "edgechat.svg").read_text(encoding="utf-8"), size)


def app_icon() -> QIcon:
    icon = QIcon()
    for size in (16, 32, 64, 256):
        icon.addPixmap(app_pixmap(size))
    return icon


def _draw(drawing: str, size: int) -> QPixmap:
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
