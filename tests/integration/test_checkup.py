"""What the checklist finds in a real profile with a real engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.core import checkup


def test_a_fresh_profile_is_looked_at_whole(tmp_path: Path) -> None:
    with open_edge(tmp_path) as edge:
        found = {each.name: each for each in edge.checks()}
    assert {"SQLite", "Disk", "Memory", "Profile", "Backups", "Network", "Engine", "GPU", "Answers"} <= set(
        found
    )
    assert found["Engine"].state == "ok" and "llama.cpp" in found["Engine"].detail
    assert "SHA-256" in found["Model smollm2-135m-instruct"].detail
    assert found["Model smollm2-135m-instruct"].state == "ok"
    assert "None yet" in found["Backups"].detail
    assert not [name for name in found if name.startswith("Model qwen")], "what could be had is not amiss"


def test_the_quick_look_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_edge(tmp_path) as edge:
        names = [each.name for each in edge.checks(quick=True)]
        assert edge.ai.status().state == "unloaded"
        edge.settings.set("network.offline", True)
        assert "connects to nothing" in checkup.network(edge.settings).detail
    assert names == ["Data folder", "Disk", "Memory", "Answers"]


def test_a_better_model_is_offered_where_it_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_edge(tmp_path) as edge:
        monkeypatch.setattr("edgechat.ai.pulling.available_memory", lambda: 16 << 30)
        answers = next(each for each in edge.checks(quick=True) if each.name == "Answers")
        assert answers.state == "warn" and answers.step == "app.get_model" and "Qwen3.5 2B" in answers.detail
        monkeypatch.setattr("edgechat.ai.pulling.available_memory", lambda: 1 << 20)
        answers = next(each for each in edge.checks(quick=True) if each.name == "Answers")
        assert answers.state == "ok", "no use in what would not run"


def test_backups_are_counted(tmp_path: Path) -> None:
    from edgechat.core.backup import Backups

    with open_edge(tmp_path) as edge:
        edge.chat.create(title="One")
        Backups(edge.profile.backups, edge.profile.database.stem).make(edge.profile.database)
        assert checkup.backups(edge.profile).detail == "1 kept, the newest just now."
