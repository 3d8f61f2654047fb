"""The sheet of keyboard shortcuts: every action with its keys, in groups, to be searched and copied."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from edgechat.desktop.actions import GROUPS, QT_TRANSLATE_NOOP, TABLE, Row, title
from edgechat.desktop.entries import Entry, EntryField, EntryList
from edgechat.desktop.fuzzy import fit
from edgechat.desktop.look import Look

WRITING: tuple[tuple[str, str], ...] = (
    ("Return", QT_TRANSLATE_NOOP("Shortcuts", "Send the question")),
    ("Shift+Return", QT_TRANSLATE_NOOP("Shortcuts", "Begin a new line in the question")),
    ("Tab", QT_TRANSLATE_NOOP("Shortcuts", "Go to the next button or field")),
    ("Shift+Tab", QT_TRANSLATE_NOOP("Shortcuts", "Go to the previous button or field")),
    ("Del", QT_TRANSLATE_NOOP("Shortcuts", "Delete the conversation that is marked in the list")),
)
"""What fields and lists do by themselves: keys, and what they do there."""


class Sheet(QDialog):
    """Stays open beside the window until Esc."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setMinimumSize(360, 320)
        self.resize(560, 560)
        self._rows = list(_all())
        self.list = EntryList(look, self.tr("Keyboard shortcuts"), self)
        self.field = EntryField(self.list, self)
        self.field.setPlaceholderText(self.tr("Search by name or key"))
        self.field.setAccessibleName(self.tr("Search by name or key"))
        self.nothing = QLabel(self.tr("No action is called that, and no key does it."))
        self.nothing.setProperty("tone", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for part in (self.field, self.list, self.nothing, self._buttons()):
            column.addWidget(part, int(part in (self.list, self.nothing)))
        self.field.textChanged.connect(self._search)
        self.setFocusProxy(self.field)
        self._search("")

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        copy = box.addButton(self.tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (copy, close):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        copy.clicked.connect(self.copy)
        box.rejected.connect(self.reject)
        return box

    def copy(self) -> None:
        """Put the whole sheet on the clipboard, one action a line, to be printed or sent."""
        lines = [each.title if not each.id else f"{each.keys}\t{each.title}" for each in self._rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _search(self, typed: str) -> None:
        found = self._rows if not typed.strip() else list(_with_headings(self._rows, typed))
        self.list.show_entries(found)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)


def keys_of(row: Row) -> str:
    """The keys of ``row`` as this system writes them."""
    return _native(row.shortcuts)


def first_key(row: Row) -> str:
    """The one to remember."""
    return _native(row.shortcuts[:1])


def _native(shortcuts: tuple[str, ...]) -> str:
    written = QKeySequence.SequenceFormat.NativeText
    return "  ·  ".join(QKeySequence(keys).toString(written) for keys in shortcuts)


def _all() -> Iterator[Entry]:
    """Headings, and under each the rows of its group; at the end what needs no action."""
    for group, name in GROUPS:
        yield Entry(title(name))
        for row in TABLE:
            if row.group == group:
                yield Entry(title(row.title), row.id, keys=keys_of(row) or _tr("no key"))
    yield Entry(_tr("Writing and moving"))
    for keys, does in WRITING:
        yield Entry(_tr(does), keys, keys=_native((keys,)))


def _with_headings(rows: list[Entry], typed: str) -> Iterator[Entry]:
    """Those that fit, by name or by key, each group under its heading."""
    heading: Entry | None = None
    wanted = typed.strip().casefold()
    for entry in rows:
        if not entry.id:
            heading = entry
        elif fit(typed, entry.title) or wanted in entry.keys.casefold():
            if heading is not None:
                yield heading
                heading = None
            yield entry


def _tr(text: str) -> str:
    return QCoreApplication.translate("Shortcuts", text)
