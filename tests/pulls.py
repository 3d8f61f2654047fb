"""A catalogue with one small model on a hub of this machine, and what pulls it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from edgechat.ai.catalog import Catalog, Entry, Needs, Source
from edgechat.ai.pulling import Pulls
from edgechat.core.network import Network
from edgechat.core.paths import Home
from edgechat.core.settings import Settings

FILE = "Small-Q4.gguf"


def small_entry(content: bytes, **more: Any) -> Entry:
    """What the catalogue says of a file with ``content``."""
    fields: dict[str, Any] = {
        "id": "small",
        "name": "Small",
        "task": "text-generation",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "context": 8192,
        "licence": "Apache-2.0",
        "note": "",
        "source": Source("hub", FILE, repository="someone/Small-GGUF", revision="abc123"),
        "neurons_in": 1,
        "neurons_out": 1,
        "needs": Needs("llama", 100, 1000),
        "recommended": 1,
    }
    return Entry(**(fields | more))


def make_pulls(
    home: Home,
    settings: Settings,
    entry: Entry,
    *,
    publish: Callable[[object], None] = lambda _event: None,
    stall: float = 5.0,
    pause: float = 0.01,
) -> Pulls:
    """Pulls with short patience. ``settings`` must name the hub."""
    network = Network(settings, publish, stall=stall)
    return Pulls(Catalog(home, (entry,)), home, lambda: network, settings, publish, pause=pause)
