"""``edgechat exam``: how well questions of a test collection are answered by what search finds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.wording import counted

MODES = ("bm25", "vectors", "hybrid", "reranked")


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="BEIR format: corpus.jsonl, queries.jsonl, qrels/*.tsv")
    add_json(parser)


def _run(context: Context) -> int:
    bar = _Bar() if context.console.err_is_terminal else None
    told: Callable[[str, int, int], None] = bar.show if bar else lambda stage, done, total: None
    try:
        with context.open() as edge:
            report = edge.exam(context.arguments.folder, told)
    finally:
        if bar:
            bar.close()
    if context.arguments.json:
        context.console.json(report)
    else:
        queries = counted(report["queries"], "query", "queries")
        context.console.line(f"{counted(report['documents'], 'document')}, {queries}")
        head = tuple(report["hybrid"])
        there = [mode for mode in MODES if mode in report]
        rows = ((mode, *(f"{report[mode][key]:g}" for key in head)) for mode in there)
        context.console.table(("", *head), rows)
        if report.get("reranked", {}).get("share", 1) < 1:
            share = report["reranked"]["share"]
            context.console.note(f"The re-ranker was quick enough for {share:.0%} of the queries.")
    return OK


class _Bar:
    def __init__(self) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its watching thread would outlive the bar
        self._bar: Any = tqdm(total=0, leave=False, file=sys.stderr, dynamic_ncols=True)

    def show(self, stage: str, done: int, total: int) -> None:
        self._bar.set_description_str(stage, refresh=False)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


COMMAND = Command("exam", "measure search on a test collection", _add, _run)
