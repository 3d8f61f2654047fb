"""Fixtures every level shares. A test never sees the real home folder and leaves nothing running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.paths import Home, Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi, FakeClock

HOME_VARIABLES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "EDGECHAT_HOME")
XDG_VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
LEAK_GRACE = 3.0  # seconds a thread or child may take to end after its test


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "leaves_running: may leave threads or children to a wider fixture")


@pytest.fixture(scope="session", autouse=True)
def throwaway_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every variable that leads to a home folder points into a temporary one, for the whole run."""
    folder = tmp_path_factory.mktemp("account")
    with pytest.MonkeyPatch.context() as patch:
        for name in (*HOME_VARIABLES, *XDG_VARIABLES):
            patch.setenv(name, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread or a child process behind, and names it."""
    threads, children = set(threading.enumerate()), _children()
    yield
    if request.node.get_closest_marker("leaves_running"):
        return
    deadline = time.monotonic() + LEAK_GRACE
    while (left := _left(threads, children)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"left running: {left}"


def _left(threads: set[threading.Thread], children: set[psutil.Process]) -> list[str]:
    alive = [t for t in set(threading.enumerate()) - threads if not isinstance(t, threading._DummyThread)]
    return [repr(thread) for thread in alive] + [repr(child) for child in _children() - children]


def _children() -> set[psutil.Process]:
    return {child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def profile(home: Home) -> Profile:
    """A profile whose folders exist and are empty."""
    made = home.profile("default")
    made.create()
    return made


@pytest.fixture
def database(profile: Profile) -> Iterator[Database]:
    opened = open_profile_database(profile)
    yield opened
    opened.close()


@pytest.fixture
def settings(profile: Profile) -> Settings:
    return Settings(profile.settings)


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def published(events: Events) -> Callable[[type], list[Any]]:
    """``published(kind)``: what was published of that kind so far, in order."""
    seen: list[Any] = []
    events.subscribe(object, seen.append)
    return lambda kind: [value for value in seen if isinstance(value, kind)]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fake_ai() -> FakeAi:
    """Queue scripts on ``fake_ai.replies``; see ``FakeAi``."""
    return FakeAi()


@pytest.fixture
def chat(
    database: Database, fake_ai: FakeAi, settings: Settings, events: Events, clock: FakeClock
) -> Iterator[Chat]:
    made = Chat(Store(database), fake_ai, settings, events, clock, save_every=0.01)
    yield made
    made.close()
