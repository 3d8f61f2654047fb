"""The whole way a person goes at the first start: one click, a model from a hub, an answer by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat import open_edge
from edgechat.ai import catalog
from edgechat.ai.catalog import Source, entries, locate
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.offer_card import OfferCard
from edgechat.desktop.reading import read_opening
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from edgechat.edge import Edge
from tests.hub import Hub, serving

PATIENCE = 120_000  # milliseconds until the test gives up


def use(edge: Edge, app: QApplication, act: Callable[[Window], None]) -> None:
    """A window as the program makes it, taken down again."""
    tasks, plain = Tasks(), app.font()
    appearance = Appearance(app, "light")
    window = Window()
    window.build(edge, tasks, appearance, read_opening(edge.chat))
    window.show()
    window.finish_opening()
    try:
        act(window)
    finally:
        window.close()
        tasks.close()
        window.deleteLater()
        appearance.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.setStyleSheet("")
        app.setFont(plain)


@pytest.mark.timeout(300)
def test_from_the_first_start_to_an_answer_by_the_better_model(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {each.id: each for each in entries()}
    starter = known["smollm2-135m-instruct"]
    file = locate(starter.source)
    assert file is not None
    content = file.read_bytes() + bytes(32)  # larger than the starter, or it would be no better
    better = msgspec.structs.replace(
        starter,
        id="better",
        name="Better",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        source=Source("hub", "Better.gguf", repository="someone/Better-GGUF", revision="abc"),
        recommended=1,
    )
    monkeypatch.setattr(catalog, "entries", lambda: (starter, better))

    def act(window: Window) -> None:
        qtbot.waitUntil(lambda: bool(window.canvas.welcome.findChildren(OfferCard)), timeout=PATIENCE)
        (card,) = window.canvas.welcome.findChildren(OfferCard)
        assert "127.0.0.1" in card.facts.text()
        card.button.click()
        qtbot.waitUntil(lambda: card.title.text() == "Better is ready", timeout=PATIENCE)
        window.canvas.composer.set_text("Say hello.")
        window.send()
        qtbot.waitUntil(lambda: _answered(window), timeout=PATIENCE)
        assert window.canvas.transcript.messages()[-1].model == "better"

    with serving(Hub(content)) as hub, open_edge(tmp_path, face="window") as edge:
        edge.settings.set("network.hub", hub.url)
        use(edge, qapp, act)


def _answered(window: Window) -> bool:
    shown = window.canvas.transcript.messages()
    return len(shown) == 2 and shown[-1].state == "complete" and bool(shown[-1].text)
