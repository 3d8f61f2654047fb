"""The icons as they are played are the SVG files as Qt draws them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from edgechat.desktop.icons import ASSETS, Icons, app_icon, app_pixmap
from edgechat.desktop.theme import DARK

FILES = sorted((ASSETS / "icons").glob("*.svg"))


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("icons", ASSETS.parent / "packaging" / "icons.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rendered(svg: str, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def furthest(one: QImage, other: QImage) -> int:
    """The largest difference of a colour of a pixel."""
    pair = [each.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied) for each in (one, other)]
    assert pair[0].size() == pair[1].size()
    return max(abs(a - b) for a, b in zip(*(bytes(each.constBits()) for each in pair), strict=True))


def test_what_is_played_was_drawn_from_the_files_as_they_are(qapp: QApplication) -> None:
    kept = json.loads((ASSETS / "drawn.json").read_text(encoding="utf-8"))
    assert kept.keys() == maker().all_drawn().keys()


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
@pytest.mark.parametrize("size", [16, 20, 40])
def test_an_icon_is_its_file(qapp: QApplication, file: Path, size: int) -> None:
    played = Icons(DARK).pixmap(file.stem, "text", size)
    colour = QColor(DARK.text).name()
    wanted = rendered(file.read_text(encoding="utf-8").replace("currentColor", colour), size)
    assert furthest(played.toImage(), wanted) <= 3


def test_the_mark_is_its_file(qapp: QApplication) -> None:
    wanted = rendered((ASSETS / "edgechat.svg").read_text(encoding="utf-8"), 56)
    assert furthest(app_pixmap(56).toImage(), wanted) <= 3
    assert max(each.width() for each in app_icon().availableSizes()) == 128
