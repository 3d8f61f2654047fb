"""Draws the SVG files of ``assets/`` once and for all, into ``assets/drawn.json``.

The window plays what was drawn and need not bring Qt's SVG library into every start. Run it after changing
one: ``python packaging/icons.py``.
"""

from __future__ import annotations

import base64
import json

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QPainter, QPicture
from PySide6.QtSvg import QSvgRenderer

from edgechat.desktop.icons import ASSETS, GRID

INK = "#000000"  # what stands for the colour of the theme


def drawn(svg: str) -> bytes:
    """``svg`` as Qt draws it, ``GRID`` units wide, in the format of ``QPicture``."""
    picture = QPicture()
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.replace("currentColor", INK).encode())).render(
        painter, QRectF(0, 0, GRID, GRID)
    )
    painter.end()
    data: bytes = bytes(picture.data())  # type: ignore[call-overload]
    return data


def all_drawn() -> dict[str, str]:
    """Every file by its name without ``.svg``."""
    files = sorted([*(ASSETS / "icons").glob("*.svg"), ASSETS / "edgechat.svg"], key=lambda each: each.stem)
    return {each.stem: base64.b64encode(drawn(each.read_text(encoding="utf-8"))).decode() for each in files}


if __name__ == "__main__":
    app = QGuiApplication(["icons", "-platform", "offscreen"])
    (ASSETS / "drawn.json").write_text(json.dumps(all_drawn(), indent=0) + "\n", encoding="utf-8")
