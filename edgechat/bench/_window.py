"""The app's own window as one side of a comparison: the whole program, with hands that act on questions.

Run as a process of its own; see ``_sides``. What is measured is in ``desktop/rehearsal``.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from edgechat.bench._sides import serve_beside

if TYPE_CHECKING:
    from edgechat.desktop.window import Window


def _begin(window: Window) -> None:
    from edgechat.desktop.rehearsal import Rehearsal

    rehearsal = Rehearsal(window)
    handlers = {name: getattr(rehearsal, name) for name in ("open", "ask", "type")}
    serve_beside(handlers, rehearsal.close)


def main() -> None:
    gc.disable()  # as the program itself does until the first paint
    from edgechat.desktop.app import run_window
    from edgechat.edge import open_edge

    run_window(lambda: open_edge(face="window"), ["edgechat"], then=_begin)


if __name__ == "__main__":
    main()
