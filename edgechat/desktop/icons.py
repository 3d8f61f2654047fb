"""The icons of ``assets/`` in a theme's colours, sharp on the densest screen.

What is played here was drawn from the SVG files by ``packaging/icons.py``: Qt's SVG library takes 1.4 MB and
some milliseconds of a window that may have no other use for it.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPicture, QPixmap, QTransform

import edgechat
from edgechat.desktop import direction
from edgechat.desktop.theme import Palette

ASSETS = Path(edgechat.__file__).parent.parent / "assets"
SIZE = 20
"""Icons are drawn for this many pixels, on a grid of ``GRID`` units."""
GRID = 24

DIRECTED = frozenset({"left", "right", "sidebar", "quit"})
"""Icons that mean a direction: mirrored where the window is read from the right."""


class Icons:
    """Icons in one palette; each is read and drawn once, when it is first asked for."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._made: dict[tuple[str, str], QIcon] = {}

    def icon(self, name: str, colour: str = "muted") -> QIcon:
        """The icon ``name`` in the palette's ``colour``. Raises ``KeyError`` for a name without a file."""
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
        made = _play(name, size, QColor(getattr(self.palette, colour)))
        if name in DIRECTED and direction.mirrored():
            made = made.transformed(QTransform.fromScale(-1, 1))
        return made


def app_pixmap(size: int) -> QPixmap:
    """The app's mark, ``size`` pixels wide."""
    return _play("edgechat", size)


def app_icon() -> QIcon:
    icon = QIcon()
    for size in (16, 32, 64, 128):
        icon.addPixmap(app_pixmap(size))
    return icon


@cache
def _drawn() -> dict[str, str]:
    found: dict[str, str] = json.loads((ASSETS / "drawn.json").read_bytes())
    return found


def _play(name: str, size: int, colour: QColor | None = None) -> QPixmap:
    """What was drawn as ``name``, ``size`` pixels wide, all of it in ``colour`` if one is given."""
    picture, data = QPicture(), base64.b64decode(_drawn()[name])
    picture.setData(data)
    # The densest screen's; only the application is asked: a screen's Python half may be gone already.
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(size / GRID, size / GRID)
    picture.play(painter)
    if colour is not None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(0, 0, GRID, GRID, colour)
    painter.end()
    return pixmap
