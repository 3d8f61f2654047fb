"""From a hub to an answer: the starter model's file served by a hub, pulled through the door, and asked."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from edgechat import open_edge
from edgechat.ai import catalog
from edgechat.ai.catalog import Source, entry, locate
from edgechat.ai.values import PullStatus
from tests.hub import Hub, serving


@pytest.mark.timeout(300)
def test_a_pulled_model_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starter = entry("smollm2-135m-instruct")
    assert starter is not None
    file = locate(starter.source)
    assert file is not None
    better = msgspec.structs.replace(
        starter,
        id="better",
        name="Better",
        source=Source("hub", "Better.gguf", repository="someone/Better-GGUF", revision="abc"),
        recommended=1,
    )
    monkeypatch.setattr(catalog, "entries", lambda: (better,))
    seen: list[PullStatus] = []
    with serving(Hub(file.read_bytes(), stop_after=[40_000_000])) as hub, open_edge(tmp_path) as edge:
        edge.settings.set("network.hub", hub.url)
        info = edge.ai.pull(progress=seen.append)
        assert info.id == "better" and len(hub.asked) == 2, "broken off once, gone on with"
        answer = edge.chat.send("Say hello.")
    assert answer.state == "complete" and answer.text and answer.model == "better"
    assert {each.state for each in seen} >= {"downloading", "waiting", "checking", "ready"}
    assert asdict(seen[-1])["done"] == starter.size
