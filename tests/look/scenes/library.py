"""Documents in the window: answers with their sources, and the place that a source leads to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from edgechat.chat.parts import AttachmentPart, CitationPart, Part, SearchedPart, TextPart
from edgechat.core.errors import DocumentMissing
from edgechat.desktop.document_details import DocumentDetails
from edgechat.desktop.drops import Veil
from edgechat.desktop.folders import Folders
from edgechat.desktop.look import Look
from edgechat.desktop.sight import Spot
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.viewer import Viewer
from edgechat.desktop.window import Window
from edgechat.library.document import (
    ATTACHMENTS,
    Collection,
    DocumentNote,
    Findings,
    Found,
    Progress,
    Renewed,
)
from edgechat.library.healed import Healed
from edgechat.library.reordering import SLOW
from edgechat.library.watched import WatchedFolder
from tests.look.scene import Scene
from tests.look.scenes.window import _listed
from tests.ui.fakes import FakeEdge
from tests.ui.library import LEASE, RULES, FakeLibrary, document

QUOTE = "The tenant may end the lease with a notice period of three months to the end of a month."
AT = LEASE.index(QUOTE)
NOTICE = Spot("d1", "lease.pdf", 3, AT, AT + len(QUOTE))
GARDEN = Spot("d2", "house rules.md", 0, RULES.index("The garden"), len(RULES))
CODE = (
    '"""Kestrels."""\n\nimport math\n\n\nclass Kestrel:\n    wings = {"left": 1, "right": 1}\n\n'
    "    def hover(self, seconds: float) -> float:\n        return math.pi * seconds  # it hovers"
)
ANSWER = (
    "You can end the lease with a notice period of **three months** to the end of a month. [1]\n\n"
    "- Pets need the landlord's written consent. [2]\n- The garden may be used until 10 pm. [3]"
)
CITED = (
    CitationPart(1, "d1", "lease.pdf", 3, NOTICE.start, NOTICE.end, QUOTE),
    CitationPart(2, "d1", "lease.pdf", 3, 190, 290, "Pets are allowed only with the written consent."),
    CitationPart(3, "d2", "house rules of the building and of its garden.md", 0, 50, 90, "The garden …"),
)


def _answered(edge: FakeEdge, *parts: Part, text: str = ANSWER) -> None:
    _listed(edge)
    told = (*parts[:1], TextPart(text), *parts[1:])
    asked = ("user", "How long is the notice period?")
    edge.chat.add("Notice period", asked, ("assistant", text), parts=told)


def _cited(edge: FakeEdge) -> None:
    _answered(edge, SearchedPart(4), *CITED)


def _attached(edge: FakeEdge) -> None:
    """A question about files, and one pinned."""
    _listed(edge)
    files = (
        "lease.pdf",
        "minutes of the owners' meeting in the autumn of 2025 & what was said.docx",
        "a.xlsx",
    )
    parts = tuple(AttachmentPart(name, "", f"{at}" * 64, 182_000) for at, name in enumerate(files))
    place = edge.chat.add("Files", ("user", "How long is the notice period?"), parts=parts, pinned=True)
    edge.chat._append(place.id, "assistant", ANSWER, "complete")


def _not_found(edge: FakeEdge) -> None:
    _answered(edge, SearchedPart(0), text="A notice period is usually three months.")


def _open_first(edge: FakeEdge, window: Window) -> None:
    window.open(edge.chat.conversations()[0].id)


def _viewer(spot: Spot, library: FakeLibrary, look: Look, tasks: Tasks) -> QWidget:
    made = Viewer(library, tasks, look)
    made.show_spot(spot)
    return made


def _page(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    return _viewer(NOTICE, FakeLibrary(), look, tasks)


def _text(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    return _viewer(GARDEN, FakeLibrary(), look, tasks)


def _gone(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    _answered(edge, SearchedPart(1), replace(CITED[0], document="d9", name="gone.pdf"))
    return _viewer(replace(NOTICE, document="d9", name="gone.pdf", quote=QUOTE), FakeLibrary(), look, tasks)


def _code(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    edge.library.put(document("d8", "kestrel.py", unit="", pages=1, format="code"), CODE)
    at = CODE.index("    def hover")
    return _viewer(Spot("d8", "kestrel.py", 0, at, len(CODE)), edge.library, look, tasks)


ROWS = (
    document("d3", "minutes of the owners' meeting 2025.docx", unit="", pages=1, size=48_000),
    document(
        "d4", "scan 0412.pdf", "indexed with notes", pages=12, chunks=31, size=8_400_000,
        notes=(DocumentNote(7, "ocr-failed", "No text could be recognised."), DocumentNote(9, "cut", "Cut.")),
    ),
    document(
        "d5", "tax 2024.pdf", "encrypted", pages=0, chunks=0,
        reason="tax 2024.pdf is protected by a password.", action="Enter its password.",
    ),
    document(
        "d6", "photos.rar", "unsupported", pages=0, chunks=0,
        reason="photos.rar is no kind of document that EdgeChat reads.",
    ),
    document("d7", "budget.xlsx", "reading", unit="sheet", pages=0, chunks=0, size=61_000),
    document("d8", "letters.mbox", "queued", pages=0, chunks=0, size=120_000_000),
    document(
        "d9", "broken.pdf", "damaged", pages=0, chunks=0, reason="broken.pdf is damaged and cannot be read.",
        action="Open it in the program it was made with and save it again.",
    ),
)  # fmt: skip


def _many(edge: FakeEdge) -> None:
    _listed(edge)
    for row in ROWS:
        edge.library.put(row, "x")
    edge.library.shelves = [Collection("default", 7, 90), Collection("House & home", 3, 40)]


def _namesakes(edge: FakeEdge) -> None:
    _many(edge)
    for at, folder in enumerate(
        ("2023/final", "2024/final", "2024/the-draft-that-nobody-wanted-to-read", "")
    ):
        path = f"/home/ada/Papers/{folder}/report.pdf"
        edge.library.put(
            document(f"report{at}{at * 'x'}", "report.pdf", path=path, size=52_000 * (at + 1)), "x"
        )
    edge.library.put(
        document("attached-long", "lease.pdf", collection=ATTACHMENTS, path="/tmp/lease.pdf"), "x"
    )


def _documents(edge: FakeEdge, window: Window) -> None:
    window.show_documents()


def _reading(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    edge.events.publish(Progress(23, 120, 611, 1200, 14.2, 190.0, name="letters.mbox", state="reading"))


def _renewing(edge: FakeEdge, window: Window) -> None:
    model = "multilingual-e5-small"
    edge.library.renewal = Renewed(model, 5120, 12800, 190.0, earlier="all-minilm-l6-v2")
    window.show_documents()


def _healed(edge: FakeEdge, window: Window) -> None:
    edge.events.publish(Healed("It is cut off.", "/home/ada/damaged/library.db", 214, 211, 2, 1))


def _left_out(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    why = DocumentMissing("", "", why="Permission denied")
    edge.library.unreadable = {f"/home/ada/Papers/letters/{year}": why for year in range(2018, 2026)}
    window.documents().add(["/home/ada/Papers"])


def _nothing(edge: FakeEdge) -> None:
    _listed(edge)
    edge.library.known.clear()


def _searched(edge: FakeEdge, window: Window) -> None:
    edge.library.findings = Findings((
        Found("d1", "lease.pdf", "default", 3, NOTICE.start, NOTICE.end, QUOTE, "Lease of a flat", 1.0),
        Found("d2", "house rules.md", "default", None, 0, 90, RULES, "House rules", 0.7),
    ), "hybrid")  # fmt: skip
    window.show_documents()
    window.documents().page.field.setText("lease")


def _unordered(edge: FakeEdge, window: Window) -> None:
    _searched(edge, window)
    edge.library.findings = replace(edge.library.findings, unranked=SLOW)


def _dropping(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    Veil(window._appearance.look, window).cover(window._drop_promise())


def _sourced(edge: FakeEdge, window: Window) -> None:
    assert window.sourcing is not None
    window.sourcing.choose("House & home", True)
    window.canvas.composer.set_text("How long is the notice period?")
    for name in ("lease.pdf", "minutes of the owners' meeting in the autumn of 2025.docx"):
        window.sourcing.attach([f"/tmp/{name}"])


def _followed(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    library = edge.library
    library.shelves = [Collection("default", 7, 90), Collection("House & home", 3, 40)]
    then = 1_800_000_000.0
    library.folders = [
        WatchedFolder("/home/ada/Papers", "default", "followed", "", 214, 216, 2, then, (
            "The folder private cannot be read: Permission denied.",
            "archive/2019 is a link: what it leads to is not followed.",
        ), True),
        WatchedFolder(
            "/media/stick/Tax", "House & home", "away", "The folder Tax is not there now.",
            31, 0, 0, then, (), True
        ),
    ]  # fmt: skip
    return Folders(library, tasks, look, None)


def _details(edge: FakeEdge, look: Look, tasks: Tasks) -> QWidget:
    return DocumentDetails(ROWS[1], None)


def _offered(_edge: FakeEdge, window: Window) -> None:
    """Documents are there, and a question is begun that does not ask them yet."""
    window.canvas.composer.set_text("How long is the notice period?")


def _read_aside(edge: FakeEdge, window: Window) -> None:
    """Documents are read while a conversation is in sight."""
    edge.events.publish(Progress(23, 120, 611, 1200, 14.2, 190.0, name="letters.mbox", state="reading"))


def _unread(edge: FakeEdge, window: Window) -> None:
    """What could not be read is told when the rest is."""
    edge.events.publish(Progress(1, 2, 0, 0, 0.0, None, changed="d9", name="broken.pdf", state="damaged"))
    edge.events.publish(Progress(2, 2, 0, 0, 0.0, None, changed="d1", name="lease.pdf", state="indexed"))


def _ordered(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    window.documents().page.order.menu().popup(
        window.documents().page.order.mapToGlobal(window.documents().page.order.rect().bottomLeft())
    )


def _follow(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    window.documents()._ask_following(["/home/ada/Papers"])


def _panel_left(edge: FakeEdge, window: Window) -> None:
    """The panel of a conversation is not there beside the documents."""
    window.show_panel(True)
    window.show_documents()


def _password(edge: FakeEdge, window: Window) -> None:
    window.show_documents()
    window.documents()._ask_password(ROWS[2])


SCENES = {
    "reading-aside": Scene(fill=_many, act=_read_aside, core=True),
    "documents-unread": Scene(fill=_many, act=_unread),
    "documents-ordered": Scene(fill=_many, act=_ordered),
    "folder-follow": Scene(fill=_many, act=_follow),
    "documents-password": Scene(fill=_many, act=_password),
    "documents-after-panel": Scene(fill=_many, act=_panel_left),
    "folders-followed": Scene(page=_followed, core=True),
    "document-details": Scene(page=_details),
    "question-offered-documents": Scene(fill=_many, act=_offered),
    "question-with-sources": Scene(fill=_many, act=_sourced, core=True),
    "documents": Scene(fill=_many, act=_documents, core=True),
    "documents-of-one-name": Scene(fill=_namesakes, act=_documents),
    "documents-reading": Scene(fill=_many, act=_reading),
    "documents-renewing": Scene(fill=_many, act=_renewing),
    "documents-left-out": Scene(fill=_many, act=_left_out),
    "documents-healed": Scene(fill=_cited, act=_healed, core=True),
    "documents-empty": Scene(fill=_nothing, act=_documents, core=True),
    "documents-searched": Scene(fill=_many, act=_searched),
    "documents-unordered": Scene(fill=_many, act=_unordered),
    "documents-dropping": Scene(fill=_many, act=_dropping),
    "answer-with-sources": Scene(fill=_cited, act=_open_first, core=True),
    "question-with-files": Scene(fill=_attached, act=_open_first),
    "answer-nothing-found": Scene(fill=_not_found, act=_open_first),
    "viewer-page": Scene(page=_page, core=True),
    "viewer-text": Scene(page=_text),
    "viewer-code": Scene(page=_code),
    "viewer-gone": Scene(page=_gone),
}
