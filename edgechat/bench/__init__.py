"""``edgechat bench NAME``: one file each, defining ``BENCH``. Measures the app beside its yardsticks.

Only ratios inside one run mean anything: sides run in processes of their own and take turns, figures are
medians, and everything a run writes lies in a folder that goes with it. What has no public name here
(``_…``) are the sides and tools of the benches.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgechat.bench._results import Bench


def benches() -> dict[str, Bench]:
    """Every bench by name."""
    from edgechat.core.discover import discover

    return {bench.name: bench for bench in discover(sys.modules[__name__], "BENCH").values()}


def run_bench(name: str, *, quick: bool, as_json: bool, with_yardsticks: bool = False) -> int:
    """Run one bench and print its report on standard output, its noise on standard error. Returns 0.

    ``with_yardsticks`` first builds or installs what it compares with. Raises ``InvalidInput`` for an
    unknown name, and what the app raises while it is measured.
    """
    from edgechat.bench._report import machine, report, table
    from edgechat.bench._results import Run

    bench = _find(name)
    before = machine()
    with tempfile.TemporaryDirectory(prefix="edgechat-bench-", ignore_cleanup_errors=True) as folder:
        results = []
        for result in bench.run(Run(quick, with_yardsticks, Path(folder), _note)):
            _note(result.spread())
            results.append(result)
    document = report(bench.name, results, before=before)
    print(json.dumps(document) if as_json else table(document), flush=True)
    return 0


def _find(name: str) -> Bench:
    from edgechat.core.errors import InvalidInput

    if getattr(sys, "frozen", False):
        raise InvalidInput("The packaged app holds no benches.", "Run them from a checkout.")
    known = benches()
    if name not in known:
        listed = "; ".join(f"{each.name} ({each.description})" for each in known.values())
        raise InvalidInput(f"There is no bench {name!r}.", f"There are: {listed}.")
    return known[name]


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
