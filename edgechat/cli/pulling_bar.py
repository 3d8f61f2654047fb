"""A bar on standard error while a model arrives; a line now and then where that is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgechat.ai.values import PullStatus
    from edgechat.cli.console import Console

STEP = 10  # per cent between two lines of a log
WORDS = {"waiting": "Waiting", "downloading": "Downloading", "checking": "Checking"}


@contextmanager
def pulling_bar(console: Console) -> Iterator[Callable[[PullStatus], None]]:
    """What is to be called with every report of a pull."""
    shown = _Bar() if console.err_is_terminal else _Log(console)
    try:
        yield shown.show
    finally:
        shown.close()


class _Bar:
    def __init__(self) -> None:
        self._bar: Any = None
        self._state = ""

    def show(self, status: PullStatus) -> None:
        if not status.running:
            self.close()
            return
        if status.state != self._state:
            self.close()
            self._bar, self._state = _make_bar(status), status.state
        self._bar.update(status.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar, self._state = None, ""


def _make_bar(status: PullStatus) -> Any:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its watching thread would outlive the bar
    form = "{desc} {bar:24} {percentage:3.0f} %  {n_fmt} of {total_fmt}  {rate_fmt}  {remaining} left"
    said = f"{WORDS[status.state]} {status.name}"
    return tqdm(
        total=status.total, initial=status.done, desc=said, unit="B", unit_scale=True, leave=False,
        file=sys.stderr, bar_format=form,
    )  # fmt: skip


class _Log:
    """One line per state, and per tenth of the way."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: set[tuple[str, int]] = set()

    def show(self, status: PullStatus) -> None:
        if not status.running:
            return
        share = 100 * status.done // max(1, status.total)
        step = (status.state, share // STEP)
        if step not in self._said:
            self._said.add(step)
            self._console.note(f"{WORDS[status.state]} {status.name}: {share} %")

    def close(self) -> None:
        """Nothing stays open."""
