"""kill -9 at any byte of a pull, two processes at once, a disk without room: the right file in the end."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator

import pytest

from edgechat.ai.catalog import Catalog
from edgechat.core.paths import Profile
from edgechat.core.settings import Settings
from tests.hub import Hub, serving
from tests.integration.children import child, finished
from tests.integration.children.nursery import nursery
from tests.pulls import FILE, small_entry

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")

KILLS = max(25, int(os.environ.get("EDGECHAT_KILLS", "200")) // 8)
SEED, SIZE = 11, 2_000_000
CONTENT = random.Random(SEED).randbytes(SIZE)


@pytest.fixture
def hub(settings: Settings) -> Iterator[Hub]:
    with serving(Hub(CONTENT)) as started:
        settings.set("network.hub", started.url)
        yield started


def state(profile: Profile) -> str:
    return Catalog(profile.home, (small_entry(CONTENT),)).models()[0].state


@pytest.mark.leaves_running
def test_killed_at_any_byte(profile: Profile, hub: Hub) -> None:
    hub.piece, hub.pause = 20_000, 0.001  # about 0.15 s for all of it
    chance, whole, cut = random.Random(3), profile.home.models / "hub" / FILE, 0
    with nursery("pulling") as nest:
        for _ in range(KILLS):
            after = chance.uniform(0.1, 0.6)
            nest.killed("pulling", profile.home.root, SEED, SIZE, after=after, wait_for_output=True)
            if whole.exists():
                assert state(profile) == "installed" and whole.read_bytes() == CONTENT
                whole.unlink()
            else:
                cut += 1
                assert state(profile) == "missing"
    hub.pause = 0.0
    assert finished("pulling", profile.home.root, SEED, SIZE).endswith("ready\n")
    assert whole.read_bytes() == CONTENT
    assert cut > 0, "no kill hit a pull: the test proves nothing"
    assert any(each.range for each in hub.asked), "no pull was gone on with: the test proves nothing"


def test_two_processes_fetch_it_once(profile: Profile, hub: Hub) -> None:
    hub.piece, hub.pause = 100_000, 0.05
    with child("pulling", profile.home.root, SEED, SIZE) as one:
        assert one.stdout is not None and one.stdout.readline() == "begun\n"
        assert finished("pulling", profile.home.root, SEED, SIZE).endswith("ready\n")
        assert one.stdout.read() == "ready\n"
    assert hub.sent == SIZE and len(hub.asked) == 1
    assert (profile.home.models / "hub" / FILE).read_bytes() == CONTENT


def test_the_second_goes_on_when_the_first_is_killed(profile: Profile, hub: Hub) -> None:
    hub.piece, hub.pause = 100_000, 0.05
    with child("pulling", profile.home.root, SEED, SIZE) as one:
        assert one.stdout is not None and one.stdout.readline() == "begun\n"
        with child("pulling", profile.home.root, SEED, SIZE) as two:
            assert two.stdout is not None and two.stdout.readline() == "begun\n"
            while hub.sent < SIZE // 4:
                pass
            one.kill()
            assert two.stdout.read() == "ready\n"
    assert (profile.home.models / "hub" / FILE).read_bytes() == CONTENT


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's limits")
def test_no_room_for_the_file(profile: Profile, hub: Hub) -> None:
    said = finished("pulling", profile.home.root, SEED, SIZE, SIZE // 2).splitlines()
    assert "Free some disk space" in said[0] and said[1:] == ["begun", "ready"]
    assert hub.asked[1].range == f"bytes={SIZE // 2}-", "what had found room is kept"
    assert (profile.home.models / "hub" / FILE).read_bytes() == CONTENT
