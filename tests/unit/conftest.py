"""Fixtures of the unit tests."""

from __future__ import annotations

import pytest

from edgechat.chat.chat import Chat
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from tests.fakes import FakeAi
from tests.unit.cli_bench import Cli, FakeEdge


@pytest.fixture
def cli(
    fake_ai: FakeAi,
    chat: Chat,
    events: Events,
    profile: Profile,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Cli:
    """``cli("ask", "Hi")`` runs a command: its exit code and what it printed."""
    return Cli(FakeEdge(fake_ai, chat, events, profile), capsys, monkeypatch)
