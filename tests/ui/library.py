"""Documents in memory, obeying the words of the real library: what the window's pages are tested with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from edgechat.core.errors import DocumentMissing, DocumentUnsupported, NotFound
from edgechat.library.document import DEFAULT_COLLECTION, Collection, DocumentInfo, Findings, Renewed
from edgechat.library.extract import Box, Boxes, Picture
from edgechat.library.scan import Trouble
from edgechat.library.watched import WatchedFolder

LEASE = (
    "Lease of a flat\n\n"
    "The deposit is two months' rent and is paid before the keys are handed over. "
    "The tenant may end the lease with a notice period of three months to the end of a month. "
    "Pets are allowed only with the written consent of the landlord, which needs no form of its own.\n\n"
    "Small repairs up to 100 euros are paid by the tenant."
)
RULES = "House rules\n\nRubbish is collected every second Tuesday.\nThe garden may be used until 10 pm."
ACROSS, DOWN = 595, 842  # points of a page


def document(id: str, name: str, state: Any = "indexed", **more: Any) -> DocumentInfo:
    """A row of the ledger; ``more`` overrides its fields."""
    fields: dict[str, Any] = {
        "collection": DEFAULT_COLLECTION, "path": f"/home/ada/Papers/{name}", "reason": "", "action": "",
        "notes": (), "digest": "a" * 64, "size": 182_000, "duplicate_of": None, "format": "pdf",
        "unit": "page", "title": "", "pages": 3, "characters": 9000, "chunks": 14, "seconds": 1.4,
        "added_at": 1_800_000_000.0 + len(id), "finished_at": 1_800_000_002.0,
    }  # fmt: skip
    return DocumentInfo(id=id, name=name, state=state, **{**fields, **more})


class FakeLibrary:
    """Two documents: one with pages that can be drawn, one that is only text."""

    def __init__(self) -> None:
        self.known: dict[str, DocumentInfo] = {}
        self.texts: dict[str, tuple[str, ...]] = {}
        self.put(document("d1", "lease.pdf", path="/tmp/lease.pdf"), "Cover", "Contents", LEASE)
        self.put(document("d2", "house rules.md", unit="", pages=1, path=""), RULES)
        self.problem: Exception | None = None
        self.unreadable: dict[str, DocumentMissing] = {}
        self.renewal: Renewed | None = None
        self.drawn: list[int] = []
        self.calls: list[str] = []
        self.findings = Findings((), "hybrid")
        self.folders: list[WatchedFolder] = []
        self.following = False
        self.shelves = [Collection(DEFAULT_COLLECTION, 2, 28)]

    def put(self, info: DocumentInfo, *texts: str) -> None:
        self.known[info.id], self.texts[info.id] = info, texts

    def documents(self, collection: str | None = None) -> list[DocumentInfo]:
        return [info for info in self.known.values() if collection in (None, info.collection)]

    def collections(self) -> list[Collection]:
        return self.shelves

    def used(self) -> int:
        return sum(info.size for info in self.known.values())

    def add(
        self,
        paths: Sequence[str],
        collection: str = DEFAULT_COLLECTION,
        *,
        wait: bool = True,
        trouble: Trouble | None = None,
    ) -> list[DocumentInfo]:
        if trouble is not None:
            trouble.unreadable.update(self.unreadable)
        self.calls.append(f"add {' '.join(paths)} to {collection}")
        if self.problem is not None:
            raise self.problem
        made = [
            document(f"new{len(self.known) + at}", path.rsplit("/", 1)[-1], "queued", collection=collection)
            for at, path in enumerate(paths)
        ]
        for info in made:
            self.put(info, "")
        return made

    def remove(self, document_id: str) -> DocumentInfo:
        self.calls.append(f"remove {document_id}")
        if self.problem is not None:
            raise self.problem
        return self.known.pop(document_id)

    def retry(self, document_id: str, *, password: str | None = None, wait: bool = True) -> DocumentInfo:
        self.calls.append(f"retry {document_id} {password or ''}".strip())
        self.known[document_id] = replace(self.known[document_id], state="queued")
        return self.known[document_id]

    def reread(self, document_id: str, *, wait: bool = True) -> DocumentInfo:
        self.calls.append(f"reread {document_id}")
        self.known[document_id] = replace(self.known[document_id], state="queued")
        return self.known[document_id]

    def watch(
        self, folder: str, collection: str = DEFAULT_COLLECTION, *, wait: bool = False
    ) -> WatchedFolder:
        self.calls.append(f"watch {folder} for {collection}")
        if self.problem is not None:
            raise self.problem
        made = WatchedFolder(folder, collection, "followed", "", 2, 2, 0, 1_800_000_000.0, (), True)
        self.folders.append(made)
        return made

    def watched(self) -> list[WatchedFolder]:
        return list(self.folders)

    def unwatch(self, folder: str, collection: str | None = None) -> None:
        self.calls.append(f"unwatch {folder} for {collection}")
        self.folders = [each for each in self.folders if each.path != folder]

    def look(self, folder: str) -> None:
        self.calls.append(f"look {folder}")

    def follow(self) -> None:
        self.following = True

    def renewing(self) -> Renewed | None:
        return self.renewal

    def cancel_renewal(self) -> None:
        self.calls.append("stay")
        self.renewal = None

    def pause(self) -> None:
        self.calls.append("pause")

    def go_on(self) -> None:
        self.calls.append("go on")

    def cancel(self, ids: Sequence[str] | None = None) -> int:
        self.calls.append("cancel")
        return 0

    def find(
        self,
        query: str,
        *,
        collection: str | None = None,
        top_k: int = 10,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Findings:
        self.calls.append(f"find {query} in {collection}")
        return self.findings

    def document(self, document_id: str) -> DocumentInfo:
        if self.problem is not None:
            raise self.problem
        if document_id not in self.known:
            raise NotFound("This document is no longer in the library.", "Add it again.")
        return self.known[document_id]

    def cited(self, document_id: str, quote: str, page: int, start: int) -> DocumentInfo:
        return self.document(document_id)

    def text(self, document_id: str, *, page: int | None = None) -> str:
        self.document(document_id)
        texts = self.texts[document_id]
        return texts[page - 1] if page else "\n".join(texts)

    def picture(self, document_id: str, page: int, width: int) -> Picture:
        found = self.document(document_id)
        if not found.unit:
            raise DocumentUnsupported(f"{found.name} has no pages to draw.", "Show its text.")
        self.drawn.append(page)
        return _draw(self.texts[document_id][page - 1], width)

    def boxes(self, document_id: str, page: int, start: int, end: int) -> Boxes:
        """Two lines in the middle of the page, whatever the span."""
        return Boxes(page, (Box(0.28, 0.173, 0.8, 0.191), Box(0.12, 0.193, 0.665, 0.211)))


def _draw(text: str, width: int) -> Picture:
    scale = width / ACROSS
    image = QImage(width, round(DOWN * scale), QImage.Format.Format_RGBA8888)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    font = QFont("DejaVu Serif")
    font.setPixelSize(14)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    flags = int(Qt.TextFlag.TextWordWrap.value) | int(Qt.AlignmentFlag.AlignTop.value)
    painter.drawText(QRectF(72, 96, ACROSS - 144, DOWN - 192), flags, text)
    painter.end()
    return Picture(image.width(), image.height(), bytes(image.constBits()))
