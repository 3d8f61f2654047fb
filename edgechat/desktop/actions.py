"""Everything a person can do in the window, one row each: menus, shortcuts, palette and tests come from here.

``needs`` names a condition of ``State``, ``run`` a method of the window. Titles are translated where
they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from edgechat.core.records import dataclass
from edgechat.desktop.icons import Icons


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """``text`` itself: the name tells the translation tools to collect it (Qt's own is typed ``object``)."""
    return text


@dataclass(frozen=True)
class Row:
    """One action. ``shortcuts`` in Qt's portable notation; ``group`` is the menu it stands in.

    While the condition ``turned`` of ``State`` holds the action undoes what it does, and is called ``back``.
    """

    id: str
    title: str
    group: str
    run: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    needs: str = "always"
    turned: str = ""
    back: str = ""


@dataclass(frozen=True)
class State:
    """What is true of the window now; each field is a condition an action may need."""

    ready: bool = False
    conversation: bool = False
    answering: bool = False
    sendable: bool = False
    retryable: bool = False
    answered: bool = False
    asked: bool = False
    several: bool = False
    pinned: bool = False
    message_pinned: bool = False
    memory_taken: bool = False
    offline: bool = False
    always: bool = True


REASONS: dict[str, str] = {
    "ready": QT_TRANSLATE_NOOP("Actions", "EdgeChat is still opening."),
    "conversation": QT_TRANSLATE_NOOP("Actions", "No conversation is open."),
    "answering": QT_TRANSLATE_NOOP("Actions", "Nothing is being written."),
    "sendable": QT_TRANSLATE_NOOP("Actions", "There is nothing to send."),
    "retryable": QT_TRANSLATE_NOOP("Actions", "There is no finished answer to repeat."),
    "answered": QT_TRANSLATE_NOOP("Actions", "There is no answer here yet."),
    "asked": QT_TRANSLATE_NOOP("Actions", "There is no question here yet."),
    "several": QT_TRANSLATE_NOOP("Actions", "No message here has other versions."),
    "memory_taken": QT_TRANSLATE_NOOP("Actions", "No model is loaded."),
}
"""What is missing while a condition of ``State`` does not hold: told where an action cannot be used."""

GROUPS: tuple[tuple[str, str], ...] = (
    ("conversation", QT_TRANSLATE_NOOP("Actions", "Conversation")),
    ("answer", QT_TRANSLATE_NOOP("Actions", "Answer")),
    ("message", QT_TRANSLATE_NOOP("Actions", "Message")),
    ("model", QT_TRANSLATE_NOOP("Actions", "Model")),
    ("documents", QT_TRANSLATE_NOOP("Actions", "Documents")),
    ("view", QT_TRANSLATE_NOOP("Actions", "View")),
    ("app", QT_TRANSLATE_NOOP("Actions", "EdgeChat")),
)

FLAT = ("conversation", "app")
"""Groups whose actions stand in the window's menu itself."""


def _row(id: str, title: str, run: str, **more: object) -> Row:
    return Row(id, title, id.partition(".")[0], run, **more)  # type: ignore[arg-type]


TABLE: tuple[Row, ...] = (
    _row(
        "conversation.new", QT_TRANSLATE_NOOP("Actions", "New conversation"), "new_conversation",
        icon="plus", shortcuts=("Ctrl+N",), needs="ready",
    ),
    _row(
        "conversation.rename", QT_TRANSLATE_NOOP("Actions", "Rename"), "rename_conversation",
        icon="pencil", shortcuts=("F2",), needs="conversation",
    ),
    _row(
        "conversation.pin", QT_TRANSLATE_NOOP("Actions", "Pin"), "pin_conversation",
        icon="pin", needs="conversation", turned="pinned", back=QT_TRANSLATE_NOOP("Actions", "Unpin"),
    ),
    _row(
        "conversation.export", QT_TRANSLATE_NOOP("Actions", "Export…"), "export_conversation",
        icon="export", shortcuts=("Ctrl+S",), needs="conversation",
    ),
    _row(
        "conversation.import", QT_TRANSLATE_NOOP("Actions", "Import…"), "import_conversations",
        icon="import", needs="ready",
    ),
    _row(
        "conversation.delete", QT_TRANSLATE_NOOP("Actions", "Delete"), "delete_conversation",
        icon="trash", shortcuts=("Ctrl+Shift+Backspace",), needs="conversation",
    ),
    _row(
        "conversation.undo", QT_TRANSLATE_NOOP("Actions", "Undo deletion"), "undo_deletion",
        icon="undo", shortcuts=("Ctrl+Shift+T",), needs="ready",
    ),
    _row(
        "conversation.previous", QT_TRANSLATE_NOOP("Actions", "Previous conversation"),
        "previous_conversation", icon="up", shortcuts=("Ctrl+PgUp", "Ctrl+Shift+Tab"), needs="ready",
    ),
    _row(
        "conversation.next", QT_TRANSLATE_NOOP("Actions", "Next conversation"), "next_conversation",
        icon="next", shortcuts=("Ctrl+PgDown", "Ctrl+Tab"), needs="ready",
    ),
    _row(
        "answer.send", QT_TRANSLATE_NOOP("Actions", "Send"), "send",
        icon="send", shortcuts=("Ctrl+Return",), needs="sendable",
    ),
    _row(
        "answer.stop", QT_TRANSLATE_NOOP("Actions", "Stop"), "stop",
        icon="stop", shortcuts=("Esc",), needs="answering",
    ),
    _row(
        "answer.retry", QT_TRANSLATE_NOOP("Actions", "Answer again"), "retry",
        icon="retry", shortcuts=("Ctrl+R",), needs="retryable",
    ),
    _row(
        "answer.retry_with", QT_TRANSLATE_NOOP("Actions", "Answer again with another model…"), "retry_with",
        icon="retry_with", shortcuts=("Ctrl+Shift+R",), needs="retryable",
    ),
    _row(
        "answer.smaller_window", QT_TRANSLATE_NOOP("Actions", "Smaller context window"), "shrink_window",
        needs="ready",
    ),
    _row(
        "answer.copy", QT_TRANSLATE_NOOP("Actions", "Copy last answer"), "copy_answer",
        icon="copy", shortcuts=("Ctrl+Shift+C",), needs="answered",
    ),
    _row(
        "message.edit", QT_TRANSLATE_NOOP("Actions", "Edit question"), "edit_message",
        icon="pencil", shortcuts=("Ctrl+E",), needs="asked",
    ),
    _row(
        "message.pin", QT_TRANSLATE_NOOP("Actions", "Pin message"), "pin_message",
        icon="pin", needs="answered", turned="message_pinned",
        back=QT_TRANSLATE_NOOP("Actions", "Unpin message"),
    ),
    _row(
        "message.quote", QT_TRANSLATE_NOOP("Actions", "Quote in the question"), "quote_message",
        icon="quote", shortcuts=("Ctrl+G",), needs="asked",
    ),
    _row(
        "message.details", QT_TRANSLATE_NOOP("Actions", "About this answer"), "show_details",
        icon="info", shortcuts=("Ctrl+Shift+I",), needs="answered",
    ),
    _row(
        "message.delete", QT_TRANSLATE_NOOP("Actions", "Delete message and what follows"), "delete_message",
        icon="trash", shortcuts=("Ctrl+Shift+D",), needs="asked",
    ),
    _row(
        "message.earlier", QT_TRANSLATE_NOOP("Actions", "Earlier version"), "earlier_version",
        icon="left", shortcuts=("Alt+Left",), needs="several",
    ),
    _row(
        "message.later", QT_TRANSLATE_NOOP("Actions", "Later version"), "later_version",
        icon="right", shortcuts=("Alt+Right",), needs="several",
    ),
    _row(
        "model.choose", QT_TRANSLATE_NOOP("Actions", "Choose a model…"), "choose_model",
        icon="chip", shortcuts=("Ctrl+M",), needs="ready",
    ),
    _row(
        "model.add", QT_TRANSLATE_NOOP("Actions", "Add a GGUF file…"), "add_model",
        icon="plus", needs="ready",
    ),
    _row(
        "model.folder", QT_TRANSLATE_NOOP("Actions", "Open the models folder"), "open_models_folder",
        icon="folder", needs="ready",
    ),
    _row(
        "model.unload", QT_TRANSLATE_NOOP("Actions", "Unload the model now"), "unload_model",
        icon="eject", needs="memory_taken",
    ),
    _row(
        "documents.show", QT_TRANSLATE_NOOP("Actions", "Documents"), "show_documents",
        icon="document", shortcuts=("Ctrl+D",), needs="ready",
    ),
    _row(
        "documents.attach", QT_TRANSLATE_NOOP("Actions", "Attach files to the question…"), "attach_files",
        icon="attach", shortcuts=("Ctrl+Shift+A",), needs="ready",
    ),
    _row(
        "documents.add", QT_TRANSLATE_NOOP("Actions", "Add files…"), "add_documents",
        icon="plus", shortcuts=("Ctrl+O",), needs="ready",
    ),
    _row(
        "documents.add_folder", QT_TRANSLATE_NOOP("Actions", "Add a folder…"), "add_folder",
        icon="folder", shortcuts=("Ctrl+Shift+O",), needs="ready",
    ),
    _row(
        "documents.folders", QT_TRANSLATE_NOOP("Actions", "Followed folders…"), "show_folders",
        icon="folder", needs="ready",
    ),
    _row(
        "view.search", QT_TRANSLATE_NOOP("Actions", "Search conversations"), "search",
        icon="search", shortcuts=("Ctrl+F",), needs="ready",
    ),
    _row(
        "view.composer", QT_TRANSLATE_NOOP("Actions", "Go to the question field"), "focus_composer",
        icon="edit", shortcuts=("Ctrl+L",),
    ),
    _row(
        "view.end", QT_TRANSLATE_NOOP("Actions", "Jump to end"), "jump_to_end",
        icon="down", shortcuts=("Ctrl+J",), needs="conversation",
    ),
    _row(
        "view.sidebar", QT_TRANSLATE_NOOP("Actions", "Show or hide the sidebar"), "toggle_sidebar",
        icon="sidebar", shortcuts=("Ctrl+B",),
    ),
    _row(
        "view.next_part", QT_TRANSLATE_NOOP("Actions", "Go to the next part of the window"), "next_part",
        shortcuts=("F6",),
    ),
    _row(
        "view.previous_part", QT_TRANSLATE_NOOP("Actions", "Go to the previous part of the window"),
        "previous_part", shortcuts=("Shift+F6",),
    ),
    _row(
        "view.context", QT_TRANSLATE_NOOP("Actions", "What the model sees"), "show_context",
        icon="chip", shortcuts=("Ctrl+I",), needs="conversation",
    ),
    _row(
        "view.panel", QT_TRANSLATE_NOOP("Actions", "Show or hide how answers are made"), "toggle_panel",
        icon="sliders", shortcuts=("Ctrl+.",), needs="ready",
    ),
    _row(
        "view.theme", QT_TRANSLATE_NOOP("Actions", "Light or dark"), "toggle_theme",
        icon="moon", shortcuts=("Ctrl+Shift+L",),
    ),
    _row("view.theme_light", QT_TRANSLATE_NOOP("Actions", "Light appearance"), "light_theme", icon="sun"),
    _row("view.theme_dark", QT_TRANSLATE_NOOP("Actions", "Dark appearance"), "dark_theme", icon="moon"),
    _row(
        "view.theme_system", QT_TRANSLATE_NOOP("Actions", "Appearance as the system says"),
        "follow_system_theme",
    ),
    _row("view.language", QT_TRANSLATE_NOOP("Actions", "Language…"), "choose_language", icon="globe"),
    _row(
        "app.get_model", QT_TRANSLATE_NOOP("Actions", "Get a better model…"), "get_model",
        icon="chip", needs="ready",
    ),
    _row(
        "app.folder", QT_TRANSLATE_NOOP("Actions", "Open the data folder"), "open_data_folder",
        icon="folder",
    ),
    _row(
        "app.palette", QT_TRANSLATE_NOOP("Actions", "Find an action or a conversation"), "show_palette",
        icon="command", shortcuts=("Ctrl+K", "Ctrl+Shift+P"),
    ),
    _row(
        "app.shortcuts", QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), "show_shortcuts",
        icon="keyboard", shortcuts=("Ctrl+/", "F1"),
    ),
    _row(
        "app.checklist", QT_TRANSLATE_NOOP("Actions", "Check this machine…"), "check_machine",
        icon="shield", needs="ready",
    ),
    _row(
        "app.offline", QT_TRANSLATE_NOOP("Actions", "Stay offline"), "toggle_offline",
        icon="lock", needs="ready", turned="offline", back=QT_TRANSLATE_NOOP("Actions", "Allow going online"),
    ),
    _row("app.reports", QT_TRANSLATE_NOOP("Actions", "Problem reports"), "show_reports", icon="alert"),
    _row("app.about", QT_TRANSLATE_NOOP("Actions", "About EdgeChat"), "about", icon="info"),
    _row(
        "app.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "close",
        icon="quit", shortcuts=("Ctrl+Q",),
    ),
)  # fmt: skip


