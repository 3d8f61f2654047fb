"""The documents of a library as a Qt model: filtered by collection and name, changed row by row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from edgechat.desktop import document_words
from edgechat.desktop.conversations import Index
from edgechat.desktop.namesakes import places
from edgechat.library.document import DocumentInfo

InfoRole = int(Qt.ItemDataRole.UserRole)
PlaceRole = InfoRole + 1
"""Where a document is: what tells it from others of its name, and that it is an attachment."""


class Documents(QAbstractListModel):
    """Newest first. ``collection`` empty: of all of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, DocumentInfo] = {}
        self._hidden: set[str] = set()
        self._rows: list[str] = []
        self._places: dict[str, int] = {}
        self._apart: dict[str, str] = {}
        self._collection = ""
        self._order, self._troubled = "added", False
        self._words: tuple[str, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        info = self.info(index)
        if info is None:
            return None
        if role == InfoRole:
            return info
        if role == PlaceRole:
            return self._place(info)
        if role == Qt.ItemDataRole.DisplayRole:
            return info.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            about = filter(None, (self._place(info), document_words.state(info)))
            said = f"{document_words.shown(info.name)}: {' · '.join(about)}"
            return f"{said} {document_words.step(info)}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            return document_words.tip(info)
        return None

    def _place(self, info: DocumentInfo) -> str:
        return " · ".join(filter(None, (document_words.sign(info), self._apart.get(info.id, ""))))

    def _tell_apart(self) -> None:
        self._apart = places(info for info in self._known.values() if info.id not in self._hidden)
        self._sort()

    def info(self, index: Index) -> DocumentInfo | None:
        """The document at ``index``."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return self._known[self._rows[index.row()]]

    def get(self, id: str) -> DocumentInfo | None:
        return self._known.get(id)

    @property
    def total(self) -> int:
        """How many there are, whether they are in sight or not."""
        return len(self._known) - len(self._hidden & self._known.keys())

    def index_of(self, id: str) -> QModelIndex:
        return self.index(self._places[id]) if id in self._places else QModelIndex()

    def show(self, infos: list[DocumentInfo]) -> None:
        """These are all there are."""
        self._known = {info.id: info for info in infos}
        self._tell_apart()

    def change(self, infos: list[DocumentInfo]) -> None:
        """Some are new, or have changed."""
        moved = any(_whereabouts(self._known.get(info.id)) != _whereabouts(info) for info in infos)
        for info in infos:
            at = self._places.get(info.id)
            self._known[info.id] = info
            if at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))
        if moved:
            self._tell_apart()
        elif any(info.id not in self._places and self._wanted(info) for info in infos):
            self._sort()

    def hide(self, id: str, *, hidden: bool = True) -> None:
        """Out of sight while its removal can still be undone."""
        (self._hidden.add if hidden else self._hidden.discard)(id)
        self._tell_apart()

    def remove(self, id: str) -> None:
        self._known.pop(id, None)
        self._hidden.discard(id)
        self._tell_apart()

    def filter(self, *, collection: str | None = None, text: str | None = None) -> None:
        """Show those of ``collection`` whose name holds every word of ``text``."""
        if collection is not None:
            self._collection = collection
        if text is not None:
            self._words = tuple(text.casefold().split())
        self._sort()

    def arrange(self, *, order: str | None = None, troubled: bool | None = None) -> None:
        """``order``: "added" (the newest first), "name" or "state". ``troubled``: only what was not simply
        read."""
        self._order = order or self._order
        self._troubled = self._troubled if troubled is None else troubled
        self._sort()

    def _wanted(self, info: DocumentInfo) -> bool:
        if self._troubled and document_words.tone(info) not in ("warning", "danger"):
            return False
        if info.id in self._hidden or (self._collection and info.collection != self._collection):
            return False
        name = info.name.casefold()
        return all(word in name for word in self._words)

    def _sort(self) -> None:
        self.beginResetModel()
        found = [info for info in self._known.values() if self._wanted(info)]
        found.sort(key=lambda info: info.added_at, reverse=True)
        if self._order != "added":
            found.sort(key=_name if self._order == "name" else _trouble)
        self._rows = [info.id for info in found]
        self._places = {id: at for at, id in enumerate(self._rows)}
        self.endResetModel()


def _whereabouts(info: DocumentInfo | None) -> tuple[str, ...]:
    return (info.name, info.path, info.collection) if info is not None else ()


def _name(info: DocumentInfo) -> str:
    return info.name.casefold()


def _trouble(info: DocumentInfo) -> tuple[int, str]:
    """What went wrong comes first."""
    return ("danger", "warning", "accent", "muted").index(document_words.tone(info)), info.state
