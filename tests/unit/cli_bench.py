"""A command line with a stand-in for the model: real conversations, real events, scripted answers."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from edgechat.ai.protocol import Description, Device
from edgechat.ai.values import ModelInfo
from edgechat.chat.chat import Chat
from edgechat.chat.presets import Presets
from edgechat.cli.main import main
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.core.settings import Settings
from tests.fakes import FakeAi


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class FakeEdge:
    """The part of ``Edge`` that commands use."""

    def __init__(self, ai: FakeAi, chat: Chat, events: Events, profile: Profile) -> None:
        self.chat, self.events, self.profile = chat, events, profile
        self.settings = Settings(profile.settings)
        self.presets = Presets(profile.presets)
        self.devices: tuple[Device, ...] = ()
        self.listed: list[ModelInfo] = [ai.resolve(name) for name in ai.installed]
        self.ai: Any = SimpleNamespace(
            run=ai.run,
            resolve=ai.resolve,
            models=lambda: self.listed,
            offer=lambda model=None: None,
            reranker=lambda: None,
            describe=lambda: Description("llama.cpp", "1.0", True, self.devices, "AVX2"),
        )
        self.shelves = ["Home"]
        self.library = SimpleNamespace(
            collections=lambda: [SimpleNamespace(name=name) for name in self.shelves]
        )
        self.closed = False

    def document_checks(self) -> list[Any]:
        return []

    def __enter__(self) -> FakeEdge:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


class Cli:
    """Calls the command line as ``__main__`` does and remembers what it asked for."""

    def __init__(self, edge: FakeEdge, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.edge, self.capsys, self.patch = edge, capsys, patch
        self.opened: list[tuple[Any, ...]] = []
        self.failure: BaseException | None = None
        self.open_window: Callable[[str | None, str], int] = lambda home, profile: 0
        self.benches: Callable[..., int] = lambda name, **_: 0

    def _open(self, home: str | None, profile: str, *, face: str) -> Any:
        self.opened.append((home, profile, face))
        if self.failure is not None:
            raise self.failure
        return self.edge

    def __call__(self, *argv: str, stdin: bytes = b"") -> Outcome:
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(list(argv), self._open, open_window=self.open_window, benches=self.benches)
        return Outcome(code, *self.capsys.readouterr())

    def be_terminal(self, *names: str) -> None:
        """Make ``stdin``, ``stdout`` or ``stderr`` look like a terminal."""
        self.patch.setattr(
            "edgechat.cli.console._is_terminal",
            lambda stream: any(stream is getattr(sys, name) for name in names),
        )