def title(text: str) -> str:
    """``text`` of this table in the person's language."""
    return QCoreApplication.translate("Actions", text)


def name_of(id: str) -> str:
    """The title of the row ``id`` in the person's language."""
    return next(title(row.title) for row in TABLE if row.id == id)


class Actions:
    """The table as live ``QAction``s of one window."""

    def __init__(self, window: QWidget, rows: Iterable[Row] = TABLE) -> None:
        self._rows = {row.id: row for row in rows}
        self._live = {row.id: _build(row, window) for row in self._rows.values()}
        self.update(State())

    def __getitem__(self, id: str) -> QAction:
        return self._live[id]

    def of_group(self, group: str) -> list[QAction]:
        """The actions of one menu, in the table's order."""
        return [self._live[row.id] for row in self._rows.values() if row.group == group]

    def all(self) -> Mapping[str, QAction]:
        return self._live

    def reason(self, id: str) -> str:
        """Why the action cannot be used now; empty: it can."""
        return "" if self._live[id].isEnabled() else title(REASONS[self._rows[id].needs])

    def draw(self, icons: Icons) -> None:
        """Give every action its icon in the colours of ``icons``."""
        for id, action in self._live.items():
            if self._rows[id].icon:
                action.setIcon(icons.icon(self._rows[id].icon))

    def update(self, state: State) -> None:
        """Enable what ``state`` allows, and call it what it would do now."""
        for id, action in self._live.items():
            row = self._rows[id]
            action.setEnabled(bool(getattr(state, row.needs)))
            if row.turned:
                action.setText(title(row.back if getattr(state, row.turned) else row.title))

    def offer(self, menu: QMenu, id: str, run: Callable[[], object], *, turned: bool = False) -> None:
        """Put an action into ``menu`` that does ``run`` with what the menu was opened for."""
        row, live = self._rows[id], self._live[id]
        made = menu.addAction(live.icon(), title(row.back if turned else row.title))
        made.setObjectName(id)
        made.triggered.connect(lambda _checked=False: run())

    def fill(self, menu: QMenu) -> None:
        """Put every action into ``menu``, the groups that are not ``FLAT`` as menus of their own."""
        for group, name in GROUPS:
            if group in FLAT:
                menu.addSeparator()
                self.fill_group(menu, group)
                menu.addSeparator()
            else:
                self.fill_group(menu.addMenu(title(name)), group)

    def fill_group(self, menu: QMenu, group: str) -> None:
        menu.addActions(self.of_group(group))


def _build(row: Row, window: QWidget) -> QAction:
    action = QAction(title(row.title), window)
    action.setObjectName(row.id)
    action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    run: Callable[[], object] = getattr(window, row.run)
    action.triggered.connect(lambda _checked=False: run())
    window.addAction(action)
    return action
