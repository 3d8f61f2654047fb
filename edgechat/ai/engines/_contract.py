"""What every engine offers the ``text`` child: open a model, answer, close. One engine, one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edgechat.ai.protocol import Count, Counted, Description, Generate, Generated, Load, Loaded
from edgechat.core.serving import Control


class Session(Protocol):
    """One model in memory."""

    @property
    def loaded(self) -> Loaded: ...

    def generate(self, job: Generate, control: Control) -> Generated:
        """Answer ``job``, handing each final piece of text to ``control.emit`` as a ``Piece``.

        Looks at ``control.stopped`` at least once per token and beats while it works.
        """
        ...

    def count(self, request: Count) -> Counted: ...

    def save(self) -> int:
        """Keep the state of the conversation in memory on disk; bytes written, 0 for nothing."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Engine:
    """One native runtime. ``accepts`` says by the path whether a model is its own; an engine that is
    not ``offered`` exists for tests and never appears in a list that a person sees."""

    name: str
    offered: bool
    accepts: Callable[[str], bool]
    open: Callable[[Load, Control], Session]
    describe: Callable[[], Description]
