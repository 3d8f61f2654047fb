"""The main window's parts and how they look, whatever conversation is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.core.errors import FixableError
from edgechat.desktop import journal, words
from edgechat.desktop.actions import Actions
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.canvas import Canvas
from edgechat.desktop.conversations import Conversations
from edgechat.desktop.formatter import Formatter
from edgechat.desktop.look import Look
from edgechat.desktop.model_state import ModelState
from edgechat.desktop.sidebar import ICON_ROOM, Sidebar
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.faults import Faults
    from edgechat.desktop.sheet import Sheet

NATIVE = QKeySequence.SequenceFormat.NativeText


class Shell(QMainWindow):
    """The parts by name, once it is built. What is done with conversations and messages is in ``Window``."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("EdgeChat")
        self.setMinimumSize(900, 600)
        self.resize(1180, 780)
        self.built = False

    def _build(self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance) -> None:
        """Make the parts. The window may be on the screen already."""
        self._edge = edge
        self._tasks = tasks
        self._appearance = appearance
        look = appearance.look
        self.model = ModelState(edge, tasks, self)
        self.conversations = Conversations(self)
        self.sidebar = Sidebar(self.conversations, look)
        self._formatter = Formatter(tasks)
        self.canvas = Canvas(look, self._formatter)
        self.actions_ = Actions(self)
        self._sheet: Sheet | None = None
        self.faults: Faults | None = None
        self._lay_out()
        self.canvas.transcript.link_wanted.connect(self._ask_link)
        self.model.found.connect(self._model_found)
        self.model.moved.connect(self._model_moved)
        appearance.changed.connect(self._draw)
        tasks.unhandled = self._say

    def _lay_out(self) -> None:
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.canvas, 1)
        self._parts = row
        self.setCentralWidget(middle)
        header, actions = self.canvas.header, self.actions_
        for button, id in (
            (self.sidebar.new, "conversation.new"),
            (header.sidebar, "view.sidebar"),
            (header.theme, "view.theme"),
            (header.panel, "view.panel"),
        ):
            action = actions[id]
            button.setText(action.text())
            button.setToolTip(f"{action.text()} ({action.shortcut().toString(NATIVE)})")
            button.setAccessibleName(action.text())
            button.clicked.connect(action.trigger)
        self._draw_new()
        self.sidebar.fit()
        header.pill.clicked.connect(actions["model.choose"].trigger)

    def focus_composer(self) -> None:
        self.canvas.composer.field.setFocus()

    def jump_to_end(self) -> None:
        self.canvas.transcript.jump_to_end()

    def toggle_sidebar(self) -> None:
        self.sidebar.setVisible(self.sidebar.isHidden())

    def toggle_theme(self) -> None:
        self._choose_theme("light" if self._appearance.look.palette.name == "dark" else "dark")

    def light_theme(self) -> None:
        self._choose_theme("light")

    def dark_theme(self) -> None:
        self._choose_theme("dark")

    def follow_system_theme(self) -> None:
        self._choose_theme("system")

    def show_shortcuts(self) -> None:
        from edgechat.desktop.sheet import Sheet

        if self._sheet is None:
            self._sheet = Sheet(self._appearance.look, self)
            self._sheet.destroyed.connect(self._sheet_closed)
        self._sheet.show()
        self._sheet.activateWindow()
        self._sheet.field.setFocus()

    def _sheet_closed(self) -> None:
        self._sheet = None

    def choose_language(self) -> None:
        from edgechat.desktop.language_choice import LanguageChoice

        now = self._edge.settings.get("window.language")
        LanguageChoice(now, self._appearance.look, self._language_chosen, self).open()

    def _language_chosen(self, choice: str) -> None:
        told = self.tr("EdgeChat speaks it when it is opened again")
        self._tasks.serial(
            lambda: self._edge.settings.set("window.language", choice),
            lambda _none: self.canvas.toast.show_for(told),
        )

    def open_data_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._edge.profile.root)))

    def shrink_window(self) -> None:
        """Half of what the model sees at once, for the questions to come."""
        from edgechat.desktop.remedies import shrink

        told = self.tr("The model sees %1 tokens at once from the next question on")
        self._tasks.serial(
            lambda: shrink(self._edge.settings),
            lambda tokens: self.canvas.toast.show_for(told.replace("%1", QLocale().toString(tokens))),
        )

    def show_reports(self) -> None:
        self._faults().open(self._appearance.look)

    def about(self) -> None:
        from edgechat.desktop import dialogs

        dialogs.about(self)

    # The model

    def _model_found(self, info: ModelInfo | None, problem: str) -> None:
        self.canvas.header.show_model(info, problem)
        self.canvas.welcome.show_model(info)
        self._show_state()

    def _model_moved(self, status: ModelStatus) -> None:
        self.canvas.header.show_status(status)
        self.canvas.transcript.set_waiting(words.waiting(status))

    def _say(self, error: Exception) -> None:
        if isinstance(error, FixableError):
            self.canvas.say(words.sentence(error))
        else:
            journal.note("error", error=type(error).__name__)
            self._faults().say(error)

    def _faults(self) -> Faults:
        if self.faults is None:
            from edgechat.desktop.faults import Faults

            self.faults = Faults(self._edge, self._tasks, self.canvas, self)
            self.faults.wanted.connect(self.show_reports)
        return self.faults

    def _choose_theme(self, choice: str) -> None:
        self._appearance.choose(choice)
        self._tasks.serial(lambda: self._edge.settings.set("window.theme", choice))

    def _draw(self, look: Look) -> None:
        self.sidebar.set_look(look)
        self.canvas.set_look(look)
        self._draw_actions()

    def _draw_actions(self) -> None:
        icons = self._appearance.look.icons
        self.actions_.draw(icons)
        self._draw_new()

    def _draw_new(self) -> None:
        self.sidebar.new.setIcon(self._appearance.look.icons.set_in("plus", "accent", ICON_ROOM))

    def _ask_link(self, url: QUrl) -> None:
        from edgechat.desktop import dialogs

        dialogs.ask_link(self, url)

    def _show_state(self) -> None:
        """Show what can be done now."""
        raise NotImplementedError
