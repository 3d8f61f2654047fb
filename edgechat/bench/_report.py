"""The report of a bench: one JSON object, or a table for eyes; and the facts of the machine."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from edgechat.bench._results import Result

HEAD = ("result", "value", "unit", "yardstick", "its value", "ratio", "goal", "met")
MET = {True: "yes", False: "NO", None: "-"}


def machine() -> dict[str, Any]:
    """What it is measured on; memory in bytes, load as the three averages of the system."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "cpu": _processor(),
        "os": platform.platform(),
        "python": platform.python_version(),
        "load_before": [round(each, 2) for each in psutil.getloadavg()],
    }


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def report(bench: str, results: Iterable[Result], *, before: Mapping[str, Any]) -> dict[str, Any]:
    """The object that ``--json`` prints. ``before``: the machine when the run began."""
    after = [round(each, 2) for each in psutil.getloadavg()]
    return {
        "bench": bench,
        "machine": {**before, "load_after": after},
        "results": [each.to_dict() for each in results],
    }


def table(document: Mapping[str, Any]) -> str:
    """The report as columns, numbers to the right."""
    rows = [HEAD, *(_row(each) for each in document["results"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(_cells(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", _about(document["machine"])])


def _row(result: Mapping[str, Any]) -> tuple[str, ...]:
    numbers = {key: _number(result[key]) for key in ("value", "yardstick_value", "ratio")}
    return (
        result["name"],
        numbers["value"],
        result["unit"],
        result["yardstick"] or "-",
        numbers["yardstick_value"],
        numbers["ratio"],
        result["goal"] or "-",
        MET[result["met"]],
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4g}" if value < 10_000 else f"{value:,.0f}"


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    to_the_right = (1, 4, 5)
    return [
        cell.rjust(width) if column in to_the_right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _about(facts: Mapping[str, Any]) -> str:
    load = f"load {facts['load_before'][0]:g} before, {facts['load_after'][0]:g} after"
    return (
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory'] / 2**30:.1f} GB; {facts['os']}, "
        f"Python {facts['python']}; {load}. Only ratios within one run mean anything."
    )
