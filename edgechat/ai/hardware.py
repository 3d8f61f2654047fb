"""What this machine offers a model: cores and memory. Measures; knows no model."""

from __future__ import annotations

import os

import psutil


def physical_cores() -> int:
    """Cores this process may use, hyper-threads not counted twice."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, psutil.cpu_count(logical=False) or allowed))


def default_threads() -> int:
    """Threads for writing an answer: one core stays free for the window and everything else.

    llama.cpp's threads wait for each other busily at every step of every token. Where each has a core to
    itself that is fastest; where something else wants one of the cores too, it is a disaster. On two
    cores: 80 tokens/s with one thread whatever else runs; with two threads 78 at best, 26 beside a
    window that uses a fifth of a core, 7 beside a busy program.
    """
    return max(1, physical_cores() - 1)


def available_memory() -> int:
    """Bytes that can be taken without pushing other programs out, control-group limit included."""
    return min(_memory_left(), _group_memory_left())


def _memory_left() -> int:
    try:  # where psutil would look too, which takes a megabyte of an idle window
        with open("/proc/meminfo", encoding="ascii") as told:
            return 1024 * next(int(line.split()[1]) for line in told if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration, IndexError):
        return int(psutil.virtual_memory().available)


def _group_memory_left() -> int:
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as limit:
            most = limit.read().strip()
        with open("/sys/fs/cgroup/memory.current", encoding="ascii") as current:
            used = int(current.read())
    except (OSError, ValueError):
        return 1 << 62
    return 1 << 62 if most == "max" else max(0, int(most) - used)
