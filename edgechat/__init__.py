"""EdgeChat: a whole edge-AI stack on one person's machine.

``open_edge`` is the Python door. It is offered lazily so that importing the package costs nothing:
child processes and the window import it many times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "open_edge"]

if TYPE_CHECKING:
    from edgechat.edge import open_edge


def __getattr__(name: str) -> Any:
    if name == "open_edge":
        from edgechat.edge import open_edge

        return open_edge
    raise AttributeError(f"module 'edgechat' has no attribute {name!r}")
