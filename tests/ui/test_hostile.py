"""Hostile markdown through every way that text is shown or leaves: no request, no file read, no hang."""

from __future__ import annotations

import builtins
import io
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtWidgets import QApplication, QMessageBox, QTextBrowser
from pytestqt.qtbot import QtBot

from edgechat.core.markup import to_html
from edgechat.desktop import carrying, dialogs, theme
from edgechat.desktop.document import Document
from edgechat.desktop.drawings import prepare
from edgechat.desktop.icons import ASSETS
from edgechat.desktop.look import make_look
from edgechat.desktop.markdown import Stream, render
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge
from tests.ui.hostile import AWKWARD, CORPUS

REACHING: tuple[tuple[Any, str], ...] = (
    (builtins, "open"), (io, "open"), (os, "open"), (os, "system"), (subprocess, "Popen"),
    (socket.socket, "connect"), (socket, "getaddrinfo"),
)  # fmt: skip
FETCHING = "img image script iframe object embed link base meta svg style video source".split()  # noqa: SIM905
LEADING = ("href", "src", "style", "xlink:href", "data", "poster", "background")
OTHERS = ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a", "")


def listen_to(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, asked: list[Any]) -> None:
    """Note each call of ``owner.name`` on the main thread, but for the app's own icons.

    Not an audit hook: one cannot be taken out again, and coverage's tracer trips over it in other tests.
    """
    plain = getattr(owner, name)

    def heard(*details: Any, **more: Any) -> Any:
        here = threading.current_thread() is threading.main_thread()
        if here and not (details and str(details[0]).startswith(str(ASSETS))):
            asked.append((name, details))
        return plain(*details, **more)

    monkeypatch.setattr(owner, name, heard)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def accept() -> None:
            while True:
                client, address = server.accept()
                client.close()
                if b"end" in came:
                    return
                came.append(address)

        thread = threading.Thread(target=accept)
        thread.start()
        yield port, came
        came.append(b"end")
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What was asked for, opened or read while the test ran: Qt's ways and Python's."""
    asked: list[Any] = []

    def give_nothing(_self: object, _kind: int, name: object) -> None:
        asked.append(name)

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url))
    for kind in (Document, QTextBrowser):
        monkeypatch.setattr(kind, "loadResource", give_nothing)
    for text in (
        "warm $x$ `c`",
        "```py\nx\n```",
    ):  # what is imported for the first formula is no reading of theirs
        prepare(render(text))
        to_html(text)
    for owner, name in REACHING:
        listen_to(monkeypatch, owner, name, asked)
    yield asked
    monkeypatch.undo()


@pytest.fixture
def document(qapp: QApplication, qtbot: QtBot) -> Document:
    made = Document(make_look(theme.LIGHT, qapp.font()))
    qtbot.addWidget(made)
    made.show()
    return made


class Page(HTMLParser):
    """What of a page could reach out."""

    def __init__(self) -> None:
        super().__init__()
        self.reaching: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in (
            "img",
            "image",
            "script",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "meta",
            "svg",
            "style",
        ):
            self.reaching.append(tag)
        for name, value in attrs:
            scheme = (value or "").partition(":")[0].lower()
            allowed = tag == "a" and name == "href" and scheme in ("http", "https", "mailto")
            if not allowed and (
                name in ("href", "src", "style", "xlink:href", "data", "poster") or name[:2] == "on"
            ):
                self.reaching.append(f"{tag} {name}={value}")


def reaching(html: str) -> list[str]:
    page = Page()
    page.feed(html)
    return page.reaching


def show(document: Document, text: str, *, steps: int = 12) -> None:
    """Streamed, saved, copied."""
    stream = Stream()
    document.set_blocks(())
    step = max(7, len(text) // steps)
    for at in range(0, len(text) + step, step):
        update = stream.update(text[:at], whole=at >= len(text))
        prepare((*update.frozen, *update.tail))
        document.apply(update)
    blocks = render(text)
    prepare(blocks)
    document.set_blocks(blocks)
    document.fit(600)
    document.resize(600, min(document.height(), 2000))
    document.grab()
    cursor = QTextCursor(document.document())
    cursor.select(QTextCursor.SelectionType.Document)
    assert reaching(carrying.selection(cursor).html()) == []


def test_there_are_hundreds() -> None:
    assert len({*CORPUS, *AWKWARD}) > 600


@pytest.mark.parametrize("at", range(0, len(CORPUS), 40))
def test_nothing_is_fetched_read_or_opened(
    at: int, document: Document, reached: list[Any], listener: tuple[int, list[object]]
) -> None:
    port, came = listener
    for hostile in CORPUS[at : at + 40]:
        text = hostile.replace("127.0.0.1:9", f"127.0.0.1:{port}")
        show(document, text)
        document.set_plain(text)
        document.grab()
        html = to_html(text)
        assert reaching(html) == [], text
        page = QTextBrowser()
        page.setHtml(html)
        page.resize(600, 400)
        page.grab()
    QApplication.processEvents()
    assert (reached, came) == ([], [])


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_text_is_shown(text: str, document: Document, reached: list[Any]) -> None:
    show(document, text, steps=2)
    assert reaching(to_html(text)) == []
    assert reached == []


def test_quoted_and_drafted_text_stays_text(edge: FakeEdge, window: Window, reached: list[Any]) -> None:
    window.canvas.composer.quote("\n".join(CORPUS[:300]))
    window.grab()
    assert reached == []
    assert "<img" in window.canvas.composer.text()


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://аррӏе.com/", "xn--80ak6aa92e.com"),
        ("https://good.example@evil.example/", "evil.example"),
        ("mailto:a@b.example", "a@b.example"),
    ],
)
def test_a_link_tells_where_it_really_leads(href: str, said: str, document: Document, qtbot: QtBot) -> None:
    (block,) = render(f"[good.example](<{href}>)")
    document.set_blocks((block,))
    cursor = QTextCursor(document.document())
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    assert said in cursor.charFormat().toolTip()
    box = dialogs.ask_link(document, QUrl(block.lines[0].runs[0].href))
    assert box is not None and said in box.text()
    box.close()


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a", ""]
)
def test_other_links_are_never_asked_about(href: str, document: Document) -> None:
    assert dialogs.ask_link(document, QUrl(href)) is None


def test_a_link_is_opened_only_when_that_is_chosen(
    edge: FakeEdge, open_window: Callable[[], Window], reached: list[Any]
) -> None:
    edge.chat.add("T", ("user", "q"), ("assistant", "[a](https://a.example/)"))
    window = open_window()
    reached.clear()
    window.canvas.transcript.cards()[-1].document.anchorClicked.emit(QUrl("https://a.example/"))
    (box,) = window.findChildren(QMessageBox)
    assert reached == []
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert reached == []
    window.canvas.transcript.cards()[-1].document.anchorClicked.emit(QUrl("https://a.example/"))
    box = window.findChildren(QMessageBox)[-1]
    next(each for each in box.buttons() if box.buttonRole(each) == box.ButtonRole.AcceptRole).click()
    assert reached == [QUrl("https://a.example/")]


def test_the_spies_hear(reached: list[Any]) -> None:
    with open(__file__, "rb"):
        pass
    assert [name for name, _ in reached] == ["open"]
