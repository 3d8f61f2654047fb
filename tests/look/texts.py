"""What a person can read in a window: every text of every visible widget, and which is not translated.

Under a pseudo language all that the app says stands between brackets; what is left over is the person's own,
or a text that somebody forgot to mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from edgechat.chat.parts import AttachmentPart, CitationPart
from edgechat.desktop.pseudo import CLOSE, OPEN
from tests.ui.fakes import FakeEdge

OWN = {"Title", "Document", "HitList"}
"""Widgets that show only what the person and their model wrote."""

NAMES = re.compile(
    r"\b(EdgeChat|CPU|GPU|Markdown|HTML|JSON|GPL|MB|GB|kB|English|Deutsch|Ctrl|Alt|Shift|Return|Esc|Del|Tab|PgUp|"
    r"PgDown|End|Home|Backspace|Space|Left|Right|Up|Down|F\d+|[A-Z]|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
"""Proper names, units and keys: the same in every language here."""


PLACES = re.compile(r"\b[a-z]+://\S+|(?<!\S)(?:…?/|[A-Z]:\\)\S+")
"""Addresses and paths."""


def shown(root: QWidget) -> Iterator[tuple[QWidget, str, str]]:
    """(widget, which of its texts, the text) for all that can be read or is read aloud."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisibleTo(root) or type(widget).__name__ in OWN or _in_file_dialog(widget):
            continue
        for kind, text in _texts(widget):
            if text and text.strip():
                yield widget, kind, text


def _in_file_dialog(widget: QWidget) -> bool:
    """Qt's own: it lists files, and its words come with Qt."""
    return isinstance(widget, QFileDialog) or isinstance(widget.window(), QFileDialog)


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tooltip", widget.toolTip()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if widget.isWindow():
        yield "window title", widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QMenu):
        yield from _actions(widget.actions())
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(at)) for at in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _rows(widget)


def _actions(actions: list[QAction]) -> Iterator[tuple[str, str]]:
    for action in actions:
        yield "action", action.text()
        if action.menu() is not None:
            yield from _actions(action.menu().actions())


def _rows(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    model = view.model()
    for row in range(min(model.rowCount(), 40)):
        for column in range(1 if isinstance(view, QListView) else model.columnCount(QModelIndex())):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield "row", str(model.index(row, column).data(role) or "")


def untranslated(root: QWidget, edge: FakeEdge) -> list[str]:
    """The texts of ``root`` with words outside the brackets that are not the person's own."""
    own = sorted(_own(edge), key=len, reverse=True)
    found = []
    for widget, kind, text in shown(root):
        rest = PLACES.sub(" ", _outside(_plain(text)))
        for mine in own:
            rest = _without_elided(rest.replace(mine, " "), mine)
        if re.search(r"[^\W\d_]{2,}", NAMES.sub(" ", rest)):
            found.append(f"{type(widget).__name__} {widget.objectName()} {kind}: {text!r}")
    return sorted(set(found))


def _plain(text: str) -> str:
    """``text`` as a person sees it: a tooltip without its marks, an ampersand once."""
    if text.startswith("<p>"):
        text = unescape(re.sub(r"<[^<>]+>", " ", text))
    return text.replace("&&", "&")


def _without_elided(text: str, mine: str) -> str:
    """``text`` without ``mine``, of which the middle or the end may be left out."""
    at = text.find("…")
    while at >= 0:
        begin = next((n for n in range(min(at, len(mine)), 2, -1) if text[:at].endswith(mine[:n])), 0)
        rest = text[at + 1 :]
        end = next((n for n in range(min(len(rest), len(mine)), 2, -1) if rest.startswith(mine[-n:])), 0)
        if begin:
            text = f"{text[: at - begin]} {rest[end:]}"
            at = -1
        at = text.find("…", at + 1)
    return text


def _outside(text: str) -> str:
    """``text`` without what stands between brackets."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == OPEN
        if not depth:
            kept.append(letter)
        depth -= letter == CLOSE and depth > 0
    return "".join(kept)


def _own(edge: FakeEdge) -> set[str]:
    """What the person, their model and their machine are called and have said."""
    texts = {edge.ai.info.name, edge.ai.info.name.removesuffix(" (starter)"), edge.ai.info.id}
    texts |= {edge.profile.name, str(edge.profile.root), edge.ai.current.device}
    texts |= {name for each in edge.ai.others for name in (each.name, each.id)}
    if edge.chat.report is not None:
        texts.add(edge.chat.report.summary)
    for made in edge.chat.conversations():
        texts.add(made.title)
        texts |= {message.text for message in edge.chat.messages(made.id)}
        parts = [part for message in edge.chat.messages(made.id) for part in message.parts]
        cited = [part for part in parts if isinstance(part, CitationPart)]
        texts |= {text for part in cited for text in (part.name, part.quote)}
        texts |= {part.name for part in parts if isinstance(part, AttachmentPart)}
    library = edge.library
    texts |= {each.name for each in library.collections()} | {hit.text for hit in library.findings.hits}
    for info in library.known.values():
        texts |= {info.name, info.path, info.collection}
    return {text for text in texts if text}
