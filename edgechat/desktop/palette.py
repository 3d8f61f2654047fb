"""The command palette: every action and every conversation, found by a few letters of its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from edgechat.desktop.actions import GROUPS, TABLE, Actions, title
from edgechat.desktop.announcing import announce
from edgechat.desktop.entries import Entry, EntryField, EntryList
from edgechat.desktop.fuzzy import fit
from edgechat.desktop.look import Look
from edgechat.desktop.popover import Popover
from edgechat.desktop.sheet import first_key

WIDE, TALL = 640, 400
TOP = 72
"""Pixels of the window above it."""

REMEMBERED = 12
"""Choices that stand first the next time."""

MOST_LINES = 20
"""More than the palette has room for: so many are measured."""

SHOWN = 60
"""Lines at most: more asks for another letter."""


class Palette(Popover):
    """A popup over the window: closes by Esc, a click beside it, or a choice.

    ``recent`` holds the ids of what was chosen last; a choice is put in front of it.
    """

    def __init__(self, entries: Sequence[Entry], recent: list[str], look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setAccessibleName(self.tr("Find an action or a conversation"))
        self._entries, self._recent, self._tall = entries, recent, TALL
        self.list = EntryList(look, self.tr("What was found"), self)
        self.field = EntryField(self.list, self)
        self.field.setPlaceholderText(self.tr("Find an action or a conversation"))
        self.field.setAccessibleName(self.tr("Find an action or a conversation"))
        self.nothing = QLabel(self.tr("Nothing is called that."))
        self.nothing.setProperty("tone", "muted")
        self.nothing.setContentsMargins(12, 12, 12, 12)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.field, self.list, self.nothing):
            column.addWidget(part, int(part is not self.field))
        self.field.textChanged.connect(self._search)
        self.list.chosen.connect(self._choose)
        self.setFocusProxy(self.field)
        self._search("")

    def open_over(self, window: QWidget) -> None:
        self.setFixedWidth(min(WIDE, window.width() - 64))
        self._tall = min(TALL, window.height() - 2 * TOP)
        self._shrink()
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, TOP)))
        self.show()
        self.field.setFocus()

    def _search(self, typed: str) -> None:
        found = self._ranked(typed.strip()) if typed.strip() else self._usual()
        self.list.show_entries(found[:SHOWN])
        self.list.setVisible(bool(found))
        self._shrink()
        self.nothing.setVisible(not found)
        current = self.list.current()
        announce(self.field, current.said() if current is not None else self.nothing.text())

    def _shrink(self) -> None:
        """No higher than what was found needs it."""
        lines = self.list.model().rowCount()
        shown = sum(self.list.sizeHintForRow(row) for row in range(min(lines, MOST_LINES))) + 8
        wanted = shown if lines else self.nothing.sizeHint().height()
        self.setFixedHeight(min(self._tall, self.field.sizeHint().height() + 3 * 8 + wanted))

    def _usual(self) -> list[Entry]:
        """Before anything is typed: what was used last, what can be done, what cannot be done now."""
        return sorted(self._entries, key=lambda entry: (self._place(entry), bool(entry.reason)))

    def _ranked(self, typed: str) -> list[Entry]:
        """The best fit first; of equals, what was used last, then what can be done."""
        scored = [
            (2 * fit(typed, entry.title) or fit(typed, f"{entry.title} {entry.group}"), entry)
            for entry in self._entries
        ]
        fitting = [(score, entry) for score, entry in scored if score]
        fitting.sort(key=lambda each: (-each[0], self._place(each[1]), bool(each[1].reason)))
        return [entry for _, entry in fitting]

    def _place(self, entry: Entry) -> int:
        return self._recent.index(entry.id) if entry.id in self._recent else len(self._recent)

    def _choose(self, entry: Entry) -> None:
        if entry.reason:
            announce(self.field, entry.reason, urgent=True)
            return
        if entry.id in self._recent:
            self._recent.remove(entry.id)
        self._recent.insert(0, entry.id)
        del self._recent[REMEMBERED:]
        self.close()
        if entry.run is not None:
            entry.run()


def action_entries(actions: Actions) -> list[Entry]:
    """Every row of the actions table as it stands now."""
    groups = {id: title(name) for id, name in GROUPS}
    return [
        Entry(
            actions[row.id].text(), row.id, groups[row.group], first_key(row), row.icon,
            actions.reason(row.id), actions[row.id].trigger,
        )
        for row in TABLE
    ]  # fmt: skip
