"""The list of conversations as a Qt model: day headings and the conversations under them, newest first."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from edgechat.chat.conversation import Conversation
from edgechat.core.records import dataclass
from edgechat.desktop import words

IdRole = int(Qt.ItemDataRole.UserRole)
HeadingRole = IdRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """A heading (``id`` empty) or a conversation."""

    text: str
    id: str = ""


class Conversations(QAbstractListModel):
    """``renamed(id, title)``: the person typed another title into the list."""

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Conversation] = {}
        self._hidden: set[str] = set()
        self._rows: list[Row] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.text
        if role == IdRole:
            return row.id
        if role == HeadingRole:
            return not row.id
        if role == Qt.ItemDataRole.ToolTipRole and row.id:
            return row.text
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.data(IdRole):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title, id = str(value).strip(), index.data(IdRole)
        if role != Qt.ItemDataRole.EditRole or not title or not id:
            return False
        if title != self._known[id].title:
            self.renamed.emit(id, title)
        return True

    def show(self, conversations: list[Conversation]) -> None:
        """Show these in place of everything."""
        self._known = {each.id: each for each in conversations}
        self._arrange()

    def change(self, conversation: Conversation) -> None:
        """A conversation is new, was renamed or touched."""
        old = self._known.get(conversation.id)
        self._known[conversation.id] = conversation
        self._hidden.discard(conversation.id)
        if old is None or _place(old) != _place(conversation) or old.title != conversation.title:
            self._arrange()

    def remove(self, id: str) -> None:
        self._hidden.discard(id)
        if self._known.pop(id, None) is not None:
            self._arrange()

    def hide(self, id: str, *, hidden: bool = True) -> None:
        """Take ``id`` out of sight without forgetting it: it may come back."""
        (self._hidden.add if hidden else self._hidden.discard)(id)
        self._arrange()

    def get(self, id: str) -> Conversation | None:
        return self._known.get(id)

    def ids(self) -> list[str]:
        """The conversations in sight, from the top."""
        return [row.id for row in self._rows if row.id]

    def title_of(self, id: str) -> str:
        known = self._known.get(id)
        return (known.title if known is not None else "") or self.tr("New conversation")

    def index_of(self, id: str) -> QModelIndex:
        for at, row in enumerate(self._rows):
            if row.id == id:
                return self.index(at)
        return QModelIndex()

    def _arrange(self) -> None:
        rows = self._grouped(date.today())
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _grouped(self, today: date) -> list[Row]:
        rows: list[Row] = []
        heading = ""
        days: dict[int, str] = {}  # by quarters of an hour: no day of any time zone begins within one
        for each in sorted(self._known.values(), key=_place, reverse=True):
            if each.id in self._hidden:
                continue
            quarter = int(each.updated_at // 900)
            if quarter not in days:
                days[quarter] = words.day(each.updated_at, today)
            day = self.tr("Pinned") if each.pinned else days[quarter]
            if day != heading:
                heading = day
                rows.append(Row(day))
            rows.append(Row(self.title_of(each.id), each.id))
        return rows


def _place(conversation: Conversation) -> tuple[bool, float]:
    """Pinned ones stand first, then the newest."""
    return conversation.pinned, conversation.updated_at
