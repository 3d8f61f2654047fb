"""``python -m tests.look --out DIR``: the window in every state, as PNG, with a page to browse. For eyes.

Without options: every scene, light and dark, small and large, and in the languages that find what was
forgotten. Prints what is wrong in a picture (``findings``, ``texts``). ``--screenshots``: the README's.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.look.drawing import View

SIZES = ("900x600", "1440x900")
THEMES = ("light", "dark")
PSEUDO = ("pseudo", "pseudo-rtl")


def main() -> int:
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.scale:
        os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    if options.font:
        font = app.font()
        font.setPointSizeF(font.pointSizeF() * options.font)
        app.setFont(font)
    if options.screenshots:
        from tests.look.screenshots import draw_screenshots

        draw_screenshots(app)
        return 0
    return _draw_all(app, _views(options), options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.look", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the pictures")
    parser.add_argument("--screenshots", action="store_true", help="draw assets/screenshots anew")
    parser.add_argument(
        "--scene", action="append", help="only this one; may be repeated, as may the following"
    )
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--size", action="append", help="WIDTHxHEIGHT")
    parser.add_argument("--language", action="append", help="en, de, pseudo or pseudo-rtl")
    parser.add_argument("--scale", type=float, help="pixels of the screen per pixel, such as 2")
    parser.add_argument("--font", type=float, help="the system's font larger, such as 1.5")
    options = parser.parse_args()
    if not options.out and not options.screenshots:
        parser.error("--out or --screenshots is needed")
    return options


def _views(options: argparse.Namespace) -> list[View]:
    from tests.look.drawing import View
    from tests.look.scenes import SCENES

    views = []
    for scene in options.scene or SCENES:
        for theme, size in product(options.theme or THEMES, options.size or SIZES):
            wide, _, tall = size.partition("x")
            for language in options.language or ("en",):
                views.append(View(scene, theme, (int(wide), int(tall)), language))
        if not (options.theme or options.size or options.language):
            views += [View(scene, "light", (900, 600), language) for language in PSEUDO]
    return views


def _draw_all(app: object, views: list[View], out: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from tests.look.drawing import picture, shown
    from tests.look.findings import findings
    from tests.look.sheet import write_sheet
    from tests.look.texts import untranslated

    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    drawn: dict[View, list[str]] = {}
    for view in views:
        with shown(app, view) as (edge, parts):
            found = findings(parts)
            if view.language in PSEUDO:
                found += [f"not translated: {each}" for part in parts for each in untranslated(part, edge)]
            picture(parts).save(str(out / f"{view.name}.png"))
        drawn[view] = found
        print(out / f"{view.name}.png", *(f"\n    {each}" for each in found))
    print(write_sheet(out, drawn))
    return 0


if __name__ == "__main__":
    sys.exit(main())
