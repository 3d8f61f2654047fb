"""What a process takes of the machine. Measures; knows no process of the app."""

from __future__ import annotations

import psutil


def own_memory(pid: int) -> float:
    """Megabytes that are a process's own. What it has mapped from files the system takes back when it needs
    the room; where that is not told apart (macOS, Windows) it counts too."""
    found = psutil.Process(pid).memory_info()
    return float(found.rss - getattr(found, "shared", 0)) / 1e6
