"""A bar on standard error while a model is read into memory; nothing where nobody would see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgechat.ai.values import ModelStatus
    from edgechat.cli.console import Console
    from edgechat.core.events import Events


@contextmanager
def loading_bar(console: Console, events: Events) -> Iterator[None]:
    """Shows the progress of every load that ``events`` tells of, until the block is left."""
    if not console.err_is_terminal:
        yield
        return
    from edgechat.ai.values import ModelStatus

    bar = _Bar()
    end = events.subscribe(ModelStatus, bar.show)
    try:
        yield
    finally:
        end()
        bar.close()


class _Bar:
    def __init__(self) -> None:
        self._bar: Any = None

    def show(self, status: ModelStatus) -> None:
        if status.state != "loading":
            self.close()
            return
        if self._bar is None:
            self._bar = _make_bar(status.model or "model")
        self._bar.update(round(status.progress * 100) - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _make_bar(model: str) -> Any:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its watching thread would outlive the bar
    form = "{desc} {bar:24} {percentage:3.0f} %"
    return tqdm(total=100, desc=f"Loading {model}", leave=False, file=sys.stderr, bar_format=form)
