"""The pictures of the README, drawn by the program itself: the same pixels on every run of one machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.look.drawing import View, picture, shown

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "screenshots"
PICTURES = {
    "window": View("full", "light", (1180, 780)),
    "window-dark": View("full", "dark", (1180, 780)),
    "first-start": View("empty", "light", (1180, 780)),
    "sources": View("answer-with-sources", "light", (1180, 620)),
    "viewer": View("viewer-page", "light", (1180, 620)),
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
    """``image`` as a small PNG of 256 colours, which are nearly all that a window has."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    table = _table(np.frombuffer(plain.constBits(), np.uint32))
    few = plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    few.save(buffer, "PNG", 0)  # type: ignore[call-overload]
    return bytes(content.data())


def _table(pixels: np.ndarray) -> list[int]:
    """The colours to keep: again and again the one missed most, by how common and how far off it is."""
    colours, counts = np.unique(pixels, return_counts=True)
    channels = np.stack([(colours >> shift) & 255 for shift in (0, 8, 16)], axis=1).astype(np.float64)
    away = np.full(len(colours), 1e6)
    kept: list[int] = []
    while len(kept) < min(256, len(colours)):
        worst = int(np.argmax(away * np.sqrt(counts)))
        kept.append(int(colours[worst]))
        away = np.minimum(away, ((channels - channels[worst]) ** 2).sum(axis=1))
    return kept
