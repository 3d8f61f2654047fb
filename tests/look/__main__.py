"""``python -m tests.look --out DIR``: every scene, light and dark, in two sizes, as PNG. For eyes."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

SIZES = ((900, 600), (1440, 900))
SETTLE_MS = 500


def main() -> int:
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.look.scenes import SCENES

    wanted = options.scene or list(SCENES)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        for theme in options.theme or ("light", "dark"):
            for width, height in SIZES:
                target = options.out / f"{name}-{theme}-{width}x{height}.png"
                _draw(name, theme, (width, height), target)
                print(target)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.look", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--scene", action="append", help="only this one; may be repeated")
    parser.add_argument("--theme", action="append", choices=("light", "dark"))
    return parser.parse_args()


def _draw(name: str, theme: str, size: tuple[int, int], target: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from tests.look.scenes import SCENES
    from tests.ui.fakes import FakeEdge
    from tests.ui.making import made_window

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    scene = SCENES[name]
    with tempfile.TemporaryDirectory() as folder:
        edge = FakeEdge(Path(folder))
        edge.settings.values["window.theme"] = theme
        scene.fill(edge)
        with made_window(app, edge) as window:
            window.resize(*size)
            _settle()
            scene.act(edge, window)
            _settle()
            _grab(window).save(str(target))
            edge.chat.gate.set()


def _settle() -> None:
    """Let timers, workers and paints run for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def _grab(window: QWidget) -> QPixmap:
    """The window with whatever menu stands in front of it."""
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication

    picture = window.grab()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        painter = QPainter(picture)
        painter.drawPixmap(window.mapFromGlobal(popup.pos()), popup.grab())
        painter.end()
        popup.close()
    return picture


if __name__ == "__main__":
    sys.exit(main())
