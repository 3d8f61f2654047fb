"""Getting a model from a really started hub: whole in the end, or a clear word why not and nothing lost."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edgechat.ai.catalog import Catalog
from edgechat.ai.pulling import Pulls
from edgechat.ai.values import PullStatus
from edgechat.core.disk import part_of
from edgechat.core.errors import (
    DataUnwritable,
    DownloadDamaged,
    DownloadStopped,
    FixableError,
    HostRefused,
    HostUntrusted,
    InvalidInput,
    ModelNotFound,
    NetworkFailed,
    NetworkOff,
    NoRoom,
)
from edgechat.core.events import Events
from edgechat.core.network import Connecting
from edgechat.core.paths import Home, Profile
from edgechat.core.settings import Settings
from tests.hub import Hub, serving
from tests.pulls import FILE, make_pulls, small_entry

CONTENT = random.Random(5).randbytes(3_000_000)
ENTRY = small_entry(CONTENT)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving(Hub(CONTENT)) as started:
        yield started


@pytest.fixture
def pulls(profile: Profile, settings: Settings, events: Events, hub: Hub) -> Pulls:
    settings.set("network.hub", hub.url)
    return make_pulls(profile.home, settings, ENTRY, publish=events.publish)


def target(home: Home) -> Path:
    return home.models / "hub" / FILE


def part(home: Home) -> Path:
    return part_of(target(home))


def begin(home: Home, note: str = f'{{"sha256": "{ENTRY.sha256}", "validator": ""}}') -> None:
    """500 bytes have arrived, of the file that ``note`` names."""
    target(home).parent.mkdir(parents=True)
    part(home).write_bytes(CONTENT[:500])
    part(home).with_name(f"{FILE}.part.json").write_text(note)


def usable(home: Home) -> bool:
    return Catalog(home, (ENTRY,)).models()[0].state == "installed"


def left(home: Home) -> list[str]:
    """What lies in the folder beside the lock."""
    return sorted(path.name for path in target(home).parent.iterdir() if not path.name.startswith("."))


def refused(pulls: Pulls, kind: type[FixableError]) -> Any:
    with pytest.raises(kind) as caught:
        pulls.pull()
    assert type(caught.value) is kind and caught.value.action
    return caught.value


def test_a_model_arrives_and_is_told_of(
    pulls: Pulls, profile: Profile, hub: Hub, published: Callable[[type], list[Any]]
) -> None:
    offered = pulls.offer()
    assert offered is not None and offered.model.state == "missing" and offered.fits
    info = pulls.pull()
    assert info.state == "installed" and info.path == str(target(profile.home))
    assert target(profile.home).read_bytes() == CONTENT
    assert left(profile.home) == [FILE]
    seen: list[PullStatus] = published(PullStatus)
    assert seen[-1].state == "ready" and seen[-1].done == len(CONTENT)
    assert seen[0].state == "downloading"
    assert len(seen) < 30, "reports are throttled"
    (connection,) = published(Connecting)
    assert connection.host == "127.0.0.1" and "Small" in connection.purpose
    (asked,) = hub.asked
    assert asked.path == f"/someone/Small-GGUF/resolve/abc123/{FILE}"
    assert not {"Cookie", "Authorization"} & set(asked.headers)


def test_what_is_here_is_not_fetched_again(pulls: Pulls, hub: Hub) -> None:
    pulls.pull()
    pulls.pull("small")
    assert len(hub.asked) == 1


@pytest.mark.parametrize("broken", [[1_000_000], [1_500_000, 200_000, 1_200_000], [0, 0, 2_900_000]])
def test_a_connection_that_breaks_is_gone_on_with(
    pulls: Pulls, profile: Profile, hub: Hub, broken: list[int]
) -> None:
    hub.stop_after = list(broken)
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT
    assert len(hub.asked) == len(broken) + 1
    assert hub.sent == len(CONTENT), "not one byte was fetched twice"
    resumed = [each for each in hub.asked[1:] if each.range]
    assert resumed and all(each.if_range == hub.etag for each in resumed)


def test_a_host_that_dies_every_time_is_given_up_and_the_rest_comes_later(
    pulls: Pulls, profile: Profile, hub: Hub
) -> None:
    hub.stop_after = [700_000] + [0] * 10
    error = refused(pulls, NetworkFailed)
    assert "127.0.0.1" in error.message and len(hub.asked) == 5
    assert part(profile.home).read_bytes() == CONTENT[:700_000] and not usable(profile.home)
    offered = pulls.offer()
    assert offered is not None and offered.arrived == 700_000
    hub.stop_after = []
    pulls.pull()
    assert hub.sent == len(CONTENT) and target(profile.home).read_bytes() == CONTENT


def test_a_host_that_stalls_is_noticed(settings: Settings, profile: Profile, hub: Hub) -> None:
    settings.set("network.hub", hub.url)
    hub.stall_at = 600_000
    error = refused(make_pulls(profile.home, settings, ENTRY, stall=0.3), NetworkFailed)
    assert "stopped sending" in error.message
    assert part(profile.home).stat().st_size >= 600_000


def test_a_host_that_trickles_is_noticed(settings: Settings, profile: Profile, hub: Hub) -> None:
    settings.set("network.hub", hub.url)
    hub.piece, hub.pause = 50, 0.05
    error = refused(make_pulls(profile.home, settings, ENTRY, stall=0.2), NetworkFailed)
    assert "stopped sending" in error.message and len(hub.asked) == 5


@pytest.mark.parametrize("told", [10, 9_000_000])
def test_another_length_is_refused_at_once(pulls: Pulls, profile: Profile, hub: Hub, told: int) -> None:
    hub.length_told = told
    assert "bytes" in refused(pulls, DownloadDamaged).message
    assert not part(profile.home).exists() and len(hub.asked) == 1


def test_another_content_is_thrown_away(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    hub.lie = lambda content: content[:-1] + bytes([content[-1] ^ 1])
    error = refused(pulls, DownloadDamaged)
    assert "SHA-256" in error.message and "thrown away" in error.action
    assert len(error.details["sha256"]) == 64
    assert left(profile.home) == [] and not usable(profile.home)
    hub.lie = lambda content: content
    pulls.pull()
    assert usable(profile.home)


def test_a_file_that_changes_between_two_tries_is_fetched_anew(
    pulls: Pulls, profile: Profile, hub: Hub
) -> None:
    """The part is of the old version: with the validator the host starts from the beginning by itself."""
    hub.content, hub.stop_after = bytes(len(CONTENT)), [1_000_000, 0, 0, 0, 0, 0]
    refused(pulls, NetworkFailed)
    assert part(profile.home).read_bytes() == bytes(1_000_000)
    hub.content, hub.etag, hub.stop_after = CONTENT, '"two"', []
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT


def test_without_a_validator_a_changed_file_is_found_out_by_its_hash(
    pulls: Pulls, profile: Profile, hub: Hub
) -> None:
    hub.etag = ""
    hub.content, hub.stop_after = bytes(len(CONTENT)), [1_000_000, 0, 0, 0, 0, 0]
    refused(pulls, NetworkFailed)
    hub.content, hub.stop_after = CONTENT, []
    refused(pulls, DownloadDamaged)
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT


def test_a_host_without_ranges_begins_anew(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    hub.ranges, hub.stop_after = False, [1_200_000]
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT and hub.sent == 1_200_000 + len(CONTENT)


def test_a_host_that_goes_on_somewhere_else_begins_anew(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    begin(profile.home)
    hub.answers = [(206, {"Content-Range": f"bytes 100-{len(CONTENT) - 1}/{len(CONTENT)}"})]
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT


def test_416_begins_anew(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    begin(profile.home)
    hub.answers = [(416, {})]
    pulls.pull()
    assert hub.asked[0].range == "bytes=500-" and hub.asked[1].range is None
    assert target(profile.home).read_bytes() == CONTENT


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '{"sha256": 5}', '{"sha256": "other"}', "\0" * 50])
def test_a_part_of_something_else_is_not_gone_on_with(
    pulls: Pulls, profile: Profile, hub: Hub, note: str
) -> None:
    begin(profile.home, note)
    pulls.pull()
    assert hub.asked[0].range is None and target(profile.home).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("status", "said"), [(404, "does not have"), (403, "who you are"), (500, "trouble"), (418, "unexpected")]
)
def test_an_error_status_is_told(pulls: Pulls, hub: Hub, status: int, said: str) -> None:
    hub.answers = [(status, {})] * 9
    error = refused(pulls, HostRefused)
    assert said in error.message and str(status) in error.message and error.details["status"] == status
    assert len(hub.asked) == (5 if status == 500 else 1)


def test_trouble_that_passes_is_waited_for(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    hub.answers = [(503, {}), (429, {"Retry-After": "0"}), (502, {})]
    pulls.pull()
    assert usable(profile.home) and len(hub.asked) == 4


def test_too_many_requests_says_when_to_come_back(pulls: Pulls, hub: Hub) -> None:
    hub.answers = [(429, {"Retry-After": "120"})]
    error = refused(pulls, HostRefused)
    assert error.details["retry_after"] == 120 and "2 minutes" in error.action
    assert len(hub.asked) == 1, "a person is told, instead of being kept waiting"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("file:///etc/passwd", "only https"),
        ("ftp://127.0.0.1/x", "only https"),
        ("http://example.test/x", "only https"),
        ("https://example.test/x", "not known"),
        ("https://evil.test/huggingface.co", "not known"),
        ("https://nothuggingface.co/x", "not known"),
        ("https://user:secret@huggingface.co/x", "password"),
        ("https://", "names no host"),
        ("http://[bad", "no address"),
    ],
)
def test_a_redirect_that_leads_astray_is_not_followed(
    pulls: Pulls, profile: Profile, hub: Hub, where: str, said: str
) -> None:
    hub.answers = [(302, {"Location": where})]
    assert said in refused(pulls, HostUntrusted).message
    assert len(hub.asked) == 1 and not part(profile.home).exists()


def test_a_redirect_to_nonsense_is_no_answer(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    hub.answers = [(302, {"Location": "data:text/plain,hello"})]
    assert "no answer" in refused(pulls, NetworkFailed).message
    assert len(hub.asked) == 1 and not part(profile.home).exists()


def test_a_redirect_on_the_same_host_is_followed(
    pulls: Pulls, profile: Profile, hub: Hub, published: Callable[[type], list[Any]]
) -> None:
    hub.answers = [(302, {"Location": "/elsewhere?signature=1"}), (307, {"Location": f"{hub.url}/third"})]
    pulls.pull()
    assert usable(profile.home) and [each.path for each in hub.asked][1:] == [
        "/elsewhere?signature=1",
        "/third",
    ]
    assert len(published(Connecting)) == 3, "each hop is told of"


def test_redirects_without_end_are_given_up(pulls: Pulls, hub: Hub) -> None:
    hub.answers = [(302, {"Location": "/round"})] * 50
    assert "without end" in refused(pulls, HostUntrusted).message
    assert len(hub.asked) == 6


def test_nobody_there(settings: Settings, profile: Profile) -> None:
    with serving(Hub()) as gone:
        settings.set("network.hub", gone.url)
    seen: list[object] = []
    pulls = make_pulls(profile.home, settings, ENTRY, publish=seen.append)
    assert "takes no connections" in refused(pulls, NetworkFailed).message
    assert len([each for each in seen if isinstance(each, Connecting)]) == 1, "told at once, not tried again"


@pytest.mark.parametrize(
    "hub_address", ["http://example.test", "ftp://x", "nonsense", "", "https://u:p@x.test", "file:///etc"]
)
def test_a_hub_that_is_no_address_is_named(settings: Settings, profile: Profile, hub_address: str) -> None:
    settings.set("network.hub", hub_address)
    refused(make_pulls(profile.home, settings, ENTRY), InvalidInput)


def test_the_offline_switch_refuses_everything(
    pulls: Pulls, settings: Settings, hub: Hub, published: Callable[[type], list[Any]]
) -> None:
    settings.set("network.offline", True)
    refused(pulls, NetworkOff)
    assert hub.asked == [] and published(Connecting) == []
    assert published(PullStatus)[-1].state == "failed"


def test_the_offline_switch_ends_what_is_running(pulls: Pulls, settings: Settings, hub: Hub) -> None:
    hub.pause = 0.1
    timer = threading.Timer(0.3, lambda: settings.set("network.offline", True))
    timer.start()
    refused(pulls, NetworkOff)
    timer.join()


def test_a_person_stops_it_and_goes_on_later(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    hub.stall_at = 1_000_000  # nothing comes any more: the stop has to wake who waits for it
    timer = threading.Timer(0.4, pulls.stop)
    timer.start()
    refused(pulls, DownloadStopped)
    timer.join()
    assert part(profile.home).stat().st_size >= 1_000_000 and not usable(profile.home)
    hub.stall_at = None
    hub.released.set()
    pulls.pull()
    assert target(profile.home).read_bytes() == CONTENT


def test_closed_means_no_more(pulls: Pulls, hub: Hub) -> None:
    pulls.close()
    refused(pulls, DownloadStopped)


def test_two_at_once_fetch_it_once(pulls: Pulls, settings: Settings, profile: Profile, hub: Hub) -> None:
    hub.pause = 0.02
    seen: list[PullStatus] = []
    other = make_pulls(profile.home, settings, ENTRY, publish=lambda event: seen.append(event))  # type: ignore[arg-type]
    first = threading.Thread(target=pulls.pull)
    first.start()
    while not hub.asked:
        pass
    other.pull()
    first.join()
    assert hub.sent == len(CONTENT) and target(profile.home).read_bytes() == CONTENT
    assert {each.state for each in seen} == {"waiting", "ready"}
    assert any(0 < each.done < len(CONTENT) for each in seen), "the second follows the first"


def test_too_little_room_is_said_before_anything_comes(
    pulls: Pulls, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.ai.fetching.SPARE", 1 << 60)
    error = refused(pulls, NoRoom)
    assert error.details["needed"] > len(CONTENT) and hub.asked == []


def test_a_disk_that_fills_up_meanwhile(
    pulls: Pulls, profile: Profile, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgechat.ai.fetching.LOOK_EVERY", 500_000)
    monkeypatch.setattr("edgechat.ai.fetching.require_room", lambda *_, **__: None)
    monkeypatch.setattr("edgechat.ai.fetching.SPARE", 1 << 60)
    refused(pulls, NoRoom)
    assert 500_000 <= part(profile.home).stat().st_size < len(CONTENT)
    monkeypatch.undo()
    pulls.pull()
    assert hub.asked[-1].range and usable(profile.home)


def test_a_folder_that_cannot_be_written(pulls: Pulls, profile: Profile, hub: Hub) -> None:
    (profile.home.models / "hub").write_text("a file in its place")
    refused(pulls, DataUnwritable)
    assert hub.asked == []


def test_unknown_models_and_those_that_the_hub_does_not_have(
    pulls: Pulls, profile: Profile, settings: Settings
) -> None:
    with pytest.raises(ModelNotFound, match="no model 'other'"):
        pulls.pull("other")
    starter = small_entry(CONTENT, source=ENTRY.source.__class__("setup", "absent.gguf"))
    with pytest.raises(ModelNotFound, match="does not come from the hub"):
        make_pulls(profile.home, settings, starter).pull()


def test_a_model_of_the_wrong_size_is_damaged_and_can_be_had_again(pulls: Pulls, profile: Profile) -> None:
    target(profile.home).parent.mkdir(parents=True)
    target(profile.home).write_bytes(b"half of it")
    known = Catalog(profile.home, (ENTRY,))
    assert known.models()[0].state == "damaged"
    with pytest.raises(ModelNotFound, match="models pull small"):
        known.find("small")
    pulls.pull()
    assert known.find("small").state == "installed"
