"""The ground: settings, paths, events, errors, messages, the line before the model."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgechat.ai.queue import Turnstile
from edgechat.core import presence
from edgechat.core.errors import BugError, Busy, DataUnwritable, FixableError, InvalidInput, NotFound, by_code
from edgechat.core.events import Events
from edgechat.core.messages import MAX_FRAME, Part, Request, Stop, Writer, read_downward, read_upward
from edgechat.core.paths import Home, Profile, find_home
from edgechat.core.settings import TABLE, Setting, Settings, setting


@pytest.mark.parametrize("setting", TABLE, ids=lambda each: each.key)
def test_every_setting_explains_itself_and_accepts_its_default(setting: Setting) -> None:
    assert setting.check(setting.default) == setting.default
    assert setting.label and setting.help and setting.group
    assert setting.parse(str(setting.default)) == setting.default


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("chat.temperature", 5.5),
        ("chat.temperature", True),
        ("chat.max_tokens", 0),
        ("chat.max_tokens", 1.5),
        ("engine.flash_attention", "maybe"),
        ("chat.model", 7),
    ],
)
def test_settings_refuse_what_is_out_of_range(settings: Settings, key: str, value: object) -> None:
    with pytest.raises(InvalidInput):
        settings.set(key, value)


def test_settings_survive_and_keep_what_they_do_not_know(profile: Profile) -> None:
    profile.settings.write_text(json.dumps({"future.key": [1], "chat.temperature": 99}))
    settings = Settings(profile.settings)
    assert settings.get("chat.temperature") == 0.3 and len(settings.problems) == 1
    settings.set("chat.max_tokens", 7)
    stored = json.loads(profile.settings.read_text())
    assert stored["future.key"] == [1] and stored["chat.max_tokens"] == 7
    assert Settings(profile.settings).get("chat.max_tokens") == 7


def test_a_damaged_settings_file_is_kept_aside(profile: Profile) -> None:
    profile.settings.write_text('{"chat.max_tokens": 7')
    found = Settings(profile.settings)
    assert "kept as" in found.problems[0] and found.kept == profile.settings.with_suffix(".damaged.json")
    assert Settings(profile.settings).kept is None
    assert profile.settings.with_suffix(".damaged.json").read_text().startswith('{"chat')


def test_a_damaged_settings_file_that_cannot_be_put_aside_is_told(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile.settings.write_text('{"chat.max_tokens": 7')

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edgechat.core.settings.os.replace", refuse)
    found = Settings(profile.settings)
    assert found.kept is None and found.problems == ["The settings file cannot be read: Permission denied."]
    assert profile.settings.exists()


@pytest.mark.parametrize("content", ['{"chat.max_tokens": NaN}', '{"engine.context": Infinity}'])
def test_numbers_that_are_none_in_the_settings_file_are_passed_over(profile: Profile, content: str) -> None:
    profile.settings.write_text(content)
    settings = Settings(profile.settings)
    assert len(settings.problems) == 1
    assert settings.get("chat.max_tokens") == setting("chat.max_tokens").default


def test_a_settings_file_nested_without_end_is_kept_aside(profile: Profile) -> None:
    profile.settings.write_text('{"a": ' + "[" * 100_000)
    assert "kept as" in Settings(profile.settings).problems[0]


@pytest.mark.parametrize("key", ["chat.temperature", "chat.max_tokens"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_settings_refuse_numbers_that_are_none(settings: Settings, key: str, value: str) -> None:
    with pytest.raises(InvalidInput):
        settings.set(key, float(value))
    with pytest.raises(InvalidInput):
        setting(key).parse(value)


def test_a_presence_is_never_seen_half_written(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    write, seen = Path.write_text, []

    def watched(path: Path, *content: Any, **how: Any) -> int:
        path.touch()
        seen.append(presence.unclean(profile.presence))
        return write(path, *content, **how)

    monkeypatch.setattr(Path, "write_text", watched)
    here = presence.Presence(profile.presence)
    assert seen == [[]] and presence.unclean(profile.presence) == []
    assert len(list(profile.presence.iterdir())) == 1
    here.leave()
    assert list(profile.presence.iterdir()) == []


def test_an_unknown_setting_is_named(settings: Settings) -> None:
    with pytest.raises(NotFound, match=r"chat\.colour"):
        settings.get("chat.colour")


@pytest.mark.parametrize("name", ["", "../x", "a b", "-x", "x" * 33, "a/b", "a\\b", "é"])
def test_profile_names_cannot_leave_the_folder(home: Home, name: str) -> None:
    with pytest.raises(InvalidInput):
        home.profile(name)


def test_a_home_that_is_a_file_is_said(tmp_path: object, home: Home) -> None:
    home.root.parent.mkdir(parents=True, exist_ok=True)
    home.root.write_text("not a folder")
    with pytest.raises(DataUnwritable, match="cannot be created"):
        home.profile("default").create()


def test_home_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("EDGECHAT_HOME", str(tmp_path))
    assert str(find_home().root) == str(tmp_path)
    assert find_home("other").root.name == "other"


def test_a_failing_subscriber_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    events, seen = Events(), list[object]()
    events.subscribe(int, lambda value: 1 / 0)
    end = events.subscribe(int, seen.append)
    events.publish(1)
    events.publish("not an int")
    end()
    events.publish(2)
    assert seen == [1] and "subscriber failed" in caplog.text


def test_error_codes_lead_back_to_their_class() -> None:
    def walk(root: type[FixableError]) -> list[type[FixableError]]:
        return [root, *(deep for child in root.__subclasses__() for deep in walk(child))]

    coded = [kind for kind in walk(FixableError)[1:] if kind.__module__ == "edgechat.core.errors"]
    codes = [kind.code for kind in coded]
    assert len(set(codes)) == len(codes) >= 15
    assert all(by_code(kind.code) is kind for kind in coded)
    with pytest.raises(BugError):
        by_code(42)


def test_messages_cross_whole() -> None:
    pipe = io.BytesIO()
    writer = Writer(pipe)
    writer.send(Request(1, "load", b"\x00\xff"))
    writer.send(Stop(1))
    pipe.seek(0)
    assert read_downward(pipe) == Request(1, "load", b"\x00\xff")
    assert read_downward(pipe) == Stop(1)
    assert read_downward(pipe) is None


@given(st.binary(max_size=200))
def test_whatever_a_child_sends_is_a_message_an_end_or_our_error(payload: bytes) -> None:
    framed = struct.pack("<I", len(payload)) + payload
    for raw in (payload, framed):
        with contextlib.suppress(BugError):
            read_upward(io.BytesIO(raw))


def test_an_oversized_frame_is_refused_both_ways() -> None:
    with pytest.raises(BugError, match="claims"):
        read_upward(io.BytesIO(struct.pack("<I", MAX_FRAME + 1)))
    with pytest.raises(BugError, match="over the limit"):
        Writer(io.BytesIO()).send(Part(1, b"x" * MAX_FRAME))


def test_the_line_is_first_come_first_served() -> None:
    line, order = Turnstile(), list[int]()
    assert line.enter("first", gave_up=lambda: False)

    def wait(number: int) -> None:
        line.enter(number, gave_up=lambda: False)
        order.append(number)
        line.leave(number)

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(line._line) < number + 2:
            time.sleep(0.001)
    line.leave("first")
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4] and not line.busy


def test_giving_up_leaves_the_line() -> None:
    line = Turnstile()
    line.enter("first", gave_up=lambda: False)
    assert not line.enter("second", gave_up=lambda: True)
    line.leave("first")
    assert not line.busy


def test_a_full_line_says_busy() -> None:
    line = Turnstile(most_waiting=0)
    line.enter("first", gave_up=lambda: False)
    with pytest.raises(Busy) as caught:
        line.enter("second", gave_up=lambda: False)
    assert caught.value.code == 3040 and caught.value.http_status == 429
