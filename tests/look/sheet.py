"""All pictures on one page to browse, with what was found in each."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.look.drawing import View

STYLE = """body{font:14px system-ui;margin:24px;background:#888;color:#fff}h2{margin:32px 0 8px}
figure{display:inline-block;margin:0 16px 16px 0;vertical-align:top;max-width:480px}
img{max-width:480px;display:block;box-shadow:0 2px 12px #0006}figcaption{padding:4px 0}
li{color:#ffd9d4;font:12px monospace}"""


def write_sheet(folder: Path, drawn: dict[View, list[str]]) -> Path:
    """``index.html`` in ``folder``, the pictures by scene."""
    scenes: dict[str, list[View]] = {}
    for view in drawn:
        scenes.setdefault(view.scene, []).append(view)
    body = [f"<h2>{escape(scene)}</h2>" + "".join(_figure(view, drawn[view]) for view in views)
            for scene, views in scenes.items()]  # fmt: skip
    page = f'<!doctype html><meta charset="utf-8"><title>EdgeChat</title><style>{STYLE}</style>'
    target = folder / "index.html"
    target.write_text(page + "\n".join(body), "utf-8")
    return target


def _figure(view: View, found: list[str]) -> str:
    file, listed = f"{view.name}.png", "".join(f"<li>{escape(each)}</li>" for each in found)
    caption = f"{view.theme} {view.size[0]}×{view.size[1]} {view.language}"
    return (
        f'<figure><a href="{file}"><img loading="lazy" src="{file}" alt="{escape(view.name)}"></a>'
        f"<figcaption>{escape(caption)}</figcaption><ul>{listed}</ul></figure>\n"
    )
