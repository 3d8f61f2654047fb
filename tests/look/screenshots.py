"""The pictures of the README, drawn by the program itself: the same pixels on every run of one machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.look.drawing import View, picture, shown

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "screenshots"
PICTURES = {
    "window": View("full", "light", (1180, 780)),
    "window-dark": View("full", "dark", (1180, 780)),
    "first-start": View("empty", "light", (1180, 780)),
    "search": View("found", "light", (1180, 780)),
    "right-to-left": View("full", "light", (1180, 780), "pseudo-rtl"),
}


def draw_screenshots(app: QApplication) -> None:
    """Write every picture that differs from the one that is there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, view in PICTURES.items():
        with shown(app, view) as (_edge, parts):
            made = packed(picture(parts).toImage())
        target = FOLDER / f"{name}.png"
        if not target.exists() or target.read_bytes() != made:
            target.write_bytes(made)
        print(target, f"{len(made) / 1000:.0f} kB")


def packed(image: QImage) -> bytes:
    """``image`` as a small PNG: 256 colours are enough for a window without photographs."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_Indexed8).save(buffer, "PNG", 0)  # type: ignore[call-overload]
    return bytes(content.data())
